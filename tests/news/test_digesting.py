"""Does a member who asked for it get one mail in the morning, with a line for each thing?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from news.models import Mail
from news.operations.digesting import fold, last_morning
from news.operations.preferring import choose
from news.operations.pruning import forget_facts
from news.policy import DIGEST_LINES, MAIL_FACTS_KEPT
from news.topics import DIGEST
from tests.news.postbox import AT, Outlet, keep, letter, send

pytestmark = pytest.mark.usefixtures("writers")
# 07:40 in Almaty.
MORNING = datetime(2026, 11, 30, 2, 40, tzinfo=UTC)


@pytest.fixture
def wang(make_user: Callable[..., User]) -> User:
    user = make_user("wang@example.com")
    with transaction.atomic():
        choose(user_id=user.pk, modes={"orders": "digest"}, at=AT)
    return user


def gather(user: User, *things: str, at: datetime = AT) -> None:
    keep(*(letter(thing, user, kind="test.order") for thing in things), at=at)


def folded(at: datetime = MORNING, language: str = "en") -> int:
    with transaction.atomic():
        return fold(language=language, at=at)


def test_what_was_gathered_is_one_mail_in_the_morning(wang: User) -> None:
    gather(wang, "A-1", "A-2", "A-3")
    assert folded(MORNING - timedelta(minutes=1)) == 0
    assert folded() == 1
    outlet = Outlet()
    send(outlet, at=MORNING)
    [mail] = outlet.taken
    assert mail.subject == "3 pieces of news from Steel Camel"
    for thing in ("A-1", "A-2", "A-3"):
        assert f"About {thing}\n  https://shop.example/{thing}?key=opens-it" in str(mail.body)
    digest = Mail.objects.get(kind="news.digest")
    assert digest.folded.filter(state="folded").count() == 3


def test_a_morning_has_one_digest_however_often_it_is_asked_for(wang: User) -> None:
    gather(wang, "A-1")
    folded()
    # Gathered before the morning, but not to be seen until the digest was made.
    gather(wang, "A-2")
    assert folded() == folded(MORNING + timedelta(hours=3)) == 0
    assert folded(MORNING + timedelta(days=1)) == 1
    assert Mail.objects.filter(kind="news.digest").count() == 2


def test_a_missed_morning_is_made_up_for(wang: User) -> None:
    gather(wang, "A-1")
    assert folded(MORNING + timedelta(hours=9)) == 1


def test_what_comes_after_the_morning_waits_for_the_next(wang: User) -> None:
    gather(wang, "A-1", at=MORNING + timedelta(minutes=1))
    assert folded(MORNING + timedelta(hours=9)) == 0


def test_each_language_has_its_own_morning() -> None:
    assert last_morning("ru", MORNING) == MORNING
    # 07:40 in Shanghai was three hours before.
    assert last_morning("zh-Hans", MORNING) == MORNING - timedelta(hours=3)


def test_a_digest_is_folded_for_readers_of_its_language_alone(wang: User) -> None:
    gather(wang, "A-1")
    assert folded(language="zh-Hans") == 0


def test_a_long_digest_says_how_many_are_left_out(wang: User) -> None:
    gather(wang, *(f"A-{number}" for number in range(DIGEST_LINES + 5)))
    folded()
    outlet = Outlet()
    send(outlet, at=MORNING)
    assert "And 5 more." in str(outlet.taken[0].body)
    assert not Mail.objects.filter(state="gathered").exists()


def test_one_that_cannot_be_written_keeps_no_other_from_being_read(wang: User) -> None:
    gather(wang, "A-1", "A-2")
    Mail.objects.filter(key="A-1").update(facts={})
    folded()
    outlet = Outlet()
    send(outlet, at=MORNING)
    assert outlet.taken[0].subject == "1 piece of news from Steel Camel"


def test_whoever_takes_leave_of_the_digest_hears_none_of_its_topics(wang: User) -> None:
    gather(wang, "A-1")
    folded()
    outlet = Outlet()
    send(outlet, at=MORNING)
    url = outlet.taken[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert Client().post(url.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert list(wang.mail_preferences.values_list("topic", "mode")) == [("orders", "off")]
    assert Mail.objects.get(kind="news.digest").topic == DIGEST


def test_folding_takes_the_same_number_of_queries_however_many_there_are(
    wang: User, make_user: Callable[..., User], django_assert_num_queries: Any
) -> None:
    for _ in range(12):
        other = make_user()
        with transaction.atomic():
            choose(user_id=other.pk, modes={"orders": "digest"}, at=AT)
        gather(other, "A-1", "A-2")
    with transaction.atomic(), django_assert_num_queries(5):
        assert fold(language="en", at=MORNING) == 12


def test_old_facts_are_forgotten_and_what_waits_keeps_its_own(wang: User) -> None:
    keep(letter("A-1", wang))
    send(Outlet())
    gather(wang, "A-2")
    late = AT + MAIL_FACTS_KEPT + timedelta(days=1)
    keep(letter("A-3", wang), at=late)
    assert forget_facts(at=late) == 1
    assert forget_facts(at=late) == 0
    facts = dict(Mail.objects.values_list("key", "facts"))
    assert facts == {"A-1": {}, "A-2": {"thing": "A-2"}, "A-3": {"thing": "A-3"}}

"""Is each letter kept once, for whoever wants it?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from kit.ids import uuid7
from kit.letters import Letter
from kit.letters import post as post_through_kit
from kit.transactions import OutsideTransaction
from news.models import Mail, Preference
from tests.news.postbox import AT, keep, letter

pytestmark = pytest.mark.usefixtures("writers")


@pytest.fixture
def wang(make_user: Callable[..., User]) -> User:
    return make_user("wang@example.com")


def prefers(user: User, topic: str, mode: str) -> None:
    Preference.objects.create(user=user, topic=topic, mode=mode, changed_at=AT)


def test_a_letter_waits_to_be_sent(wang: User) -> None:
    assert keep(letter("A-1", wang)) == 1
    mail = Mail.objects.get()
    assert (mail.state, mail.user, mail.due_at, mail.attempts) == ("waiting", wang, AT, 0)
    assert (mail.kind, mail.key, mail.facts) == ("test.owed", "A-1", {"thing": "A-1"})


def test_the_same_fact_is_kept_once_for_each_recipient(wang: User, make_user: Callable[..., User]) -> None:
    li = make_user("li@example.com")
    keep(letter("A-1", wang))
    assert keep(letter("A-1", wang), letter("A-1", li)) == 1
    assert keep(letter("A-1", to="Guest@Example.com"), letter("A-1", to="guest@example.com")) == 1
    assert Mail.objects.count() == 3


def test_another_kind_of_the_same_fact_is_another_mail(wang: User) -> None:
    assert keep(letter("A-1", wang), letter("A-1", wang, kind="test.order")) == 2


def test_what_nobody_writes_is_not_kept(wang: User) -> None:
    with pytest.raises(LookupError, match="no\\.such"):
        keep(letter("A-1", wang), letter("A-1", wang, kind="no.such"))
    assert not Mail.objects.exists()


def test_a_letter_is_to_one_who_can_be_told(wang: User) -> None:
    for nobody in (letter("A-1"), Letter("test.owed", "A-1", {}, wang.pk, "wang@example.com")):
        with pytest.raises(ValueError, match="either to a member or to an address"):
            keep(nobody)


def test_an_id_of_nobody_is_passed_over(wang: User) -> None:
    assert keep(Letter("test.owed", "A-1", {}, uuid7()), letter("A-2", wang)) == 1


def test_who_wants_none_of_a_topic_is_sent_none(wang: User) -> None:
    prefers(wang, "orders", "off")
    keep(letter("A-1", wang, kind="test.order"), letter("P-1", wang, kind="test.parcel"), letter("A-2", wang))
    told = dict(Mail.objects.values_list("key", "state"))
    assert told == {"A-1": "suppressed", "P-1": "waiting", "A-2": "waiting"}
    assert Mail.objects.get(key="A-1").why == "unwanted"


def test_who_wants_a_digest_has_it_gathered(wang: User) -> None:
    prefers(wang, "orders", "digest")
    keep(letter("A-1", wang, kind="test.order"))
    assert Mail.objects.get().state == "gathered"


def test_one_members_preference_is_nobody_elses(wang: User, make_user: Callable[..., User]) -> None:
    prefers(wang, "orders", "off")
    keep(letter("A-1", make_user("li@example.com"), kind="test.order"))
    assert Mail.objects.get().state == "waiting"


def test_thirty_letters_take_one_statement(wang: User, django_assert_num_queries: Any) -> None:
    letters = [letter(f"A-{number}", wang, kind="test.order") for number in range(30)]
    with transaction.atomic(), django_assert_num_queries(1):
        assert post_through_kit(letters, at=AT) == 30


def test_letters_are_kept_with_the_effect_or_not_at_all(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        post_through_kit([letter("A-1", to="guest@example.com")], at=AT)


def test_two_who_post_the_same_letters_keep_each_once(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    letters = [letter(f"A-{number}", to="guest@example.com") for number in range(40)]
    kept = at_once([lambda: keep(*letters), lambda: keep(*reversed(letters))] * 2)
    assert sum(kept) == 40


def test_each_mail_has_a_message_id_of_its_own(wang: User) -> None:
    keep(letter("A-1", wang), letter("A-2", wang))
    first, second = Mail.objects.values_list("message_id", flat=True)
    assert first != second
    assert first.startswith("<")
    assert first.endswith("@localhost>")

"""Does each member hear only what they want, and is saying so easy?"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import User
from kit.clock import now
from news.links import preferences_url, unsubscribe_url
from news.models import Mail, Preference
from news.operations.preferring import choose
from news.queries.mails import modes_of
from news.topics import DIGEST, TOPICS
from tests.api import Api
from tests.news.postbox import AT, Outlet, keep, letter, send, states

pytestmark = pytest.mark.usefixtures("writers")
PATH = "/me/notification-preferences"


@pytest.fixture
def wang(make_user: Callable[..., User]) -> User:
    return make_user("wang@example.com")


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def prefer(user: User, modes: Mapping[str, str]) -> None:
    with transaction.atomic():
        choose(user_id=user.pk, modes=modes, at=AT)


def test_without_a_choice_everything_is_heard_at_once(wang: User) -> None:
    assert modes_of(wang.pk) == dict.fromkeys(TOPICS, "at_once")


def test_a_mail_program_unsubscribes_with_one_request(wang: User) -> None:
    keep(letter("A-1", wang, kind="test.order"))
    outlet = Outlet()
    send(outlet)
    headers = outlet.taken[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    browserless = Client(enforce_csrf_checks=True)
    url = path_of(headers["List-Unsubscribe"].strip("<>"))
    answer = browserless.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert modes_of(wang.pk)["orders"] == "off"
    assert modes_of(wang.pk)["shipping"] == "at_once"


def test_a_scanner_that_opens_the_link_unsubscribes_nobody(wang: User, client: Client) -> None:
    url = path_of(unsubscribe_url(wang.pk, "orders", language="en"))
    opened = client.get(url)
    assert opened.status_code == 200
    assert opened.headers["Referrer-Policy"] == "same-origin"
    for page in (url, path_of(preferences_url(wang.pk, language="en"))):
        assert client.head(page).status_code == 200
    assert not Preference.objects.exists()


def test_who_unsubscribed_by_mistake_hears_of_it_as_before(wang: User, client: Client) -> None:
    prefer(wang, {"orders": "digest"})
    url = path_of(unsubscribe_url(wang.pk, "orders", language="en"))
    done = client.post(url)
    assert modes_of(wang.pk)["orders"] == "off"
    again = client.post(url, {"again": done.context["again"]})
    assert (again.status_code, again.context["topics"]) == (200, [TOPICS["orders"]])
    assert modes_of(wang.pk)["orders"] == "digest"


def test_who_unsubscribes_twice_may_hear_of_it_again_all_the_same(wang: User, client: Client) -> None:
    url = path_of(unsubscribe_url(wang.pk, "orders", language="en"))
    client.post(url)
    client.post(url, {"again": client.post(url).context["again"]})
    assert modes_of(wang.pk)["orders"] == "at_once"


def test_who_ended_the_digest_gets_all_of_it_back(wang: User, client: Client) -> None:
    prefer(wang, {"orders": "digest", "notices": "digest", "shipping": "off"})
    before = modes_of(wang.pk)
    url = path_of(unsubscribe_url(wang.pk, DIGEST, language="en"))
    done = client.post(url)
    assert set(modes_of(wang.pk).values()) == {"off", "at_once"}
    client.post(url, {"again": done.context["again"]})
    assert modes_of(wang.pk) == before
    # Where nothing ended there is nothing to begin again.
    prefer(wang, {"orders": "off", "notices": "off"})
    assert b"<button" not in client.post(url).content


def test_nothing_begins_again_by_another_key_or_a_day_later(wang: User, client: Client) -> None:
    url = path_of(unsubscribe_url(wang.pk, "orders", language="en"))
    again = client.post(url).context["again"]
    key = url.partition("key=")[2].partition("&")[0]
    assert client.post(url, {"again": key}).status_code == 422
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert client.post(url, {"again": again}).status_code == 422
    assert client.post("/mail/preferences", {"key": again}).status_code == 422
    assert modes_of(wang.pk)["orders"] == "off"


def test_a_page_without_a_good_key_changes_nothing(wang: User, client: Client) -> None:
    other = preferences_url(wang.pk, language="en").partition("key=")[2].partition("&")[0]
    for path in ("/mail/unsubscribe", "/mail/preferences"):
        assert client.post(path, {"key": "x", "orders": "off"}).status_code == 422
    assert client.post(f"/mail/unsubscribe?key={other}").status_code == 422
    assert not Preference.objects.exists()


def test_preferences_are_chosen_on_a_page_without_signing_in(wang: User, client: Client) -> None:
    url = path_of(preferences_url(wang.pk, language="zh-Hans"))
    opened = client.get(url)
    assert b'<html lang="zh-hans">' in opened.content
    assert not Preference.objects.exists()
    key = opened.context["key"]
    saved = client.post(url, {"key": key, "orders": "digest", "shipping": "off", "notices": "nonsense"})
    assert saved.status_code == 200
    assert {"orders": "digest", "shipping": "off", "notices": "at_once"}.items() <= modes_of(wang.pk).items()


def test_a_topic_that_the_page_does_not_offer_is_refused_with_all_that_came_with_it(
    wang: User, client: Client
) -> None:
    url = path_of(preferences_url(wang.pk, language="en"))
    key = client.get(url).context["key"]
    refused = client.post(url, {"key": key, "orders": "off", "attention": "off"})
    assert refused.status_code == 400
    assert not Preference.objects.exists()


def test_a_form_from_elsewhere_changes_no_preference(wang: User) -> None:
    url = path_of(preferences_url(wang.pk, language="en"))
    assert Client(enforce_csrf_checks=True).post(url, {"orders": "off"}).status_code == 403


def test_preferences_are_chosen_over_rest(wang: User, signed_in: Callable[[User], Api]) -> None:
    her = signed_in(wang)
    shown = her.get(PATH)
    hers = dict.fromkeys(("orders", "shipping", "notices"), "at_once")
    assert shown.json() == hers
    tag = shown.headers["ETag"]
    changed = her.patch(PATH, {"notices": "off"}, if_match=tag)
    assert changed.json() == {**hers, "notices": "off"}
    assert her.patch(PATH, {"orders": "off"}, if_match=tag).status_code == 412
    refused = her.patch(PATH, {"orders": "sometimes"}, if_match=changed.headers["ETag"])
    assert refused.json()["errors"][0]["pointer"] == "/orders"


def test_a_topic_that_a_member_never_hears_of_is_refused_by_its_name(
    wang: User, make_user: Callable[..., User], signed_in: Callable[[User], Api]
) -> None:
    her = signed_in(wang)
    refused = her.patch(PATH, {"orders": "off", "attention": "off"}, if_match=her.get(PATH).headers["ETag"])
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/attention"]
    assert not Preference.objects.exists()
    staff = signed_in(make_user("staff@example.com", staff=True))
    chosen = staff.patch(PATH, {"attention": "digest"}, if_match=staff.get(PATH).headers["ETag"])
    assert chosen.json()["attention"] == "digest"


def test_what_is_not_sent_yet_of_a_topic_that_is_off_stays_unsent(wang: User) -> None:
    prefer(wang, {"shipping": "digest"})
    keep(
        letter("A-1", wang, kind="test.order"),
        letter("A-2", wang),
        letter("P-1", wang, kind="test.parcel"),
    )
    prefer(wang, {"orders": "off", "shipping": "off"})
    assert states() == {"A-1": "suppressed", "A-2": "waiting", "P-1": "suppressed"}
    assert set(Mail.objects.filter(state="suppressed").values_list("why", flat=True)) == {"unwanted"}


def test_choosing_takes_two_statements_however_many(wang: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(2):
        choose(user_id=wang.pk, modes=dict.fromkeys(TOPICS, "off"), at=AT)


def test_nobody_is_asked_about_what_they_never_hear_of(
    wang: User, make_user: Callable[..., User], client: Client
) -> None:
    asked = client.get(path_of(preferences_url(wang.pk, language="en"))).context["modes"]
    assert [topic for topic, _, _ in asked] == ["orders", "shipping", "notices"]
    staff = make_user("staff@example.com", staff=True)
    asked = client.get(path_of(preferences_url(staff.pk, language="en"))).context["modes"]
    assert "attention" in [topic for topic, _, _ in asked]

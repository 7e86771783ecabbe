"""What do those outside read of events through the API?"""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from kit.ids import uuid7
from news.event_types import catalogue
from news.models import Event, FeedEntry
from news.rendering import envelope
from tests.api import Api
from tests.news.feeds import hand_on, happen, orders_concern

SignIn = Callable[[User], Api]


@pytest.fixture
def reader(make_user: Callable[..., User]) -> User:
    return make_user()


@pytest.fixture
def buyer(reader: User, signed_in: SignIn) -> Api:
    """A buyer whom two events of one order concern."""
    with orders_concern([reader.pk]):
        happen("placed", "accepted")
        hand_on()
    return signed_in(reader)


def test_a_buyer_pulls_what_concerns_them_in_the_envelope_of_webhooks(buyer: Api) -> None:
    answer = buyer.get("/events")
    assert answer.status_code == 200
    events = Event.objects.order_by("seq")
    assert answer.json() == {
        "items": [{"position": n, "event": envelope(each)} for n, each in enumerate(events, start=1)],
        "next": 2,
        "latest": 2,
    }


def test_a_buyer_goes_on_after_a_position(buyer: Api) -> None:
    answer = buyer.get("/events?after=1&limit=1").json()
    assert [each["position"] for each in answer["items"]] == [2]
    assert buyer.get("/events?after=2").json() == {"items": [], "next": 2, "latest": 2}
    assert buyer.get("/events?after=99").json() == {"items": [], "next": 99, "latest": 2}


def test_a_buyer_picks_types(buyer: Api) -> None:
    answer = buyer.get("/events?types=order.accepted,order.paid").json()
    assert [each["event"]["type"] for each in answer["items"]] == ["order.accepted"]
    assert answer["next"] == 2


def test_a_type_that_there_is_not_is_refused_with_those_that_there_are(buyer: Api) -> None:
    answer = buyer.get("/events?types=order.placed,order.lost")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/types"
    assert error["message"].startswith("There is no type order.lost. There are: certificate.handed_in, ")
    assert "order.placed" in error["message"]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", ""])
def test_a_position_is_a_number(buyer: Api, after: str) -> None:
    answer = buyer.get(f"/events?after={after}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/after"


def test_who_asks_after_what_is_forgotten_is_told_the_oldest_position(buyer: Api) -> None:
    FeedEntry.objects.filter(position=1).delete()
    answer = buyer.get("/events?after=0")
    assert (answer.status_code, answer.json()["code"]) == (409, "events.forgotten")
    assert answer.json()["oldest"] == 2
    assert buyer.get("/events").json()["items"][0]["position"] == 2


def test_another_buyer_is_shown_nothing(
    buyer: Api, make_user: Callable[..., User], signed_in: SignIn
) -> None:
    assert signed_in(make_user()).get("/events").json() == {"items": [], "next": 0, "latest": 0}


def test_staff_have_no_feed(make_user: Callable[..., User], signed_in: SignIn) -> None:
    assert signed_in(make_user(staff=True)).get("/events").status_code == 403


def test_a_pull_is_as_cheap_for_many_events_as_for_one(
    reader: User, buyer: Api, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with orders_concern([reader.pk]):
        for _ in range(10):
            happen(*["placed"] * 4, aggregate_id=uuid7())
        hand_on()
    buyer.get("/events")
    for limit in (1, 40):
        # Who is calling, for whom they may act, and the three of the feed.
        with django_assert_max_num_queries(6):
            assert len(buyer.get(f"/events?after=0&limit={limit}").json()["items"]) == limit


def test_everybody_may_read_the_catalogue_and_caches_may_keep_it(db: None) -> None:
    answer = Api().get("/event-types")
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    items = answer.json()["items"]
    assert [each["type"] for each in items] == sorted(catalogue())
    assert "webhook.test" in catalogue()
    [paid] = [each for each in items if each["type"] == "order.paid"]
    assert (paid["version"], paid["readers"]) == (1, ["buyer", "seller"])
    assert set(paid["data_schema"]["properties"]) == set(paid["example"])


def test_the_catalogue_asks_the_database_nothing(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        Api().get("/event-types")

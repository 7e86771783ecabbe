"""Does everybody hear what concerns them, and nobody what doesn't?"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Organisation
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Event, FeedEntry
from news.operations.dispatching import dispatch
from news.snapshots import instant_or_none
from news.telling import Happened, Telling, tell
from orders.operations import fulfilling
from shipping.models import DepartureLeg, Location, Shipment, SlotAssignment
from shipping.operations import displacing
from shop.wiring import TELLERS
from tests.conftest import Jobs
from tests.news.story import Story, readers_of, terminal_at
from tests.orders.market import ADDRESS, STAFF, Market, Shopper

ALL = sorted(TELLERS)


def told(story: Story, type_: str, **payload: object) -> Telling:
    event = story.happened(type_, **payload)
    return tell([event])[event.id]


@pytest.mark.parametrize("type_", ["order.accepted", "refund.done"])
def test_buyer_and_seller_hear_of_what_is_between_them(story: Story, type_: str) -> None:
    assert readers_of(told(story, type_)) == {story.buyer_id, story.seller.organisation_id}


def test_a_seller_hears_nothing_of_a_payment_which_may_be_for_others_too(story: Story) -> None:
    assert readers_of(told(story, "payment.captured")) == {story.buyer_id}


@pytest.mark.parametrize(
    "type_", ["seller.verified", "listing.live", "listing_change.asked", "certificate.verified"]
)
def test_a_seller_alone_hears_of_its_own_affairs(story: Story, type_: str) -> None:
    assert readers_of(told(story, type_)) == {story.seller.organisation_id}


def test_a_person_alone_hears_of_what_they_wished(story: Story) -> None:
    assert readers_of(told(story, "notice.due")) == {story.buyer_id}


def test_those_who_handle_goods_hear_of_them_beside_who_sent_and_who_awaits_them(story: Story) -> None:
    at_origin = terminal_at(story.shipment.first_mile_from)
    _elsewhere = terminal_at(Location.objects.exclude(pk__in=_on_the_way(story))[0])
    assert readers_of(told(story, "shipment.loaded")) == {
        story.buyer_id,
        story.seller.organisation_id,
        story.terminal.pk,
        at_origin.pk,
    }


def _on_the_way(story: Story) -> set[Any]:
    legs = DepartureLeg.objects.filter(departure=story.departure)
    ends = {place for leg in legs for place in (leg.origin_id, leg.destination_id)}
    return ends | {story.shipment.first_mile_from_id, story.shipment.destination_id}


def test_who_awaited_goods_hears_that_they_come_with_another_train(story: Story) -> None:
    SlotAssignment.objects.filter(shipment=story.shipment).update(
        status="rolled", released_at=story.market.at
    )
    telling = told(story, "shipment.rolled")
    assert story.terminal.pk in telling.readers
    assert telling.data["train"] is None


def test_those_hear_of_a_change_of_trains_who_handle_the_train_that_it_leaves(story: Story) -> None:
    own = _on_the_way(story)
    leg = DepartureLeg.objects.exclude(origin__in=own).exclude(departure=story.departure).first()
    assert leg is not None
    there = terminal_at(leg.origin)
    assert there.pk not in told(story, "shipment.rerouted").readers
    assert there.pk in told(story, "shipment.rerouted", from_departure_id=str(leg.departure_id)).readers


def test_a_train_concerns_its_stations_and_whose_goods_have_a_place(story: Story) -> None:
    assert readers_of(told(story, "departure.departed")) == {story.terminal.pk, story.seller.organisation_id}
    SlotAssignment.objects.filter(shipment=story.shipment).update(
        status="rolled", released_at=story.market.at
    )
    assert readers_of(told(story, "departure.departed")) == {story.terminal.pk}


def test_what_is_ours_alone_concerns_nobody() -> None:
    assert not {
        "slot",
        "slot_assignment",
        "cart",
        "stock_reservation",
        "stock_count",
        "stock_transfer",
    } & set(TELLERS)


@pytest.mark.parametrize("aggregate", ALL)
def test_nobody_is_told_of_a_person(story: Story, aggregate: str) -> None:
    words = json.dumps(told(story, f"{aggregate}.x", requested_by_id="X", note="secret").data)
    people = {*ADDRESS.values(), str(story.buyer_id), "wang@example.com", "secret", "late"}
    assert not [each for each in people - {"CN", "CN-JS"} if each in words]


@pytest.mark.parametrize("aggregate", ALL)
def test_status_is_that_of_the_event_whatever_became_of_the_thing_since(story: Story, aggregate: str) -> None:
    data = told(story, f"{aggregate}.x", status="then", was="before", version=3).data
    assert (data["status"], data["was"], data["version"]) == ("then", "before", 3)


@pytest.mark.parametrize("aggregate", ALL)
def test_a_batch_is_told_of_in_as_many_queries_as_one(
    story: Story, aggregate: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    queries = {"shipment": 5, "departure": 4, "payment": 2, "refund": 2, "document": 2}.get(aggregate, 1)
    for many in (1, 30):
        events = [story.happened(f"{aggregate}.x") for _ in range(many)]
        with django_assert_num_queries(queries):
            assert len(tell(events)) == many


def test_a_thing_that_is_not_there_is_told_to_nobody(db: None) -> None:
    gone = [Happened(uuid7(), each, uuid7(), 1, f"{each}.x", {}, None) for each in ALL]  # type: ignore[arg-type]
    assert tell(gone) == {}


def hand_on(market: Market) -> None:
    while dispatch(at=market.at):
        pass


def told_of(type_: str) -> dict[str, Any]:
    return Event.objects.get(type=type_).told or {}


def test_a_sale_is_told_from_the_checkout_to_the_train(
    monday: None, market: Market, wang: Shopper, jobs: Jobs
) -> None:
    hand_on(market)
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    hand_on(market)
    heard = FeedEntry.objects.filter(reader_id=order.seller.organisation_id).order_by("position")
    types = list(heard.values_list("event__type", flat=True))
    assert types == ["order.placed", "shipment.waiting", "order.paid", "shipment.assigned"]
    paid = told_of("order.paid")
    assert paid["status"] == "placed"
    assert paid["was"] is None
    assert paid["accept_by_at"] == "2026-11-25T13:00:00.000Z"


def test_a_shipment_that_loses_its_train_is_told_why_and_from_which(story: Story) -> None:
    locked = Shipment.objects.get(pk=story.shipment.pk)
    owns_transaction(displacing.roll)(locked, reason="Wang asked.", at=story.market.at, by=STAFF)
    hand_on(story.market)
    told = told_of("shipment.rerouted")
    assert told["change"] == {
        "cause": "staff",
        "fault": "platform",
        "from_departure_id": str(story.departure.pk),
        "departure_id": None,
        "old_eta_at": instant_or_none(story.shipment.eta_at),
        "eta_at": None,
        "keeps_promise": None,
    }
    assert (told["train"], told["eta_at"]) == (None, None)
    assert "Wang" not in json.dumps(told)


def test_that_an_order_is_paid_is_told_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    fulfilling.fulfil_paid(reference=order.group.number, at=market.at, by=STAFF)
    assert Event.objects.filter(type="order.paid").count() == 1


def test_each_seller_hears_of_its_own_order_alone(market: Market, wang: Shopper) -> None:
    mill, dairy = market.seller(), market.seller("KZ02", "490340000218")
    wang.buy((market.listing(mill), 1), (market.listing(dairy, "FLR-5KG"), 1))
    hand_on(market)
    for seller in (mill, dairy):
        entry = FeedEntry.objects.get(reader_id=seller.organisation_id)
        assert (entry.event.told or {})["seller_code"] == seller.code
    assert Organisation.objects.filter(kind="seller").count() == 2

"""What if a seller has only part of what was ordered?"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from accounts.models import Membership, User
from catalog.models import Listing, Seller, StockMove
from kit.actors import SYSTEM, Actor
from kit.transactions import owns_transaction
from orders.errors import LineNotFound, OrderClosed, OrderNotPaid, TooManyDeclined
from orders.models import DeclinedUnits, Order, OrderLine
from orders.operations import accepting, cancelling, completing, dispatching, lessening
from payments.models import Refund
from payments.operations import refunding
from shipping.models import Departure, Shipment, SlotAssignment
from shipping.operations import cancelling as trains_cancelling
from tests.api import Api
from tests.conftest import Jobs
from tests.letters import Letterbox, foreign_words, written
from tests.orders.claims import broken
from tests.orders.market import STAFF, Market, Shopper, on_hand, reserved_units
from tests.orders.riding import STAGES, report
from tests.payments.money import AtOnce

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What a letter says in English to readers of every language, since nobody wrote it in theirs.
KNOWN = ("Wheat flour", "FLR-2KG", "two bags are torn", "Mill KZ01")
SELLER = Actor(kind="seller", roles=frozenset({"owner"}))


def decline(order: Order, *units: tuple[OrderLine, int], is_missing: bool = True) -> Order:
    return owns_transaction(lessening.decline_lines)(
        order=order,
        units={line.pk: count for line, count in units},
        is_missing=is_missing,
        reason="two bags are torn",
        at=NOW,
        by=SELLER,
    )


def line_of(order: Order, listing: Listing) -> OrderLine:
    return order.lines.get(listing=listing)


def test_the_rest_costs_what_it_would_have_cost_alone(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller(), price_minor=30_00, gross_g=20_000, volume_cm3=30_000)
    alone = wang.quote(wang.fill((listing, 3))).total_minor
    order = market.buyer("li").buy_and_pay(jobs.drain, (listing, 5))
    declined = decline(order, (order.lines.get(), 2))
    assert declined.status == "accepted"
    refund = Refund.objects.get()
    assert refund.amount_minor == order.total_minor - alone
    [item] = refund.items.all()
    assert (item.units, item.goods_minor) == (2, 60_00)
    # Two of five bags weigh 40 of 100 kg, so freight falls, and what is taxed falls with it.
    assert min(item.freight_minor, item.insurance_minor, item.vat_minor) > 0
    assert broken() == []


def test_missing_units_leave_the_stock_and_the_shipment(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller(), units=100)
    order = wang.buy_and_pay(jobs.drain, (listing, 5))
    before = SlotAssignment.objects.get(released_at=None).slot
    decline(order, (order.lines.get(), 2))
    assert (on_hand(listing), reserved_units(listing)) == (98, 3)
    assert StockMove.objects.get(kind="adjusted").quantity == -2
    shipment = Shipment.objects.get()
    assert (shipment.gross_g, shipment.volume_cm3) == (3 * 2044, 3 * 3275)
    slot = SlotAssignment.objects.get(released_at=None).slot
    assert slot.free_g - before.free_g == 2 * 2044
    assert order.shipments.get().units == {str(order.lines.get().pk): 3}
    assert broken() == []


def test_units_that_are_there_are_on_sale_again(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller(), units=100)
    order = wang.buy_and_pay(jobs.drain, (listing, 5))
    decline(order, (order.lines.get(), 2), is_missing=False)
    assert (on_hand(listing), reserved_units(listing)) == (100, 3)
    assert not StockMove.objects.filter(kind="adjusted").exists()
    assert broken() == []


def test_freight_that_was_the_least_stays(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller(), gross_g=100, volume_cm3=100), 5))
    decline(order, (order.lines.get(), 4))
    [declined] = DeclinedUnits.objects.all()
    # Half a kilogram rides for the minimum of the tariff; only the miles by road fall.
    assert declined.goods_minor == 70_00
    assert 0 <= declined.freight_minor < order.lines.get().freight_minor // 5
    assert broken() == []


def test_a_line_that_is_declined_whole_takes_its_own_shipment_along(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    seller = market.seller()
    flour, oats = market.listing(seller), market.listing(seller, "OATS", warehouse="KZ-ALMATY-CFS")
    order = wang.buy_and_pay(jobs.drain, (flour, 2), (oats, 3))
    decline(order, (line_of(order, oats), 3))
    fates = {each.first_mile_from.code: each.status for each in Shipment.objects.all()}
    assert fates == {"KZ-KOSTANAY-WH": "assigned", "KZ-ALMATY-CFS": "cancelled"}
    assert order.shipments.get().units == {str(line_of(order, flour).pk): 2}
    assert (reserved_units(oats), reserved_units(flour)) == (0, 2)
    for step in (partial(dispatching.pack, packages={}), dispatching.hand_in):
        owns_transaction(step)(order=order, at=NOW, by=SELLER)
    for stage in STAGES:
        report(order, stage, NOW)
    order.refresh_from_db()
    assert (
        owns_transaction(completing.confirm_receipt)(order=order, at=NOW, by=wang.actor).status == "completed"
    )
    assert broken() == []


def test_what_is_declined_after_a_whole_shipment_falls_by_the_rates_of_its_own_train(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    # Kostanay's bags reach no train over Khorgos from 3 to 6 December: they ride over Dostyk, Almaty's don't.
    _cancel_trains("ALA-LYG-KH", first=3, last=6)
    seller = market.seller()
    box: dict[str, Any] = {"gross_g": 20_000, "volume_cm3": 30_000}
    flour = market.listing(seller, **box)
    oats = market.listing(seller, "OATS", warehouse="KZ-ALMATY-CFS", **box)
    order = wang.buy_and_pay(jobs.drain, (flour, 3), (oats, 2))
    [quoted] = order.group.quote.document["orders"]
    assert [each["service_code"] for each in quoted["carriages"]] == ["ALA-LYG-KH", "ALA-LYG-DO"]
    assert list(order.shipments.order_by("id").values_list("carriage", flat=True)) == [0, 1]
    decline(order, (line_of(order, oats), 2))
    decline(order, (line_of(order, flour), 1))
    first, second = DeclinedUnits.objects.order_by("id")
    # Over Khorgos 40 kg cost 0.34 dollars each, at 7.10 yuan: rail 96.56, fuel 6 % 5.79, winter 4 % 3.86,
    # first mile 0.05 and last mile 0.28 a kilogram 14.20 and 79.52; insurance 0.3 % of 35.00.
    assert (first.freight_minor, first.insurance_minor) == (96_56 + 5_79 + 3_86 + 14_20 + 79_52, 11)
    # Over Dostyk a kilogram costs 0.36: of 60 kg rail 153.36, fuel 9.20, winter 6.13, miles 21.30 and 119.28,
    # of 40 kg 102.24, 6.13, 4.09, 14.20 and 79.52; insurance of 52.50 and of 35.00.
    sixty, forty = 153_36 + 9_20 + 6_13 + 21_30 + 119_28, 102_24 + 6_13 + 4_09 + 14_20 + 79_52
    assert (second.freight_minor, second.insurance_minor) == (sixty - forty, 16 - 11)
    assert broken() == []


def test_an_order_of_which_nothing_is_left_is_declined_as_a_whole(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    listing = market.listing(market.seller(), units=100)
    order = wang.buy_and_pay(jobs.drain, (listing, 5))
    assert decline(order, (order.lines.get(), 5)).status == "declined"
    assert Refund.objects.get().amount_minor == order.total_minor
    assert (on_hand(listing), reserved_units(listing)) == (95, 0)
    assert Shipment.objects.get().status == "cancelled"
    assert broken() == []


def test_what_is_declined_in_turns_and_then_called_off_goes_back_once(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    listing = market.listing(market.seller(), price_minor=30_00, gross_g=20_000, volume_cm3=30_000)
    order = wang.buy_and_pay(jobs.drain, (listing, 6))
    for _ in range(2):
        decline(order, (order.lines.get(), 2))
        order.refresh_from_db()
        assert broken() == []
    owns_transaction(cancelling.cancel_order)(order=order, reason="late", at=NOW, by=wang.actor)
    assert sum(refund.amount_minor for refund in Refund.objects.all()) == order.total_minor
    assert reserved_units(listing) == 0
    assert broken() == []


def test_a_refund_of_it_that_staff_decline_leaves_the_units_declined(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    decline(order, (order.lines.get(), 2))
    owns_transaction(refunding.decline_refund)(refund_id=Refund.objects.get().pk, at=NOW, by=SYSTEM)
    assert order.lines.get().declined_quantity == 2
    assert broken() == []


def test_only_a_paid_order_that_is_not_packed_is_declined_in_part(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    listing = market.listing(market.seller())
    unpaid = wang.buy((listing, 2)).orders.get()
    with pytest.raises(OrderNotPaid):
        decline(unpaid, (unpaid.lines.get(), 1))
    order = wang.buy_and_pay(jobs.drain, (listing, 5))
    line = order.lines.get()
    owns_transaction(accepting.accept)(order=order, at=NOW, by=SELLER)
    assert decline(order, (line, 1)).status == "accepted"
    owns_transaction(dispatching.pack)(order=order, packages={}, at=NOW, by=SELLER)
    with pytest.raises(OrderClosed):
        decline(order, (line, 1))


def test_no_more_is_declined_than_is_left(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    other = wang.buy_and_pay(jobs.drain, (market.listing(market.seller("KZ02", "490440000271"), "B"), 1))
    line = order.lines.get()
    decline(order, (line, 3))
    for wrong in ([(line, 3)], [(line, 0)], []):
        with pytest.raises(TooManyDeclined):
            decline(order, *wrong)
    with pytest.raises(LineNotFound):
        decline(order, (other.lines.get(), 1))


def test_declines_at_once_take_each_unit_once(at_once: AtOnce, jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    listing = market.listing(market.seller())
    order = market.buyer().buy_and_pay(jobs.drain, (listing, 5))
    done = at_once([partial(decline, order, (order.lines.get(), 2))] * 6)
    assert sum(isinstance(each, Order) for each in done) == 2
    assert {type(each) for each in done} == {Order, TooManyDeclined}
    assert Refund.objects.count() == 2
    assert reserved_units(listing) == 1
    assert broken() == []


def test_its_buyer_reads_what_does_not_come_and_what_goes_back(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    decline(order, (order.lines.get(), 2))
    letterbox.hand_on(NOW)
    letter = letterbox.last("order.lines_declined")
    assert letter.user_id == wang.actor.user_id
    content = written(letter)
    assert content.goods == ["3 × Wheat flour FLR-2KG"]
    text = " ".join(content.paragraphs)
    assert "2 × Wheat flour FLR-2KG" in text
    assert "two bags are torn" in text
    for language in ("ru", "kk", "zh-Hans"):
        assert foreign_words(written(letter, language), KNOWN) == []


def test_a_seller_declines_through_the_door_and_others_do_not(
    market: Market, wang: Shopper, jobs: Jobs, signed_in: Callable[[User], Api]
) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    order = wang.buy_and_pay(jobs.drain, (market.listing(mill), 5))
    line = order.lines.get()
    ours, theirs = (signed_in(_member(market, seller)) for seller in (mill, farm))
    path = f"/seller/orders/{order.pk}/decline-lines"
    body = {"reason": "torn", "lines": [{"line_id": str(line.pk), "quantity": 2}]}
    assert "decline-lines" in ours.get(f"/seller/orders/{order.pk}").json()["allowed_actions"]
    assert theirs.post(path, body, key="theirs").status_code == 404
    # Without a key a repeat would decline as many once more.
    assert ours.post(path, body).json()["code"] == "idempotency.key_required"
    answer = ours.post(path, body, key="once")
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    [shown] = answer.json()["lines"]
    assert (shown["id"], shown["quantity"], shown["declined_quantity"]) == (str(line.pk), 5, 2)
    assert shown["declined"]["goods"] == {"amount": "35.00", "currency": "CNY"}
    assert shown["declined"]["total"]["amount"] == str(Refund.objects.get().amount).split()[0]
    assert ours.post(path, body, key="once").headers["Idempotent-Replayed"] == "true"
    too_many = ours.post(path, {**body, "lines": [{"line_id": str(line.pk), "quantity": 4}]}, key="more")
    assert (too_many.status_code, too_many.json()["code"]) == (422, "orders.too_many_declined")
    assert too_many.json()["lines"] == [{"line_id": str(line.pk), "left": 3}]
    burnt = ours.post(path, {**body, "stock": "burn"}, key="burnt")
    assert burnt.json()["errors"][0]["pointer"] == "/stock"


def _cancel_trains(service_code: str, *, first: int, last: int) -> None:
    """None of a service leaves on these days of December."""
    trains = Departure.objects.filter(
        service__code=service_code,
        departs_at__gte=datetime(2026, 12, first, tzinfo=UTC),
        departs_at__lt=datetime(2026, 12, last + 1, tzinfo=UTC),
    )
    for pk in trains.values_list("pk", flat=True):
        owns_transaction(trains_cancelling.cancel_departure)(departure_id=pk, reason="snow", at=NOW, by=STAFF)


def _member(market: Market, seller: Seller) -> User:
    user = market.user(seller.code.lower())
    Membership.objects.create(
        user=user, organisation=seller.organisation, role="warehouse", created_at=market.at
    )
    return user

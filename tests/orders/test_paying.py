"""Do paid orders reach the railway, and unpaid ones give everything back?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from catalog.models import Lot
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.errors import OrderClosed
from orders.models import Order, OrderGroup
from orders.operations import accepting, expiring, fulfilling, paying
from orders.queries import paid
from orders.tasks import sweep_paid
from payments import queries as payments
from payments.errors import PaymentAlreadyOpen
from payments.models import Payment, Refund
from shipping.models import Shipment
from tests.conftest import Jobs
from tests.orders.market import Market, Shopper, capture, reserved_units

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_paid_order_gets_its_slot(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))
    shipment = Shipment.objects.get(pk=order.shipments.get().shipment_id)
    assert shipment.status == "assigned"
    assert shipment.gross_g == 2 * 2044
    assert shipment.first_mile_from.code == "KZ-KOSTANAY-WH"
    assert order.status == "placed"


def test_goods_in_two_warehouses_become_two_shipments(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller(), units=1)
    market.stock(listing.variant, 5, age_days=11, warehouse="KZ-ALMATY-CFS")
    order = wang.buy_and_pay(jobs.drain, (listing, 6))
    ids = order.shipments.values_list("shipment_id", flat=True)
    origins = Shipment.objects.filter(pk__in=ids).values_list("first_mile_from__code", "gross_g")
    assert sorted(origins) == [("KZ-ALMATY-CFS", 5 * 2044), ("KZ-KOSTANAY-WH", 2044)]


def test_the_railway_is_told_whose_goods_they_are_and_which_papers_they_lack(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    listing = market.listing(market.seller(), units=1)
    certified = market.stock(listing.variant, 5, age_days=11, warehouse="KZ-ALMATY-CFS")
    Lot.objects.filter(pk=certified.pk).update(certificate_ref="PHYTO-1")
    order = wang.buy_and_pay(jobs.drain, (listing, 6))
    shipments = Shipment.objects.filter(pk__in=order.shipments.values("shipment_id"))
    assert {each.consignor_id for each in shipments} == {order.seller.organisation_id}
    assert {each.first_mile_from.code: each.documents_missing for each in shipments} == {
        "KZ-ALMATY-CFS": [],
        "KZ-KOSTANAY-WH": ["phytosanitary_certificate"],
    }


def test_shelf_life_bounds_the_arrival(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller(), shelf_life_days=180)
    order = wang.buy_and_pay(jobs.drain, (listing, 1))
    shipment = Shipment.objects.get(pk=order.shipments.get().shipment_id)
    # Made ten days ago, half of 180 days may pass: the eightieth day from now, to its end in Shanghai.
    assert shipment.latest_arrival_at == datetime(2027, 2, 11, 16, 0, tzinfo=UTC)


def test_a_payment_whose_message_was_lost_is_found_by_the_sweep(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    wang.pay(group)
    jobs.sent.clear()
    sweep_paid()
    assert Shipment.objects.count() == 1


def test_unpaid_orders_hide_no_paid_one_from_the_sweep(
    market: Market, wang: Shopper, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid, "SWEEP_SIZE", 2)
    listing = market.listing(market.seller())
    groups = [wang.buy((listing, 1)) for _ in range(5)]
    for group in (groups[0], groups[4]):
        wang.pay(group)
    jobs.sent.clear()
    sweep_paid()
    assert Shipment.objects.count() == 2


def test_fulfilling_twice_asks_the_railway_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    again = owns_transaction(fulfilling.fulfil_paid)(reference=order.group.number, at=market.at, by=SYSTEM)
    assert again == 0
    assert Shipment.objects.count() == 1


def test_nothing_is_carried_before_the_money_has_come(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    wang.start_payment(group)
    asked = owns_transaction(fulfilling.fulfil_paid)(reference=group.number, at=market.at, by=SYSTEM)
    assert asked == 0
    assert not Shipment.objects.exists()


def test_a_group_has_one_live_payment(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    wang.start_payment(group)
    with pytest.raises(PaymentAlreadyOpen):
        wang.start_payment(group)


def test_the_parts_of_a_payment_are_its_orders_totals(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    group = wang.buy((market.listing(mill, "A"), 1), (market.listing(farm, "B"), 1))
    payment = payments.payment(wang.start_payment(group).pk)
    assert payment.parts == {order.number: order.total_minor for order in group.orders.all()}
    assert payment.amount.minor == group.total_minor


def test_an_unpaid_order_expires_with_its_payments_deadline(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    group = wang.buy((listing, 4))
    payment = wang.start_payment(group)
    assert expire(group, payment.expires_at - timedelta(seconds=1)) == 0
    assert expire(group, payment.expires_at) == 1
    assert group.orders.get().status == "expired"
    assert reserved_units(listing) == 0
    payment.refresh_from_db()
    assert payment.status == "expired"


def test_a_paid_order_never_expires(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    payment = wang.start_payment(group)
    capture(payment, at=market.at)
    assert expire(group, payment.expires_at + timedelta(days=30)) == 0
    assert group.orders.get().status == "placed"


def test_an_expired_order_takes_no_payment(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    expire(group, group.expires_at)
    with pytest.raises(OrderClosed):
        wang.start_payment(group)


def test_a_payment_given_up_leaves_time_for_another(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    payment = wang.start_payment(group)
    owns_transaction(paying.give_up)(payment_id=payment.pk, at=market.at, by=wang.actor)
    group.refresh_from_db()
    assert group.expires_at == market.at + timedelta(minutes=30)
    assert wang.start_payment(group).status == "pending"


def test_an_order_that_no_seller_answers_declines_itself(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller())
    order = wang.buy_and_pay(jobs.drain, (listing, 1))
    order.refresh_from_db()
    assert order.accept_by_at is not None
    decline = owns_transaction(accepting.decline_overdue)
    assert decline(at=order.accept_by_at - timedelta(seconds=1), by=SYSTEM) == 0
    assert decline(at=order.accept_by_at, by=SYSTEM) == 1
    order.refresh_from_db()
    assert order.status == "declined"
    assert Refund.objects.get().amount_minor == order.total_minor
    assert Shipment.objects.get().status == "cancelled"


def test_expiry_and_payment_at_once_leave_one_winner(at_once: Callable[..., list[Any]]) -> None:
    market = Market(at=NOW).open()
    wang = market.buyer()
    listing = market.listing(market.seller(), units=50)
    for _ in range(6):
        group = wang.buy((listing, 1))
        payment = wang.start_payment(group)
        at_once(
            [
                partial(expire, group, payment.expires_at),
                partial(capture, payment, at=payment.expires_at),
            ]
        )
        order, paid = group.orders.get(), Payment.objects.get(pk=payment.pk)
        assert (order.status, paid.status) in {
            ("placed", "captured"),
            ("expired", "unmatched"),
            ("expired", "expired"),
        }


def expire(group: OrderGroup, at: datetime) -> int:
    """What the sweep does to one group."""
    return owns_transaction(expiring.expire_group)(group=group, at=at, by=SYSTEM)


def test_due_groups_are_those_past_their_deadline(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    assert expiring.due_groups(at=group.expires_at - timedelta(seconds=1)) == []
    assert expiring.due_groups(at=group.expires_at) == [group]
    assert Order.objects.get().status == "placed"

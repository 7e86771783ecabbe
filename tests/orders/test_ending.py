"""Is everything given back, once, when an order is called off?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps

from kit.actors import Actor
from kit.moves import IllegalMove, LostRace
from kit.transactions import owns_transaction
from orders.errors import NotDelivered, NotPacked, OrderClosed, OrderHandedIn, OrderNotPaid
from orders.models import Order
from orders.operations import accepting, cancelling, completing, dispatching
from payments.models import Payment, Refund
from shipping.models import Package, Shipment, SlotAssignment
from shipping.operations.packing import PackageSize
from tests.conftest import Jobs
from tests.orders.market import Market, Shopper, on_hand, reserved_units

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SELLER = Actor(kind="seller", roles=frozenset({"owner"}))

cancel = partial(owns_transaction(cancelling.cancel_order), reason="changed my mind", at=NOW)
accept = partial(owns_transaction(accepting.accept), at=NOW, by=SELLER)
pack = partial(owns_transaction(dispatching.pack), packages={}, at=NOW, by=SELLER)
hand_in = partial(owns_transaction(dispatching.hand_in), at=NOW, by=SELLER)


def test_cancelling_an_unpaid_order_closes_its_payment(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller())
    group = wang.buy((listing, 2))
    payment = wang.start_payment(group)
    cancel(order=group.orders.get(), by=wang.actor)
    assert group.orders.get().status == "cancelled"
    assert Payment.objects.get(pk=payment.pk).status == "cancelled"
    assert reserved_units(listing) == 0
    assert not Refund.objects.exists()


def test_cancelling_one_of_two_orders_leaves_the_other_payable(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    group = wang.buy((market.listing(mill, "A"), 1), (market.listing(farm, "B"), 1))
    wang.start_payment(group)
    first, second = group.orders.order_by("id")
    cancel(order=first, by=wang.actor)
    payment = wang.start_payment(group)
    assert payment.amount_minor == second.total_minor


def test_cancelling_a_paid_order_leaves_a_refund_due_and_frees_the_slot(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    listing = market.listing(market.seller())
    order = wang.buy_and_pay(jobs.drain, (listing, 2))
    cancel(order=order, by=wang.actor)
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor) == ("requested", order.total_minor)
    assert reserved_units(listing) == 0
    assert Shipment.objects.get().status == "cancelled"
    assert not SlotAssignment.objects.filter(released_at=None).exists()


def test_money_that_came_but_was_not_yet_noticed_is_refunded_too(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    wang.pay(group)
    cancel(order=group.orders.get(), by=wang.actor)
    assert Refund.objects.get().amount_minor == group.total_minor


def test_a_cancelled_order_stays_cancelled(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    order = group.orders.get()
    cancel(order=order, by=wang.actor)
    with pytest.raises(IllegalMove):
        cancel(order=order, by=wang.actor)


def test_handed_in_goods_are_not_called_back(market: Market, wang: Shopper, jobs: Jobs) -> None:
    listing = market.listing(market.seller())
    order = wang.buy_and_pay(jobs.drain, (listing, 2))
    for step in (accept, pack, hand_in):
        step(order=order)
    with pytest.raises(OrderHandedIn):
        cancel(order=order, by=wang.actor)
    assert (on_hand(listing), reserved_units(listing)) == (98, 0)
    assert Shipment.objects.get().status == "handed_in"


def test_an_unpaid_order_is_neither_accepted_nor_declined(market: Market, wang: Shopper) -> None:
    order = wang.buy((market.listing(market.seller()), 1)).orders.get()
    with pytest.raises(OrderNotPaid):
        accept(order=order)
    with pytest.raises(OrderNotPaid):
        owns_transaction(accepting.decline)(order=order, reason="no", at=NOW, by=SELLER)


def test_goods_are_accepted_then_packed_then_handed_in(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    with pytest.raises(OrderClosed):
        pack(order=order)
    accept(order=order)
    with pytest.raises(NotPacked):
        hand_in(order=order)
    pack(order=order)
    hand_in(order=order)
    assert Order.objects.get().handed_in_at == NOW


def test_packing_again_makes_no_second_label(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    accept(order=order)
    sizes = {order.shipments.get().shipment_id: [PackageSize(gross_g=1000, volume_cm3=1500)] * 2}
    pack(order=order, packages=sizes)
    pack(order=order, packages=sizes)
    assert Package.objects.count() == 2


def test_an_order_under_way_is_not_confirmed(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    with pytest.raises(NotDelivered):
        owns_transaction(completing.confirm_receipt)(order=order, at=NOW, by=wang.actor)


def test_a_stale_copy_moves_no_order(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    stale = Order.objects.get(pk=order.pk)
    accept(order=order)
    with pytest.raises((IllegalMove, LostRace)):
        accept(order=stale)
    assert order.moves.filter(became="accepted").count() == 1


def test_cancelling_and_accepting_at_once_leave_one_winner(
    at_once: Callable[..., list[Any]], jobs: Jobs
) -> None:
    market = Market(at=NOW).open()
    wang = market.buyer()
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    at_once([partial(cancel, order=order, by=wang.actor)] * 4)
    assert Refund.objects.count() == 1
    assert order.moves.filter(became="cancelled").count() == 1


def test_asking_the_railway_again_and_again_leaves_no_record(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    accept(order=order)
    record = apps.get_model("orders", "OrderAudit")._default_manager.filter(id=order.pk)
    records = record.count()
    assert records > 0
    for _ in range(3):
        owns_transaction(completing.follow_shipments)(at=NOW, by=SELLER)
    order.refresh_from_db()
    assert order.followed_at == NOW
    assert record.count() == records


def test_who_was_never_looked_at_goes_before_those_who_were(
    market: Market, wang: Shopper, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completing, "SWEEP_SIZE", 1)
    listing = market.listing(market.seller())
    old, new = (wang.buy_and_pay(jobs.drain, (listing, 1)) for _ in range(2))
    for each in (old, new):
        accept(order=each)
    later = NOW + timedelta(minutes=5)
    for at in (NOW, later):
        owns_transaction(completing.follow_shipments)(at=at, by=SELLER)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.followed_at, new.followed_at) == (NOW, later)

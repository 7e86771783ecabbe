"""May money that came after its payment had ended count after all?"""

import pytest

from kit.transactions import owns_transaction
from orders.errors import OrderClosed
from orders.models import Order, OrderGroup
from orders.operations import cancelling, paying
from payments.errors import PaymentAlreadyOpen
from payments.models import Payment
from payments.operations.confirming import confirm_transfer
from tests.conftest import Jobs
from tests.orders.market import Market, Shopper
from tests.payments.money import STAFF


@pytest.fixture
def wang(shop_today: Market) -> Shopper:
    return shop_today.buyer("wang")


def late(wang: Shopper) -> OrderGroup:
    """A checkout whose buyer gave a transfer up that came all the same."""
    market = wang.market
    group = wang.buy((market.listing(market.seller()), 1))
    payment = wang.start_payment(group)
    owns_transaction(paying.give_up)(payment_id=payment.pk, at=market.at, by=wang.actor)
    owns_transaction(confirm_transfer)(
        payment_id=payment.pk, received_minor=payment.amount_minor, at=market.at, by=STAFF
    )
    payment.refresh_from_db()
    assert payment.status == "unmatched"
    return group


def count(group: OrderGroup, wang: Shopper) -> str:
    return owns_transaction(paying.count_late_money)(group=group, at=wang.market.at, by=STAFF).status


def test_late_money_counts_while_its_orders_wait(wang: Shopper, jobs: Jobs) -> None:
    group = late(wang)
    assert count(group, wang) == "matched"
    assert ("orders.fulfil_paid", {"reference": group.number}) in _sent(jobs)
    jobs.drain()
    assert group.orders.get().shipments_requested_at is not None


def test_it_does_not_count_once_its_order_has_ended(wang: Shopper) -> None:
    group = late(wang)
    owns_transaction(cancelling.cancel_order)(
        order=group.orders.get(), reason="no", at=wang.market.at, by=wang.actor
    )
    with pytest.raises(OrderClosed):
        count(group, wang)
    assert Payment.objects.get().status == "unmatched"


def test_it_does_not_count_beside_another_payment(wang: Shopper) -> None:
    group = late(wang)
    wang.start_payment(group)
    with pytest.raises(PaymentAlreadyOpen):
        count(group, wang)


def test_it_counts_once(wang: Shopper) -> None:
    group = late(wang)
    count(group, wang)
    with pytest.raises(OrderClosed):
        count(group, wang)
    assert Order.objects.count() == 1


def _sent(jobs: Jobs) -> list[tuple[str, object]]:
    jobs._run_commit_hooks()
    return list(jobs.sent)

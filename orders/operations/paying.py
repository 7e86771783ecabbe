"""How does a buyer pay for a checkout?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import say
from orders.errors import OrderClosed
from orders.models import OrderGroup
from orders.operations.locking import orders_at_rest
from orders.policy import UNPAID_WITHOUT_PAYMENT
from payments import queries as payments
from payments.operations import cancelling, settling, starting
from payments.queries import PaymentFacts


@inside_transaction
def pay(*, group: OrderGroup, provider: str, at: datetime, by: Actor) -> PaymentFacts:
    """
    Start a payment for the orders of a group that still stand.

    From then on the payment's deadline is the group's.

    :raises OrderClosed: if no order of the group waits for money.
    :raises PaymentAlreadyOpen, UnknownProvider, CurrencyNotTaken: if the payment can't be started.
    """
    orders = orders_at_rest(reference=group.number)
    if not orders or group.expires_at <= at:
        raise OrderClosed("No order of this group waits for a payment.")
    parts = {order.number: order.total_minor for order in orders}
    payment = starting.start_payment(
        reference=group.number,
        provider=provider,
        amount=Money(sum(parts.values()), group.currency),
        parts=parts,
        sandbox=group.sandbox,
        at=at,
        by=by,
    )
    OrderGroup.objects.filter(pk=group.pk).update(expires_at=payment.expires_at, version=F("version") + 1)
    return payments.payment(payment.pk)


@inside_transaction
def count_late_money(*, group: OrderGroup, at: datetime, by: Actor) -> PaymentFacts:
    """
    Count money that came after its payment had ended as paid, if all it was for still waits for money.

    :raises OrderClosed: if no such payment is there, or an order that it was for has ended or is paid.
    :raises NothingUnmatched, PaymentAlreadyOpen: if the money can't count.
    """
    standing = {order.number: order.total_minor for order in orders_at_rest(reference=group.number)}
    late = [each for each in payments.payments_of([group.number]) if each.status == "unmatched"]
    fitting = [each for each in late if standing and dict(each.parts) == standing]
    if not fitting:
        raise OrderClosed(say("No late money of this checkout is for exactly the orders that wait for it."))
    settling.count_late_money(payment_id=fitting[0].id, at=at, by=by)
    return payments.payment(fitting[0].id)


@inside_transaction
def give_up(*, payment_id: UUID, at: datetime, by: Actor) -> None:
    """
    Cancel an open payment at its buyer's wish; the orders wait a while for another one.

    :raises AlreadyPaid: if the money has been taken.
    :raises PaymentClosed: if it has ended otherwise.
    """
    payment = cancelling.cancel_payment(payment_id=payment_id, at=at, by=by)
    OrderGroup.objects.filter(number=payment.reference).update(
        expires_at=at + UNPAID_WITHOUT_PAYMENT, version=F("version") + 1
    )

"""Does the seller take the order?"""

from datetime import datetime

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from orders.errors import OrderNotPaid
from orders.models import Order
from orders.operations.ending import end_paid
from orders.policy import NOT_ANSWERED, SWEEP_SIZE
from payments.operations import documenting


@inside_transaction
def accept(*, order: Order, at: datetime, by: Actor) -> Order:
    """
    Promise to pack and hand in.

    :raises OrderNotPaid: if no money has come yet.
    :raises IllegalMove: if the order isn't `placed`.
    """
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.status == Order.Status.PLACED and locked.shipments_requested_at is None:
        raise OrderNotPaid
    move(locked, to=Order.Status.ACCEPTED, at=at, by=by, accepted_at=at)
    documenting.note_due(kind="accepted", reference=locked.number, at=at)
    return locked


@inside_transaction
def decline(*, order: Order, reason: str, at: datetime, by: Actor) -> Order:
    """
    Turn a paid order down: its stock and slots are free again, its money is to go back.

    :raises OrderNotPaid: if no money has come yet; such an order expires by itself.
    :raises IllegalMove: if the order isn't `placed`.
    """
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.status == Order.Status.PLACED and locked.shipments_requested_at is None:
        raise OrderNotPaid
    return end_paid(locked, to=Order.Status.DECLINED, reason=reason, at=at, by=by)


@inside_transaction
def decline_overdue(*, at: datetime, by: Actor) -> int:
    """Decline what sellers left unanswered past its day; returns how many."""
    overdue = Order.objects.select_for_update(skip_locked=True).filter(
        status=Order.Status.PLACED, accept_by_at__lte=at
    )
    orders = list(overdue.order_by("id")[:SWEEP_SIZE])
    for order in orders:
        end_paid(
            order,
            to=Order.Status.DECLINED,
            reason=NOT_ANSWERED,
            at=at,
            by=by,
        )
    return len(orders)

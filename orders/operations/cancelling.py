"""How does a buyer, or support for them, call an order off?"""

from datetime import datetime

from kit.actors import Actor
from kit.moves import IllegalMove
from kit.transactions import inside_transaction
from orders.errors import OrderHandedIn
from orders.models import Order
from orders.operations.ending import end_paid, end_unpaid
from payments.operations import cancelling


@inside_transaction
def cancel_order(*, order: Order, reason: str, at: datetime, by: Actor) -> Order:
    """
    Cancel until the goods are handed in; what was paid becomes a refund due.

    An open payment of the group is closed with an unpaid order: the buyer may
    start another one for the orders that stand.

    :raises OrderHandedIn: if the goods have been handed in.
    :raises IllegalMove: if the order has ended.
    """
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.handed_in_at is not None:
        raise OrderHandedIn
    if not locked.LIFECYCLE.allows(locked.status, Order.Status.CANCELLED):
        raise IllegalMove(f"an order that is {locked.status} can't be cancelled", was=locked.status)
    unpaid = locked.shipments_requested_at is None and cancelling.close_open(
        reference=locked.group.number, to="cancelled", at=at, by=by
    )
    end = end_unpaid if unpaid else end_paid
    return end(locked, to=Order.Status.CANCELLED, reason=reason, at=at, by=by)

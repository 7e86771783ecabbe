"""What happens to orders that nobody pays?"""

from datetime import datetime

from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.models import Order, OrderGroup
from orders.operations.ending import end_all_unpaid
from orders.operations.locking import orders_at_rest
from orders.policy import SWEEP_SIZE
from payments.operations import cancelling


@inside_transaction
def expire_group(*, group: OrderGroup, at: datetime, by: Actor) -> int:
    """
    End the unpaid orders of a group past its deadline, unless money came first.

    The orders are locked before the payment is closed: whichever of expiry and
    capture wins the payment's row decides for all of them. Returns how many ended.
    """
    orders = orders_at_rest(reference=group.number)
    group.refresh_from_db(fields=["expires_at"])
    if not orders or group.expires_at > at:
        return 0
    if not cancelling.close_open(reference=group.number, to="expired", at=at, by=by):
        return 0
    end_all_unpaid(orders, to=Order.Status.EXPIRED, reason="Not paid in time.", at=at, by=by)
    return len(orders)


def due_groups(*, at: datetime) -> list[OrderGroup]:
    """Groups with unpaid orders past their deadline, the oldest first, bounded."""
    due = OrderGroup.objects.filter(
        expires_at__lte=at,
        orders__status=Order.Status.PLACED,
        orders__shipments_requested_at=None,
    )
    return list(due.distinct().order_by("expires_at")[:SWEEP_SIZE])

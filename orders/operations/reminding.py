"""Who is told that an order waits too long for its seller's word?"""

from datetime import datetime

from kit.letters import post
from kit.transactions import inside_transaction
from orders.models import Order
from orders.policy import REMIND_BEFORE, SWEEP_SIZE
from orders.queries.facts import orders_with
from orders.queries.writing_to_sellers import to_sellers


@inside_transaction
def remind_sellers(*, at: datetime) -> int:
    """Remind sellers, once, of paid orders that are soon declined by themselves; how many orders."""
    rows = Order.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    silent = rows.filter(
        status=Order.Status.PLACED,
        reminded_at__isnull=True,
        accept_by_at__gt=at,
        accept_by_at__lte=at + REMIND_BEFORE,
    )
    due = list(silent.order_by("accept_by_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    if due:
        Order.objects.filter(pk__in=due).update(reminded_at=at)
        post(to_sellers("sale.waits", orders_with(due)), at=at)
    return len(due)

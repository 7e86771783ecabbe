"""Which paid orders has nobody asked the railway to carry yet?"""

from orders.models import Order
from orders.policy import SWEEP_SIZE
from payments import queries as payments


def unfulfilled_references() -> list[str]:
    """Numbers of order groups with money captured and orders still at rest, the oldest first."""
    waiting = Order.objects.filter(status=Order.Status.PLACED, shipments_requested_at=None).order_by(
        "placed_at"
    )
    references = list(dict.fromkeys(waiting.values_list("group__number", flat=True)[:SWEEP_SIZE]))
    paid = payments.captured(references=references)
    return [reference for reference in references if reference in paid]

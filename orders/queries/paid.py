"""Which paid orders has nobody asked the railway to carry yet?"""

from collections.abc import Iterator
from uuid import UUID

from orders.models import Order
from orders.policy import SWEEP_SIZE
from payments import queries as payments


def unfulfilled_references() -> Iterator[str]:
    """
    Numbers of order groups with money captured and orders still at rest, the oldest first.

    However many unpaid orders stand before them: all are looked through, a bounded number at a time.
    """
    standing = Order.objects.filter(status=Order.Status.PLACED, shipments_requested_at=None).order_by("pk")
    last = UUID(int=0)
    while rows := list(standing.filter(pk__gt=last).values_list("pk", "group__number")[:SWEEP_SIZE]):
        references = dict.fromkeys(number for _, number in rows)
        paid = payments.captured(references=references)
        yield from (reference for reference in references if reference in paid)
        last = rows[-1][0]

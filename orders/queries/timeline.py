"""What happened to an order itself, and what was written about it?"""

from uuid import UUID

from django.db.models import Exists, OuterRef

from kit.timeline import Rows, told
from orders.models import Attachment, Note, Order, OrderMove

_PLACED, _MOVED, _PACKED, _HANDED_IN, _NOTED = 10, 40, 41, 42, 90


def happenings(*, order_id: UUID) -> list[Rows]:
    """Its placing, its changes of status, its packing and hand-in."""
    order = Order.objects.filter(pk=order_id)
    return [
        told(
            order,
            source="order_placed",
            rank=_PLACED,
            at="placed_at",
            by="'buyer'",
            by_id="group__buyer__user_id",
            facts={"minor": "total_minor", "currency": "currency"},
        ),
        told(
            OrderMove.objects.filter(row=order_id),
            source="order_moved",
            rank=_MOVED,
            of="row",
            facts={"was": "was", "became": "became", "reason": "reason"},
        ),
        told(
            order.filter(packed_at__isnull=False),
            source="order_packed",
            rank=_PACKED,
            at="packed_at",
            by="'seller'",
            by_id="",
            facts={},
        ),
        told(
            order.filter(handed_in_at__isnull=False),
            source="order_handed_in",
            rank=_HANDED_IN,
            at="handed_in_at",
            by="'seller'",
            by_id="",
            facts={},
        ),
    ]


def notes(*, order_id: UUID, with_files: bool = False) -> list[Rows]:
    """What our own people wrote about it; with files, only what has any."""
    rows = Note.objects.filter(order=order_id)
    if with_files:
        rows = rows.filter(Exists(Attachment.objects.filter(note=OuterRef("pk"))))
    return [
        told(
            rows,
            source="noted",
            rank=_NOTED,
            at="written_at",
            facts={"reason": "text"},
        )
    ]

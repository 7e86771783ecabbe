"""What did our own people write about orders, with which files?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from orders.models import Attachment, Note, Order


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a note."""

    id: UUID
    name: str
    size_b: int
    is_photo: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """An order, as far as its timeline names it; `market` and `country` say whose clocks count."""

    id: UUID
    number: str
    group_number: str
    status: str
    seller_code: str
    market: str
    country: str


def notes_of(order_id: UUID) -> QuerySet[Note]:
    """The notes on an order with their attachments. Two queries."""
    return Note.objects.filter(order=order_id).prefetch_related("attachments")


def attachments_of(note_ids: Iterable[str]) -> dict[str, Sequence[AttachedFile]]:
    """The attachments of some notes by the note's id. One query, none for no note."""
    wanted = [UUID(note_id) for note_id in note_ids]
    found: dict[str, list[AttachedFile]] = defaultdict(list)
    for row in Attachment.objects.filter(note__in=wanted) if wanted else ():
        is_photo = row.kind == Attachment.Kind.PHOTO
        found[str(row.note_id)].append(AttachedFile(row.pk, row.name, row.size_b, is_photo))
    return dict(found)


def subject(*, order_id: UUID) -> Subject | None:
    """The order of a timeline, if there is one. One query."""
    order = Order.objects.select_related("group", "seller").filter(pk=order_id).first()
    if order is None:
        return None
    return Subject(
        order.pk,
        order.number,
        order.group.number,
        order.status,
        order.seller.code,
        order.group.market,
        order.seller.country,
    )

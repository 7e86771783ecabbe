"""How do orders get into the books that were paid before there were any?"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.models import Order, OrderGroup
from orders.operations.sharing import share_out
from orders.policy import SWEEP_SIZE
from payments.operations import beginning_books, documenting, earning

_ENDED_WITHOUT_SALE = (Order.Status.DECLINED, Order.Status.CANCELLED, Order.Status.EXPIRED)


@inside_transaction
def begin_books_of(*, reference: str, at: datetime, by: Actor) -> int:
    """
    Book what came and went for a checkout, as far as it isn't booked; how many payments were new.

    What its completed orders earned is their sellers' to have at once. Orders that were accepted are
    noted for their invoices.
    """
    orders = Order.objects.select_for_update(of=("self",)).select_related("group", "seller")
    sold = list(orders.filter(group__number=reference, shipments_requested_at__isnull=False).order_by("id"))
    new = beginning_books.book_payments(reference=reference, at=at, by=by)
    for order in sold:
        if order.status not in _ENDED_WITHOUT_SALE:
            share_out(order, at=at, by=by)
        if order.status in (Order.Status.ACCEPTED, Order.Status.COMPLETED):
            documenting.note_due(kind="accepted", reference=order.number, at=at)
        if order.status == Order.Status.COMPLETED:
            earning.release_from(reference=order.number, release_at=at, at=at, by=by)
    beginning_books.book_refunds(reference=reference, at=at, by=by)
    return new


def all_references() -> Iterator[str]:
    """The numbers of all checkouts, the oldest first, a bounded number at a time."""
    last = UUID(int=0)
    rows = OrderGroup.objects.order_by("pk").values_list("pk", "number")
    while found := list(rows.filter(pk__gt=last)[:SWEEP_SIZE]):
        yield from (number for _, number in found)
        last = found[-1][0]

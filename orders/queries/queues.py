"""Which orders wait for something that their seller does, and until when?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from kit.actors import Actor
from orders.models import Order
from orders.queries.showing import orders_of_seller

# By what waits to be done, as the facts of an order name it.
_WAITING: Mapping[str, Q] = {
    "accept": Q(status="placed", shipments_requested_at__isnull=False),
    "pack": Q(status="accepted", packed_at__isnull=True),
    "hand-in": Q(status="accepted", packed_at__isnull=False),
}
QUEUES = tuple(_WAITING)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many orders wait, up to a number, and of those to accept until when the first must be answered."""

    count: int
    first_by: datetime | None


def waiting_orders(actor: Actor, queue: str) -> QuerySet[Order]:
    """The orders of a seller that wait for one of `QUEUES`."""
    # Handed in they wait for nobody here; with that an index holds those that do, and no others.
    open_ones = Q(status__in=("placed", "accepted"), handed_in_at__isnull=True)
    return orders_of_seller(actor).filter(open_ones, _WAITING[queue])


def count_waiting(actor: Actor, queue: str, *, most: int) -> Waiting:
    """How many of them there are, no more than `most`; those to accept by their deadlines. One query."""
    # The others have none that counts: theirs is the order of the index, which is left after `most`.
    first = (F("accept_by_at").asc(nulls_last=True), "id") if queue == "accept" else ("-id",)
    rows = waiting_orders(actor, queue).order_by(*first)
    found = list(rows.values_list("accept_by_at", flat=True)[:most])
    return Waiting(len(found), found[0] if found and queue == "accept" else None)

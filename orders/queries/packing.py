"""What does a seller take from which shelf, for which orders, and what sticks on their parcels?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import prefetch_related_objects

from catalog.queries.picking import Pick, picks_of
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.words import in_words, say
from orders.errors import NotToPack
from orders.models import Order
from orders.queries.fulfilment import progress_of
from orders.queries.showing import orders_of_seller
from shipping.queries.labels import Label, labels_of, shipment_labelled

__all__ = ["Pick"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package of an order, the `place`th of `of`."""

    shipment_number: str
    label: Label
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class ToPack:
    """One order with its own lots, in the order of the walk, and its parcels, once it is packed."""

    order: Order
    picks: Sequence[Pick]
    parcels: Sequence[Parcel]

    def names_of(self, pick: Pick) -> Mapping[str, str]:
        """What the goods of a pick were called at checkout, by language."""
        lines = (line for line in self.order.lines.all() if line.variant_id == pick.variant_id)
        line = next(lines, None)
        names: Mapping[str, str] = line.names if line else {}
        return names

    @property
    def language(self) -> str:
        """In which language its buyer reads."""
        language: str = self.order.group.buyer.user.language
        return language


def orders_to_pack(actor: Actor, numbers: Sequence[str]) -> list[ToPack]:
    """
    Some accepted orders of a seller, in the order in which they are named, each once.

    A number of queries that doesn't grow with them.

    :raises NotToPack: naming each that is none of the seller's, or isn't accepted.
    """
    wanted = list(dict.fromkeys(numbers))
    rows = {row.number: row for row in orders_of_seller(actor).filter(number__in=wanted)}
    faults = [
        FieldProblem(
            "/orders", "field.unknown_reference", say("No order of yours is %(number)s.", number=each)
        )
        for each in wanted
        if each not in rows
    ]
    faults += [_closed(row) for row in rows.values() if row.status != Order.Status.ACCEPTED]
    if faults:
        raise NotToPack(faults[0].message, fields=faults)
    return packing_of([rows[each] for each in wanted])


def packing_of(orders: Sequence[Order]) -> list[ToPack]:
    """What there is to pack of each of these orders."""
    prefetch_related_objects(orders, "group__buyer__user", "lines")
    picks = picks_of(references=[order.number for order in orders])
    progress = progress_of(orders)
    labels = labels_of(shipment_ids=[pk for each in progress.values() for pk in each.by_id])
    return [
        ToPack(
            order,
            picks[order.number],
            _parcels({pk: told.number for pk, told in progress[order.pk].by_id.items()}, labels),
        )
        for order in orders
    ]


def summed(packed: Collection[ToPack]) -> list[tuple[Pick, Mapping[str, str]]]:
    """The units of all these orders by lot and shelf, in the order of the walk, with names of the goods."""
    units: dict[Pick, int] = defaultdict(int)
    names: dict[Pick, Mapping[str, str]] = {}
    for each in packed:
        # What was handed in lies on no shelf any more.
        for pick in each.picks if each.order.handed_in_at is None else ():
            place = replace(pick, quantity=0)
            units[place] += pick.quantity
            names.setdefault(place, each.names_of(pick))
    walk = sorted(units, key=lambda pick: pick.walk)
    return [(replace(pick, quantity=units[pick]), names[pick]) for pick in walk]


def order_scanned(actor: Actor, typed: str) -> UUID | None:
    """Which order of a seller a scanned word names: by its number, or by the SSCC of one of its parcels."""
    rows = orders_of_seller(actor)
    shipment = shipment_labelled(sscc=typed)
    if shipment is not None:
        return rows.filter(shipments__shipment=shipment).values_list("pk", flat=True).first()
    return rows.filter(number=typed.upper()).values_list("pk", flat=True).first()


def _unknown(number: str) -> str:
    return say("No order of yours is %(number)s.", number=number)


def _closed(order: Order) -> FieldProblem:
    why = say("%(number)s is %(state)s, not accepted.", number=order.number, state=in_words(order.status))
    return FieldProblem("/orders", "field.invalid", why)


def _parcels(numbers: Mapping[UUID, str], labels: Mapping[UUID, Sequence[Label]]) -> list[Parcel]:
    pairs = [(number, label) for pk, number in numbers.items() for label in labels[pk]]
    return [Parcel(number, label, place, len(pairs)) for place, (number, label) in enumerate(pairs, 1)]

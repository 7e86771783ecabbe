"""What is kept of trains for one consignor, which is free for nobody else?"""

from collections.abc import Iterable, Sequence
from typing import TypedDict
from uuid import UUID

from shipping.models import AllottedLeg


class Needs(TypedDict):
    """What one more container takes of one leg of a departure."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int


def kept_places(*, consignor_id: UUID | None, departure_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, Needs]]:
    """What one more of a consignor's kept places holds of each leg, by departure. One query, or none."""
    if consignor_id is None:
        return {}
    return kept_by_consignor(departure_ids, of=consignor_id).get(consignor_id, {})


def kept_by_consignor(
    departure_ids: Iterable[UUID], *, of: UUID | None = None
) -> dict[UUID, dict[UUID, dict[UUID, Needs]]]:
    """The same for all consignors who have any there, or `of` one of them. One query."""
    kept: dict[UUID, dict[UUID, dict[UUID, Needs]]] = {}
    ledger = AllottedLeg.objects.filter(
        allotted__departure_id__in=list(departure_ids), allotted__places_left__gt=0
    )
    if of is not None:
        ledger = ledger.filter(allotted__allotment__organisation_id=of)
    columns = ("allotted__allotment__organisation_id", "allotted__departure_id", "departure_leg_id")
    for consignor_id, departure_id, leg_id, *amounts in ledger.order_by().values_list(
        *columns, "mteu", "gross_g", "plugs", "length_mm"
    ):
        of_train = kept.setdefault(consignor_id, {}).setdefault(departure_id, {})
        of_train[leg_id] = needs_from(amounts)
    return kept


def needs_from(amounts: Sequence[int]) -> Needs:
    """Milli-TEU, grams, plugs, millimetres under their names."""
    mteu, gross_g, plugs, length_mm = amounts
    return Needs(mteu=mteu, gross_g=gross_g, plugs=plugs, length_mm=length_mm)

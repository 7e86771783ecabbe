"""What is kept of trains for one consignor, which is free for nobody else?"""

from collections.abc import Iterable, Sequence
from typing import TypedDict
from uuid import UUID

from django.db.models import F, QuerySet, UUIDField

from kit.compiled import Compiled, Given, Row
from kit.database import Among
from shipping.models import AllottedLeg


class Needs(TypedDict):
    """What one more container takes of one leg of a departure."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int


_COLUMNS = (
    *("allotted__allotment__organisation_id", "allotted__departure_id", "departure_leg_id"),
    *("mteu", "gross_g", "plugs", "length_mm"),
)
# By consignor, by departure, by leg.
_Kept = dict[UUID, dict[UUID, dict[UUID, Needs]]]


def _ledger(departure_ids: Sequence[UUID] | Given) -> "QuerySet[AllottedLeg]":
    ours = Among(F("allotted__departure_id"), departure_ids)
    return AllottedLeg.objects.filter(ours, allotted__places_left__gt=0).order_by()


_LEDGER = Compiled(lambda: _ledger(Given("departure_ids", UUIDField())).values_list(*_COLUMNS))


def kept_places(*, consignor_id: UUID | None, departure_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, Needs]]:
    """What one more of a consignor's kept places holds of each leg, by departure. One query, or none."""
    if consignor_id is None:
        return {}
    ours = _ledger(list(departure_ids)).filter(allotted__allotment__organisation_id=consignor_id)
    return _by_consignor(ours.values_list(*_COLUMNS)).get(consignor_id, {})


def kept_by_consignor(departure_ids: Iterable[UUID]) -> _Kept:
    """The same for all consignors who have any there. One query."""
    return _by_consignor(_LEDGER.rows(departure_ids=list(departure_ids)))


def _by_consignor(rows: Iterable[Row]) -> _Kept:
    kept: _Kept = {}
    for consignor_id, departure_id, leg_id, *amounts in rows:
        of_train = kept.setdefault(consignor_id, {}).setdefault(departure_id, {})
        of_train[leg_id] = needs_from(amounts)
    return kept


def needs_from(amounts: Sequence[int]) -> Needs:
    """Milli-TEU, grams, plugs, millimetres under their names."""
    mteu, gross_g, plugs, length_mm = amounts
    return Needs(mteu=mteu, gross_g=gross_g, plugs=plugs, length_mm=length_mm)

"""How many units are where, and who holds them?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Sum, UUIDField

from catalog.freshness import fresh_until
from catalog.models import Lot, StockLevel, StockReservation
from catalog.policy import CERTIFICATES, SHELF_LIFE_SHARE_ON_ARRIVAL
from kit.compiled import Compiled, Given
from kit.database import Among

# Levels with units that anybody can buy.
_FREE: Mapping[str, Any] = {"on_hand__gt": F("reserved"), "is_quarantined": False}


class FreeLot(NamedTuple):
    """
    Units of one lot in one warehouse that nobody holds.

    `fresh_until` is the last day of arrival by rule 17; None where they never end.
    """

    units: int
    fresh_until: date | None
    warehouse_code: str
    location_code: str


# The columns that such lots are made of.
_OF_LOTS = (
    *("lot__variant_id", "lot__made_date", "lot__best_before_date"),
    *("warehouse__code", "warehouse__location_code"),
)


_LOTS = Compiled(
    lambda: (
        StockLevel.objects.filter(Among(F("lot__variant_id"), Given("variant_ids", UUIDField())), **_FREE)
        .annotate(unheld=F("on_hand") - F("reserved"))
        .order_by("id")
        .values_list(*_OF_LOTS, "unheld")
    )
)


@dataclass(frozen=True, slots=True)
class Reserved:
    """Units of one lot in one warehouse, held under a reference."""

    reservation_id: UUID
    variant_id: UUID
    quantity: int
    lot_id: UUID
    location_code: str
    fresh_until: date | None


def free_lots(*, variant_ids: Collection[UUID]) -> dict[UUID, tuple[FreeLot, ...]]:
    """What nobody holds of each variant, by lot and warehouse; each asked one has an entry. One query."""
    found: dict[UUID, list[FreeLot]] = {variant_id: [] for variant_id in variant_ids}
    for variant_id, made, best_before, *where, units in _LOTS.rows(variant_ids=list(found)):
        found[variant_id].append(FreeLot(units, _last_day(made, best_before), *where))
    return {variant_id: tuple(lots) for variant_id, lots in found.items()}


def fresh_units(lots: Iterable[FreeLot], *, arrival_date: date) -> int:
    """How many of these units pass rule 17 if they arrive on a day, which is one of the place of arrival."""
    return sum(lot.units for lot in lots if lot.fresh_until is None or arrival_date <= lot.fresh_until)


def origin_of(lots: Iterable[FreeLot]) -> str | None:
    """From which location code a parcel of some lots would leave, as `first_origins` has it."""
    units: dict[tuple[str, str], int] = defaultdict(int)
    for lot in lots:
        units[lot.warehouse_code, lot.location_code] += lot.units
    return min(((-free, *place) for place, free in units.items()), default=(0, "", None))[-1]


def reserved(*, reference: str) -> list[Reserved]:
    """What is held under a reference now, oldest first."""
    held = StockReservation.objects.filter(reference=reference, status=StockReservation.Status.ACTIVE)
    rows = held.select_related("level__lot", "level__warehouse").order_by("id")
    return [as_reserved(each) for each in rows]


def holders_of(*, lot_id: UUID) -> dict[str, int]:
    """How many units of a lot each reference holds or has taken away, by reference. One query."""
    taken = StockReservation.objects.filter(level__lot=lot_id).exclude(
        status=StockReservation.Status.RELEASED
    )
    sums = taken.order_by().values("reference").annotate(units=Sum("quantity"))
    return {row["reference"]: row["units"] for row in sums}


def warehouses_of(*, references: Collection[str]) -> dict[str, tuple[str, ...]]:
    """From which warehouses, by code, each reference's units come, or came; each has an entry. One query."""
    taken = StockReservation.objects.filter(reference__in=references).exclude(
        status=StockReservation.Status.RELEASED
    )
    pairs = taken.order_by("level__warehouse__code").values_list("reference", "level__warehouse__code")
    found: dict[str, dict[str, None]] = {reference: {} for reference in references}
    for reference, code in pairs:
        found[reference][code] = None
    return {reference: tuple(codes) for reference, codes in found.items()}


def papers_missing(*, lot_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """
    The certificates without which goods of these lots may not load (rule 18), by lot. One query.

    Every asked lot has an entry. A lot's certificate covers whichever of them its goods need.
    """
    found: dict[UUID, tuple[str, ...]] = dict.fromkeys(lot_ids, ())
    bare = Lot.objects.filter(pk__in=lot_ids, certificate_ref="")
    needed = bare.values_list("pk", "variant__product__tariff_code__required_documents")
    found.update((pk, tuple(sorted(CERTIFICATES.intersection(papers)))) for pk, papers in needed)
    return found


def free_levels(variant_ids: Collection[UUID]) -> QuerySet[StockLevel]:
    """Levels of these variants with units that nobody holds, in id order."""
    levels = StockLevel.objects.filter(lot__variant_id__in=variant_ids, **_FREE)
    return levels.select_related("lot", "warehouse").order_by("id")


def units_free(*, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Units that nobody holds, by variant, however old they are; none where there are none."""
    levels = StockLevel.objects.filter(lot__variant_id__in=variant_ids, is_quarantined=False)
    sums = levels.values("lot__variant_id").annotate(unheld=Sum(F("on_hand") - F("reserved")))
    return {row["lot__variant_id"]: row["unheld"] for row in sums.order_by()}


def first_origins(*, variant_ids: Collection[UUID]) -> dict[UUID, str]:
    """
    From which location code a parcel of each variant would leave; nothing where none is left.

    That is the warehouse with the most free units, of several the first by code. One query.
    """
    free = StockLevel.objects.filter(Among(F("lot__variant_id"), variant_ids), **_FREE)
    places = free.values("lot__variant_id", "warehouse__code", "warehouse__location_code")
    fullest: dict[UUID, tuple[int, str, str]] = {}
    for variant_id, code, location, units in (
        places.annotate(unheld=Sum(F("on_hand") - F("reserved")))
        .order_by()
        .values_list("lot__variant_id", "warehouse__code", "warehouse__location_code", "unheld")
    ):
        mine = (-units, code, location)
        fullest[variant_id] = min(mine, fullest.get(variant_id, mine))
    return {variant_id: location for variant_id, (_, _, location) in fullest.items()}


def by_fullness(levels: Collection[StockLevel]) -> list[list[StockLevel]]:
    """The levels grouped by warehouse, the one with the most free units first, then by its code."""
    places: dict[str, list[StockLevel]] = defaultdict(list)
    for level in levels:
        places[level.warehouse.code].append(level)
    return [places[code] for code in sorted(places, key=lambda code: (-_free(places[code]), code))]


def as_reserved(reservation: StockReservation) -> Reserved:
    """A reservation as other apps see it; its level, lot and warehouse must be loaded."""
    level = reservation.level
    return Reserved(
        reservation_id=reservation.pk,
        variant_id=level.lot.variant_id,
        quantity=reservation.quantity,
        lot_id=level.lot_id,
        location_code=level.warehouse.location_code,
        fresh_until=_fresh_until(level.lot),
    )


def _free(levels: Sequence[StockLevel]) -> int:
    return sum(level.free for level in levels)


def _fresh_until(lot: Lot) -> date | None:
    return _last_day(lot.made_date, lot.best_before_date)


def _last_day(made: date, best_before: date | None) -> date | None:
    if best_before is None:
        return None
    return fresh_until(made, best_before, SHELF_LIFE_SHARE_ON_ARRIVAL)


# The most units of a variant that one order may take now, of those fresh enough to arrive on a day, for
# statements of those who show thousands of them at once; the same arithmetic as `freshness.fresh_until` and
# `quantities.buyable`.
BUYABLE_UNITS_SQL = f"""
    SELECT CASE
        WHEN sum(level.on_hand - level.reserved) >= {{least}}
        THEN sum(level.on_hand - level.reserved) - mod(sum(level.on_hand - level.reserved), {{multiple}})
        ELSE 0 END
    FROM catalog_lot AS lot JOIN catalog_stocklevel AS level ON level.lot_id = lot.id
    WHERE lot.variant_id = {{variant}} AND level.on_hand > level.reserved AND NOT level.is_quarantined
    AND (lot.best_before_date IS NULL OR {{arrives}} <= lot.best_before_date
         - ceil((lot.best_before_date - lot.made_date) * {SHELF_LIFE_SHARE_ON_ARRIVAL})::int)
"""  # noqa: S608 nothing of a request stands in it

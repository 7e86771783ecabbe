"""How many units are where, and who holds them?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from catalog.freshness import fresh_until, is_fresh_on_arrival
from catalog.models import Lot, StockLevel, StockReservation
from catalog.policy import CERTIFICATES, SHELF_LIFE_SHARE_ON_ARRIVAL
from kit.database import Among

# Levels with units that anybody can buy.
_FREE: Mapping[str, Any] = {"on_hand__gt": F("reserved"), "is_quarantined": False}


@dataclass(frozen=True, slots=True)
class Reserved:
    """Units of one lot in one warehouse, held under a reference."""

    reservation_id: UUID
    variant_id: UUID
    quantity: int
    lot_id: UUID
    location_code: str
    fresh_until: date | None


def available(*, variant_ids: Collection[UUID], arrival_date: date) -> dict[UUID, int]:
    """
    Free units by variant, counting only lots that pass rule 17 if they arrive on that day.

    Every asked variant has an entry. The day is one of the place of arrival.
    """
    found: dict[UUID, int] = dict.fromkeys(variant_ids, 0)
    for level in free_levels(variant_ids):
        if _is_fresh(level.lot, arrival_date):
            found[level.lot.variant_id] += level.free
    return found


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


def _is_fresh(lot: Lot, arrival: date) -> bool:
    return is_fresh_on_arrival(
        made=lot.made_date,
        best_before=lot.best_before_date,
        arrival=arrival,
        share=SHELF_LIFE_SHARE_ON_ARRIVAL,
    )


def _fresh_until(lot: Lot) -> date | None:
    if lot.best_before_date is None:
        return None
    return fresh_until(lot.made_date, lot.best_before_date, SHELF_LIFE_SHARE_ON_ARRIVAL)


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

"""When is a shipment expected, now that something has changed?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from shipping.expecting import Expected
from shipping.models import DepartureLeg, Shipment
from shipping.queries.forecasts import outlook, outlooks, stretch_of
from shipping.queries.plans import observed_way_of, riders_of

# What a shipment that has lost its train is stamped with.
NOT_EXPECTED: Mapping[str, Any] = MappingProxyType({"eta_at": None, "eta_late_at": None, "eta_basis": ""})


@inside_transaction
def expect_again(*, shipment_ids: Collection[UUID], at: datetime) -> int:
    """
    Work out anew when some shipments arrive, from the legs their containers ride.

    Returns for how many it changed. The caller holds the shipments' locks. Those
    without a whole way to their end are no longer expected. Six queries,
    however many shipments.
    """
    found = outlooks(shipment_ids=shipment_ids, at=at)
    present = Shipment.objects.filter(pk__in=shipment_ids).order_by("pk")
    changed = []
    for pk, *was in present.values_list("pk", "eta_at", "eta_late_at", "eta_basis"):
        stamps = _stamps(found[pk].expected if pk in found else None)
        if list(stamps.values()) != was:
            changed.append((pk, *stamps.values()))
    _store(changed)
    return len(changed)


@inside_transaction
def expect_departure(*, departure_id: UUID, at: datetime) -> int:
    """
    The same for everything that rides a leg of one departure; the caller holds those shipments' locks.

    Eight queries, however many ride.
    """
    legs = DepartureLeg.objects.filter(departure=departure_id)
    riders = riders_of(leg_ids=list(legs.values_list("pk", flat=True)))
    return expect_again(shipment_ids=riders, at=at) if riders else 0


def first_expectation(*, slot_id: UUID, at: datetime) -> Mapping[str, Any]:
    """
    The stamps of a shipment that has just got this slot and has not been reported on yet.

    `eta_at`, `eta_late_at`, `eta_basis`, for the move that assigns it. One query.
    """
    return expectation_on(observed_way_of(slot_id=slot_id, at=at))


def expectation_on(way: Sequence[tuple[DepartureLeg, Sequence[int]]]) -> Mapping[str, Any]:
    """The same for the legs that its container rides, or will, with how many minutes each took of late."""
    observed = {stretch_of(leg): minutes for leg, minutes in way}
    return _stamps(outlook([leg for leg, _ in way], reached={}, observed=observed).expected)


def _stamps(told: Expected | None) -> Mapping[str, Any]:
    if told is None:
        return NOT_EXPECTED
    return {"eta_at": told.at, "eta_late_at": told.late_at, "eta_basis": told.basis}


def _store(changed: Iterable[tuple[object, ...]]) -> None:
    rows = list(changed)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shipping_shipment AS shipment"
            " SET eta_at = new.at, eta_late_at = new.late_at, eta_basis = new.basis,"
            "     version = shipment.version + 1"
            " FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::text[])"
            "   AS new (id, at, late_at, basis)"
            " WHERE shipment.id = new.id",
            [list(column) for column in zip(*rows, strict=True)],
        )

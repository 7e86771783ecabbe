"""What do dispatchers look at first?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q

from shipping.models import DepartureLeg, Shipment
from shipping.policy import PLACE_MTEU
from shipping.queries.sight import in_timetable

_AHEAD = ("planned", "open", "closed", "loaded")


@dataclass(frozen=True, slots=True)
class LegFill:
    """How full one leg of a train is; a place is a forty-foot position, all percentages are of the limit."""

    origin_code: str
    destination_code: str
    gauge_mm: int | None
    places: int
    places_percent: int
    mass_percent: int


@dataclass(frozen=True, slots=True)
class NextTrain:
    """A departure that hasn't left; `timezone` is that of its origin."""

    id: UUID
    name: str
    status: str
    departs_at: datetime
    cfs_cutoff_at: datetime
    timezone: str
    slots: int
    shipments: int
    legs: Sequence[LegFill]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Shipments without a slot by reason, and those before which a machine gave up."""

    by_reason: Sequence[tuple[str, int]]
    oldest_at: datetime | None
    need_attention: int

    @property
    def count(self) -> int:
        """All that wait."""
        return sum(count for _, count in self.by_reason)


def next_trains(*, at: datetime, limit: int, booked: bool = False) -> list[NextTrain]:
    """
    The next departures in order of time, with how full each leg is. Two queries.

    `booked` leaves those out on which no container has been opened yet.
    """
    rows = (
        in_timetable()
        .filter(status__in=_AHEAD, departs_at__gte=at)
        .select_related("service__origin")
        .prefetch_related(Prefetch("legs", DepartureLeg.objects.select_related("origin", "destination")))
        .annotate(
            slots_count=Count("slots", distinct=True),
            shipments_count=Count(
                "slots__assignments", filter=Q(slots__assignments__released_at__isnull=True), distinct=True
            ),
        )
        .order_by("departs_at", "id")
    )
    if booked:
        rows = rows.filter(slots_count__gt=0)
    return [
        NextTrain(
            id=row.pk,
            name=row.service.code,
            status=row.status,
            departs_at=row.departs_at,
            cfs_cutoff_at=row.cfs_cutoff_at,
            timezone=row.service.origin.timezone,
            slots=row.slots_count,
            shipments=row.shipments_count,
            legs=[_fill(leg) for leg in row.legs.all()],
        )
        for row in rows[:limit]
    ]


def waiting_summary() -> Waiting:
    """How many shipments wait for a slot, and why. Two queries."""
    waiting = Shipment.objects.filter(status=Shipment.Status.WAITING, sandbox=False)
    reasons = waiting.values("waiting_reason").annotate(count=Count("id"), oldest_at=Min("requested_at"))
    found = list(reasons.order_by("-count", "waiting_reason"))
    return Waiting(
        by_reason=[(row["waiting_reason"], row["count"]) for row in found],
        oldest_at=min((row["oldest_at"] for row in found), default=None),
        need_attention=Shipment.objects.filter(attention_at__isnull=False, sandbox=False).count(),
    )


def _fill(leg: DepartureLeg) -> LegFill:
    return LegFill(
        origin_code=leg.origin.code,
        destination_code=leg.destination.code,
        gauge_mm=leg.gauge_mm,
        places=leg.cap_mteu // PLACE_MTEU,
        places_percent=_percent(leg.cap_mteu - leg.free_mteu, leg.cap_mteu),
        mass_percent=_percent(leg.cap_gross_g - leg.free_gross_g, leg.cap_gross_g),
    )


def _percent(taken: int, limit: int) -> int:
    return 100 * taken // limit if limit else 100

"""What is told by letter to the people whose goods are under way?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from shipping.models import DepartureLeg, Rebooking, Shipment
from shipping.queries.tracking import Place, place_of
from shipping.wording import CAUSES


@dataclass(frozen=True, slots=True)
class Border:
    """Where containers are lifted from the train of one gauge on to that of the other."""

    place: Place
    gauge_before_mm: int
    gauge_after_mm: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One shipment as it stands now; without a train nothing is known of `train`, `departs_at`, `border`."""

    number: str
    tracking_code: str
    status: str
    origin: Place
    destination: Place
    train: str
    departs_at: datetime | None
    eta_at: datetime | None
    promised_at: datetime | None
    delivered_at: datetime | None
    border: Border | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A shipment was taken from its train and has another since; the arrivals with the one and the other."""

    cause: str
    old_eta_at: datetime | None
    new_eta_at: datetime
    keeps_promise: bool | None


def under_way(*, shipment_ids: Collection[UUID]) -> dict[UUID, UnderWay]:
    """The shipments that are known, by their ids. Two queries."""
    riding = FilteredRelation("assignments", condition=Q(assignments__released_at__isnull=True))
    train = "riding__slot__departure"
    rows = Shipment.objects.filter(pk__in=shipment_ids).select_related("origin", "destination")
    shipments = list(
        rows.annotate(
            riding=riding,
            train_id=F(f"{train}__pk"),
            train_code=F(f"{train}__service__code"),
            train_departs_at=F(f"{train}__departs_at"),
        )
    )
    borders = _borders({row.train_id for row in shipments if row.train_id})
    return {row.pk: _shown(row, borders) for row in shipments}


def rebooked(*, shipment_ids: Collection[UUID]) -> dict[tuple[UUID, datetime], Moved]:
    """Each time that one of some shipments, which had waited, got another train: by it and that instant."""
    rows = Rebooking.objects.filter(roll__shipment__in=shipment_ids).select_related("roll")
    return {
        (row.roll.shipment_id, row.rebooked_at): Moved(
            row.roll.cause, row.roll.old_eta_at, row.new_eta_at, row.keeps_promise
        )
        for row in rows
    }


def why_moved(cause: str) -> dict[str, str]:
    """Why goods changed trains, by language: a category, never what staff wrote."""
    return {language: causes[cause] for language, causes in CAUSES.items()}


def _shown(row: Any, borders: Mapping[UUID, Border]) -> UnderWay:
    return UnderWay(
        number=row.number,
        tracking_code=row.tracking_code,
        status=row.status,
        origin=place_of(row.origin),
        destination=place_of(row.destination),
        train=row.train_code or "",
        departs_at=row.train_departs_at,
        eta_at=row.eta_at,
        promised_at=row.promised_at,
        delivered_at=row.delivered_at,
        border=borders.get(row.train_id),
    )


def _borders(departure_ids: Collection[UUID]) -> dict[UUID, Border]:
    """Where the trains' containers change gauge: between the first train and the second."""
    legs = DepartureLeg.objects.filter(departure__in=departure_ids).select_related("origin")
    ways: dict[UUID, list[DepartureLeg]] = {}
    for leg in legs.order_by("departure", "position"):
        ways.setdefault(leg.departure_id, []).append(leg)
    found = {}
    for departure_id, way in ways.items():
        gauges = [leg.gauge_mm for leg in way if leg.gauge_mm]
        lifted = [leg for leg in way if leg.kind == DepartureLeg.Kind.TRANSSHIPMENT]
        if lifted and len(gauges) > 1:
            found[departure_id] = Border(place_of(lifted[0].origin), gauges[0], gauges[-1])
    return found

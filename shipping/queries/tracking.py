"""What may anyone who holds a tracking code know?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from kit.ids import normal_tracking_code
from shipping.errors import ShipmentNotFound
from shipping.expecting import Run
from shipping.models import ContainerLeg, DepartureLeg, Location, Roll, Shipment, TransportEvent
from shipping.queries.delays import Delay, delays_of
from shipping.queries.forecasts import Outlook, observed_on, outlook
from shipping.wording import LANGUAGES, change_text, delay_text


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; `names` are by language, `timezone` is the place's own."""

    code: str
    names: Mapping[str, str]
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class TrackedLeg:
    """
    One train of the way, or the transshipment between two of them (without a gauge).

    `departs_at` and `arrives_at` are as expected now, real where that is known;
    nobody expects what is over, yet `is_…_unreported`. `is_left`: the container
    had a place on it and has none any more; `why_left` is the cause by which,
    empty when nobody said. `is_instead`: its train is not the first that the
    shipment was to ride.
    """

    kind: str
    gauge_mm: int | None
    train_number: str
    origin: Place
    destination: Place
    planned_departs_at: datetime
    planned_arrives_at: datetime
    departs_at: datetime
    arrives_at: datetime
    actual_departed_at: datetime | None
    actual_arrived_at: datetime | None
    is_departure_unreported: bool
    is_arrival_unreported: bool
    is_cancelled: bool
    is_left: bool
    is_instead: bool
    why_left: str


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    """One report; a simulated one is dated by the plan and may lie ahead."""

    kind: str
    occurred_at: datetime
    recorded_at: datetime
    place: Place | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """
    The shipment, or its container on one leg, changed trains, or waits for another; nobody is named.

    Or the train stayed and its times moved, `by` so much: then nothing else is known.
    """

    changed_at: datetime
    cause: str
    fault: str
    waits: bool = False
    old_eta_at: datetime | None = None
    new_eta_at: datetime | None = None
    by: timedelta | None = None

    @property
    def kind(self) -> str:
        """What became of it: moved, waits, delayed or sooner."""
        if self.by is not None:
            return "delayed" if self.by > timedelta() else "sooner"
        return "waits" if self.waits else "moved"

    @property
    def texts(self) -> dict[str, str]:
        """The same in words, by language."""
        return {language: self._text(language) for language in LANGUAGES}

    def _text(self, language: str) -> str:
        if self.by is not None:
            return delay_text(language, by=self.by, fault=self.fault)
        return change_text(language, cause=self.cause, fault=self.fault, waits=self.waits)


@dataclass(frozen=True, slots=True)
class Tracking:
    """
    The journey of one shipment, without whose it is or what is in it.

    `legs` are in order of the way, one that was left before the one taken
    instead. `eta_late_at` is kept nine times out of ten; `eta_basis` is empty
    without an ETA. `observations`: of the leg ahead that was observed least.
    """

    number: str
    tracking_code: str
    status: str
    origin: Place
    destination: Place
    eta_at: datetime | None
    eta_late_at: datetime | None
    eta_basis: str
    observations: int
    delivered_at: datetime | None
    simulated: bool
    legs: tuple[TrackedLeg, ...]
    changes: tuple[TrackedChange, ...]
    events: tuple[TrackedEvent, ...]


def tracking(*, code: str, at: datetime, sandbox: bool = False) -> Tracking:
    """
    The journey behind a tracking code, however a person typed it, as seen at an instant. Six queries.

    A code of the sandbox is one there alone: whoever has none of its keys finds nothing.

    :raises ShipmentNotFound: if no shipment has this code.
    """
    rows = Shipment.objects.filter(tracking_code=normal_tracking_code(code), sandbox=sandbox)
    return _tracking(rows, at)


def tracking_of(*, shipment_id: UUID, at: datetime) -> Tracking:
    """
    The same for a caller who has made sure whose shipment it is.

    :raises ShipmentNotFound: if there is none.
    """
    return _tracking(Shipment.objects.filter(pk=shipment_id), at)


def place_of(location: Location) -> Place:
    """A location as it is shown."""
    return Place(location.code, location.names, location.country, location.timezone)


def _tracking(shipments: "QuerySet[Shipment]", at: datetime) -> Tracking:
    shipment = shipments.select_related("origin", "destination").first()
    if shipment is None:
        raise ShipmentNotFound
    events = list(
        TransportEvent.objects.filter(shipment=shipment)
        .select_related("location")
        .order_by("occurred_at", "id")
    )
    rolls = list(
        Roll.objects.filter(shipment=shipment).select_related("rebooking").order_by("rolled_at", "id")
    )
    taken = _taken(shipment)
    ahead = _outlook(taken, events, at)
    return Tracking(
        number=shipment.number,
        tracking_code=shipment.tracking_code,
        status=shipment.status,
        origin=place_of(shipment.origin),
        destination=place_of(shipment.destination),
        eta_at=shipment.eta_at,
        eta_late_at=shipment.eta_late_at,
        eta_basis=shipment.eta_basis,
        observations=ahead.expected.observations if ahead.expected else 0,
        delivered_at=shipment.delivered_at,
        simulated=shipment.simulated,
        legs=_legs(taken, ahead, rolls, at),
        changes=_changes(rolls, delays_of(taken)),
        events=tuple(_event(event) for event in events),
    )


def _taken(shipment: Shipment) -> list[ContainerLeg]:
    """Every place that the shipment's container has, or had until it changed trains."""
    taken = ContainerLeg.objects.filter(
        container__slot__assignments__shipment=shipment,
        container__slot__assignments__released_at__isnull=True,
    )
    return list(
        taken.select_related(
            "departure_leg__origin", "departure_leg__destination", "departure_leg__departure__service"
        ).order_by("departure_leg__position", "taken_at", "id")
    )


def _outlook(taken: Iterable[ContainerLeg], events: Iterable[TransportEvent], at: datetime) -> Outlook:
    way = [place.departure_leg for place in taken if place.released_at is None]
    reached: dict[str, datetime] = {}
    for event in events:
        reached.setdefault(event.kind, event.occurred_at)
    return outlook(way, reached=reached, observed=observed_on(way, at=at))


def _legs(
    taken: Iterable[ContainerLeg], ahead: Outlook, rolls: Sequence[Roll], at: datetime
) -> tuple[TrackedLeg, ...]:
    """A train that was left stands before the one taken instead; coming back to one makes it ridden again."""
    why = {roll.from_departure_id: roll.cause for roll in rolls}
    instead = {roll.to_departure_id for roll in rolls} - {roll.from_departure_id for roll in rolls[:1]}
    ridden = {
        leg.pk: replace(shown, is_instead=leg.departure_id in instead)
        for leg, shown in zip(ahead.legs, _ridden(ahead, at), strict=True)
    }
    left = {place.departure_leg_id: place.departure_leg for place in taken}
    shown = [
        (leg.position, 0, _left(leg, why.get(leg.departure_id, "")))
        for pk, leg in left.items()
        if pk not in ridden
    ]
    shown += [(leg.position, 1, ridden[leg.pk]) for leg in ahead.legs]
    return tuple(leg for _, _, leg in sorted(shown, key=lambda each: each[:2]))


def _ridden(ahead: Outlook, at: datetime) -> list[TrackedLeg]:
    """
    The legs of the way, from the last one back: what came later shows what is over.

    An onward train's own leaving is reported by nobody: the yard says that it can.
    """
    shown: list[TrackedLeg] = []
    is_later_known = False
    for leg, step, run in zip(*map(reversed, (ahead.legs, ahead.steps, ahead.runs)), strict=True):
        is_onward = leg.kind == DepartureLeg.Kind.TRAIN and leg.origin_id != leg.departure.service.origin_id
        departed_at = None if is_onward else step.departed_at
        is_arrival_over = is_later_known or run.arrives_at < at
        is_departure_over = is_later_known or step.arrived_at is not None or run.departs_at < at
        shown.append(
            replace(
                _leg(leg, run),
                actual_departed_at=departed_at,
                actual_arrived_at=step.arrived_at,
                is_departure_unreported=departed_at is None and is_departure_over,
                is_arrival_unreported=step.arrived_at is None and is_arrival_over,
            )
        )
        is_later_known = is_later_known or bool(departed_at or step.arrived_at)
    return shown[::-1]


def _left(leg: DepartureLeg, why: str) -> TrackedLeg:
    return replace(_leg(leg, Run(leg.departs_at, leg.arrives_at)), is_left=True, why_left=why)


def _leg(leg: DepartureLeg, run: Run) -> TrackedLeg:
    """A leg of which nothing was reported."""
    return TrackedLeg(
        kind=leg.kind,
        gauge_mm=leg.gauge_mm,
        train_number=leg.train_number,
        origin=place_of(leg.origin),
        destination=place_of(leg.destination),
        planned_departs_at=leg.planned_departs_at,
        planned_arrives_at=leg.planned_arrives_at,
        departs_at=run.departs_at,
        arrives_at=run.arrives_at,
        actual_departed_at=None,
        actual_arrived_at=None,
        is_departure_unreported=False,
        is_arrival_unreported=False,
        is_cancelled=leg.cancelled_at is not None,
        is_left=False,
        is_instead=False,
        why_left="",
    )


def _changes(rolls: Iterable[Roll], delays: Iterable[Delay]) -> tuple[TrackedChange, ...]:
    """Changes of trains, and of the trains' own times, in the order in which they came."""
    moved = [change_of(roll) for roll in rolls]
    late = [
        TrackedChange(delay.announced_at, Roll.Cause.DELAYED.value, delay.fault, by=delay.by)
        for delay in delays
    ]
    return tuple(sorted((*late, *moved), key=lambda change: change.changed_at))


def change_of(roll: Roll) -> TrackedChange:
    """What anybody may know of a time that a shipment was taken from a train; its rebooking is loaded."""
    rebooked = roll.rebooked
    return TrackedChange(
        changed_at=roll.rolled_at,
        cause=roll.cause,
        fault=roll.fault,
        waits=roll.to_departure_id is None and rebooked is None,
        old_eta_at=roll.old_eta_at,
        new_eta_at=rebooked.new_eta_at if rebooked else roll.new_eta_at,
    )


def _event(event: TransportEvent) -> TrackedEvent:
    return TrackedEvent(
        kind=event.kind,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        place=place_of(event.location) if event.location else None,
        simulated=event.simulated,
    )

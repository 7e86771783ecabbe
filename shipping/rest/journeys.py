"""How does a journey look to the person who follows it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from kit.languages import name_in
from shipping.expecting import HISTORY
from shipping.policy import OBSERVATIONS_NEEDED
from shipping.queries.tracking import Place, TrackedChange, TrackedEvent, TrackedLeg, Tracking
from shipping.time_words import clock_name, dated, shift
from shipping.wording import CAUSES, LABELS, STAGES

_TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, by the clock of which zone."""

    language: str
    zone: str

    @property
    def words(self) -> Mapping[str, str]:
        """The labels in the reader's language."""
        return LABELS[self.language]

    @property
    def clock_name(self) -> str:
        """By whose clock the reader is told times besides the place's."""
        return clock_name(self.language, self.zone)

    def clock(self, at: datetime, place: Place | None = None) -> dict[str, str]:
        """An instant by the clock of a place, and by the reader's where that differs."""
        yours = dated(self.language, at, self.zone)
        local = dated(self.language, at, place.timezone) if place else yours
        return {"iso": at.isoformat(), "local": local, "yours": "" if yours == local else yours}

    def name(self, place: Place) -> str:
        """What the reader calls a place."""
        return name_in(place.names, self.language) or place.code


@dataclass(frozen=True, slots=True)
class _Instant:
    """When a train leaves or comes; `first_at` is what was planned of the train that was left for it."""

    what: str
    place: Place
    planned_at: datetime
    expected_at: datetime
    actual_at: datetime | None
    is_unreported: bool
    is_instead: bool
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What lies between two stations: the trains that were left, the leg that is ridden if there is one."""

    origin: Place
    destination: Place
    left: Sequence[TrackedLeg]
    ridden: TrackedLeg | None

    @property
    def is_begun(self) -> bool:
        leg = self.ridden
        return leg is not None and bool(leg.actual_departed_at or leg.actual_arrived_at)

    @property
    def is_done(self) -> bool:
        return self.ridden is not None and bool(self.ridden.actual_arrived_at)

    @property
    def leaving(self) -> _Instant | None:
        """When the goods leave its first end; that boxes begin to be lifted over is no departure."""
        leg = self.ridden
        if leg is None or leg.kind != _TRAIN:
            return None
        return _Instant(
            what="departure",
            place=self.origin,
            planned_at=leg.planned_departs_at,
            expected_at=leg.departs_at,
            actual_at=leg.actual_departed_at,
            is_unreported=leg.is_departure_unreported,
            is_instead=leg.is_instead,
            first_at=self.left[0].planned_departs_at if self.left else None,
        )

    @property
    def coming(self) -> _Instant | None:
        """When they come to its other end."""
        leg = self.ridden
        if leg is None:
            return None
        return _Instant(
            what="arrival",
            place=self.destination,
            planned_at=leg.planned_arrives_at,
            expected_at=leg.arrives_at,
            actual_at=leg.actual_arrived_at,
            is_unreported=leg.is_arrival_unreported,
            is_instead=leg.is_instead,
            first_at=self.left[0].planned_arrives_at if self.left else None,
        )


def shown_journey(found: Tracking, reader: Reader) -> dict[str, Any]:
    """Everything that the page says of a journey, in words and local times."""
    stages = STAGES[reader.language]
    return {
        "tracking": found,
        "status": stages[found.status],
        "origin": reader.name(found.origin),
        "destination": reader.name(found.destination),
        "eta": _eta(found, reader),
        "line": _line(_stretches(found), found, reader),
        "changes": [_change(change, found, reader) for change in found.changes],
        "events": [_event(event, found, reader) for event in found.events],
    }


def _eta(found: Tracking, reader: Reader) -> dict[str, Any] | None:
    """The arrival until the goods are there, how sure it is, on what that rests."""
    is_there = any(stretch.is_done for stretch in _stretches(found)[-1:]) or found.delivered_at
    if is_there or found.eta_at is None or found.eta_late_at is None:
        return None
    basis = reader.words[found.eta_basis]
    is_observed = found.eta_basis == HISTORY
    first_at = _first_eta(found) or found.eta_at
    moved = shift(reader.language, found.eta_at - first_at)
    return {
        "at": reader.clock(found.eta_at, found.destination),
        # How often the timetable alone is kept nobody has seen yet.
        "late": reader.clock(found.eta_late_at, found.destination) if is_observed else None,
        "first": reader.clock(first_at, found.destination) if moved else None,
        "shift": moved,
        "is_late": found.eta_at > first_at,
        "basis": basis.format(count=found.observations, needed=OBSERVATIONS_NEEDED),
    }


def _first_eta(found: Tracking) -> datetime | None:
    """What was expected before anything changed: as it was kept then, else as it was planned."""
    kept = next((change.old_eta_at for change in found.changes if change.old_eta_at), None)
    coming = next((stretch.coming for stretch in _stretches(found)[-1:]), None)
    if kept or not found.changes or coming is None:
        return kept
    return coming.first_at or coming.planned_at


def _stretches(found: Tracking) -> list[_Stretch]:
    stretches = []
    for _, group in groupby(found.legs, key=lambda leg: (leg.origin.code, leg.destination.code)):
        legs = list(group)
        ridden = next((leg for leg in legs if not leg.is_left), None)
        left = [leg for leg in legs if leg.is_left]
        stretches.append(_Stretch(legs[0].origin, legs[0].destination, left, ridden))
    return stretches


def _line(stretches: Sequence[_Stretch], found: Tracking, reader: Reader) -> list[dict[str, Any]]:
    """The stations in order, each with what runs from it to the next."""
    if not stretches:
        ends = ((found.origin, "origin"), (found.destination, "destination"))
        return [{"name": reader.name(place), "role": reader.words[role]} for place, role in ends]
    first = {
        "name": reader.name(stretches[0].origin),
        "role": reader.words["origin"],
        "is_reached": any(stretch.is_begun for stretch in stretches),
        "times": _times(None, stretches[0], reader),
        "onward": _onward(stretches, 0, reader),
    }
    return [first, *(_station(stretches, place, reader) for place in range(1, len(stretches) + 1))]


def _station(stretches: Sequence[_Stretch], place: int, reader: Reader) -> dict[str, Any]:
    came, onward = stretches[place - 1], stretches[place:]
    return {
        "name": reader.name(came.destination),
        "role": reader.words["border" if onward else "destination"],
        "is_reached": came.is_done or any(stretch.is_begun for stretch in onward),
        "times": _times(came, onward[0] if onward else None, reader),
        "onward": _onward(stretches, place, reader) if onward else None,
    }


def _times(came: _Stretch | None, goes: _Stretch | None, reader: Reader) -> list[dict[str, Any]]:
    instants = (came.coming if came else None, goes.leaving if goes else None)
    return [_instant(instant, reader) for instant in instants if instant is not None]


def _instant(instant: _Instant, reader: Reader) -> dict[str, Any]:
    """Planned, then actual or expected, by how much that differs from what was planned first."""
    known_at = instant.actual_at or instant.expected_at
    by = known_at - (instant.first_at or instant.planned_at)
    moved = shift(reader.language, by)
    # Nobody expects what is over.
    is_silent = instant.actual_at is None and instant.is_unreported
    is_told = not is_silent and bool(instant.actual_at or moved)
    otherwise = "unreported" if is_silent else "on_its_time" if instant.is_instead else "on_time"
    return {
        "what": reader.words[instant.what],
        "first": reader.clock(instant.first_at, instant.place) if instant.first_at else None,
        "planned": reader.clock(instant.planned_at, instant.place),
        "label": reader.words["actual" if instant.actual_at or is_silent else "expected"],
        "clock": reader.clock(known_at, instant.place) if is_told else None,
        "otherwise": reader.words[otherwise],
        "shift": moved,
        "is_late": by > timedelta(),
    }


def _onward(stretches: Sequence[_Stretch], place: int, reader: Reader) -> dict[str, Any]:
    stretch = stretches[place]
    legs = [*stretch.left, *([stretch.ridden] if stretch.ridden else [])]
    return {
        "is_begun": stretch.is_begun,
        "gauges": _gauges(stretches, place) if legs[0].kind != _TRAIN else "",
        "legs": [_leg(leg, reader, instead=bool(stretch.left)) for leg in legs],
        "has_train": stretch.ridden is not None,
    }


def _gauges(stretches: Sequence[_Stretch], place: int) -> str:
    """The gauge before a transshipment, the one after it."""
    around = [*stretches[max(place - 1, 0) : place], *stretches[place + 1 : place + 2]]
    gauges = [leg.gauge_mm for stretch in around for leg in [stretch.ridden or stretch.left[0]]]
    return " → ".join(str(gauge) for gauge in gauges)


def _leg(leg: TrackedLeg, reader: Reader, *, instead: bool) -> dict[str, Any]:
    words = reader.words
    note = words["instead"] if instead else ""
    if leg.is_left:
        note = words["cancelled" if leg.is_cancelled else "left"]
    return {
        "what": words[leg.kind].format(gauge=leg.gauge_mm),
        "number": leg.train_number,
        "is_left": leg.is_left,
        "note": note,
        "why": CAUSES[reader.language].get(leg.why_left, ""),
        "departs": reader.clock(leg.planned_departs_at, leg.origin) if instead else None,
    }


def _change(change: TrackedChange, found: Tracking, reader: Reader) -> dict[str, Any]:
    return {
        "clock": reader.clock(change.changed_at, found.origin),
        "text": change.texts[reader.language],
        "was": reader.clock(change.old_eta_at, found.destination) if change.old_eta_at else None,
        "now": reader.clock(change.new_eta_at, found.destination) if change.new_eta_at else None,
    }


def _event(event: TrackedEvent, found: Tracking, reader: Reader) -> dict[str, Any]:
    return {
        "stage": STAGES[reader.language][event.kind],
        "clock": reader.clock(event.occurred_at, event.place or found.origin),
        "place": reader.name(event.place) if event.place else "",
        "simulated": event.simulated,
    }

"""How does a journey look to the person who follows it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from kit.languages import name_in
from shipping.policy import OBSERVATIONS_NEEDED
from shipping.queries.tracking import Place, TrackedChange, TrackedEvent, TrackedLeg, Tracking
from shipping.wording import CAUSES, LABELS, STAGES

_DEPARTURE = ("departure", "planned_departs_at", "departs_at", "actual_departed_at")
_ARRIVAL = ("arrival", "planned_arrives_at", "arrives_at", "actual_arrived_at")
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

    def clock(self, at: datetime, place: Place | None = None) -> dict[str, str]:
        """An instant by the clock of a place, and by the reader's where that differs."""
        yours = _clock(at, self.zone)
        local = _clock(at, place.timezone) if place else yours
        return {"iso": at.isoformat(), "local": local, "yours": "" if yours == local else yours}

    def name(self, place: Place) -> str:
        """What the reader calls a place."""
        return name_in(place.names, self.language) or place.code


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
    return {
        "at": reader.clock(found.eta_at, found.destination),
        "late": reader.clock(found.eta_late_at, found.destination),
        "basis": basis.format(count=found.observations, needed=OBSERVATIONS_NEEDED),
    }


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
    told = []
    if came is not None and came.ridden is not None:
        told.append(_instants(came.ridden, _ARRIVAL, came.destination, reader))
    # That boxes begin to be lifted over is no departure.
    if goes is not None and goes.ridden is not None and goes.ridden.kind == _TRAIN:
        told.append(_instants(goes.ridden, _DEPARTURE, goes.origin, reader))
    return told


def _instants(
    leg: TrackedLeg, names: tuple[str, str, str, str], place: Place, reader: Reader
) -> dict[str, Any]:
    """Planned, then actual where that is known, else expected."""
    what, *columns = names
    planned, expected, actual = (getattr(leg, column) for column in columns)
    shift = (actual or expected) - planned
    return {
        "what": reader.words[what],
        "planned": reader.clock(planned, place),
        "label": reader.words["actual" if actual else "expected"],
        "clock": reader.clock(actual or expected, place) if actual or shift else None,
        "shift": _shift(shift),
        "is_late": shift > timedelta(),
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


def _clock(at: datetime, zone: str) -> str:
    """By the clock of a zone, its distance from UTC told."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M} UTC{local.isoformat()[-6:]}"


def _shift(shift: timedelta) -> str:
    """Hours and minutes later (+) or earlier (−); nothing below a minute."""
    minutes = round(shift.total_seconds() / 60)
    if minutes == 0:
        return ""
    return f"{'+' if minutes > 0 else '−'}{abs(minutes) // 60}:{abs(minutes) % 60:02}"

"""What would become of one train, were it as its service wants it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from shipping.clocks import dated
from shipping.models import Departure, DepartureLeg
from shipping.queries.comparing import (
    earlier_cut_offs,
    oversold,
    planned_times,
    shown_limits,
    shown_times,
    times_of,
    wanted_limits,
)
from shipping.queries.cuts import Cut, leaving
from shipping.queries.planning import Line, WantedTrain
from shipping.queries.sold import Mover, Sold
from shipping.timetable import is_open

MADE, RETIMED, RELIMITED = "made", "retimed", "relimited"
DROPPED, RESTORED, NOTED, LEFT = "dropped", "restored", "noted", "left"
NOT_IN_TIMETABLE = "No longer in the timetable."
_OVER = {
    "free_mteu": "places are",
    "free_gross_g": "mass is",
    "free_plugs": "plugs are",
    "free_length_mm": "length is",
}
_NOTHING = Sold()


@dataclass(frozen=True, slots=True)
class TrainChange:
    """
    What would become of one train.

    `sold` shipments stand on it, of which it could not keep the `movers`, and would
    bring the `broken` after their promise. `earlier`: cut-offs that would come before
    the instant that was announced. It is `asks` when somebody has to confirm it,
    since it touches what is sold.
    """

    what: str
    service: str
    day: date
    departure_id: UUID | None = None
    was: str = ""
    becomes: str = ""
    why: str = ""
    sold: int = 0
    movers: tuple[Mover, ...] = ()
    broken: tuple[Mover, ...] = ()
    earlier: tuple[str, ...] = ()
    asks: bool = False

    @property
    def listed(self) -> list[str]:
        """It as lines of a list without a page: the train, then each shipment that must move."""
        times = " -> ".join(each for each in (self.was, self.becomes) if each)
        told = f"{self.what} {self.service} {self.day}: {times} {self.why}".rstrip(" :")
        sold = ngettext("%d shipment on it", "%d shipments on it", self.sold) % self.sold
        return [
            f"{told} (asks first: {sold})" if self.asks else told,
            *(f"  must move: {mover.number}, {mover.why}{_promise(mover)}" for mover in self.movers),
            *(f"  promise would break: {mover.number}, {mover.why}" for mover in self.broken),
            *(f"  {cut_off}" for cut_off in self.earlier),
        ]


def _promise(mover: Mover) -> str:
    return f", promised by {mover.promised}" if mover.promised else ""


def changes_of(
    line: Line,
    key: tuple[str, date],
    row: Departure | None,
    wanted: WantedTrain | None,
    *,
    sold: Mapping[UUID, Sold],
    at: datetime,
) -> Iterator[TrainChange]:
    """What one nominal day asks for; nothing when the train is as it should be."""
    change = TrainChange("", *key, row.pk if row else None)
    if row is None:
        if wanted is not None and _is_open(line, wanted, at):
            yield replace(change, what=MADE, becomes=_leaves(line, wanted), why=wanted.note)
        return
    rests = row.status == Departure.Status.CANCELLED
    facts = sold.get(row.pk, _NOTHING)
    if wanted is None or not wanted.runs:
        why = wanted.note if wanted else NOT_IN_TIMETABLE
        if not rests:
            yield _dropped(change, line, row, facts, why)
        elif row.note != why:
            yield replace(change, what=NOTED, was=row.note, why=why)
        return
    if rests:
        if _is_open(line, wanted, at):
            yield replace(change, what=RESTORED, becomes=_leaves(line, wanted), why=wanted.note)
        return
    yield from _retimed(change, line, row, wanted, facts)
    yield from _relimited(change, line, row, facts, at)


def _is_open(line: Line, wanted: WantedTrain, at: datetime) -> bool:
    return is_open(at=at, cut_off_at=planned_times(line.plan, wanted.departs_at).cfs_cutoff_at)


def _dropped(change: TrainChange, line: Line, row: Departure, facts: Sold, why: str) -> TrainChange:
    return replace(
        change,
        what=DROPPED,
        was=dated(row.departs_at, line.zone.key),
        why=why,
        sold=len(facts.riding),
        movers=facts.all_of_it("the train does not run"),
        asks=not facts.is_nothing,
    )


def _retimed(
    change: TrainChange, line: Line, row: Departure, wanted: WantedTrain, facts: Sold
) -> Iterator[TrainChange]:
    was, becomes = times_of(row), planned_times(line.plan, wanted.departs_at)
    if was == becomes and row.note == wanted.note:
        return
    zone = line.zone.key
    leaves, shall_leave = shown_times(was, becomes, zone)
    told = replace(change, was=leaves, becomes=shall_leave, why=wanted.note)
    if facts.is_shared:
        yield replace(told, what=LEFT, why="its containers share trains with another departure's")
        return
    movers = facts.cannot_reach(cfs_cutoff_at=becomes.cfs_cutoff_at, arrives_at=becomes.arrives_at)
    yield replace(
        told,
        what=RETIMED,
        sold=len(facts.riding),
        movers=movers,
        broken=facts.broken_promises(later=becomes.arrives_at - was.arrives_at, leaving=movers),
        earlier=earlier_cut_offs(was, becomes, zone),
        asks=bool(facts.riding) and was != becomes,
    )


def _relimited(
    change: TrainChange, line: Line, row: Departure, facts: Sold, at: datetime
) -> Iterator[TrainChange]:
    plans = {leg.position: leg for leg in line.plan.legs}
    limits = [(leg, wanted_limits(leg, plans[leg.position])) for leg in row.legs.all()]
    changed = [(leg, values) for leg, values in limits if values]
    if not changed:
        return
    words = [shown_limits(leg, values) for leg, values in changed]
    over = sorted({name for _, values in changed for name in oversold(values)})
    who = {pk for leg, values in changed for pk in _leaving(leg, values, at)} if over else set()
    yield replace(
        change,
        what=RELIMITED,
        was="; ".join(was for was, _ in words),
        becomes="; ".join(becomes for _, becomes in words),
        why=f"more {_OVER[over[0]]} sold than would be left" if over else "",
        sold=len(facts.riding),
        movers=facts.some_of_it(who, "the train is full without it"),
        asks=bool(over),
    )


def _leaving(leg: DepartureLeg, values: Mapping[str, Any], at: datetime) -> set[UUID]:
    target = Cut(values.get("cap_mteu", leg.cap_mteu), values.get("cap_gross_g", leg.cap_gross_g))
    return {pk for each in leaving(leg, target, at=at) or () for pk in each.shipment_ids}


def _leaves(line: Line, wanted: WantedTrain) -> str:
    return dated(wanted.departs_at, line.zone.key) if wanted.runs else ""

"""What would a change of the timetable do to the trains that are there?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from kit.words import in_words
from shipping.clocks import dated
from shipping.models import Departure, DepartureChange
from shipping.policy import TIMETABLE_AHEAD
from shipping.queries.altering import Asked, Key, Timetable, altered
from shipping.queries.differing import LEFT, TrainChange, changes_of
from shipping.queries.planning import (
    Line,
    Rules,
    Standing,
    WantedTrain,
    ahead_of,
    all_lines,
    border_book,
    line_over,
    rules_now,
    wanted_trains,
    with_plans,
)
from shipping.queries.sold import sold_on
from shipping.running_days import ClosedDays, HolidayEffect
from shipping.timetable import ServicePlan, is_open

_MAY_CHANGE = (Departure.Status.PLANNED, Departure.Status.OPEN)
_OVER_AND_DONE = (Departure.Status.CANCELLED, Departure.Status.DONE)


@dataclass(frozen=True, slots=True)
class ClosureDraft:
    """Days, both included, on which a location or else a crossing, by its code, is to be closed."""

    location: str
    crossing: str
    first: date
    last: date
    effect: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to change: plans, closures, holiday rules. An empty one asks about all trains."""

    plans: tuple[ServicePlan, ...] = ()
    closing: tuple[ClosureDraft, ...] = ()
    withdrawing: tuple[UUID, ...] = ()
    holidays: tuple[HolidayEffect, ...] = ()

    @property
    def codes(self) -> list[str] | None:
        """The services that it concerns; None: all."""
        only_plans = self.plans and not (self.closing or self.withdrawing or self.holidays)
        return [plan.code for plan in self.plans] if only_plans else None


@dataclass(frozen=True, slots=True)
class SchedulePreview:
    """All that a proposal would do, and the token by which it is confirmed as it was seen."""

    proposal: Proposal
    changes: tuple[TrainChange, ...]

    def of(self, what: str) -> list[TrainChange]:
        """The changes of one kind, in order of their trains."""
        return [change for change in self.changes if change.what == what]

    @property
    def changing(self) -> list[TrainChange]:
        """All but what stays as it is."""
        return [change for change in self.changes if change.what != LEFT]

    @property
    def is_nothing(self) -> bool:
        """Whether the timetable says so already, and every train follows it."""
        return self.proposal == Proposal() and not self.changing

    @property
    def asking(self) -> list[TrainChange]:
        """What touches trains with goods on them, so that somebody has to confirm it."""
        return [change for change in self.changes if change.asks]

    @property
    def must_move(self) -> list[TrainChange]:
        """The trains that could not keep all their shipments."""
        return [change for change in self.changes if change.movers]

    @property
    def promises_broken(self) -> int:
        """How many shipments would stay on their trains and come after their promise."""
        return sum(len(change.broken) for change in self.changes)

    @property
    def promises_at_stake(self) -> int:
        """How many shipments with a promise must move: other trains decide what becomes of it."""
        return sum(bool(mover.promised) for change in self.changes for mover in change.movers)

    @property
    def closing_earlier(self) -> int:
        """How many trains would close before the instant that was announced."""
        return sum(bool(change.earlier) for change in self.changes)

    @property
    def digest(self) -> str:
        """Differs as soon as something else is proposed, or would happen to what is sold."""
        return sha256(repr((self.proposal, self.asking)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A change with what is needed to carry it out."""

    change: TrainChange
    line: Line
    departure: Departure | None = None
    wanted: WantedTrain | None = None


def preview(proposal: Proposal, *, at: datetime) -> SchedulePreview:
    """
    What a proposal would do to the trains of the next twelve weeks; writes nothing.

    A fixed number of queries, however many trains.
    """
    return seen(proposal, compare(proposal, at=at))


def seen(proposal: Proposal, differences: Sequence[Difference]) -> SchedulePreview:
    """The preview of differences that were worked out before."""
    return SchedulePreview(proposal, tuple(difference.change for difference in differences))


def compare(proposal: Proposal, *, at: datetime) -> list[Difference]:
    """The same with the rows and plans that carry it out, in order of service and day."""
    now, then = _now_and_then(proposal, at)
    lines, rules = {line.plan.code: line for line in then.lines}, then.rules
    rows = [(row, _frozen(row, lines[row.service.code], at)) for row in _rows(lines, at)]
    asked = altered(now, then, [row for row, _ in rows], at=at)
    movable = {(row.service.code, row.service_date): row for row, why in rows if why is None}
    ids = [row.pk for row in movable.values()]
    wanted = wanted_trains(
        list(lines.values()),
        since=at,
        until=at + TIMETABLE_AHEAD,
        rules=rules,
        book=border_book(rules.limits, since=at, without=ids),
        standing=_standing(rows, lines),
    )
    sold = sold_on(ids)
    found = [
        Difference(change, lines[key[0]], movable.get(key), wanted.get(key))
        for key in sorted({*movable, *wanted})
        for change in changes_of(lines[key[0]], key, movable.get(key), wanted.get(key), sold=sold, at=at)
        if change.what != LEFT or key in asked
    ]
    return [*found, *_left_alone(rows, lines, asked)]


def _now_and_then(proposal: Proposal, at: datetime) -> tuple[Timetable, Timetable]:
    """The timetable as it is, and as it is proposed to be."""
    known = all_lines(proposal.codes)
    there = {line.plan.code for line in known}
    new = [(plan, line_over(plan.route)) for plan in proposal.plans if plan.code not in there]
    lines = with_plans(known, proposal.plans)
    lines += [replace(like, plan=plan) for plan, like in new if like is not None]
    since = (at - timedelta(days=1)).date()
    now = then = rules_now(since=since)
    if proposal.withdrawing:
        then = rules_now(since=since, without=proposal.withdrawing)
    return Timetable(known, now), Timetable(lines, _proposed(then, proposal))


def _proposed(rules: Rules, proposal: Proposal) -> Rules:
    closing = (
        ClosedDays(
            rules.stations.get(draft.crossing, draft.location),
            draft.first,
            draft.last,
            draft.effect,
            draft.reason,
        )
        for draft in proposal.closing
    )
    named = {(rule.country, rule.holiday) for rule in proposal.holidays}
    kept = (rule for rule in rules.holidays if (rule.country, rule.holiday) not in named)
    return replace(rules, closures=(*rules.closures, *closing), holidays=(*kept, *proposal.holidays))


def _rows(lines: Iterable[str], at: datetime) -> "list[Departure]":
    """Departures that lie ahead, by their nominal day or their real one; whether cut-offs were extended."""
    extended = DepartureChange.objects.filter(departure=OuterRef("pk"), kind=DepartureChange.Kind.EXTENDED)
    rows = Departure.objects.filter(ahead_of(at - timedelta(days=1)), service__code__in=list(lines))
    return list(
        rows.select_related("service")
        .prefetch_related("legs")
        .annotate(was_extended=Exists(extended))
        .order_by("service__code", "service_date")
    )


def _frozen(row: Departure, line: Line, at: datetime) -> str | None:
    """Why the timetable leaves a departure as it is; None when it may be changed."""
    if row.edited_at is not None:
        return gettext("edited by hand")
    if row.status == Departure.Status.CANCELLED:
        return None if row.rests and _is_ahead(row, line, at) else gettext("cancelled by hand")
    if row.status not in _MAY_CHANGE or not is_open(at=at, cut_off_at=row.cfs_cutoff_at):
        return (
            gettext("already %(state)s") % {"state": in_words(row.status)}
            if row.status not in _MAY_CHANGE
            else gettext("its cut-off has passed")
        )
    if not _is_ahead(row, line, at):
        return gettext("outside of the weeks that are planned")
    if getattr(row, "was_extended", False):
        return gettext("its cut-offs were extended")
    return _disturbed(row, line)


def _is_ahead(row: Departure, line: Line, at: datetime) -> bool:
    first = at.astimezone(line.zone).date()
    return row.service_date >= first and line.departs_at(row.service_date) <= at + TIMETABLE_AHEAD


def _disturbed(row: Departure, line: Line) -> str | None:
    legs = sorted(row.legs.all(), key=lambda leg: leg.position)
    if not row.runs_through:
        return gettext("one of its legs is cancelled")
    if row.follow_up_at is not None:
        return gettext("what follows from its last change is still being worked out")
    if row.departs_at != row.planned_departs_at or any(
        leg.departs_at != leg.planned_departs_at for leg in legs
    ):
        return gettext("it is delayed")
    if [(leg.position, leg.kind, leg.gauge_mm) for leg in legs] != [
        (leg.position, leg.kind, leg.gauge_mm) for leg in line.plan.legs
    ]:
        return gettext("it has other legs than its service")
    return None


def _standing(rows: Iterable[tuple[Departure, str | None]], lines: Mapping[str, Line]) -> dict[str, Standing]:
    nominal: dict[str, set[date]] = {code: set() for code in lines}
    leaving: dict[str, set[date]] = {code: set() for code in lines}
    for row, why in rows:
        code = row.service.code
        if why is None:
            continue
        nominal[code].add(row.service_date)
        if row.status != Departure.Status.CANCELLED:
            leaving[code].add(row.planned_departs_at.astimezone(lines[code].zone).date())
    return {code: Standing(frozenset(nominal[code]), frozenset(leaving[code])) for code in lines}


def _left_alone(
    rows: Iterable[tuple[Departure, str | None]],
    lines: Mapping[str, Line],
    asked: Mapping[Key, Asked | None],
) -> Iterator[Difference]:
    """The trains that the proposal would have altered, were they not to stay as they are."""
    for row, why in rows:
        key = (row.service.code, row.service_date)
        if why is None or key not in asked or row.status in _OVER_AND_DONE:
            continue
        wish, line = asked[key], lines[row.service.code]
        if wish is None or not wish.is_kept_by(row):
            change = TrainChange(
                LEFT,
                *key,
                row.pk,
                was=dated(row.planned_departs_at, line.zone.key),
                becomes=dated(wish.wanted.departs_at, line.zone.key) if wish else "",
                why=why if wish else gettext("%(why)s; else it would not run") % {"why": why},
            )
            yield Difference(change, line, row)

"""How does a change of the timetable get to the trains that are there?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Problem
from kit.transactions import owns_transaction
from kit.words import say
from shipping.errors import BadTimetable, BelowSold, BookChanged
from shipping.models import Departure, DepartureChange
from shipping.operations import cancelling, cutting, rolling, timetabling
from shipping.operations.planning import write_plan
from shipping.operations.resting import close_days, set_holiday_effect, withdraw
from shipping.operations.retiming import bring_back, held, note_anew, relimit, retime, retime_sold
from shipping.operations.timetabling import lock_timetable, make, rest
from shipping.policy import TIMETABLE_AHEAD
from shipping.queries.comparing import oversold, planned_times, wanted_limits
from shipping.queries.differing import DROPPED, LEFT, MADE, NOTED, RELIMITED, RESTORED, RETIMED, TrainChange
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Difference, Proposal, SchedulePreview, compare, seen
from shipping.queries.schedules import preview as preview_of
from shipping.queries.sold import sold_on
from shipping.timetable import PlanError, ServicePlan, plan_errors, way_errors

NO_REASON = "Give a reason: whoever is concerned will read it."
_AT_ONCE = (MADE, RETIMED, RELIMITED, DROPPED, RESTORED, NOTED)
# What is done to trains that rest, and to no others.
_OF_RESTING = (RESTORED, NOTED)


@dataclass
class Applied:
    """How many trains were changed, by what was done; which were left for somebody to confirm."""

    counts: dict[str, int] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)

    def add(self, what: str, count: int) -> None:
        """Count some more."""
        self.counts[what] = self.counts.get(what, 0) + count


def preview(proposal: Proposal, *, at: datetime) -> SchedulePreview:
    """
    What a proposal would do to the trains of the next twelve weeks; writes nothing.

    :raises BadTimetable: with every column that contradicts itself.
    """
    check(proposal)
    return preview_of(proposal, at=at)


def apply(
    proposal: Proposal, *, at: datetime, by: Actor, reason: str, confirmed: str | None = None
) -> Applied:
    """
    Write a proposal down and change the trains on which nothing stands, all in one transaction.

    Trains with goods on them are touched when `confirmed` is the digest of the
    preview that somebody has seen, else they are left, and named. They follow
    one by one, each in transactions of its own; what refuses is named, and
    whoever is interrupted previews and applies the same once more.

    :raises BadTimetable: with every column that contradicts itself, or for want of a reason.
    :raises BookChanged: if the preview would be another one by now.
    """
    if not reason.strip():
        raise BadTimetable(say(NO_REASON), fields=[FieldProblem("/reason", "field.required", say(NO_REASON))])
    check(proposal)
    applied, asking = owns_transaction(_apply_at_once)(
        proposal, at=at, by=by, reason=reason, confirmed=confirmed
    )
    for difference in asking:
        train = f"{difference.change.service} {difference.change.day}"
        if confirmed is None:
            applied.waiting.append(train)
            continue
        try:
            _SOLD[difference.change.what](difference, reason=reason, at=at, by=by)
            applied.add(difference.change.what, 1)
        except Problem as problem:
            applied.waiting.append(f"{train}: {problem.detail}")
    return applied


def follow(*, at: datetime, by: Actor) -> Applied:
    """Bring every train on which nothing stands in line with its service; a second call changes nothing."""
    return apply(Proposal(), at=at, by=by, reason="The timetable has changed.")


def keep_up(*, at: datetime, by: Actor, ahead: timedelta = TIMETABLE_AHEAD) -> Applied:
    """
    Lay the trains that are missing up to `ahead`, then let all follow their services.

    A second call changes nothing. Trains with goods on them are left, and named.
    """
    made = owns_transaction(timetabling.extend)(at=at, by=by, ahead=ahead)
    applied = follow(at=at, by=by)
    applied.add(MADE, made)
    return applied


def foreseen(*, at: datetime, ahead: timedelta = TIMETABLE_AHEAD) -> list[TrainChange]:
    """What `keep_up` would do, in order of service and day; writes nothing."""
    followed = {(each.service, each.day, each.what): each for each in preview(Proposal(), at=at).changing}
    laid = {(each.service, each.day, each.what): each for each in timetabling.foreseen(at=at, ahead=ahead)}
    return [each for _, each in sorted((laid | followed).items())]


def check(proposal: Proposal) -> None:
    """
    Whether the plans of a proposal can be kept.

    :raises BadTimetable: with every column that contradicts itself.
    """
    problems = [
        FieldProblem(f"/{plan.code}/{problem.position}/{problem.column}", "wrong", problem.reason)
        for plan, found in problems_of(proposal.plans)
        for problem in found
    ]
    if problems:
        raise BadTimetable(problems[0].message, fields=problems)


def problems_of(plans: Collection[ServicePlan]) -> list[tuple[ServicePlan, list[PlanError]]]:
    """What is wrong with each plan, by itself and against the service it changes or copies."""
    known = [line.plan for line in all_lines()] if plans else []
    like = {each.route: each for each in reversed(known)} | {each.code: each for each in known}
    return [(plan, _problems(plan, like.get(plan.code) or like.get(plan.route))) for plan in plans]


def _problems(plan: ServicePlan, like: ServicePlan | None) -> list[PlanError]:
    if like is None:
        return [PlanError("route_code", f"no service runs over {plan.route}")]
    return [*plan_errors(plan), *way_errors(plan, like)]


def _apply_at_once(
    proposal: Proposal, *, at: datetime, by: Actor, reason: str, confirmed: str | None
) -> tuple[Applied, list[Difference]]:
    lock_timetable()
    differences = compare(proposal, at=at)
    if confirmed is not None and seen(proposal, differences).digest != confirmed:
        raise BookChanged
    _write(proposal, at=at, by=by)
    asking = [each for each in differences if each.change.asks]
    at_once = [each for each in differences if not each.change.asks and each.change.what != LEFT]
    rows = held([each.departure.pk for each in at_once if each.departure])
    fresh = [replace(each, departure=rows[each.departure.pk]) if each.departure else each for each in at_once]
    sold = sold_on(list(rows))
    ready = [each for each in fresh if _is_still_free(each, sold)]
    if confirmed is not None and len(ready) < len(fresh):
        raise BookChanged
    applied = Applied()
    _change(ready, applied, reason=reason, at=at, by=by)
    return applied, asking


def _is_still_free(difference: Difference, sold: Collection[UUID]) -> bool:
    """Whether, now that it is held, nothing was sold on it since it was looked at."""
    row = difference.departure
    if row is None:
        return True
    what = difference.change.what
    if row.edited_at is not None or (row.status == Departure.Status.CANCELLED) != (what in _OF_RESTING):
        return False
    if what in _OF_RESTING:
        # What still stands on a train that rests is glad of one that runs.
        return True
    if what == RELIMITED:
        return not any(oversold(values) for _, values in _limits(difference))
    return row.pk not in sold or difference.change.sold > 0


def _write(proposal: Proposal, *, at: datetime, by: Actor) -> None:
    for plan in proposal.plans:
        write_plan(plan, at=at)
    for draft in proposal.closing:
        close_days(draft, at=at)
    for closure_id in proposal.withdrawing:
        withdraw(closure_id, at=at)
    for rule in proposal.holidays:
        set_holiday_effect(rule, at=at)


def _change(
    differences: Sequence[Difference], applied: Applied, *, reason: str, at: datetime, by: Actor
) -> None:
    of: dict[str, list[Difference]] = {what: [] for what in _AT_ONCE}
    for difference in differences:
        of[difference.change.what].append(difference)
    lines = {each.line.plan.code: each.line for each in of[MADE]}
    wanted = [((each.change.service, each.change.day), each.wanted) for each in of[MADE] if each.wanted]
    applied.add(MADE, len(make(list(lines.values()), wanted, at=at, by=by)))
    for status in (Departure.Status.PLANNED, Departure.Status.OPEN):
        trains = [(row, each.change.why) for each, row in _rows(of[DROPPED]) if row.status == status]
        rest(trains, was=status, at=at, by=by)
    applied.add(DROPPED, len(of[DROPPED]))
    note_anew((row, each.change.why) for each, row in _rows(of[NOTED]))
    applied.add(NOTED, len(of[NOTED]))
    bring_back([row.pk for _, row in _rows(of[RESTORED])], reason=reason, at=at, by=by)
    for what, kind in ((RESTORED, DepartureChange.Kind.RESTORED), (RETIMED, DepartureChange.Kind.EDITED)):
        retime(_times(of[what]), kind=kind, reason=reason, at=at, by=by)
        applied.add(what, len(of[what]))
    relimit([(row, _limits(each)) for each, row in _rows([*of[RELIMITED], *of[RESTORED]])])
    applied.add(RELIMITED, len(of[RELIMITED]))


def _rows(differences: Sequence[Difference]) -> list[tuple[Difference, Departure]]:
    return [(each, each.departure) for each in differences if each.departure is not None]


def _times(differences: Sequence[Difference]) -> list[tuple[Departure, Any, str]]:
    return [
        (row, planned_times(each.line.plan, each.wanted.departs_at), each.wanted.note)
        for each, row in _rows(differences)
        if each.wanted is not None
    ]


def _limits(difference: Difference) -> list[tuple[Any, dict[str, Any]]]:
    plans = {leg.position: leg for leg in difference.line.plan.legs}
    row = difference.departure
    legs = row.legs.all() if row else ()
    return [(leg, wanted) for leg in legs if (wanted := wanted_limits(leg, plans[leg.position]))]


# ---- trains with goods on them, once somebody has confirmed it ----------------------


def _cancel_sold(difference: Difference, *, reason: str, at: datetime, by: Actor) -> None:
    """Cancel it with all that follows; as it rests by rule, it may come back."""
    for _, row in _rows([difference]):
        why = difference.change.why or reason
        owns_transaction(cancelling.cancel_departure)(departure_id=row.pk, reason=why, at=at, by=by)
        Departure.objects.filter(pk=row.pk).update(rests=True, note=why[:200], edited_at=None)
        rolling.roll_departure(departure_id=row.pk, at=at, by=by)


def _retime_sold(difference: Difference, *, reason: str, at: datetime, by: Actor) -> None:
    for row, times, note in _times([difference]):
        retime_sold(row.pk, times, note=note, movers=difference.change.movers, reason=reason, at=at, by=by)


def _cut_sold(difference: Difference, *, reason: str, at: datetime, by: Actor) -> None:
    """Cut its legs with all that follows; what a cut can't do is refused before anything is done."""
    plans = {leg.position: leg for leg in difference.line.plan.legs}
    limits = _limits(difference)
    if {name for _, values in limits for name in oversold(values)} & {"free_plugs", "free_length_mm"}:
        raise BelowSold(say("Plugs or length can't be cut below what is sold: move its shipments first."))
    for _, row in _rows([difference]):
        for leg, _ in limits:
            owns_transaction(cutting.cut)(
                departure_id=row.pk,
                position=leg.position,
                places=plans[leg.position].places,
                gross_g=plans[leg.position].gross_cap_g,
                reason=reason,
                confirmed=True,
                at=at,
                by=by,
            )
        Departure.objects.filter(pk=row.pk).update(edited_at=None)
        rolling.roll_departure(departure_id=row.pk, at=at, by=by)


_SOLD: dict[str, Callable[..., None]] = {
    DROPPED: _cancel_sold,
    RETIMED: _retime_sold,
    RELIMITED: _cut_sold,
}

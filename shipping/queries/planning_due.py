"""Are the trains to be planned anew now, and since when have they not been?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min, Q

from shipping.models import Departure, DepartureChange, Embargo, PlanRun
from shipping.policy import (
    FREEZE_BEFORE_CUT_OFF,
    PLAN_AT_LEAST_APART,
    PLAN_BEFORE_FREEZE,
    PLAN_SILENCE,
    PLAN_TRIES,
)


def is_switched_on() -> bool:
    """Whether the operator lets trains be planned by themselves."""
    return bool(settings.PLANNING_EVERY_MIN)


def planning_due(*, at: datetime) -> PlanRun.Trigger | None:
    """
    Why a run is due now: the railway has changed, goods are about to stay, or it is time; else None.

    Nothing is due while a run holds its lease, or so soon after the last one began. One that
    came to nothing is tried again for the same reason, but only by the clock once it has been
    so often in a row. Seven queries at most.
    """
    if not is_switched_on():
        return None
    latest = list(PlanRun.objects.order_by("-started_at")[:PLAN_TRIES])
    if not latest:
        return PlanRun.Trigger.SCHEDULE
    last = latest[0]
    is_busy = last.state == PlanRun.State.RUNNING and last.leased_until > at
    if is_busy or at - last.started_at < PLAN_AT_LEAST_APART:
        return None
    every = timedelta(minutes=settings.PLANNING_EVERY_MIN)
    by_the_clock = PlanRun.Trigger.SCHEDULE if at - last.started_at >= every else None
    if last.state != PlanRun.State.APPLIED:
        is_given_up = sum(run.state != PlanRun.State.APPLIED for run in latest) == PLAN_TRIES
        return by_the_clock if is_given_up else _why_again(last)
    if _has_changed_since(last.started_at):
        return PlanRun.Trigger.CHANGE
    if _is_about_to_be_fixed(last.started_at, at):
        return PlanRun.Trigger.CUT_OFF
    return by_the_clock


def _why_again(run: PlanRun) -> PlanRun.Trigger:
    """For what reason a run is made again; what staff asked for themselves, the clock asks for now."""
    trigger = PlanRun.Trigger(run.trigger)
    return PlanRun.Trigger.SCHEDULE if trigger == PlanRun.Trigger.STAFF else trigger


def _has_changed_since(began_at: datetime) -> bool:
    """Whether a train or an embargo has changed, and what follows for its shipments is worked out."""
    if Departure.objects.filter(follow_up_at__isnull=False, service__sandbox=False).exists():
        return False
    changed = DepartureChange.objects.filter(changed_at__gt=began_at, departure__service__sandbox=False)
    stopped = Q(created_at__gt=began_at) | Q(lifted_at__gt=began_at)
    return changed.exists() or Embargo.objects.filter(stopped).exists()


def _is_about_to_be_fixed(began_at: datetime, at: datetime) -> bool:
    """Whether a train's goods will soon stay where they are, and no run has begun shortly before that."""
    first_at = at + FREEZE_BEFORE_CUT_OFF
    soon = Departure.objects.filter(
        status=Departure.Status.OPEN,
        cfs_cutoff_at__gt=first_at,
        cfs_cutoff_at__lte=first_at + PLAN_BEFORE_FREEZE,
        service__sandbox=False,
    )
    return any(
        began_at < cut_off_at - FREEZE_BEFORE_CUT_OFF - PLAN_BEFORE_FREEZE
        for cut_off_at in soon.values_list("cfs_cutoff_at", flat=True)
    )


def silent_hours(*, at: datetime) -> int:
    """For how many hours no plan has been put into effect, where that is too long; else 0. One query."""
    if not is_switched_on():
        return 0
    known = PlanRun.objects.aggregate(
        applied_at=Max("started_at", filter=Q(state=PlanRun.State.APPLIED)), first_at=Min("started_at")
    )
    since_at = known["applied_at"] or known["first_at"]
    silence = at - since_at if since_at else timedelta()
    return int(silence.total_seconds() // 3600) if silence > PLAN_SILENCE else 0

"""Who plans the trains, so that nobody else does, and what became of it?"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kit.actors import Actor
from kit.transactions import inside_transaction, owns_transaction
from shipping.models import PlanRun, PlanTrain
from shipping.policy import PLAN_LEASE, PLANS_KEPT

_TAKEN_OVER = "Its lease ran out before it had ended: the process was killed, or the machine stopped."
_TOLD = 500
_FORGOTTEN_AT_ONCE = 1_000


class LeaseLost(Exception):
    """Another run has taken over: whatever this one found out is stale."""


@inside_transaction
def claim_run(
    *, trigger: PlanRun.Trigger | str, seed: int, seconds: int, at: datetime, by: Actor
) -> PlanRun | None:
    """
    Begin a run, counted before anything is planned; None while another one holds the lease.

    A run whose lease has ended is marked as lost. The row's id is the fencing token: a
    plan is put into effect only while its own row is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('shipping.planning'))")
        if not cursor.fetchone()[0]:
            return None
    running = PlanRun.objects.select_for_update(no_key=True).filter(state=PlanRun.State.RUNNING).first()
    if running is not None and running.leased_until > at:
        return None
    if running is not None:
        _end(running, PlanRun.State.SUPERSEDED, at, why_nothing=PlanRun.Why.LOST, error=_TAKEN_OVER)
    return PlanRun.objects.create(
        trigger=trigger,
        started_at=at,
        leased_until=at + timedelta(seconds=seconds) + PLAN_LEASE,
        seed=seed,
        seconds=seconds,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


@inside_transaction
def end_lost_run(*, at: datetime) -> PlanRun | None:
    """
    Mark a run whose lease has ended as lost, so that nobody takes it for one that still works.

    Returns that run; None if there is none, or somebody begins or ends one at this moment.
    """
    lost = PlanRun.objects.filter(state=PlanRun.State.RUNNING, leased_until__lte=at)
    run = lost.select_for_update(no_key=True, skip_locked=True).first()
    if run is not None:
        _end(run, PlanRun.State.SUPERSEDED, at, why_nothing=PlanRun.Why.LOST, error=_TAKEN_OVER)
    return run


@inside_transaction
def held_run(run: PlanRun) -> PlanRun:
    """
    The run under lock, if it is still ours.

    :raises LeaseLost: if another one has taken over.
    """
    found = PlanRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if found.state != PlanRun.State.RUNNING:
        raise LeaseLost(str(run.pk))
    return found


@inside_transaction
def end_run(run: PlanRun, *, state: PlanRun.State, at: datetime, **facts: Any) -> None:
    """
    Say what became of a run, with what is known of it.

    :raises LeaseLost: if another one has taken over.
    """
    _end(held_run(run), state, at, **facts)


def forget_plans(*, at: datetime) -> int:
    """
    Forget what trains cost in old plans, and old runs without moves, a batch at a time; how many rows.

    What a plan moved stays on record, and so does the run that the prices are from.
    """
    forget = owns_transaction(_forget_some)
    count = 0
    while some := forget(before=at - PLANS_KEPT):
        count += some
    return count


@inside_transaction
def _forget_some(*, before: datetime) -> int:
    old = PlanTrain.objects.filter(at__lt=before).order_by("pk")
    trains = list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])
    PlanTrain.objects.filter(pk__in=trains).delete()
    bare = PlanRun.objects.filter(
        ended_at__lt=before, plan_moves__isnull=True, plan_trains__isnull=True, train_prices__isnull=True
    )
    ids = list(bare.order_by("pk").values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])
    PlanRun.objects.filter(pk__in=ids).delete()
    return len(trains) + len(ids)


def _end(run: PlanRun, state: PlanRun.State, at: datetime, **facts: Any) -> None:
    facts["error"] = str(facts.get("error", ""))[:_TOLD]
    for name, value in {**facts, "state": state, "ended_at": at}.items():
        setattr(run, name, value)
    run.version += 1
    run.save()

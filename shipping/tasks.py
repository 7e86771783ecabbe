"""Which jobs does the railway do in the background?"""

import logging
import time
from uuid import UUID

from celery import shared_task
from django.conf import settings

from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from shipping.models import Shipment
from shipping.operations import (
    allotting,
    answering,
    assigning,
    closing,
    embargoing,
    leasing,
    missing,
    replanning,
    rolling,
    scheduling,
    supposing,
)
from shipping.operations.solving import Limits
from shipping.policy import SWEEP_EVERY, SWEEP_SIZE
from shipping.queries.planning_due import planning_due

log = logging.getLogger(__name__)


@shared_task(name="shipping.assign_slot")
def assign_slot(shipment_id: str, **_: object) -> None:
    """Give one waiting shipment its slot."""
    assigning.try_assign(shipment_id=UUID(shipment_id), at=now(), by=SYSTEM)


@shared_task(name="shipping.sweep_waiting")
def sweep_waiting(**_: object) -> None:
    """Ask again for all that waits, so that no message is needed; stop when the next sweep begins."""
    for departure_id in rolling.due_departures():
        _roll_quietly(departure_id)
    rolling.mend_stranded(at=now(), by=SYSTEM)
    embargoing.roll_all_embargoed(at=now(), by=SYSTEM)
    until = time.monotonic() + SWEEP_EVERY.total_seconds()
    waiting = Shipment.objects.filter(status=Shipment.Status.WAITING, attention_at__isnull=True)
    last = UUID(int=0)
    while ids := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SWEEP_SIZE]):
        for shipment_id in ids:
            if time.monotonic() > until:
                return
            _try_quietly(shipment_id)
        last = ids[-1]


@shared_task(name="shipping.roll_departure")
def roll_departure(departure_id: str, **_: object) -> None:
    """Work out what follows for its shipments from what was done to a departure."""
    rolling.roll_departure(departure_id=UUID(departure_id), at=now(), by=SYSTEM)


@shared_task(name="shipping.roll_embargoed")
def roll_embargoed(embargo_id: str, **_: object) -> None:
    """Roll what stands on trains that would meet a new embargo."""
    embargoing.roll_embargoed(embargo_id=UUID(embargo_id), at=now(), by=SYSTEM)


@shared_task(name="shipping.close_departures")
def close_departures(**_: object) -> None:
    """Close what has reached a cut-off, roll what missed it, end what is all delivered."""
    closing.close_due(at=now(), by=SYSTEM)
    closing.close_papers_due(at=now(), by=SYSTEM)
    closing.close_terminals_due(at=now(), by=SYSTEM)
    missing.roll_missed(at=now(), by=SYSTEM)
    closing.finish_due(at=now(), by=SYSTEM)


@shared_task(name="shipping.sweep_allotments")
def sweep_allotments(**_: object) -> None:
    """Give up kept places whose hour has come, keep some on trains that were made since."""
    allotting.release_due(at=now(), by=SYSTEM)
    allotting.keep_due(at=now(), by=SYSTEM)


@shared_task(name="shipping.extend_timetable")
def extend_timetable(**_: object) -> None:
    """Keep the timetable twelve weeks ahead, trains on which nothing stands in line with their service."""
    scheduling.keep_up(at=now(), by=SYSTEM)


# The planner's minute, reading, judging, swapping, what it may overrun: still below the visibility timeout.
@shared_task(name="shipping.plan_trains", soft_time_limit=150, time_limit=170)
def plan_trains(**_: object) -> None:
    """Plan all trains anew, if that is due and nobody else does."""
    owns_transaction(leasing.end_lost_run)(at=now())
    trigger = planning_due(at=now())
    if trigger is not None:
        replanning.plan_trains(trigger=trigger, limits=planning_limits(), clock=now, by=SYSTEM)


@shared_task(name="shipping.forget_plans")
def forget_plans(**_: object) -> None:
    """Forget what trains cost long ago, runs that moved nothing, and what staff asked."""
    leasing.forget_plans(at=now())
    owns_transaction(supposing.forget_scenarios)(at=now())


def planning_limits() -> Limits:
    """What the operator lets one run have."""
    return Limits(settings.PLANNING_SECONDS, settings.PLANNING_WORKERS, settings.PLANNING_MEMORY_MB)


# Both plans at their longest, with what they may overrun: still below the visibility timeout.
@shared_task(name="shipping.plan_scenarios", soft_time_limit=150, time_limit=170)
def plan_scenarios(**_: object) -> None:
    """Work out one question of staff that waits; the next one is asked for when it ends, or by the sweep."""
    answering.answer_next(clock=now)


def _roll_quietly(departure_id: UUID) -> None:
    try:
        rolling.roll_departure(departure_id=departure_id, at=now(), by=SYSTEM)
    except Exception:
        # Its mark stays, so the next sweep asks again; the others are not kept waiting.
        log.exception("what follows for departure %s could not be worked out", departure_id)


def _try_quietly(shipment_id: UUID) -> None:
    try:
        assigning.try_assign(shipment_id=shipment_id, at=now(), by=SYSTEM)
    except Exception:
        # One bad shipment must not keep the others waiting; it has been counted.
        log.exception("shipment %s could not be assigned", shipment_id)

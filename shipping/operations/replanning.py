"""How are all trains planned anew?"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction, owns_transaction
from shipping.booked import Book
from shipping.exporting import Export, export
from shipping.models import PlanMove, PlanRun, PlanTrain, Shipment, TrainPrice
from shipping.operations.displacing import keeps_promise
from shipping.operations.leasing import LeaseLost, claim_run, end_run, held_run
from shipping.operations.solving import Answer, Limits, PlannerFailed, ask_planner
from shipping.operations.swapping import Swapped, TooMuchChanged, swap
from shipping.policy import PLAN_GOODS_PER_SECOND, PLAN_LEAST_SECONDS
from shipping.queries.booked import the_book
from shipping.refereeing import Referee, Verdict
from shipping.swapping import Wanted, wanted
from shipping.tallying import loads, loads_after

log = logging.getLogger(__name__)
_KG_PER_TONNE = 1_000
_FAULTS_TOLD = 3


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a run has found out: the book, the plan, and what the referee says of each."""

    book: Book
    export: Export
    answer: Answer
    before: Verdict
    after: Verdict


def plan_trains(
    *,
    trigger: PlanRun.Trigger | str,
    limits: Limits,
    clock: Callable[[], datetime],
    by: Actor,
    seed: int | None = None,
) -> PlanRun | None:
    """
    Plan all trains anew and put the plan into effect, in transactions of its own.

    A snapshot is planned by a process of its own, judged by the referee, and swapped in
    whole; killed at any instant, either all of it has happened or nothing. `clock` tells
    the time as it passes. Returns the run as it ended, or None while another one plans.
    """
    began = clock()
    seed = int(began.timestamp()) % 2**31 if seed is None else seed
    claim = owns_transaction(claim_run)
    run = claim(trigger=trigger, seed=seed, seconds=limits.seconds, at=began, by=by)
    if run is None:
        return None
    try:
        _plan(run, limits, clock, by)
    except LeaseLost:
        log.warning("plan run %s was taken over", run.pk)
    except BaseException as error:
        told = f"{type(error).__name__}: {error}"
        _give_up(run, clock, state=PlanRun.State.FAILED, why_nothing=PlanRun.Why.FAULT, error=told)
        raise
    run.refresh_from_db()
    return run


def snapshot(*, at: datetime) -> Book:
    """The book as it stands in one instant of the database, whatever is booked meanwhile."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return the_book(at=at)


def _plan(run: PlanRun, limits: Limits, clock: Callable[[], datetime], by: Actor) -> None:
    book = snapshot(at=clock())
    exported = export(book)
    referee = Referee(exported.document)
    before = referee.judge(exported.standing)
    try:
        answer = _ask(run, book, exported, limits)
    except PlannerFailed as error:
        known = _facts_of_book(run, book, exported, before)
        failed = {"state": PlanRun.State.FAILED, "why_nothing": PlanRun.Why.NO_PLAN, "error": error}
        _give_up(run, clock, **failed, **known)
        return
    after = referee.judge(answer.plan)
    judged = _Judged(book, exported, answer, before, after)
    if not after.is_allowed:
        faults = "; ".join(after.errors[:_FAULTS_TOLD])
        _refuse(run, judged, clock, why_nothing=PlanRun.Why.UNSOUND, error=faults)
        return
    plan = answer.plan
    if after.objective >= before.objective and not before.errors:
        # A plan that costs no less than what stands is not worth one move: what stands is the plan.
        plan, judged = exported.standing, replace(judged, after=before)
    wishes = wanted(book, plan, exported.ids, new_id=uuid7)
    try:
        owns_transaction(put_into_effect)(run=run, judged=judged, wishes=wishes, at=clock(), by=by)
    except TooMuchChanged as error:
        why = PlanRun.Why.CHANGED
        _refuse(run, judged, clock, why_nothing=why, error=error, skipped=error.left_out)
    except IntegrityError as error:
        _refuse(run, judged, clock, why_nothing=PlanRun.Why.FULL, error=error)


def _ask(run: PlanRun, book: Book, exported: Export, limits: Limits) -> Answer:
    """A plan; where nothing can be placed or moved, what stands is one."""
    free = sum(not goods.fixed for goods in book.goods.values())
    if not free or not book.trains:
        return Answer(exported.standing, 0)
    run.seconds = min(limits.seconds, max(PLAN_LEAST_SECONDS, free // PLAN_GOODS_PER_SECOND))
    return ask_planner(exported.document, seed=run.seed, limits=replace(limits, seconds=run.seconds))


@inside_transaction
def put_into_effect(*, run: PlanRun, judged: _Judged, wishes: Wanted, at: datetime, by: Actor) -> None:
    """
    Swap the plan in, with what it did, why, and the prices of places since: all or nothing.

    :raises LeaseLost: if another run has taken over.
    :raises TooMuchChanged, IntegrityError: as `swap` does.
    """
    held_run(run)
    swapped = swap(wishes, judged.book, at=at, by=by)
    kinds = [wish.kind for wish in swapped.made]
    end_run(
        run,
        state=PlanRun.State.APPLIED,
        at=at,
        placed=kinds.count("placed"),
        moved=kinds.count("moved"),
        restowed=kinds.count("restowed"),
        skipped=len(swapped.left_out),
        **_facts(run, judged),
    )
    _write_moves(run, wishes, swapped, at=at)
    _write_trains(run, judged.book, wishes, swapped, at=at)
    _write_prices(run, judged, at=at)


def _facts(run: PlanRun, judged: _Judged) -> dict[str, Any]:
    """What is known of a run that was judged, whatever becomes of it."""
    before, after = judged.before, judged.after
    return {
        **_facts_of_book(run, judged.book, judged.export, before),
        "after_cents": _cents(after.objective),
        "costs_after": {kind: _cents(cost) for kind, cost in after.costs.items()},
        "containers": after.containers,
        "waiting": after.refused,
        "late": after.late,
        "peak_kb": judged.answer.peak_kb,
    }


def _facts_of_book(run: PlanRun, book: Book, exported: Export, before: Verdict) -> dict[str, Any]:
    """What is known before there is a plan."""
    return {
        "seconds": run.seconds,
        "snapshot_at": book.at,
        "horizon_at": book.horizon_at,
        "book": exported.digest,
        "trains": len(book.trains),
        "shipments": len(book.goods),
        "frozen": sum(goods.fixed for goods in book.goods.values()),
        "before_cents": _cents(before.objective),
        "costs_before": {kind: _cents(cost) for kind, cost in before.costs.items()},
    }


def _write_moves(run: PlanRun, wishes: Wanted, swapped: Swapped, *, at: datetime) -> None:
    made = {wish.goods.id for wish in swapped.made}
    now = Shipment.objects.filter(pk__in=made).values_list("pk", "eta_at")
    etas = dict(now)
    PlanMove.objects.bulk_create(
        PlanMove(
            run=run,
            shipment_id=wish.goods.id,
            kind=wish.kind,
            from_departure_id=wish.from_train,
            to_departure_id=wish.to_train,
            to_slot=wish.to_slot if wish.goods.id in made else None,
            saved_cents=wish.saved_cents,
            old_eta_at=wish.goods.eta_at,
            new_eta_at=etas.get(wish.goods.id),
            keeps_promise=keeps_promise(wish.goods.promised_at, etas.get(wish.goods.id)),
            applied=wish.goods.id in made,
            why_not=swapped.left_out.get(wish.goods.id, ""),
            at=at,
            created_at=at,
        )
        for wish in wishes.wishes
    )


def _write_trains(run: PlanRun, book: Book, wishes: Wanted, swapped: Swapped, *, at: datetime) -> None:
    before, after = loads(book), loads_after(book, swapped.made, wishes.openings)
    PlanTrain.objects.bulk_create(
        PlanTrain(
            run=run,
            departure_id=pk,
            cost_before_cents=was.cents,
            cost_cents=now.cents,
            containers_before=was.containers,
            containers=now.containers,
            mteu_before=was.mteu,
            mteu=now.mteu,
            cap_mteu=book.trains[pk].cap_mteu,
            goods_before_cm3=was.goods_cm3,
            goods_cm3=now.goods_cm3,
            usable_before_cm3=was.usable_cm3,
            usable_cm3=now.usable_cm3,
            at=at,
            created_at=at,
        )
        for pk, was, now in ((pk, before[pk], after[pk]) for pk in book.trains)
        if was.containers or now.containers
    )


def _write_prices(run: PlanRun, judged: _Judged, *, at: datetime) -> None:
    """In the place of those that the plan before has left."""
    told: Mapping[str, Mapping[str, float]] = judged.answer.plan.get("prices", {})
    TrainPrice.objects.all().delete()
    TrainPrice.objects.bulk_create(
        TrainPrice(
            run=run,
            departure_id=UUID(pk),
            cents_per_teu=max(0, _cents(price.get("teu", 0))),
            cents_per_tonne=max(0, _cents(price.get("kg", 0) * _KG_PER_TONNE)),
            cents_per_plug=max(0, _cents(price.get("plug", 0))),
            priced_at=at,
            created_at=at,
        )
        for pk, price in sorted(told.items())
        if UUID(pk) in judged.book.trains and any(price.values())
    )


def _refuse(run: PlanRun, judged: _Judged, clock: Callable[[], datetime], **why: Any) -> None:
    _give_up(run, clock, state=PlanRun.State.REFUSED, **why, **_facts(run, judged))


def _give_up(run: PlanRun, clock: Callable[[], datetime], **facts: Any) -> None:
    log.warning("plan run %s: %s", run.pk, facts["error"])
    try:
        owns_transaction(end_run)(run, at=clock(), **facts)
    except LeaseLost:
        log.warning("plan run %s was taken over", run.pk)


def _cents(dollars: float) -> int:
    return round(dollars * 100)

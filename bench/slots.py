"""How many shipments a second get their places, one by one and in batches?"""

import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import django
from django.conf import settings
from django.db import connection, connections
from django.db.models import F
from django.test.utils import setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

import kit.jobs
from kit.actors import SYSTEM
from kit.clock import now
from kit.database import as_owner
from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.choosing import Option
from shipping.models import Departure, DepartureLeg, Shipment, SlotAssignment
from shipping.operations.assigning import claim_of, try_assign
from shipping.operations.boarding import Way, statement_params, take_at_once
from shipping.operations.booking import request_shipment
from shipping.operations.expecting import expectation_on
from shipping.operations.loading import load_reference
from shipping.operations.timetabling import extend
from shipping.queries.plans import observed_legs_of
from shop.verification import INVARIANTS, broken_rows

CONNECTIONS, ROUNDS, SHIPMENTS = 8, 3, 4_000
TRAINS = 120
MOST_P95_MS, LEAST_SPREAD, LEAST_HOT, LEAST_BATCH = 10.0, 2_500, 700, 50_000
# Of twenty shipments one fills a new container, the others ride in those that are open.
FULL_EVERY = 20
PLACES, ASKING = 52, 40
BATCH = 1_000

_BARE = """
WITH taken AS (
    UPDATE bench_train SET mteu = mteu - 2000, gross_g = gross_g - %(gross_g)s
    WHERE id = %(train)s AND mteu >= 2000 AND gross_g >= %(gross_g)s RETURNING id
)
INSERT INTO bench_booking (shipment_id, train_id, gross_g) SELECT %(shipment)s, id, %(gross_g)s FROM taken
"""
# Whoever comes first on a train is served first, as far as it goes; trains are locked in id order.
_BATCH = """
WITH asked AS (
    SELECT *, sum(gross_g) OVER (PARTITION BY train ORDER BY nth) AS so_far_g,
        2000 * row_number() OVER (PARTITION BY train ORDER BY nth) AS so_far_mteu
    FROM unnest(%(shipments)s::uuid[], %(trains)s::int[], %(masses)s::int[])
        WITH ORDINALITY AS asked (shipment, train, gross_g, nth)
), locked AS MATERIALIZED (
    SELECT id, mteu, gross_g FROM bench_train
    WHERE id IN (SELECT train FROM asked) ORDER BY id FOR NO KEY UPDATE
), won AS (
    SELECT asked.* FROM asked JOIN locked ON locked.id = asked.train
    WHERE so_far_mteu <= locked.mteu AND so_far_g <= locked.gross_g
), taken AS (
    UPDATE bench_train AS train SET mteu = train.mteu - sums.mteu, gross_g = train.gross_g - sums.gross_g
    FROM (SELECT train, 2000 * count(*) AS mteu, sum(gross_g) AS gross_g FROM won GROUP BY train) AS sums
    WHERE train.id = sums.train
)
INSERT INTO bench_booking (shipment_id, train_id, gross_g) SELECT shipment, train, gross_g FROM won
"""
_TABLES = """
CREATE TABLE bench_train (id int PRIMARY KEY, mteu bigint NOT NULL CHECK (mteu >= 0),
    gross_g bigint NOT NULL CHECK (gross_g >= 0)) WITH (fillfactor = 50);
CREATE TABLE bench_booking (shipment_id uuid PRIMARY KEY, train_id int NOT NULL, gross_g int NOT NULL);
CREATE INDEX ON bench_booking (train_id);
INSERT INTO bench_train SELECT nth, 1e12, 1e15 FROM generate_series(1, {trains}) AS nth;
GRANT ALL ON bench_train, bench_booking TO {role};
"""
# As many as are asked for, each like the one that was booked.
_COPIES = """
INSERT INTO shipping_shipment SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', gen_random_uuid(), 'number', %s || nth, 'tracking_code', %s || nth))).*
FROM shipping_shipment AS one, generate_series(1, %s) AS nth WHERE one.id = %s RETURNING id
"""

Job = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Told:
    """What one round came to: how many a second got places, how long nineteen of twenty took, how many."""

    per_s: float
    p95_ms: float
    done: int


@dataclass(frozen=True, slots=True)
class Target:
    """A train, with what the statement is told of a parcel for its open container and of a full load."""

    departure_id: UUID
    parcel: dict[str, Any]
    full: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """Shipments that wait, parcels and full loads; each is asked for once."""

    parcels: Iterator[UUID]
    full: Iterator[UUID]


def main() -> None:
    """Make a database of its own, book in every way, say how fast it went, what was oversold."""
    settings.DEBUG = False
    # Jobs are for workers, of which there are none.
    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        connections.close_all()
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(_TABLES.format(trains=TRAINS, role=settings.APPLICATION_ROLE))
    owns_transaction(load_reference)(at=now())
    owns_transaction(extend)(at=now(), by=SYSTEM, ahead=timedelta(weeks=26))
    parcel, full = _book(gross_g=500, volume_cm3=1_000), _book(gross_g=21_000_000, volume_cm3=40_000_000)
    *targets, scarce = _targets(parcel, full)
    queue = Queue(_copies(parcel, "P"), _copies(full, "F"))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{CONNECTIONS} connections, {TRAINS} trains; medians of {ROUNDS} rounds, taken in turns;")
    print(f"one shipment of {FULL_EVERY} opens a container where nothing else is said")
    missed = _one_by_one(queue, targets) + _batches() + _sold_out(queue, scarce) + _whole_verb(queue)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with connection.cursor() as cursor:
        # Rules of the whole database take as long as they take.
        cursor.execute("SET statement_timeout = 0")
    broken = [each.name for each in INVARIANTS if broken_rows(each)]
    print("verify:", broken or "clean")
    return int(missed > 0 or bool(broken))


def _one_by_one(queue: Queue, targets: Sequence[Target]) -> int:
    """Both statements in turns, on many trains and on one; how many goals were missed."""
    hot = targets[:1]
    ways: dict[str, Callable[[int], Job]] = {
        "bare, spread": lambda nth: partial(_bare, nth % TRAINS + 1, uuid4()),
        "real, spread": lambda nth: _real_job(queue, targets[nth % TRAINS], is_full=nth % FULL_EVERY == 0),
        "bare, one hot train": lambda _: partial(_bare, 1, uuid4()),
        "real, one hot train": lambda nth: _real_job(queue, hot[0], is_full=nth % FULL_EVERY == 0),
        "real, open containers": lambda nth: _real_job(queue, targets[nth % TRAINS], is_full=False),
        "real, new containers": lambda nth: _real_job(queue, targets[nth % TRAINS], is_full=True),
    }
    rounds: dict[str, list[Told]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, make in ways.items():
            rounds[name].append(_run([make(nth) for nth in range(SHIPMENTS)]))
    goals = {"real, spread": LEAST_SPREAD, "real, one hot train": LEAST_HOT}
    return sum(_tell(name, told, rounds["bare, spread"], goals.get(name)) for name, told in rounds.items())


def _tell(name: str, rounds: Sequence[Told], bare: Sequence[Told], goal: int | None) -> bool:
    """Print one line; whether its goal was missed."""
    per_s = statistics.median(each.per_s for each in rounds)
    p95_ms = statistics.median(each.p95_ms for each in rounds)
    ratio = statistics.median(one.per_s / other.per_s for one, other in zip(rounds, bare, strict=True))
    missed = goal is not None and (per_s < goal or ("spread" in name and p95_ms > MOST_P95_MS))
    verdict = "" if goal is None else f", goal {goal:,}: {'TOO SLOW' if missed else 'ok'}"
    told = f"{name:<24}{per_s:>8,.0f} /s  95 % within {p95_ms:5.1f} ms  {ratio:4.2f} of bare, spread"
    short = sum(SHIPMENTS - each.done for each in rounds)
    print(told + verdict + (f", {short} REFUSED" if short else ""), flush=True)
    return missed or short > 0


def _batches() -> int:
    """The bare statement for many at once, on one connection; whether the goal was missed."""
    rates = []
    for _ in range(2 * ROUNDS):
        asked: dict[str, Any] = {
            "shipments": [uuid4() for _ in range(BATCH)],
            "trains": [nth % TRAINS + 1 for nth in range(BATCH)],
            "masses": [1_000] * BATCH,
        }
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_BATCH, asked)
            assert cursor.rowcount == BATCH, "there was room for all"
        rates.append(BATCH / (time.perf_counter() - begun))
    per_s = statistics.median(rates)
    missed = per_s < LEAST_BATCH
    print(
        f"bare, batches of {BATCH:,}  {per_s:,.0f} /s, goal {LEAST_BATCH:,}: {'TOO SLOW' if missed else 'ok'}"
    )
    return int(missed)


def _sold_out(queue: Queue, target: Target) -> int:
    """Far more ask for a train than it has places; whether any number but the places was sold."""
    legs = DepartureLeg.objects.filter(departure=target.departure_id)
    taken = {"cap_mteu": F("cap_mteu") - F("free_mteu") + 2_000 * PLACES, "free_mteu": 2_000 * PLACES}
    legs.update(**taken)
    before = _standing_on(target)
    told = _run([_real_job(queue, target, is_full=True) for _ in range(CONNECTIONS * ASKING)])
    sold = _standing_on(target) - before
    left = set(legs.values_list("free_mteu", flat=True))
    exact = told.done == sold == PLACES and left == {0}
    print(f"{CONNECTIONS * ASKING} ask for {PLACES} places: {sold} sold, {'ok' if exact else 'WRONG'}")
    return int(not exact)


def _standing_on(target: Target) -> int:
    return SlotAssignment.objects.filter(slot__departure=target.departure_id).count()


def _whole_verb(queue: Queue) -> int:
    """What a worker does for one shipment, choosing included: told, without a goal."""
    jobs = [partial(try_assign, shipment_id=pk, at=now(), by=SYSTEM) for pk in islice(queue.parcels, 400)]
    told = _run(jobs)
    print(f"chosen and taken by the workers' verb: {told.per_s:,.0f} /s, 95 % within {told.p95_ms:.1f} ms")
    return int(told.done < len(jobs))


def _run(jobs: Sequence[Job]) -> Told:
    """Do them in as many processes as there are connections, each with its share, all from one instant on."""
    # A forked child must not share our connection.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers, ready = context.SimpleQueue(), context.Barrier(CONNECTIONS)
    workers = [
        context.Process(target=_work, args=(jobs[place::CONNECTIONS], ready, answers))
        for place in range(CONNECTIONS)
    ]
    for worker in workers:
        worker.start()
    told = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    taken = sorted(each for times, _done, _span in told for each in times)
    done = sum(each for _, each, _ in told)
    begun, ended = min(span[0] for *_, span in told), max(span[1] for *_, span in told)
    return Told(done / (ended - begun), 1_000 * taken[int(0.95 * len(taken))], done)


def _work(jobs: Sequence[Job], ready: Any, answers: Any) -> None:
    connection.ensure_connection()
    ready.wait()
    times, done, begun = [], 0, time.perf_counter()
    for job in jobs:
        since = time.perf_counter()
        done += job()
        times.append(time.perf_counter() - since)
    answers.put((times, done, (begun, time.perf_counter())))
    connections.close_all()


def _bare(train: int, shipment_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"train": train, "shipment": shipment_id, "gross_g": 1_000})
        return bool(cursor.rowcount == 1)


def _real_job(queue: Queue, target: Target, *, is_full: bool) -> Job:
    shipment_id = next(queue.full if is_full else queue.parcels)
    return partial(_real, target.full if is_full else target.parcel, shipment_id)


def _real(told: dict[str, Any], shipment_id: UUID) -> bool:
    new_ids = [uuid7() for _ in told["new_ids"]]
    return take_at_once({**told, "shipment": shipment_id, "new_ids": new_ids}) is not None


def _targets(parcel: Shipment, full: Shipment) -> list[Target]:
    """Trains of one way that never fill, each with a container open for parcels, and one more."""
    trains = Departure.objects.filter(
        status="open",
        service__origin=parcel.origin_id,
        service__destination=parcel.destination_id,
        cfs_cutoff_at__gt=max(parcel.ready_at, full.ready_at),
    )
    found = list(trains.order_by("departs_at")[: TRAINS + 1])
    assert len(found) == TRAINS + 1, "there are too few trains"
    more = {"mteu": 10**9, "gross_g": 10**15, "plugs": 10**6, "length_mm": 10**9}
    room = {
        f"{kind}_{name}": F(f"{kind}_{name}") + each
        for name, each in more.items()
        for kind in ("cap", "free")
    }
    room |= {f"full_{name}": F(f"full_{name}") + more[name] for name in ("mteu", "gross_g")}
    DepartureLeg.objects.filter(departure__in=found).update(**room)
    return [_target(train, parcel, full) for train in found]


def _target(train: Departure, parcel: Shipment, full: Shipment) -> Target:
    opener = next(_copies(parcel, f"O{train.pk.hex[-6:]}", 1))
    boarded = take_at_once({**_told(train, parcel), "shipment": opener})
    assert boarded is not None, "the train takes no parcel"
    opened = _told(train, parcel)
    return Target(
        train.pk, {**opened, "slot": boarded[0], "new_ids": opened["new_ids"][:2]}, _told(train, full)
    )


def _told(train: Departure, shipment: Shipment) -> dict[str, Any]:
    """What the statement is told of a container that would be opened for goods like these."""
    at, claim = now(), claim_of(shipment)
    way = Way(observed_legs_of(departure_id=train.pk, at=at))
    box = claim.container_type
    option = Option(
        departure_id=train.pk,
        slot_id=None,
        cargo=claim.wanted.cargo,
        cut_off_at=train.cfs_cutoff_at,
        arrives_at=train.arrives_at,
        capacity_g=box.max_gross_g,
        capacity_cm3=box.volume_cm3,
        free_g=box.max_gross_g,
        free_cm3=box.volume_cm3,
    )
    stamps = {**expectation_on(way.legs), "hand_in_by_at": train.cfs_cutoff_at}
    told = statement_params(shipment.pk, claim, option, way=way, stamps=stamps, at=at, by=SYSTEM)
    return {**told, "looked_at": []}


def _book(*, gross_g: int, volume_cm3: int) -> Shipment:
    at = now()
    return owns_transaction(request_shipment)(
        reference="SC-26-00000001-1",
        first_mile_from="KZ-ALMATY-CFS",
        destination="CN-LYG-BASE",
        gross_g=gross_g,
        volume_cm3=volume_cm3,
        temperature_class="AMBIENT_DRY",
        segregation_class="DRY_FOOD",
        planned_hand_in_at=at + timedelta(days=1),
        latest_arrival_at=None,
        promised_at=None,
        at=at,
        by=SYSTEM,
    )


def _copies(one: Shipment, mark: str, count: int = SHIPMENTS) -> Iterator[UUID]:
    """Endlessly more shipments like one that waits, each with a number of its own."""
    for batch in range(10**6):
        with connection.cursor() as cursor:
            cursor.execute(_COPIES, [f"{mark}{batch}.", f"{mark}{batch}.", count, one.pk])
            yield from [row[0] for row in cursor.fetchall()]


if __name__ == "__main__":
    main()

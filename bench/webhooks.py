"""How soon do those who answer hear of events, while others hang?"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.synchronize import Barrier
from multiprocessing.synchronize import Event as Signal
from typing import Any
from urllib.parse import quote
from uuid import UUID

import django
from aiohttp import web
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from kit.clock import now
from kit.database import as_owner
from kit.ids import uuid7
from kit.moves import News, Told
from kit.transactions import owns_transaction
from news.models import Delivery
from news.operations.dispatching import dispatch
from news.operations.recording import record_all
from news.operations.sending import send_due
from news.operations.subscribing import create_endpoint
from news.telling import Happened, Telling, hand_in_clerks, hand_in_tellers

MOST_DELAY_S = 5.0
# How long those who answer have to hear the rest, once nothing more happens.
GRACE_S = 30.0
EVENTS_OF_ONE = 5
# A tenth of a second's events are written in one transaction.
WRITES_A_SECOND = 10
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Heard:
    """What a receiver saw."""

    delays: list[float] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    repeats: int = 0
    out_of_order: int = 0
    hanging_calls: int = 0


def main() -> None:
    """Make a database of its own, let things happen, say whether the goal was met."""
    parser = argparse.ArgumentParser(prog="bench webhooks", description=__doc__)
    parser.add_argument("--endpoints", type=int, default=200)
    parser.add_argument("--hanging", type=int, default=10, help="So many of them never answer.")
    parser.add_argument("--rate", type=int, default=300, help="Events a second.")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument(
        "--waiting", type=int, default=0, help="So many calls wait for those who hang already."
    )
    options = parser.parse_args()
    settings.DEBUG = False
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure(options))
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure(options: argparse.Namespace) -> int:
    _point_children_here()
    port, done, result = _SPAWN.Value("i", 0), _SPAWN.Event(), _SPAWN.Queue()
    receiving = _SPAWN.Process(target=receive, args=(port, done, result))
    receiving.start()
    while not port.value:
        time.sleep(0.05)
    readers = _subscribe(options, port.value)
    if options.waiting:
        _let_wait(readers[: options.hanging], options.waiting)
    ready = _SPAWN.Barrier(4)
    # Two that may send, as in an installation: one begins while the other's last calls end.
    working = [_SPAWN.Process(target=target, args=(ready, done)) for target in (hand_on, send, send)]
    for each in working:
        each.start()
    ready.wait()
    expected = _happen(options, readers)
    _wait_for(expected)
    done.set()
    heard: Heard = result.get(timeout=60)
    for each in (*working, receiving):
        each.join(timeout=60)
        each.kill()
    return _report(heard, expected)


def _report(heard: Heard, expected: set[str]) -> int:
    missing = len(expected - heard.ids)
    p50, p95 = (statistics.quantiles(heard.delays, n=20)[place] for place in (9, 18))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(attempts) FROM news_delivery")
        calls = cursor.fetchone()[0]
    print(
        f"{len(heard.delays)} calls answered by the healthy, {missing} events missing,"
        f" {heard.repeats} sent twice, {heard.out_of_order} out of order;"
        f" {calls} calls in all, {heard.hanging_calls} to those who hang"
    )
    told = f"p50 {p50:.2f} s, p95 {p95:.2f} s, max {max(heard.delays):.2f} s"
    print(f"delay from what happened to its receipt: {told}")
    good = p95 < MOST_DELAY_S and not missing and not heard.out_of_order
    if not good:
        print(f"missed the goal: p95 below {MOST_DELAY_S:.0f} s, nothing missing, all in order")
    return int(not good)


# ---- what happens, and to whom ------------------------------------------------------------


def _subscribe(options: argparse.Namespace, port: int) -> list[UUID]:
    """One endpoint for each reader; the first ones hang."""
    readers = [uuid7() for _ in range(options.endpoints)]
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    for number, reader in enumerate(readers):
        word = "hang" if number < options.hanging else "hook"
        url = f"http://127.0.0.1:{port}/{word}/{number}"
        owns_transaction(create_endpoint)(reader_id=reader, url=url, at=now())
    return readers


def _let_wait(readers: Sequence[UUID], count: int) -> None:
    """A backlog of those who have hung for some time: each event one of an aggregate of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH happened AS (
                INSERT INTO news_event (id, aggregate, aggregate_id, seq, type, payload, told, occurred_at,
                                        dispatched_at)
                SELECT gen_random_uuid(), 'bench', gen_random_uuid(), 1, 'bench.happened', '{}', '{}', now(),
                       now()
                FROM generate_series(1, %(count)s) RETURNING id, aggregate_id
            ), numbered AS (SELECT id, aggregate_id, row_number() OVER () AS nth FROM happened)
            INSERT INTO news_delivery (id, endpoint_id, event_id, aggregate_id, seq, kind, state, attempts,
                                       token, error, due_at, created_at)
            SELECT gen_random_uuid(), endpoint.id, numbered.id, aggregate_id, 1, 'event', 'waiting', 0, 0, '',
                   now(), now()
            FROM numbered JOIN unnest(%(readers)s::uuid[]) WITH ORDINALITY AS reader (id, place)
                 ON place = 1 + nth %% %(number)s
            JOIN news_endpoint AS endpoint ON endpoint.reader_id = reader.id
            """,
            {"count": count, "readers": list(readers), "number": len(readers)},
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE news_delivery, news_event")


def _happen(options: argparse.Namespace, readers: Sequence[UUID]) -> set[str]:
    """Events at the rate asked for; the ids of those that concern the healthy."""
    expected: set[str] = set()
    things = [uuid7() for _ in readers]
    began, count = time.monotonic(), 0
    at_once = options.rate // WRITES_A_SECOND
    for turn in range(options.seconds * WRITES_A_SECOND):
        told = []
        for _ in range(at_once):
            place = count % len(readers)
            if (count // len(readers)) % EVENTS_OF_ONE == 0:
                things[place] = uuid7()
            told.append(_happened(readers[place], things[place]))
            count += 1
        with transaction.atomic():
            ids = record_all(told)
        healthy = [
            place >= options.hanging
            for place in ((count - at_once + n) % len(readers) for n in range(at_once))
        ]
        expected |= {str(pk) for pk, good in zip(ids, healthy, strict=True) if good}
        time.sleep(max(0.0, began + (turn + 1) / WRITES_A_SECOND - time.monotonic()))
    print(f"{count} events in {time.monotonic() - began:.1f} s, to {len(readers)} endpoints")
    return expected


def _happened(reader: UUID, thing: UUID) -> Told:
    return Told("bench", "bench.happened", News(thing, {"reader": str(reader)}), now())


def _wait_for(expected: set[str]) -> None:
    """Until all that concerns the healthy has arrived, or the grace is over."""
    until = time.monotonic() + GRACE_S
    while time.monotonic() < until:
        delivered = Delivery.objects.filter(state="delivered").count()
        if delivered >= len(expected):
            return
        time.sleep(0.5)


# ---- the processes of an installation -------------------------------------------------------


def _point_children_here() -> None:
    there = connection.settings_dict
    who = f"{quote(there['USER'], safe='')}:{quote(there['PASSWORD'], safe='')}"
    os.environ["DATABASE_URL"] = f"postgres://{who}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
    os.environ["WEBHOOK_ALLOWED_NETWORKS"] = "127.0.0.0/8"
    os.environ["DEBUG"] = "0"


def hand_on(ready: Barrier, done: Signal) -> None:
    """The worker that hands events on, nudged once a second as by the clock."""
    hand_in_tellers({"bench": _tell})
    hand_in_clerks({})

    def work() -> None:
        while owns_transaction(dispatch)(at=now()):
            pass

    _every_second(work, ready, done)


def send(ready: Barrier, done: Signal) -> None:
    """The worker that calls endpoints."""
    _every_second(send_due, ready, done)


def _every_second(work: Callable[[], object], ready: Barrier, done: Signal) -> None:
    ready.wait()
    while not done.is_set():
        began = time.monotonic()
        work()
        done.wait(max(0.0, 1.0 - (time.monotonic() - began)))


def _tell(events: Sequence[Happened]) -> Mapping[UUID, Telling]:
    facts = {
        "number": "KZ01-26-00000123-5",
        "status": "paid",
        "lines": [{"sku": "FLR-50", "quantity": 2}] * 8,
    }
    return {each.id: Telling([UUID(str(each.payload["reader"]))], facts) for each in events}


# ---- who is called --------------------------------------------------------------------------


def receive(port: Any, done: Signal, result: Any) -> None:
    """All receivers in one process: half of a machine that is not ours."""
    asyncio.run(_serve(port, done, result))


async def _serve(port: Any, done: Signal, result: Any) -> None:
    heard, reached = Heard(), defaultdict[str, int](int)

    async def hook(request: web.Request) -> web.Response:
        arrived, event = time.time(), json.loads(await request.read())
        happened = datetime.fromisoformat(event["timestamp"]).timestamp()
        if event["id"] in heard.ids:
            heard.repeats += 1
        else:
            heard.ids.add(event["id"])
            heard.delays.append(arrived - happened)
            heard.out_of_order += event["seq"] != reached[event["aggregate_id"]] + 1
            reached[event["aggregate_id"]] = event["seq"]
        return web.Response(status=204)

    async def hang(_: web.Request) -> web.Response:
        heard.hanging_calls += 1
        await asyncio.sleep(3600)
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/hook/{number}", hook)
    app.router.add_post("/hang/{number}", hang)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    port.value = runner.addresses[0][1]
    await asyncio.get_running_loop().run_in_executor(None, done.wait)
    result.put(heard)
    await runner.cleanup()


if __name__ == "__main__":
    main()

"""How long does each request of the departures board take, how much does it ask, with sixty full trains?"""

import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

import kit.jobs
from accounts.models import User
from kit.clock import now
from kit.database import as_owner
from kit.transactions import owns_transaction
from shipping.models import Departure, Shipment, Slot
from shipping.operations.loading import load_reference
from tests import desks
from tests.consoles.full_board import fill_trains, wait

MOST_SECONDS = 0.5
MOST_QUERIES = 20
TRIES = 7
TRAINS, SLOTS, PARCELS, WAITING = 60, 50, 6, 500
BOARD = "/admin/departures-board/"
HOST = "127.0.0.1"

Answer = Any
Send = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: `ready` does what comes before, and returns what sends it; which status it gets."""

    ready: Callable[[], Send]
    status: int = 200


def main() -> None:
    """Make a database of its own, fill it, send every request, say how long they took."""
    # Django keeps every query in memory while it debugs, which no installation does.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = [HOST]
    # What follows from a change is for the workers.
    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
    trains = _full_board()
    client = Client(SERVER_NAME=HOST)
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    requests = {**_looks(client, trains), **_moves(client, trains), **_changes(client, trains)}
    slow = [name for name, request in requests.items() if not _is_fast(name, request)]
    return int(bool(slow))


def _full_board() -> list[Departure]:
    owns_transaction(load_reference)(at=now())
    day = timedelta(days=1)
    trains = fill_trains(
        at=now(),
        trains=TRAINS,
        slots=SLOTS,
        parcels=PARCELS,
        first_at=now() + 4 * day,
        every=timedelta(hours=6),
    )
    service = trains[0].service
    wait(at=now(), shipments=WAITING, origin=service.origin, destination=service.destination)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return trains


def _looks(client: Client, trains: list[Departure]) -> Mapping[str, Request]:
    slot = Slot.objects.filter(departure=trains[0]).order_by("number")[0]
    waiting = Shipment.objects.filter(status="waiting").order_by("-ready_at", "-id")[0]
    rider = _riders(trains[0])[-1]
    train = f"{BOARD}trains/{trains[0].pk}"

    def get(address: str, **words: str | int) -> Request:
        return Request(lambda: lambda: client.get(address, words))

    return {
        "board, four weeks": get(BOARD, weeks=4),
        "board, by mass": get(BOARD, weeks=4, measure="mass"),
        "one train's line": get(f"{train}/row/", part=1),
        "containers of a train": get(f"{train}/", part=1),
        "shipments of a container": get(f"{BOARD}slots/{slot.pk}/", part=1),
        "what waits": get(f"{BOARD}waiting/", part=1),
        "choices for a drag": get(f"{BOARD}shipments/{waiting.pk}/choices/", weeks=4),
        "choices of what has a train": get(f"{BOARD}shipments/{rider.pk}/choices/", weeks=4),
        "choices in a form": get(f"{BOARD}shipments/{waiting.pk}/move/", part=1),
        "dry run": get(f"{train}/what-if/"),
        "dry run of its last leg": get(f"{train}/what-if/", position=3),
        "page of changes": get(f"{train}/change/"),
        "departures by the API": get("/api/v1/departures", limit=TRAINS),
        "a departure by the API": get(f"/api/v1/departures/{trains[0].pk}"),
    }


def _moves(client: Client, trains: list[Departure]) -> Mapping[str, Request]:
    """Each try moves another shipment."""

    def move(shipments: Iterator[Shipment]) -> Request:
        def ready() -> Send:
            shipment = next(shipments)
            given = {"departure": str(trains[-4].pk), "version": str(shipment.version)}
            address = f"{BOARD}shipments/{shipment.pk}/move/"
            return lambda: client.post(address, given, headers={"Accept": "application/json"})

        return Request(ready)

    return {
        "move of what waits": move(
            iter(Shipment.objects.filter(status="waiting").order_by("ready_at", "id"))
        ),
        "move between trains": move(iter(_riders(trains[4]))),
    }


def _changes(client: Client, trains: list[Departure]) -> Mapping[str, Request]:
    """The trains of three ways are cut, delayed and restored, cancelled: each try takes another one."""

    def change(some: Iterator[Departure], verb: str, *, status: int = 302, **given: str) -> Request:
        return Request(lambda: partial(_change, client, next(some), verb, given), status)

    cut = {"part": "1", "places": "20"}
    to_cut = cycle(trains[1:2])

    def cut_as_seen() -> Send:
        train = next(others)
        [seen] = re.findall(r'name="seen" value="(\w+)"', _change(client, train, "cut", cut).content.decode())
        return partial(_change, client, train, "cut", cut, seen=seen)

    others = iter(trains[5::4])
    return {
        "preview of a cut": change(to_cut, "cut", status=409, **cut),
        "preview of a later leg's": change(to_cut, "cut", status=409, part="3", places="20"),
        "cut that was looked at": Request(cut_as_seen, 302),
        "delay": change(iter(trains[2::4]), "delay", part="", minutes="90"),
        "restoration": change(iter(trains[2::4]), "restore", part=""),
        "cancellation": Request(partial(_to_cancel, client, iter(trains[3::4])), 302),
    }


def _to_cancel(client: Client, trains: Iterator[Departure]) -> Send:
    address = f"{BOARD}trains/{next(trains).pk}/what-if/"
    return partial(client.post, address, {"reason": "bench"})


def _change(client: Client, train: Departure, verb: str, given: Mapping[str, str], **besides: str) -> Answer:
    typed = {f"{verb}-{name}": word for name, word in {"reason": "bench", **given}.items()}
    return client.post(f"{BOARD}trains/{train.pk}/change/", {"verb": verb, **typed, **besides})


def _riders(train: Departure) -> list[Shipment]:
    riding = Shipment.objects.filter(assignments__slot__departure=train, assignments__released_at=None)
    return list(riding.order_by("number"))


def _is_fast(name: str, request: Request) -> bool:
    send = request.ready()
    with CaptureQueriesContext(connection) as queries:
        status = send().status_code
    # Counted at once: the next request forgets what was asked for this one.
    count = len(queries)
    took = sorted(_seconds(request.ready()) for _ in range(TRIES))
    middle, longest = statistics.median(took) * 1000, took[-1] * 1000
    verdicts = [f"status {status}"] * (status != request.status)
    verdicts += ["TOO SLOW"] * (took[-1] > MOST_SECONDS) + ["ASKS TOO MUCH"] * (count > MOST_QUERIES)
    print(
        f"{name:28} {count:3} queries, {middle:5.0f} ms, at most {longest:5.0f} ms:",
        ", ".join(verdicts) or "ok",
        flush=True,
    )
    return not verdicts


def _seconds(work: Send) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()

"""How long does each request of the departures board take, with sixty trains of fifty slots?"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from accounts.models import User
from kit.clock import now
from kit.database import as_owner
from kit.transactions import owns_transaction
from shipping.models import Departure, Shipment, Slot
from shipping.operations.loading import load_reference
from tests.consoles.full_board import fill_trains, wait

MOST_SECONDS = 0.5
TRIES = 7
TRAINS, SLOTS, PARCELS, WAITING = 60, 50, 6, 500
BOARD = "/admin/departures-board/"
HOST = "127.0.0.1"


def main() -> None:
    """Make a database of its own, fill it, ask for every page, say how long they took."""
    # Django keeps every query in memory while it debugs, which no installation does.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = [HOST]
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
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
    client = Client(SERVER_NAME=HOST)
    client.force_login(User.objects.create_superuser("boss@example.com"))
    slow = [name for name, ask in _requests(client, trains).items() if not _is_fast(name, ask)]
    return int(bool(slow))


def _requests(client: Client, trains: list[Departure]) -> Mapping[str, Callable[[], int]]:
    slot = Slot.objects.filter(departure=trains[0]).order_by("number")[0]
    shipments = iter(Shipment.objects.filter(status="waiting").order_by("ready_at", "id")[: TRIES + 2])
    asked = next(shipments)

    def get(address: str, **words: str | int) -> Callable[[], int]:
        return lambda: client.get(f"{BOARD}{address}", words).status_code

    def move() -> int:
        shipment = next(shipments)
        given = {"departure": str(trains[-4].pk), "version": str(shipment.version)}
        address = f"{BOARD}shipments/{shipment.pk}/move/"
        return client.post(address, given, headers={"Accept": "application/json"}).status_code

    return {
        "board, four weeks": get("", weeks=4),
        "board, by mass": get("", weeks=4, measure="mass"),
        "one train's line": get(f"trains/{trains[0].pk}/row/", part=1),
        "containers of a train": get(f"trains/{trains[0].pk}/", part=1),
        "shipments of a container": get(f"slots/{slot.pk}/", part=1),
        "what waits": get("waiting/", part=1),
        "choices for a drag": get(f"shipments/{asked.pk}/choices/", weeks=4),
        "choices in a form": get(f"shipments/{asked.pk}/move/", part=1),
        "dry run": get(f"trains/{trains[0].pk}/what-if/"),
        "a move": move,
    }


def _is_fast(name: str, ask: Callable[[], int]) -> bool:
    status = ask()
    took = sorted(_seconds(ask) for _ in range(TRIES))
    fast = status == 200 and took[-1] <= MOST_SECONDS
    middle, longest = statistics.median(took) * 1000, took[-1] * 1000
    verdict = "ok" if fast else f"status {status}" if status != 200 else "TOO SLOW"
    print(f"{name:26} {middle:6.0f} ms, at most {longest:6.0f} ms: {verdict}")
    return fast


def _seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()

"""How long do twelve weeks of timetable take to make, and to verify?"""

import os
import sys
import time
from collections.abc import Callable
from io import StringIO

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from kit.actors import SYSTEM
from kit.clock import now
from kit.database import as_owner
from kit.transactions import owns_transaction
from shipping.operations.loading import load_reference
from shipping.operations.timetabling import extend

MOST_SECONDS = {"generation": 20.0, "verify": 5.0}


def main() -> None:
    """Make a database of its own, time both, say whether they keep their limits."""
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        in_time = measure()
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)
    sys.exit(not in_time)


def measure() -> bool:
    """Time generation and verification on the reference data; whether both were in time."""
    owns_transaction(load_reference)(at=now())
    took = {
        "generation": _seconds(lambda: owns_transaction(extend)(at=now(), by=SYSTEM)),
        "verify": _seconds(lambda: call_command("verify", stdout=StringIO())),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(full_mteu) / 2000 FROM shipping_departureleg WHERE position = 1")
        departures, places = cursor.fetchone() or (0, 0)
    print(f"{departures} departures, {places} places on their first trains")
    for what, seconds in took.items():
        verdict = "ok" if seconds <= MOST_SECONDS[what] else "TOO SLOW"
        print(f"{what}: {seconds:.2f} s (at most {MOST_SECONDS[what]:.0f} s) {verdict}")
    return all(seconds <= MOST_SECONDS[what] for what, seconds in took.items())


def _seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()

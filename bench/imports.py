"""How fast does a seller's file of 100,000 rows come into the catalogue, in how much memory?"""

import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import django
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases

ROWS = int(os.environ.get("ROWS", "100000"))
LEAST_A_SECOND = 1_000
# Beside what the shop itself takes.
MOST_MB = 200


def main() -> None:
    """Make a database of its own, judge and apply a file, send it again, say how long each part took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    # Settings must stand before the apps can be imported.
    import kit.jobs  # noqa: PLC0415
    from kit.database import as_owner  # noqa: PLC0415

    kit.jobs.sender = lambda _name, _kwargs: None
    # Or Django keeps the text of every statement.
    settings.DEBUG = False
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
    from catalog.operations.loading import load_reference  # noqa: PLC0415
    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from tests.catalog import files  # noqa: PLC0415
    from tests.orders.market import Market  # noqa: PLC0415

    shop = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    owns_transaction(load_reference)(at=now(), by=SYSTEM)
    seller = Market(at=now()).seller()
    files.mapped(seller, at=now())
    slowest = _run(seller, "new goods", 0)
    slowest = min(slowest, _run(seller, "the same file again", 0))
    slowest = min(slowest, _run(seller, "every price and name changed", 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    grown = peak - shop
    print(
        f"peak memory {peak} MB, {shop} MB of it the shop's own: {'ok' if grown <= MOST_MB else 'TOO MUCH'}"
    )
    return int(slowest < LEAST_A_SECOND or grown > MOST_MB)


def _run(seller: Any, what: str, turn: int) -> float:
    """How many rows a second are applied."""
    from catalog.neutral import Header  # noqa: PLC0415
    from catalog.operations import importing, storing  # noqa: PLC0415
    from catalog.operations.working import work  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from tests.catalog import files  # noqa: PLC0415

    job = owns_transaction(importing.open_job)(
        seller=seller, file_name="bench", file_key="none", data=b"", at=now(), by=files.BY
    )
    taken = owns_transaction(storing.take_file)(job_id=job.pk, at=now())
    assert taken is not None
    turned: dict[str, Any] = {"job_id": job.pk, "token": taken.token}
    owns_transaction(storing.begin_rows)(**turned, format=files.FORMAT, at=now())
    began = time.monotonic()
    for chunk in _chunks(turn):
        owns_transaction(storing.take_rows)(**turned, rows=chunk, at=now())
    owns_transaction(storing.end_rows)(**turned, header=Header(files.FORMAT), at=now())
    stored = ROWS / (time.monotonic() - began)
    judged = _timed(lambda: work(job_id=job.pk, clock=now), job, "validated")
    owns_transaction(importing.start)(job=files.fresh(job), at=now(), by=files.BY)
    applied = _timed(lambda: work(job_id=job.pk, clock=now), job, "completed")
    counts = {name: count for name, count in files.fresh(job).counts.items() if count}
    verdict = "ok" if applied >= LEAST_A_SECOND else "TOO SLOW"
    print(f"{what}: {counts}")
    print(f"  rows a second: {stored:.0f} stored, {judged:.0f} judged, {applied:.0f} applied: {verdict}")
    return applied


def _timed(turn: Any, job: Any, end: str) -> float:
    from tests.catalog import files  # noqa: PLC0415

    began = time.monotonic()
    while files.fresh(job).status != end:
        turn()
    return ROWS / (time.monotonic() - began)


def _chunks(turn: int) -> Iterator[list[Any]]:
    from catalog.neutral import Barcode, PriceSaid  # noqa: PLC0415
    from tests.catalog import files  # noqa: PLC0415

    size = 500
    for first in range(0, ROWS, size):
        rows = []
        for number in range(first, min(first + size, ROWS)):
            row = files.row(f"SKU-{number:06}", descriptions={"ru": "Мука высшего сорта. " * 10})
            price = PriceSaid(Decimal(1000 + number % 500 + turn), "CNY")
            names = {"ru": f"Мука {number} {turn or ''}".strip()}
            rows.append(replace(row, names=names, price=price, barcodes=(Barcode("2000000000015", True),)))
        yield rows


if __name__ == "__main__":
    main()

"""How fast is the shop window made, read and kept true, with as many listings as you like?"""

import argparse
import os
import resource
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

import kit.jobs
from catalog.models import Listing
from catalog.operations.pricing import PriceList, set_prices
from kit.actors import SYSTEM
from kit.clock import now
from kit.database import as_owner
from kit.money import Money
from kit.transactions import owns_transaction
from storefront.models import ListingView, Shelf
from storefront.operations.rebuilding import cores, rebuild
from storefront.operations.refreshing import refresh_touched

HOST = "127.0.0.1"
API = "/api/v1"
LEAST_REBUILT_A_SECOND = 5_000
MOST_PAGE_MS = 30.0
MOST_VISIBLE_S = 5.0
REPRICED = 10_000
TRIES = 60
THOUSANDTH = 999


def main() -> None:
    """Make a database of its own, seed it, measure, say whether the goals were met."""
    parser = argparse.ArgumentParser(prog="bench window", description=__doc__)
    parser.add_argument("--scale", type=int, default=30_000, help="Seed so many listings.")
    options = parser.parse_args()
    # Django keeps every query in memory while it debugs, which no installation does.
    settings.DEBUG = False
    settings.DEMO = True
    settings.ALLOWED_HOSTS = [HOST]
    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure(options.scale))
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure(scale: int) -> int:
    call_command("load_reference", verbosity=0, stdout=sys.stderr)
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "credentials.json"
        call_command("load_demo", credentials=kept, verbosity=0, stdout=sys.stderr)
    call_command("seed_catalogue", scale, stdout=sys.stdout)
    _analyze()
    good = [*_rebuilt(), *_read(), _repriced()]
    print(f"peak memory of this process: {_peak_mb()} MB")
    return int(not all(good))


def _rebuilt() -> Iterator[bool]:
    """From nothing, then once more when everything is there."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE storefront_shelf, storefront_listingview")
    for what in ("rebuilt from nothing", "gone through again"):
        before, began = _peak_mb(), time.monotonic()
        done = rebuild(at=now(), processes=cores())
        took = time.monotonic() - began
        print(f"{what}: {done} listings in {took:.1f} s, {done / took:.0f}/s, {_peak_mb() - before} MB more")
        yield done / took >= LEAST_REBUILT_A_SECOND or _missed("rebuild")
    _analyze()


def _read() -> Iterator[bool]:
    client = Client(SERVER_NAME=HOST)
    newest = client.get(f"{API}/products").json()["items"][0]
    category = newest["category"]["code"] if newest["category"] else ""
    pages = {
        "first page": "/products",
        "thousandth page": _thousandth(client, "newest"),
        "first page by price": "/products?ordering=price",
        "thousandth page by price": _thousandth(client, "price"),
        "page of a category": f"/products?category={category}",
        "page of a category by price": f"/products?category={category}&ordering=price",
        "page in stock": "/products?in_stock=true",
        "page of a seller": f"/products?seller={newest['seller']['code']}",
        "page with facets": f"/products?category={category}&facets=true",
        "one product": f"/products/{newest['id']}",
    }
    for name, path in pages.items():
        yield _timed(client, name, path)


def _timed(client: Client, name: str, path: str) -> bool:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(API + path, headers={"Accept-Language": "ru"}).status_code == 200
    # The next request forgets what was captured.
    queries, took = len(captured), []
    for _ in range(TRIES):
        began = time.perf_counter()
        client.get(API + path, headers={"Accept-Language": "ru"})
        took.append((time.perf_counter() - began) * 1_000)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{name}: {queries} queries, median {statistics.median(took):.1f} ms, p95 {p95:.1f} ms")
    return (p95 <= MOST_PAGE_MS and 0 < queries <= 2) or _missed(name)


def _thousandth(client: Client, ordering: str) -> str:
    """The path of the page that a reader reaches after a thousand steps, or of the last one there is."""
    path = f"/products?ordering={ordering}"
    for _ in range(THOUSANDTH):
        following = client.get(API + path).json()["next"]
        if following is None:
            break
        path = following.partition(API)[2]
    return path


def _repriced() -> bool:
    """Ten thousand prices change while somebody reads: how soon are they shown, do reads go on?"""
    rows = list(
        Listing.objects.filter(status="live", market="CN", variant__seller__code__startswith="SEED")
        .select_related("variant__seller")
        .order_by("-pk")[:REPRICED]
    )
    quiet, loud = _Reader(), _Reader()
    quiet.read_for(2.0)
    loud.start()
    began = time.monotonic()
    for start in range(0, len(rows), 1_000):
        wanted = [(row, PriceList(Money(4_321, "CNY"))) for row in rows[start : start + 1_000]]
        owns_transaction(set_prices)(wanted=wanted, at=now(), by=SYSTEM)
    changed = time.monotonic() - began
    while owns_transaction(refresh_touched)(at=now()):
        pass
    visible = time.monotonic() - began
    loud.stop()
    shown = Shelf.objects.filter(listing_id__in=[row.pk for row in rows], price_minor=4_321).count()
    kept = loud.rate / max(quiet.rate, 0.01)
    print(
        f"{len(rows)} prices: changed after {changed:.1f} s, {shown} visible after {visible:.1f} s;"
        f" reads {quiet.rate:.0f}/s before, {loud.rate:.0f}/s meanwhile ({kept:.2f})"
    )
    return (visible <= MOST_VISIBLE_S and shown == len(rows)) or _missed("prices")


class _Reader:
    """Somebody who reads the first page again and again, in a thread of their own."""

    def __init__(self) -> None:
        self.rate = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and know how many pages a second there were."""
        self._done.set()
        self._thread.join()

    def read_for(self, seconds: float) -> None:
        """Read for a while."""
        self.start()
        time.sleep(seconds)
        self.stop()

    def _read(self) -> None:
        client, began = Client(SERVER_NAME=HOST), time.monotonic()
        for pages in count():
            if self._done.is_set():
                self.rate = pages / (time.monotonic() - began)
                break
            assert client.get(f"{API}/products").status_code == 200
        connection.close()


def _analyze() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"in the window: {Shelf.objects.count()} listings, {ListingView.objects.count()} texts")


def _missed(what: str) -> bool:
    print(f"MISSED: {what}")
    return False


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

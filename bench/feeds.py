"""How long do a seller's feeds of 50,000 goods take to be filled, looked at, and to follow one price?"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

import kit.jobs
from catalog.models import Listing, Seller
from catalog.operations.pricing import PriceList, set_price
from channels.models import GoodsFeed
from channels.operations import feeding
from channels.policy import FEED_LOOK_EVERY
from channels.queries.feeds import document
from kit.actors import SYSTEM
from kit.clock import now
from kit.database import as_owner
from kit.money import Money
from kit.transactions import owns_transaction

# From a price change until whoever fetches a feed finds it.
MOST_S = 60.0
LOOKS = 9
ASKED = {
    "format": "google",
    "market": "CN",
    "language": "ru",
    "currency": "CNY",
    "link_template": "https://shop.example/goods/{sku}",
}


class Took(NamedTuple):
    """How long something took, by the clock and by the processor, and how many rows were rewritten."""

    seconds: float
    processor: float
    rows: int

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.processor:.2f} s of the processor), {self.rows} rows rewritten"


def main() -> None:
    """Make a database of its own, seed it, measure, say whether the goal was met."""
    parser = argparse.ArgumentParser(prog="bench feeds", description=__doc__)
    parser.add_argument("--scale", type=int, default=50_000, help="Seed so many listings.")
    options = parser.parse_args()
    # Django keeps every query in memory while it debugs, which no installation does.
    settings.DEBUG = False
    settings.DEMO = True
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
    call_command("seed_catalogue", scale, stdout=sys.stderr)
    seller = _one_seller()
    feed = owns_transaction(feeding.open_feed)(seller_id=seller.pk, asked=ASKED, at=now())
    print(f"filled: {_look(feed)}")
    size, fetched_s = _fetched(feed)
    print(f"fetched: {size / 1_000_000:.1f} MB in {fetched_s:.2f} s")
    idle = sorted(_look(feed) for _ in range(LOOKS))[LOOKS // 2]
    print(f"a look at nothing new, median of {LOOKS}: {idle}")
    owns_transaction(_reprice)(seller)
    changed = _look(feed)
    print(f"one price: {changed}")
    worst_s = 2 * FEED_LOOK_EVERY.total_seconds() + idle.seconds + changed.seconds + fetched_s
    good = worst_s <= MOST_S and (changed.rows, idle.rows) == (1, 0)
    print(
        f"from a price to whoever fetches at once, at worst {worst_s:.1f} s: {'ok' if good else 'TOO MUCH'}"
    )
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return int(not good)


def _one_seller() -> Seller:
    """Give all goods that are sold in China to one seller."""
    seller = Seller.objects.filter(status="verified", country="KZ", sandbox=False).order_by("code").first()
    assert seller is not None
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ALTER TABLE catalog_variant DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE catalog_product DISABLE TRIGGER USER")
        cursor.execute("UPDATE catalog_variant SET seller_id = %s", [seller.pk])
        cursor.execute("UPDATE catalog_product SET seller_id = %s", [seller.pk])
        cursor.execute("ALTER TABLE catalog_variant ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE catalog_product ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
    return seller


def _look(feed: GoodsFeed) -> Took:
    """Look until nothing is left."""
    began, used, rows = time.perf_counter(), time.process_time(), 0
    while True:
        look = owns_transaction(feeding.look_at)(feed_id=feed.pk, at=now(), goes_on=True)
        rows += look.rewritten
        if look.is_whole:
            return Took(time.perf_counter() - began, time.process_time() - used, rows)


def _fetched(feed: GoodsFeed) -> tuple[int, float]:
    feed.refresh_from_db()
    began = time.perf_counter()
    return sum(len(piece) for piece in document(feed)), time.perf_counter() - began


def _reprice(seller: Seller) -> None:
    live = Listing.objects.filter(variant__seller=seller, market="CN", status="live")
    listing = live.select_for_update().order_by("pk")[0]
    set_price(listing=listing, prices=PriceList(Money(77_777, "CNY"), ()), at=now(), by=SYSTEM)


if __name__ == "__main__":
    main()

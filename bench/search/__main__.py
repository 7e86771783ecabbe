"""How well, how fast is it found what somebody types: judged queries, mistyped names, many listings?"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

import kit.jobs
from bench.search.judging import DEPTH, judged_set, ndcg
from bench.search.mistyping import Name, mistyped
from catalog.models import Listing
from catalog.naming import full_names
from kit.database import as_owner

HOST = "127.0.0.1"
LEAST_JUDGED, LEAST_MISTYPED = 0.90, 0.80
MISTYPED = 200
MOST_QUERIES = 2
# Above so many listings the longer goal holds.
LARGE = 100_000
MOST_MS, MOST_MS_LARGE = 30.0, 60.0
LANGUAGES = ("en", "ru", "kk", "zh-Hans")
TRIES = 400
# The queries of every so many searches are counted.
COUNTED = 10


def main() -> None:
    """Make a database of its own, fill it, search it, say how good and how fast it was."""
    options = _options()
    # Django keeps every query in memory while it debugs, which no installation does.
    settings.DEBUG = False
    settings.DEMO = True
    settings.ALLOWED_HOSTS = [HOST]
    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure(options))
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench search", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="Of the random edits; free unless given.")
    parser.add_argument("--scale", type=int, default=0, help="Seed so many listings and measure the speed.")
    parser.add_argument("--verbose", action="store_true", help="Name the queries that found the wrong goods.")
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> int:
    call_command("load_reference", verbosity=0, stdout=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_demo", credentials=Path(folder) / "signs.json", verbosity=0, stdout=sys.stderr)
    call_command("rebuild_storefront", stdout=sys.stderr)
    _analyze()
    client = Client(SERVER_NAME=HOST)
    names = _names()
    good = [_judged(client, names, options), _mistyped(client, names, options)]
    if options.scale:
        call_command("seed_catalogue", options.scale)
        _analyze()
    good.append(_speed(client, names, options))
    return int(not all(good))


def _analyze() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _names() -> list[Name]:
    rows = Listing.objects.filter(status="live").select_related("variant__product").order_by("pk")
    return [
        Name(row.variant.sku, row.market, language, name)
        for row in rows
        for language, name in full_names(row.variant.product.names, row.variant.names).items()
    ]


def _judged(client: Client, names: Sequence[Name], options: argparse.Namespace) -> bool:
    queries = judged_set(sorted({name.sku for name in names}))
    scores: dict[str, list[float]] = defaultdict(list)
    for judged in queries:
        hits = _search(client, judged.query, judged.market)
        score = ndcg(hits, judged.grades)
        scores[judged.kind.split()[0]].append(score)
        if options.verbose and score < LEAST_JUDGED:
            print(f"  {score:.2f} {judged.query!r}: {hits[:5]}")
    return _told(f"{len(queries)} judged queries", scores, LEAST_JUDGED)


def _mistyped(client: Client, names: Sequence[Name], options: argparse.Namespace) -> bool:
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    scores: dict[str, list[float]] = defaultdict(list)
    rng = random.Random(seed)  # noqa: S311 slips of fingers are no secret
    for query in mistyped(names, count=MISTYPED, rng=rng):
        hits = _search(client, query.query, query.market)
        score = ndcg(hits, query.grades)
        scores[query.language].append(score)
        if options.verbose and score < LEAST_MISTYPED:
            print(f"  {score:.2f} {query.before!r} as {query.query!r}: {hits[:5]}")
    return _told(f"{MISTYPED} names with one random edit, --seed {seed}", scores, LEAST_MISTYPED)


def _told(what: str, scores: dict[str, list[float]], least: float) -> bool:
    mean = statistics.fmean(score for some in scores.values() for score in some)
    parts = ", ".join(f"{kind} {statistics.fmean(some):.3f}" for kind, some in sorted(scores.items()))
    verdict = "ok" if mean >= least else "TOO LOW"
    print(f"{what}: nDCG@{DEPTH} {mean:.3f}, at least {least:.2f}: {verdict} ({parts})", flush=True)
    return mean >= least


def _search(client: Client, query: str, market: str) -> list[str]:
    answer = client.get(f"/api/v1/products?{urlencode({'q': query, 'market': market, 'limit': DEPTH})}")
    return [item["sku"] for item in answer.json()["items"]]


def _speed(client: Client, names: Sequence[Name], options: argparse.Namespace) -> bool:
    total = Listing.objects.filter(status="live").count()
    most = MOST_MS if total <= 2 * LARGE else MOST_MS_LARGE
    queries = judged_set([])
    rng = random.Random(options.seed or 0)  # noqa: S311
    good = True
    for language in LANGUAGES:
        words = [
            (name.market, word) for name in names if name.language == language for word in _parts(name.text)
        ]
        asked = [(each.market, each.query) for each in queries] + rng.sample(words, min(len(words), TRIES))
        rng.shuffle(asked)
        took, counts = [], []
        for market, query in asked[:TRIES]:
            address = f"/api/v1/products?{urlencode({'q': query, 'market': market, 'facets': 'true'})}"
            began = time.perf_counter()
            client.get(address, headers={"Accept-Language": language})
            took.append((time.perf_counter() - began) * 1000)
            if len(took) % COUNTED == 0:
                # Apart from what is timed: to keep statements takes its time, too.
                with CaptureQueriesContext(connection) as captured:
                    client.get(address, headers={"Accept-Language": language})
                counts.append(len(captured))
        good &= _told_speed(language, total, took, max(counts), most)
    return good


def _parts(text: str) -> list[str]:
    words = text.replace("，", " ").replace(",", " ").split()
    return [text, *words, *map(" ".join, pairwise(words))]


def _told_speed(language: str, total: int, took: Sequence[float], queries: int, most: float) -> bool:
    cuts = statistics.quantiles(took, n=100)
    good = cuts[94] <= most and queries <= MOST_QUERIES
    print(
        f"{total} listings, {language:7} {len(took)} searches with facets: p50 {cuts[49]:.1f} ms,"
        f" p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, at most {most:.0f} ms at p95;"
        f" {queries} queries, at most {MOST_QUERIES}: {'ok' if good else 'TOO SLOW'}",
        flush=True,
    )
    return good


if __name__ == "__main__":
    main()

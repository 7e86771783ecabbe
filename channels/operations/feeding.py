"""How does a seller let other places fetch goods, and how does a feed follow the goods?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from catalog.queries.displaying import Display, Lexicon, displays, lexicon
from catalog.queries.feeding import Offered, offered
from channels.errors import BadFeed, FeedClosed, TooManyFeeds
from channels.feed_facts import Facts, facts_of, link_of, read_back
from channels.models import GoodsFeed, GoodsFeedItem
from channels.policy import (
    FEED_LOOK_EVERY,
    FEED_REVISION,
    FEED_ROWS_AT_ONCE,
    FEED_ROWS_TOLD,
    FEEDS_PER_SELLER,
)
from channels.writers import WRITERS
from channels.writers.port import Shop, Writer
from kit.actors import SYSTEM, Actor
from kit.errors import FieldProblem
from kit.money import Money
from kit.moves import News, move, tell
from kit.transactions import inside_transaction
from payments.errors import NoRate
from payments.queries.rates import is_published, latest_rate
from storefront.policy import MARKET_CURRENCY, TIMEZONE

# Where Kaspi looks for goods of a seller who names no point of pick-up.
_FIRST_STORE = "PP1"
_COLUMNS = ("stamp", "facts", "body", "is_sold", "edition")


class Look(NamedTuple):
    """What a look at the goods of a feed came to: rows that were rewritten, and whether more are left."""

    rewritten: int
    is_whole: bool


@inside_transaction
def open_feed(*, seller_id: UUID, asked: Mapping[str, str], at: datetime) -> GoodsFeed:
    """
    Let a seller's goods be fetched in a format, on a market, in a language; a worker fills it.

    `asked` has `format`, `market`, `language`, perhaps `currency`, and where the format knows them
    `merchant_id`, `store_id`, `link_template`.

    :raises BadFeed: if the format can't tell that currency, nobody publishes what it is worth, or something
        lacks; each names its field.
    :raises TooManyFeeds: if the seller has as many as policy allows.
    """
    given = dict(asked)
    given["currency"] = given.get("currency") or WRITERS[given["format"]].currencies[0]
    if given["format"] == GoodsFeed.Format.KASPI:
        given["store_id"] = given.get("store_id") or _FIRST_STORE
    _require_good(given)
    _count(seller_id)
    return GoodsFeed.objects.create(seller_id=seller_id, created_at=at, **given)


@inside_transaction
def change_address(*, feed: GoodsFeed) -> GoodsFeed:
    """
    Give a feed whose row the caller holds another secret address; the old one ends at once.

    :raises FeedClosed: if it is closed.
    """
    if feed.status == GoodsFeed.Status.CLOSED:
        raise FeedClosed
    GoodsFeed.objects.filter(pk=feed.pk).update(
        secret_number=F("secret_number") + 1, version=F("version") + 1, fetched_at=None
    )
    feed.refresh_from_db()
    return feed


@inside_transaction
def close_feed(*, feed: GoodsFeed, at: datetime, by: Actor) -> GoodsFeed:
    """
    End a feed whose row the caller holds: nobody can fetch it any more, and what stood in it is forgotten.

    :raises IllegalMove: if it is closed.
    """
    move(feed, to=GoodsFeed.Status.CLOSED, at=at, by=by, closed_at=at)
    GoodsFeedItem.objects.filter(feed=feed).delete()
    return feed


@inside_transaction
def look_at(*, feed_id: UUID, at: datetime, goes_on: bool = False) -> Look:
    """
    Rewrite what has changed of a feed's goods, at most a transaction's worth of rows.

    Who asks again although somebody has just looked gets nothing, unless it `goes_on` with what was left:
    messages that piled up are soon through. What is no longer on sale is written as withdrawn. Rows that read
    as before aren't touched. Without an open feed, or while another worker has it, nothing is done.
    """
    rows = GoodsFeed.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    feed = rows.filter(pk=feed_id, closed_at__isnull=True).first()
    if feed is None:
        return Look(0, is_whole=True)
    if not goes_on and feed.looked_at and feed.looked_at > at - FEED_LOOK_EVERY / 2:
        return Look(0, is_whole=True)
    words = lexicon()
    day = at.astimezone(ZoneInfo(TIMEZONE[feed.market])).date()
    goods = offered(seller_id=feed.seller_id, market=feed.market, on=day)
    if not _is_rated(feed, day):
        return Look(0, is_whole=True)
    about = f"{FEED_REVISION}|{(feed.rate or Decimal()).normalize():f}|{_said(words)}"
    stamps = {pk: _digest(f"{about}|{each.standing}") for pk, each in goods.items()}
    there = dict(GoodsFeedItem.objects.filter(feed=feed, is_sold=True).values_list("variant_id", "stamp"))
    changed = [pk for pk, stamp in stamps.items() if there.get(pk) != stamp]
    gone = [pk for pk in there if pk not in stamps]
    made = [
        *_sold(feed, {pk: goods[pk] for pk in changed[:FEED_ROWS_AT_ONCE]}, stamps, words, day),
        *_withdrawn(feed, gone[: max(FEED_ROWS_AT_ONCE - len(changed), 0)]),
    ]
    is_whole = len(changed) + len(gone) <= FEED_ROWS_AT_ONCE
    items = _without_same(feed, made)
    _keep(feed, items, is_whole=is_whole, at=at)
    return Look(len(items), is_whole)


def _is_rated(feed: GoodsFeed, day: date) -> bool:
    """
    Whether prices can be told, by the newest rate; where there is none any more by the last one.

    Without any the feed waits for the first: a price isn't invented.
    """
    try:
        found = latest_rate(base=MARKET_CURRENCY[feed.market], quote=feed.currency, on=day)
    except NoRate:
        return feed.rate is not None
    if (feed.rate, feed.rate_date) != (found.rate, found.date):
        feed.rate, feed.rate_date = found.rate, found.date
        GoodsFeed.objects.filter(pk=feed.pk).update(rate=found.rate, rate_date=found.date)
    return True


def _require_good(given: Mapping[str, str]) -> None:
    writer = WRITERS[given["format"]]
    wrong = []
    if given["currency"] not in writer.currencies:
        told = ", ".join(writer.currencies)
        wrong.append(FieldProblem("/currency", "currency", f"this format tells prices in {told}"))
    elif not is_published(base=MARKET_CURRENCY[given["market"]], quote=given["currency"]):
        wrong.append(FieldProblem("/currency", "rate", "nobody publishes its worth in the market's currency"))
    wrong += [
        FieldProblem(f"/{name}", "required", "this format needs it")
        for name in writer.needs
        if not given.get(name)
    ]
    template = given.get("link_template", "")
    if template and link_of(template, listing_id=UUID(int=0), sku="x") == template:
        wrong.append(
            FieldProblem(
                "/link_template", "template", "must hold {sku} or {listing_id}, or all links are one"
            )
        )
    if wrong:
        raise BadFeed(fields=wrong)


def _count(seller_id: UUID) -> None:
    """Two that come at once must not both be the last one allowed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('channels.feeding'), hashtext(%s))", [str(seller_id)]
        )
    if GoodsFeed.objects.filter(seller_id=seller_id, closed_at__isnull=True).count() >= FEEDS_PER_SELLER:
        raise TooManyFeeds(limit=FEEDS_PER_SELLER)


def _said(words: Lexicon) -> str:
    """A digest of what categories, brands, attributes and units are called: with a new word all is new."""
    books = (words.categories, words.brands, words.attributes, words.units)
    return _digest(repr([sorted(book.items(), key=lambda pair: str(pair[0])) for book in books]))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _sold(
    feed: GoodsFeed, goods: Mapping[UUID, Offered], stamps: Mapping[UUID, str], words: Lexicon, day: date
) -> list[GoodsFeedItem]:
    """Items anew; what went off sale a moment ago is left for the next look."""
    found: Sequence[Display] = displays(listing_ids=[each.listing_id for each in goods.values()], on=day)
    currency = MARKET_CURRENCY[feed.market]
    made = []
    for display in found:
        pk = display.variant_id
        facts = facts_of(
            display,
            words,
            units=goods[pk].units,
            price=Money(display.prices[0][1], currency).convert(feed.rate or Decimal(), feed.currency),
            language=feed.language,
            link_template=feed.link_template,
        )
        made.append(_item(feed, pk, facts, stamps[pk], is_sold=True))
    return made


def _withdrawn(feed: GoodsFeed, variant_ids: Sequence[UUID]) -> list[GoodsFeedItem]:
    rows = GoodsFeedItem.objects.filter(feed=feed, variant_id__in=variant_ids).values_list(
        "variant_id", "facts"
    )
    return [_item(feed, pk, read_back(facts)._replace(units=0), "", is_sold=False) for pk, facts in rows]


def _item(feed: GoodsFeed, variant_id: UUID, facts: Facts, stamp: str, *, is_sold: bool) -> GoodsFeedItem:
    writer: Writer = WRITERS[feed.format]
    return GoodsFeedItem(
        feed=feed,
        variant_id=variant_id,
        stamp=stamp,
        facts=facts._asdict(),
        body=writer.item(facts, Shop(feed.store_id), is_sold=is_sold),
        is_sold=is_sold,
        edition=feed.edition + 1,
    )


def _without_same(feed: GoodsFeed, items: Sequence[GoodsFeedItem]) -> list[GoodsFeedItem]:
    """Those of the items that read otherwise than before; of the others only the stamp is kept."""
    before = GoodsFeedItem.objects.filter(
        feed=feed, is_sold=True, variant_id__in=[each.variant_id for each in items if each.is_sold]
    )
    known = dict(before.values_list("variant_id", "body"))
    same = [each for each in items if each.is_sold and known.get(each.variant_id) == each.body]
    for each in same:
        GoodsFeedItem.objects.filter(feed=feed, variant_id=each.variant_id).update(
            stamp=each.stamp, facts=each.facts
        )
    left = {each.variant_id for each in same}
    return [each for each in items if each.variant_id not in left]


def _put(feed: GoodsFeed, items: Sequence[GoodsFeedItem]) -> None:
    GoodsFeedItem.objects.bulk_create(
        items, update_conflicts=True, update_fields=_COLUMNS, unique_fields=("feed", "variant_id")
    )
    sold = {each.facts["sku"]: each.variant_id for each in items if each.is_sold}
    # Its name went to other goods: a document that has it twice is read as somebody likes.
    renamed = GoodsFeedItem.objects.filter(feed=feed, is_sold=False, facts__sku__in=list(sold))
    renamed.exclude(variant_id__in=list(sold.values())).delete()


def _keep(feed: GoodsFeed, items: Sequence[GoodsFeedItem], *, is_whole: bool, at: datetime) -> None:
    if items:
        _put(feed, items)
        GoodsFeed.objects.filter(pk=feed.pk).update(
            edition=F("edition") + 1,
            rewritten=len(items),
            rewritten_ever=F("rewritten_ever") + len(items),
            looked_at=at,
            changed_at=at,
        )
    else:
        GoodsFeed.objects.filter(pk=feed.pk).update(looked_at=at)
    if feed.status == GoodsFeed.Status.FILLING:
        if is_whole:
            move(feed, to=GoodsFeed.Status.READY, at=at, by=SYSTEM)
    elif items:
        tell(GoodsFeed, what="changed", news=[News(feed.pk, _news(feed, items))], at=at)


def _news(feed: GoodsFeed, items: Sequence[GoodsFeedItem]) -> dict[str, object]:
    """What webhooks are told: the first rows whole, and from which edition on to ask for all of them."""
    return {
        "edition": feed.edition + 1,
        "rewritten": len(items),
        "rows": [
            {
                "sku": each.facts["sku"],
                "price": Money(each.facts["price_minor"], each.facts["currency"]).as_json(),
                "stock": each.facts["units"] if each.is_sold else 0,
                "is_sold": each.is_sold,
            }
            for each in items[:FEED_ROWS_TOLD]
        ],
    }

"""Which feeds are there, what stands in them, and which wait for a look?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.queries.displaying import lexicon
from catalog.queries.selling import sellers_of
from channels.feed_secrets import is_token_of
from channels.models import GoodsFeed, GoodsFeedItem
from channels.policy import FEED_LOOK_EVERY, FEED_PAGE, FEEDS_SWEPT
from channels.writers import WRITERS
from channels.writers.port import About
from kit.actors import Actor
from kit.languages import name_in
from news.snapshots import standing
from news.telling import Happened, Telling


def feeds_of(actor: Actor) -> QuerySet[GoodsFeed]:
    """Feeds of the actor's seller, closed ones too."""
    return counted(GoodsFeed.objects.filter(seller__in=sellers_of(actor)))


def counted(rows: QuerySet[GoodsFeed]) -> QuerySet[GoodsFeed]:
    """The rows with how many goods stand in each, on sale and withdrawn: `sold_count`, `withdrawn_count`."""
    items = GoodsFeedItem.objects.filter(feed=OuterRef("pk")).order_by().values("feed")
    counts = {
        f"{name}_count": Coalesce(
            Subquery(items.filter(is_sold=is_sold).annotate(found=Count("pk")).values("found")), 0
        )
        for name, is_sold in (("sold", True), ("withdrawn", False))
    }
    return rows.annotate(**counts)


def feed_at(feed_id: UUID, token: str, extension: str) -> GoodsFeed | None:
    """The open feed that somebody has the whole address of."""
    feed = GoodsFeed.objects.select_related("seller").filter(pk=feed_id, closed_at__isnull=True).first()
    if feed is None or not is_token_of(feed, token):
        return None
    return feed if WRITERS[feed.format].extension == extension else None


def due_feeds(*, at: datetime) -> list[UUID]:
    """Open feeds that nobody has looked at lately, the longest ago first."""
    rows = GoodsFeed.objects.filter(closed_at__isnull=True).exclude(looked_at__gt=at - FEED_LOOK_EVERY / 2)
    return list(
        rows.order_by(F("looked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:FEEDS_SWEPT]
    )


def document(feed: GoodsFeed, *, after: int = 0) -> Iterator[str]:
    """
    A feed in pieces, however long it is; `after` leaves out what wasn't rewritten since that edition.

    Rows are read page by page, so one that is rewritten meanwhile stands in it as it was or as it is.
    """
    writer = WRITERS[feed.format]
    yield writer.head(_about(feed))
    last = 0
    while page := _page(feed, after, last):
        yield "".join(body for _, body in page)
        last = page[-1][0]
    yield writer.tail()


def feeds_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of its feeds. One query."""
    rows = GoodsFeed.objects.select_related("seller").in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Telling([row.seller.organisation_id], {**standing(event, row), **_facts(event, row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def _facts(event: Happened, row: GoodsFeed) -> dict[str, object]:
    named: dict[str, object] = {
        name: getattr(row, name) for name in ("format", "market", "language", "currency")
    }
    told = {name: event.payload[name] for name in ("edition", "rewritten", "rows") if name in event.payload}
    return named | told


def _page(feed: GoodsFeed, after: int, last: int) -> list[tuple[int, str]]:
    rows = GoodsFeedItem.objects.filter(feed=feed, pk__gt=last)
    if after:
        rows = rows.filter(edition__gt=after)
    return list(rows.order_by("pk").values_list("pk", "body")[:FEED_PAGE])


def _about(feed: GoodsFeed) -> About:
    words = lexicon()
    return About(
        company=feed.seller.legal_name,
        shop_url=settings.PUBLIC_URL,
        currency=feed.currency,
        merchant_id=feed.merchant_id,
        changed_at=feed.changed_at or feed.created_at,
        categories={path: name_in(names, feed.language) for path, names in words.category_names.items()},
    )

"""Which goods do the tests of feeds tell of, and who looks at them?"""

from datetime import timedelta
from typing import Any

from catalog.models import Brand, Category, Listing
from catalog.operations.pricing import PriceList, set_price
from channels.models import GoodsFeed, GoodsFeedItem
from channels.operations import feeding
from channels.queries.feeds import document
from kit.actors import SYSTEM
from kit.clock import now
from kit.money import Money
from kit.transactions import owns_transaction
from payments.models import FxRate
from tests.catalog.trade import Trade

MINUTE = timedelta(minutes=1)
GOOGLE = {
    "format": "google",
    "market": "CN",
    "language": "ru",
    "currency": "CNY",
    "link_template": "https://shop.example/goods/{sku}",
}
KASPI = {"format": "kaspi", "market": "CN", "language": "ru", "merchant_id": "30123456"}
YML = {**GOOGLE, "format": "yml", "currency": "KZT"}
CSV = {"format": "csv", "market": "CN", "language": "ru", "currency": "CNY"}


def goods(trade: Trade, sku: str = "FLR-2KG", *, minor: int = 1_750, units: int = 40) -> Listing:
    """Flour on sale in China, in words."""
    listing = trade.market.listing(trade.mill, sku, price_minor=minor, units=units)
    product, variant = listing.variant.product, listing.variant
    product.names = {"en": "Flour & bran <1>", "ru": "Мука & отруби <1>", "zh-Hans": "小麦粉"}
    product.descriptions = {"ru": "Высший сорт\x0b, 2 кг"}
    product.category = Category.objects.get(path__endswith="wheat-flour")
    product.brand, _ = Brand.objects.get_or_create(
        code="steppe", defaults={"names": {"en": "Steppe"}, "created_at": trade.market.at}
    )
    product.save()
    variant.gtin13 = "4870000000012" if sku == "FLR-2KG" else ""
    variant.save()
    return listing


def rated(rate: str, *, days_ago: int = 0) -> None:
    """What one yuan is worth in tenge."""
    day = (now() - timedelta(days=days_ago)).date()
    FxRate.objects.create(date=day, base="CNY", quote="KZT", rate=rate, source="test", created_at=now())


def opened(trade: Trade, asked: dict[str, str], **changes: str) -> GoodsFeed:
    """A feed of the mill that is filled."""
    feed = owns_transaction(feeding.open_feed)(seller_id=trade.mill.pk, asked={**asked, **changes}, at=now())
    look(feed)
    return feed


def look(feed: GoodsFeed, **later: Any) -> int:
    """How many rows a worker rewrites now."""
    found = owns_transaction(feeding.look_at)(feed_id=feed.pk, at=now() + timedelta(**later), goes_on=True)
    feed.refresh_from_db()
    return found.rewritten


def text(feed: GoodsFeed, after: int = 0) -> str:
    """The document."""
    return "".join(document(feed, after=after))


def reprice(listing: Listing, minor: int) -> None:
    """Another price for one unit."""
    owns_transaction(set_price)(
        listing=Listing.objects.select_for_update().get(pk=listing.pk),
        prices=PriceList(Money(minor, "CNY")),
        at=now(),
        by=SYSTEM,
    )


def editions(feed: GoodsFeed) -> dict[str, int]:
    """When each row was last rewritten, by SKU."""
    rows = GoodsFeedItem.objects.filter(feed=feed)
    return {row.facts["sku"]: row.edition for row in rows}

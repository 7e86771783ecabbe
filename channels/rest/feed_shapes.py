"""How are feeds asked for, and shown, over REST?"""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models.people import LANGUAGES
from channels.feed_secrets import url_of
from channels.models import GoodsFeed
from channels.writers import WRITERS
from kit.rest import In, TextField
from storefront.policy import MARKET_CURRENCY

_LINK_HELP = "Where your shop window shows goods; `{sku}` and `{listing_id}` are put in."
FEED_BODY = {
    "format": "google",
    "market": "CN",
    "language": "ru",
    "link_template": "https://shop.example/goods/{sku}",
}
FEED_EXAMPLE = {
    "id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a77",
    "version": 2,
    "format": "google",
    "market": "CN",
    "language": "ru",
    "currency": "KZT",
    "merchant_id": "",
    "store_id": "",
    "link_template": "https://shop.example/goods/{sku}",
    "status": "ready",
    "url": "https://shop.example/feeds/019ad2b57c3e7b619a523f0c8d1e4a77/feed.xml?key=5f0c…",
    "edition": 42,
    "sold_count": 480,
    "withdrawn_count": 12,
    "rewritten": 1,
    "rewritten_ever": 493,
    "created_at": "2026-12-05T09:00:00Z",
    "looked_at": "2026-12-05T10:00:00Z",
    "changed_at": "2026-12-05T09:59:45Z",
    "fetched_at": None,
    "closed_at": None,
    "rate": "73.23940000",
    "rate_date": "2026-12-04",
}

CLOSED_EXAMPLE = {**FEED_EXAMPLE, "status": "closed", "url": None, "closed_at": "2026-12-06T09:00:00Z"}


class GoodsFeedIn(In):
    """Which goods are told of, how, in which language."""

    format = serializers.ChoiceField(choices=GoodsFeed.Format.choices)
    market = serializers.ChoiceField(choices=tuple(MARKET_CURRENCY))
    language = serializers.ChoiceField(choices=LANGUAGES)
    currency = serializers.ChoiceField(
        choices=tuple(MARKET_CURRENCY.values()),
        required=False,
        help_text="Of its prices, KZT unless told: the market's own, or converted by the newest rate.",
    )
    merchant_id = TextField(
        max_length=40, required=False, help_text="Your number at Kaspi, which its format needs."
    )
    store_id = TextField(
        max_length=40, required=False, help_text="Your point of pick-up at Kaspi; PP1 unless told."
    )
    link_template = serializers.URLField(max_length=500, required=False, help_text=_LINK_HELP)


class GoodsFeedOut(serializers.ModelSerializer[GoodsFeed]):
    """A feed; whoever has its address can fetch it."""

    url = serializers.SerializerMethodField()
    sold_count = serializers.IntegerField(help_text="Goods on sale that stand in it.")
    withdrawn_count = serializers.IntegerField(help_text="Goods no longer on sale that stay in it as such.")

    class Meta:
        model = GoodsFeed
        fields = (
            *("id", "version", "format", "market", "language", "currency", "merchant_id", "store_id"),
            *("link_template", "status", "url", "edition", "sold_count", "withdrawn_count", "rewritten"),
            *("rewritten_ever", "created_at", "looked_at", "changed_at", "fetched_at", "closed_at", "rate"),
            "rate_date",
        )

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, row: GoodsFeed) -> str | None:
        """The secret address, while it is open."""
        return None if row.closed_at else url_of(row, WRITERS[row.format].extension)

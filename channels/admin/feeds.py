"""Which feeds do sellers have, and do they follow the goods?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import MoveInline, StaffAdmin, link, status_badge, when
from accounts.sites import staff_site
from channels.models import GoodsFeed, GoodsFeedMove
from channels.queries.feeds import counted


class FeedMoveInline(MoveInline):
    model = GoodsFeedMove


@admin.register(GoodsFeed, site=staff_site)
class FeedAdmin(StaffAdmin):
    """Goods that other places fetch; the addresses are their sellers' alone."""

    test_rows = Q(seller__sandbox=True)
    list_display = ("of", "format", "market", "currency", "state", "sold", "withdrawn", "changed", "fetched")
    list_display_links = ("format",)
    list_filter = ("status", "format", "market")
    search_fields = ("seller__code", "seller__legal_name")
    list_select_related = ("seller",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *(
            "of",
            "format",
            "market",
            "language",
            "currency",
            "rate",
            "rate_date",
            "merchant_id",
            "store_id",
            "link_template",
            "state",
        ),
        *("sold", "withdrawn", "edition", "rewritten", "rewritten_ever", "looked", "changed", "fetched"),
    )
    inlines = (FeedMoveInline,)
    nothing = _("No goods are fetched by other places: sellers open feeds over REST.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoodsFeed]:
        """With how many goods stand in each."""
        return counted(super().get_queryset(request))

    @admin.display(description=_("Seller"), ordering="seller__code")
    def of(self, feed: GoodsFeed) -> str:
        return link(feed.seller)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, feed: GoodsFeed) -> str:
        return status_badge(feed.status, feed.get_status_display())

    @admin.display(description=_("On sale"))
    def sold(self, feed: GoodsFeed) -> int:
        return int(getattr(feed, "sold_count", 0))

    @admin.display(description=_("Withdrawn"))
    def withdrawn(self, feed: GoodsFeed) -> int:
        return int(getattr(feed, "withdrawn_count", 0))

    @admin.display(description=_("Looked at"), ordering="looked_at")
    def looked(self, feed: GoodsFeed) -> str:
        return when(feed.looked_at)

    @admin.display(description=_("Changed"), ordering="changed_at")
    def changed(self, feed: GoodsFeed) -> str:
        return when(feed.changed_at)

    @admin.display(description=_("Fetched"), ordering="fetched_at")
    def fetched(self, feed: GoodsFeed) -> str:
        return when(feed.fetched_at)

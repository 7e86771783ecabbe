"""What do staff see of listings, how do they judge them?"""

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.bare import leaving
from accounts.desk import NOTHING, MoveInline, StaffAdmin, StaffInline, link, status_badge, when
from accounts.naming import NamesDoersInside
from accounts.sites import staff_site
from catalog.gate_wording import told
from catalog.lifecycle import LISTING_ROADS
from catalog.models import Listing, ListingMove, Price, PriceChange
from catalog.operations import listing as listing_verbs
from catalog.operations import moderating
from catalog.queries.gating import verdict_on
from kit.clock import now
from kit.money import Money

_JUDGING = ("approve", "request_changes", "block", "unblock")
_VERBS = (*_JUDGING, "publish", "pause", "resume", "retire")


class PriceInline(StaffInline):
    model = Price
    fields = readonly_fields = ("from_quantity", "amount")

    @admin.display(description=_("Price"))
    def amount(self, price: Price) -> str:
        return str(Money(price.amount_minor, price.currency))


class PriceChangeInline(NamesDoersInside, StaffInline):
    model = PriceChange
    fields = readonly_fields = ("at", "before", "after", "who")
    show_change_link = False
    verbose_name = _("price change")
    verbose_name_plural = _("price changes")

    @admin.display(description=_("Was"))
    def before(self, change: PriceChange) -> str:
        return _price_list(change.was, change.currency)

    @admin.display(description=_("Became"))
    def after(self, change: PriceChange) -> str:
        return _price_list(change.became, change.currency)


class ListingMoveInline(MoveInline):
    model = ListingMove


@admin.register(Listing, site=staff_site)
class ListingAdmin(StaffAdmin):
    """Offers on a market, from draft to live."""

    test_rows = Q(variant__seller__sandbox=True)
    nothing = _(
        "Nothing is offered: sellers list variants on a market over REST, and submit them for review."
    )
    list_display = ("sku", "market", "state", "prices_shown", "of", "sold_by", "since")
    list_filter = ("status", "market", ("variant__seller", AutocompleteSelectFilter))
    search_fields = ("variant__sku", "variant__product__names", "variant__seller__code")
    list_select_related = ("variant__product", "variant__seller")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("sku", "market", "state", "min_quantity", "multiple"),
        *("gate", "of", "sold_by", "submitted", "approved", "since", "retired"),
    )
    inlines = (PriceInline, PriceChangeInline, ListingMoveInline)
    actions = _VERBS
    verbs = {name: {"onboarding"} for name in _VERBS}
    leads_to = {
        "approve": "approved",
        "request_changes": "changes_requested",
        "block": "blocked",
        "pause": "paused",
        "retire": "retired",
    }
    comes_from = LISTING_ROADS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        """With the prices."""
        rows: QuerySet[Listing] = super().get_queryset(request)
        return rows.prefetch_related("prices")

    @admin.display(description=_("Variant"), ordering="variant__sku")
    def sku(self, listing: Listing) -> str:
        return listing.variant.sku

    @admin.display(description=_("Status"), ordering="status")
    def state(self, listing: Listing) -> str:
        return status_badge(listing.status, listing.get_status_display())

    @admin.display(description=_("What keeps it off sale"))
    def gate(self, listing: Listing) -> str:
        reasons = map(told, verdict_on(listing_id=listing.pk, at=now()).reasons)
        lines = ((each.detail, each.to_do) for each in reasons)
        return format_html_join("", '<p class="mb-2">{} {}</p>', lines) or str(_("nothing"))

    @admin.display(description=_("Price"))
    @leaving("money")
    def prices_shown(self, listing: Listing) -> str:
        first = (each for each in listing.prices.all() if each.from_quantity == 1)
        return ", ".join(str(Money(each.amount_minor, each.currency)) for each in first)

    @admin.display(description=_("Product"))
    def of(self, listing: Listing) -> str:
        return link(listing.variant.product)

    @admin.display(description=_("Seller"), ordering="variant__seller__code")
    def sold_by(self, listing: Listing) -> str:
        return link(listing.variant.seller, listing.variant.seller.code)

    @admin.display(description=_("Submitted"))
    def submitted(self, listing: Listing) -> str:
        return when(listing.submitted_at)

    @admin.display(description=_("Approved"))
    def approved(self, listing: Listing) -> str:
        return when(listing.approved_at)

    @admin.display(description=_("Live since"), ordering="live_at")
    def since(self, listing: Listing) -> str:
        return when(listing.live_at)

    @admin.display(description=_("Retired"))
    def retired(self, listing: Listing) -> str:
        return when(listing.retired_at)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, moderating.approve_listing), done=_("approved"))

    @admin.action(description=_("Ask for changes"))
    def request_changes(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        verb = self._reasoned(request, moderating.request_changes)
        self.perform(request, queryset, verb, done=_("sent back"), needs_reason=True)

    @admin.action(description=_("Block"))
    def block(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        verb = self._reasoned(request, moderating.block)
        self.perform(request, queryset, verb, done=_("blocked"), needs_reason=True)

    @admin.action(description=_("Unblock"))
    def unblock(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, moderating.unblock), done=_("unblocked"))

    @admin.action(description=_("Publish for the seller"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, listing_verbs.publish), done=_("published"))

    @admin.action(description=_("Pause for the seller"))
    def pause(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, listing_verbs.pause), done=_("paused"))

    @admin.action(description=_("Resume for the seller"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, listing_verbs.resume), done=_("resumed"))

    @admin.action(description=_("Retire for the seller"))
    def retire(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        self.perform(request, queryset, self._verb(request, listing_verbs.retire), done=_("retired"))

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Listing], object]:
        return lambda listing: verb(listing=listing, at=now(), by=self.actor(request))

    def _reasoned(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Listing], object]:
        return lambda listing: verb(
            listing=listing, reason=self.reason(request), at=now(), by=self.actor(request)
        )


@admin.register(Price, site=staff_site)
class PriceAdmin(StaffAdmin):
    """What each listing costs on its market."""

    test_rows = Q(listing__variant__seller__sandbox=True)
    nothing = _("Nothing has a price: sellers set one for each listing over REST.")
    list_display = ("of", "from_quantity", "amount", "market")
    list_display_links = ("from_quantity",)
    list_filter = ("currency", "listing__market")
    search_fields = ("listing__variant__sku",)
    list_select_related = ("listing__variant",)
    fields = readonly_fields = ("of", "from_quantity", "amount", "market")

    @admin.display(description=_("Listing"), ordering="listing__variant__sku")
    def of(self, price: Price) -> str:
        return link(price.listing)

    @admin.display(description=_("Price"), ordering="amount_minor")
    def amount(self, price: Price) -> str:
        return str(Money(price.amount_minor, price.currency))

    @admin.display(description=_("Market"), ordering="listing__market")
    def market(self, price: Price) -> str:
        return price.listing.market


def _price_list(steps: list[list[int]], currency: str) -> str:
    """Such as "17.50 CNY, from 60: 16.20 CNY"."""
    words = [
        str(Money(minor, currency))
        if quantity == 1
        else gettext("from %(quantity)s: %(price)s") % {"quantity": quantity, "price": Money(minor, currency)}
        for quantity, minor in steps
    ]
    return ", ".join(words) or NOTHING

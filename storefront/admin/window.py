"""What is in the window, and when would it arrive?"""

import json

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import StaffAdmin, link_by_id, when
from accounts.filters import CodesFilter, coded
from accounts.sites import staff_site
from catalog.queries.finding import sellers_of_test_world
from kit.money import Money
from storefront.models import DeliveryEstimate, Label, Shelf
from storefront.policy import MARKET_CURRENCY, TIMEZONE
from storefront.windows import market_of

_KIND = coded("kind", _("kind"))


@admin.register(Shelf, site=staff_site)
class ShelfAdmin(StaffAdmin):
    """Listings as buyers are shown them; made anew whenever the catalogue changes."""

    test_rows = Q(market__in=("cn", "kz"))
    list_display = ("sku", "market", "seller_code", "category", "price", "has_stock")
    list_display_links = ("market",)
    list_filter = ("market", "has_stock")
    search_fields = ("seller_code", "category_1", "category_2", "category_3", "category_4")
    ordering = ("-listing_id",)
    fields = readonly_fields = (
        *("sku", "market", "seller_code", "category", "price", "has_stock", "facets", "lane"),
        "shown_names",
    )
    nothing = _("Nothing is on sale: a listing stands here within two seconds of going live.")

    @admin.display(description=_("Listing"))
    def sku(self, shelf: Shelf) -> str:
        card = json.loads(f"{{{shelf.card}}}")
        return link_by_id("catalog.listing", shelf.listing_id, card["sku"])

    @admin.display(description=_("Category"))
    def category(self, shelf: Shelf) -> str:
        codes = (shelf.category_1, shelf.category_2, shelf.category_3, shelf.category_4)
        return " › ".join(code for code in codes if code)

    @admin.display(description=_("Price"), ordering="price_minor")
    def price(self, shelf: Shelf) -> str:
        return str(Money(shelf.price_minor, MARKET_CURRENCY[market_of(shelf.market)]))

    @admin.display(description=_("Names"))
    def shown_names(self, shelf: Shelf) -> str:
        names = json.loads(f"{{{shelf.translations}}}")["names"]
        return " · ".join(f"{language}: {name}" for language, name in names.items())


@admin.register(Label, site=staff_site)
class LabelAdmin(StaffAdmin):
    """What the values of facets are called."""

    # Brands and kinds of goods are both worlds'.
    test_rows = Q(kind="seller", code__in=sellers_of_test_world())
    list_display = (_KIND, "code", "called")
    list_filter = (("kind", CodesFilter),)
    search_fields = ("code", "names")
    fields = readonly_fields = (_KIND, "code", "called", "position")
    nothing = _("Nothing is on sale, so nothing has to be called anything.")

    @admin.display(description=_("Names"))
    def called(self, label: Label) -> str:
        return " · ".join(f"{language}: {name}" for language, name in label.names.items())


@admin.register(DeliveryEstimate, site=staff_site)
class DeliveryEstimateAdmin(StaffAdmin):
    """By which train goods of each lane would come, if they were ordered now."""

    test_rows = Q(market__in=("cn", "kz"))
    list_display = ("lane", "market", "service_code", "departs", "arrives", "estimated")
    list_filter = ("market",)
    search_fields = ("lane", "service_code")
    fields = readonly_fields = (
        *("lane", "market", "service_code", "hand_in_by", "departs", "arrives", "estimated"),
    )
    nothing = _("Nothing is on sale, so nothing has to arrive.")

    @admin.display(description=_("Hand in by"), ordering="hand_in_by_at")
    def hand_in_by(self, estimate: DeliveryEstimate) -> str:
        return when(estimate.hand_in_by_at)

    @admin.display(description=_("Departs"), ordering="departs_at")
    def departs(self, estimate: DeliveryEstimate) -> str:
        return when(estimate.departs_at)

    @admin.display(description=_("Arrives"), ordering="arrives_at")
    def arrives(self, estimate: DeliveryEstimate) -> str:
        return when(estimate.arrives_at, TIMEZONE[market_of(estimate.market)])

    @admin.display(description=pgettext_lazy("when", "Asked"), ordering="estimated_at")
    def estimated(self, estimate: DeliveryEstimate) -> str:
        return when(estimate.estimated_at)

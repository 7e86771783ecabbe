"""What do staff see of carts, of the prices held for them?"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import NOTHING, MoveInline, StaffAdmin, StaffInline, link, link_by_id, status_badge, when
from accounts.sites import staff_site
from kit.money import Money
from kit.words import Words
from orders.admin.deliveries import rides_of
from orders.models import Cart, CartLine, CartMove, Quote
from orders.policy import MARKET_TIMEZONE

_COMPONENTS: Mapping[str, Words] = {
    "goods": _("goods"),
    "discount": _("discount"),
    "freight": _("freight"),
    "insurance": _("insurance"),
    "duty": _("duty"),
    "vat": _("VAT"),
    "consumption": _("consumption tax"),
    "total": _("total"),
}


class CartLineInline(StaffInline):
    model = CartLine
    fields = readonly_fields = ("item", "quantity")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartLine]:
        """With what each line is of."""
        rows: QuerySet[CartLine] = super().get_queryset(request)
        return rows.select_related("listing__variant")

    @admin.display(description=_("Listing"))
    def item(self, line: CartLine) -> str:
        return link(line.listing)


class QuoteInline(StaffInline):
    model = Quote
    fields = readonly_fields = ("total", "cart_version", "quoted", "expires")

    @admin.display(description=_("Total"))
    def total(self, quote: Quote) -> str:
        return str(Money(quote.total_minor, quote.currency))

    @admin.display(description=_("Quoted"))
    def quoted(self, quote: Quote) -> str:
        return when(quote.quoted_at)

    @admin.display(description=_("Held until"))
    def expires(self, quote: Quote) -> str:
        return when(quote.expires_at)


class CartMoveInline(MoveInline):
    model = CartMove


@admin.register(Cart, site=staff_site)
class CartAdmin(StaffAdmin):
    """What somebody thinks of buying."""

    test_rows = Q(sandbox=True)
    nothing = _("There is no cart: buyers' clients open one over REST, signed in or not.")
    list_display = ("opened", "owner", "market", "state", "lines_count", "expires")
    list_filter = (
        "status",
        "market",
        ("buyer", AutocompleteSelectFilter),
        ("expires_at", RangeDateTimeFilter),
    )
    search_fields = ("=id", "buyer__user__email")
    list_select_related = ("buyer__user",)
    personal = ("owner", "buyer", "buyer__user__email")
    fields = readonly_fields = ("id", "version", "owner", "market", "state", "opened", "expires")
    inlines = (CartLineInline, QuoteInline, CartMoveInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        """With the number of their lines."""
        rows: QuerySet[Cart] = super().get_queryset(request)
        return rows.annotate(lines_number=Count("lines"))

    @admin.display(description=_("Opened"), ordering="id")
    def opened(self, cart: Cart) -> str:
        return when(cart.created_at, MARKET_TIMEZONE.get(cart.market, ""))

    @admin.display(description=_("Buyer"), ordering="buyer__user__email")
    def owner(self, cart: Cart) -> str:
        return link(cart.buyer, cart.buyer.user.email) if cart.buyer else gettext("whoever has its token")

    @admin.display(description=_("Status"), ordering="status")
    def state(self, cart: Cart) -> str:
        return status_badge(cart.status, cart.get_status_display())

    @admin.display(description=_("Lines"), ordering="lines_number")
    def lines_count(self, cart: Cart) -> int:
        return int(cart.lines_number)  # type: ignore[attr-defined]

    @admin.display(description=_("Expires"), ordering="expires_at")
    def expires(self, cart: Cart) -> str:
        return when(cart.expires_at, MARKET_TIMEZONE.get(cart.market, ""))


@admin.register(CartLine, site=staff_site)
class CartLineAdmin(StaffAdmin):
    """What lies in carts, to see who waits for a listing."""

    test_rows = Q(cart__sandbox=True)
    nothing = _("Nothing lies in a cart: buyers' clients put listings into carts over REST.")
    list_display = ("item", "quantity", "in_cart", "owner")
    list_filter = ("cart__status", "cart__market", ("listing", AutocompleteSelectFilter))
    search_fields = ("listing__variant__sku", "cart__buyer__user__email")
    list_select_related = ("listing__variant", "cart__buyer__user")
    personal = ("owner", "cart__buyer__user__email")
    fields = readonly_fields = ("item", "quantity", "in_cart", "owner")

    @admin.display(description=_("Listing"), ordering="listing__variant__sku")
    def item(self, line: CartLine) -> str:
        return str(line.listing)

    @admin.display(description=_("Cart"), ordering="cart")
    def in_cart(self, line: CartLine) -> str:
        return link(line.cart)

    @admin.display(description=_("Buyer"))
    def owner(self, line: CartLine) -> str:
        buyer = line.cart.buyer
        return link(buyer, buyer.user.email) if buyer else NOTHING


@admin.register(Quote, site=staff_site)
class QuoteAdmin(StaffAdmin):
    """A landed cost as its buyer was shown it, to the cent."""

    test_rows = Q(cart__sandbox=True)
    nothing = _("No price is held: a quote is made when a cart is priced for an address.")
    list_display = ("quoted", "owner", "total", "expires", "became")
    list_filter = ("currency", ("quoted_at", RangeDateTimeFilter))
    search_fields = ("=id", "cart__buyer__user__email", "order_group__number")
    list_select_related = ("cart__buyer__user", "order_group")
    personal = ("owner", "goes_to", "cart__buyer__user__email")
    fields = readonly_fields = (
        "id",
        "owner",
        "in_cart",
        "cart_version",
        "goes_to",
        "total",
        "quoted",
        "expires",
        "became",
        "parts",
        "rides",
    )

    @admin.display(description=_("Quoted"), ordering="quoted_at")
    def quoted(self, quote: Quote) -> str:
        return when(quote.quoted_at, MARKET_TIMEZONE.get(quote.cart.market, ""))

    @admin.display(description=_("Buyer"), ordering="cart__buyer__user__email")
    def owner(self, quote: Quote) -> str:
        buyer = quote.cart.buyer
        return link(buyer, buyer.user.email) if buyer else NOTHING

    @admin.display(description=_("Cart"))
    def in_cart(self, quote: Quote) -> str:
        return link(quote.cart)

    @admin.display(description=_("Goes to"))
    def goes_to(self, quote: Quote) -> str:
        return link(quote.address)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total(self, quote: Quote) -> str:
        return str(Money(quote.total_minor, quote.currency))

    @admin.display(description=_("Held until"), ordering="expires_at")
    def expires(self, quote: Quote) -> str:
        return when(quote.expires_at, MARKET_TIMEZONE.get(quote.cart.market, ""))

    @admin.display(description=_("Became"))
    def became(self, quote: Quote) -> str:
        group = getattr(quote, "order_group", None)
        return link(group)

    @admin.display(description=_("By seller"))
    def parts(self, quote: Quote) -> str:
        """The components of each seller's part, with the tax regime and why it applies."""
        head = format_html_join(
            "", '<th class="p-2 text-right">{}</th>', ((name,) for name in _COMPONENTS.values())
        )
        rows = format_html_join(
            "",
            '<tr><td class="p-2">{}</td>{}<td class="p-2">{}</td></tr>',
            (
                (
                    link_by_id("catalog.seller", part["seller_id"], part["seller_code"]),
                    _amounts(part, quote.currency),
                    ", ".join(_law(part)),
                )
                for part in quote.document["orders"]
            ),
        )
        return format_html(
            '<table><tr><th class="p-2 text-left">{}</th>{}<th class="p-2 text-left">{}</th></tr>{}</table>',
            gettext("seller"),
            head,
            gettext("regime"),
            rows,
        )

    @admin.display(description=_("Trains"))
    def rides(self, quote: Quote) -> str:
        """Which train each shipment would take, and the ones around it."""
        return rides_of(quote)


def _law(part: Mapping[str, Any]) -> list[str]:
    # Quotes of the first releases know no code of customs.
    procedure = part.get("regime_procedure")
    named = f"{part['regime']} ({procedure})" if procedure else part["regime"]
    return [named, *part["regime_reasons"], *part["regime_labels"]]


def _amounts(part: dict[str, int], currency: str) -> str:
    return format_html_join(
        "",
        '<td class="p-2 text-right whitespace-nowrap">{}</td>',
        ((Money(part.get(f"{name}_minor", 0), currency),) for name in _COMPONENTS),
    )

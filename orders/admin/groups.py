"""What do staff see of checkouts, of what was bought in them and what carries it?"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import StaffAdmin, StaffInline, link, link_by_id, link_to_list, status_badge, when
from accounts.filters import CodesFilter
from accounts.sites import staff_site
from catalog.wording import carried_in_words
from kit.clock import now
from kit.money import Money
from kit.words import Words
from orders.models import DeclinedUnits, Order, OrderGroup, OrderLine, OrderShipment
from orders.operations import lessening, paying
from orders.policy import MARKET_TIMEZONE
from orders.postal import latin_lines, one_line
from orders.queries.waiting import unpaid_declines


class UnpaidFilter(admin.SimpleListFilter):
    """Lines of which declined units were never paid back."""

    title = _("declined, and not paid back")
    parameter_name = "unpaid"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """One choice besides all."""
        return [("yes", _("Their refund was declined"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
        """Narrow the list when asked."""
        return queryset.filter(pk__in=unpaid_declines().values("line")) if self.value() == "yes" else queryset


class OrderInline(StaffInline):
    model = Order
    fields = readonly_fields = ("number", "sold_by", "state", "total", "end_reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        """With their sellers."""
        rows: QuerySet[Order] = super().get_queryset(request)
        return rows.select_related("seller")

    @admin.display(description=_("Seller"))
    def sold_by(self, order: Order) -> str:
        return link(order.seller, order.seller.code)

    @admin.display(description=_("Status"))
    def state(self, order: Order) -> str:
        return status_badge(order.status, order.get_status_display())

    @admin.display(description=_("Total"))
    def total(self, order: Order) -> str:
        return str(Money(order.total_minor, order.currency))


@admin.register(OrderGroup, site=staff_site)
class OrderGroupAdmin(StaffAdmin):
    """One checkout, paid at once."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody has checked out: a checkout appears when a quoted cart is ordered.")
    list_display = ("number", "bought_by", "market", "total", "destination_code", "placed", "expires")
    list_filter = ("market", "destination_code", ("placed_at", RangeDateTimeFilter))
    search_fields = ("number", "buyer__user__email")
    list_select_related = ("buyer__user",)
    personal = ("bought_by", "in_the_name_of", "goes_to", "goes_to_in_latin", "buyer__user__email")
    fields = readonly_fields = (
        "number",
        "bought_by",
        "market",
        "total",
        "quoted",
        "payments_link",
        "goes_to",
        "goes_to_in_latin",
        "in_the_name_of",
        "destination",
        "placed",
        "expires",
    )
    inlines = (OrderInline,)
    actions = ("count_late_money",)
    verbs = {"count_late_money": {"finance"}}

    @admin.action(description=_("Count late money as paid"))
    def count_late_money(self, request: HttpRequest, queryset: QuerySet[OrderGroup]) -> None:
        def call(group: OrderGroup) -> object:
            return paying.count_late_money(group=group, at=now(), by=self.actor(request))

        self.perform(request, queryset, call, done=pgettext("money", "counted"))

    @admin.display(description=_("Buyer"), ordering="buyer__user__email")
    def bought_by(self, group: OrderGroup) -> str:
        return link(group.buyer, group.buyer.user.email)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total(self, group: OrderGroup) -> str:
        return str(Money(group.total_minor, group.currency))

    @admin.display(description=_("Quote"))
    def quoted(self, group: OrderGroup) -> str:
        return link(group.quote)

    @admin.display(description=_("Payments"))
    def payments_link(self, group: OrderGroup) -> str:
        return link_to_list("payments.payment", _("all payments"), reference=group.number)

    @admin.display(description=_("In the name of"))
    def in_the_name_of(self, group: OrderGroup) -> str:
        return link(group.identity)

    @admin.display(description=_("Goes to"))
    def goes_to(self, group: OrderGroup) -> str:
        return one_line(group.address)

    @admin.display(description=_("Goes to, in Latin letters"))
    def goes_to_in_latin(self, group: OrderGroup) -> str:
        return one_line(latin_lines(group.address))

    @admin.display(description=_("Destination on the railway"))
    def destination(self, group: OrderGroup) -> str:
        return link_to_list("shipping.location", group.destination_code, code=group.destination_code)

    @admin.display(description=pgettext_lazy("when", "Placed"), ordering="placed_at")
    def placed(self, group: OrderGroup) -> str:
        return when(group.placed_at, MARKET_TIMEZONE.get(group.market, ""))

    @admin.display(description=_("Unpaid orders end"), ordering="expires_at")
    def expires(self, group: OrderGroup) -> str:
        return when(group.expires_at, MARKET_TIMEZONE.get(group.market, ""))


class CarriedFilter(CodesFilter):
    """Segregation and temperature classes, in words."""

    @staticmethod
    def told(code: str) -> str:
        """Such as "milk powder"."""
        return carried_in_words(code)


class DeclinedUnitsInline(StaffInline):
    model = DeclinedUnits
    fields = readonly_fields = ("quantity", "reason", "is_missing", "refunded", "stands", "declined")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeclinedUnits]:
        """With what goes back for them."""
        rows: QuerySet[DeclinedUnits] = super().get_queryset(request)
        return rows.select_related("refund__part", "refund__first_try__part").prefetch_related(
            "refund__tries__part", "refund__first_try__tries__part"
        )

    @admin.display(description=_("Refund"))
    def refunded(self, units: DeclinedUnits) -> str:
        return link(units.refund.last_try)

    @admin.display(description=_("Status of the refund"))
    def stands(self, units: DeclinedUnits) -> str:
        last = units.refund.last_try
        return status_badge(last.status, last.get_status_display())

    @admin.display(description=_("Declined"))
    def declined(self, units: DeclinedUnits) -> str:
        return when(units.declined_at)


@admin.register(OrderLine, site=staff_site)
class OrderLineAdmin(StaffAdmin):
    """What was bought, across all orders."""

    test_rows = Q(order__group__sandbox=True)
    nothing = _("Nothing was bought: an order brings its lines along.")
    list_display = (
        *("sku", "quantity", "declined_quantity", "claimed_quantity"),
        *("goods", "of_order", "sold_by", "temperature_class"),
    )
    list_filter = (
        UnpaidFilter,
        ("temperature_class", CarriedFilter),
        ("segregation_class", CarriedFilter),
        ("order__seller", AutocompleteSelectFilter),
    )
    search_fields = ("sku", "order__number", "hs6")
    list_select_related = ("order__seller",)
    exclude = ("order", "listing", "variant")
    readonly_fields = ("of_order", "sold_by", "item")
    inlines = (DeclinedUnitsInline,)
    actions = ("decline_missing", "decline_kept")
    verbs = {"decline_missing": {"support"}, "decline_kept": {"support"}}
    confirmed_verbs = actions

    @admin.action(description=_("Decline for the seller, the goods are missing (reason)"))
    def decline_missing(self, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
        self._decline(request, queryset, is_missing=True)

    @admin.action(description=_("Decline for the seller, the goods stay in stock (reason)"))
    def decline_kept(self, request: HttpRequest, queryset: QuerySet[OrderLine]) -> None:
        self._decline(request, queryset, is_missing=False)

    def _decline(self, request: HttpRequest, queryset: QuerySet[OrderLine], *, is_missing: bool) -> None:
        """All that is left of each line; the rest of its order is accepted."""

        def call(line: OrderLine) -> object:
            return lessening.decline_lines(
                order=line.order,
                units={line.pk: line.sent_quantity},
                is_missing=is_missing,
                reason=self.reason(request),
                at=now(),
                by=self.actor(request),
            )

        self.perform(request, queryset, call, done=_("declined"), needs_reason=True)

    @admin.display(description=_("Goods"), ordering="goods_minor")
    def goods(self, line: OrderLine) -> str:
        return str(Money(line.goods_minor, line.order.currency))

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of_order(self, line: OrderLine) -> str:
        return link(line.order)

    @admin.display(description=_("Seller"), ordering="order__seller__code")
    def sold_by(self, line: OrderLine) -> str:
        return link(line.order.seller, line.order.seller.code)

    @admin.display(description=_("Variant"))
    def item(self, line: OrderLine) -> str:
        return link_by_id("catalog.variant", line.variant_id, line.sku)


@admin.register(OrderShipment, site=staff_site)
class OrderShipmentAdmin(StaffAdmin):
    """Which shipment carries which order."""

    test_rows = Q(order__group__sandbox=True)
    nothing = _("No order is carried: a paid order gets a shipment for each warehouse.")
    list_display = ("number", "of_order", "carried_by", "state")
    list_filter = ("shipment__status",)
    search_fields = ("order__number", "shipment__number")
    list_select_related = ("order", "shipment")
    fields = readonly_fields = ("of_order", "carried_by", "state")

    @admin.display(description=_("Row"), ordering="id")
    def number(self, carried: OrderShipment) -> str:
        return f"{carried.order.number} · {carried.shipment.number}"

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of_order(self, carried: OrderShipment) -> str:
        return link(carried.order)

    @admin.display(description=_("Shipment"), ordering="shipment__number")
    def carried_by(self, carried: OrderShipment) -> str:
        return link(carried.shipment)

    @admin.display(description=_("Status"), ordering="shipment__status")
    def state(self, carried: OrderShipment) -> str:
        return status_badge(carried.shipment.status, carried.shipment.get_status_display())

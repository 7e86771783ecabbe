"""What do staff see of orders, what may they do with them?"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import (
    NOTHING,
    MoveInline,
    StaffAdmin,
    StaffInline,
    link,
    link_by_id,
    link_to_list,
    status_badge,
    unbroken,
    when,
)
from accounts.leading import Leading
from accounts.sites import staff_site
from kit.clock import now
from kit.money import Money
from kit.words import Words, in_words
from orders.admin.deliveries import delivery_of
from orders.admin.refund_pages import REFUNDERS
from orders.models import Order, OrderLine, OrderMove, OrderShipment
from orders.operations import accepting, cancelling, completing, dispatching
from orders.policy import MARKET_TIMEZONE, SELLER_TIMEZONE
from orders.queries import showing
from orders.queries.showing import OrderFacts

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
_SHOWN = {
    None: ("number", "group_link", "sold_by", "bought_by", "state", "payment", "fulfilment", "pages"),
    _("Money"): ("amounts", "regime", "regime_label", "payments_link", "refunds_link"),
    _("Times"): ("placed", "paid", "accept_by", "accepted", "packed", "handed_in", "promised", "delivery"),
    _("End"): ("ended", "end_reason"),
}


class OrderLineInline(StaffInline):
    model = OrderLine
    fields = readonly_fields = (
        "item",
        "quantity",
        "declined_quantity",
        "hs6",
        "unit_price",
        "goods",
        "freight",
        "taxes",
        "gross_kg",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        """With the order, for its currency."""
        rows: QuerySet[OrderLine] = super().get_queryset(request)
        return rows.select_related("order")

    @admin.display(description=_("Item"))
    def item(self, line: OrderLine) -> str:
        return link_by_id("catalog.variant", line.variant_id, f"{line.sku} {line.names.get('en', '')}")

    @admin.display(description=_("Unit price"))
    def unit_price(self, line: OrderLine) -> str:
        return str(Money(line.unit_price_minor, line.order.currency))

    @admin.display(description=_("Goods"))
    def goods(self, line: OrderLine) -> str:
        return str(Money(line.goods_minor, line.order.currency))

    @admin.display(description=_("Freight"))
    def freight(self, line: OrderLine) -> str:
        return str(Money(line.freight_minor + line.insurance_minor, line.order.currency))

    @admin.display(description=_("Taxes"))
    def taxes(self, line: OrderLine) -> str:
        taxes = line.duty_minor + line.vat_minor + line.consumption_minor
        return str(Money(taxes, line.order.currency))

    @admin.display(description=_("Gross kg"))
    def gross_kg(self, line: OrderLine) -> str:
        return f"{line.gross_g / 1000:.1f}"


class OrderShipmentInline(StaffInline):
    model = OrderShipment
    fields = readonly_fields = ("carried_by", "state", "eta", "hand_in_by", "why_waiting")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderShipment]:
        """With the shipments, and the clocks of their two ends."""
        rows: QuerySet[OrderShipment] = super().get_queryset(request)
        return rows.select_related("shipment__origin", "shipment__destination")

    @admin.display(description=_("Shipment"))
    def carried_by(self, carried: OrderShipment) -> str:
        return link(carried.shipment)

    @admin.display(description=_("Status"))
    def state(self, carried: OrderShipment) -> str:
        return status_badge(carried.shipment.status, carried.shipment.get_status_display())

    @admin.display(description=_("Expected"))
    def eta(self, carried: OrderShipment) -> str:
        return when(carried.shipment.eta_at, carried.shipment.destination.timezone)

    @admin.display(description=_("Hand in by"))
    def hand_in_by(self, carried: OrderShipment) -> str:
        return when(carried.shipment.hand_in_by_at, carried.shipment.origin.timezone)

    @admin.display(description=_("Waits because"))
    def why_waiting(self, carried: OrderShipment) -> str:
        return in_words(carried.shipment.waiting_reason) or NOTHING


class OrderMoveInline(MoveInline):
    model = OrderMove


@admin.register(Order, site=staff_site)
class OrderAdmin(Leading, StaffAdmin):
    """One seller's part of a checkout, on its three axes."""

    test_rows = Q(group__sandbox=True)
    nothing = _("There is no order: each checkout brings one for each seller.")
    list_display = (
        "name",
        "sold_by",
        "bought_by",
        "total",
        "state",
        "payment",
        "fulfilment",
        "placed",
        "accept_by",
    )
    list_filter = (
        "status",
        "group__market",
        "regime",
        ("seller", AutocompleteSelectFilter),
        ("placed_at", RangeDateTimeFilter),
        ("handed_in_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("number", "group__number", "seller__code", "group__buyer__user__email")
    list_select_related = ("seller", "group__buyer__user")
    personal = ("bought_by", "group__buyer__user__email")
    fieldsets = tuple((title, {"fields": names}) for title, names in _SHOWN.items())
    readonly_fields = tuple(name for names in _SHOWN.values() for name in names)
    inlines = (OrderLineInline, OrderShipmentInline, OrderMoveInline)
    actions = ("accept", "decline", "pack", "hand_in", "cancel", "complete")
    leads_to = {
        "accept": "accepted",
        "decline": "declined",
        "cancel": "cancelled",
        "complete": "completed",
    }
    # Of what was paid for both ask that it goes back.
    confirmed_verbs = ("decline", "cancel")
    verbs = {
        "accept": {"support"},
        "decline": {"support"},
        "pack": {"dispatch"},
        "hand_in": {"dispatch"},
        "cancel": {"support", "dispatch"},
        "complete": {"support"},
    }

    def gather(self, rows: list[Any]) -> None:
        """Their payments and shipments, by a handful of queries."""
        facts = showing.facts_of(rows)
        for row in rows:
            row.facts = facts[row.pk]

    def leads(self, request: HttpRequest, row: Order) -> list[tuple[Words, str]]:
        """Finance ask that some of what was paid for goes back."""
        if row.group.sandbox or row.shipments_requested_at is None or not self.may(request, REFUNDERS):
            return []
        return [(_("Refund"), reverse("admin:order_refund", args=(row.pk,)))]

    # ---- what is shown ---------------------------------------------------------------

    @admin.display(description=_("Number"), ordering="number")
    def name(self, order: Order) -> str:
        return unbroken(order.number)

    @admin.display(description=_("Pages"))
    def pages(self, order: Order) -> str:
        """What else can be seen of it."""
        links = ((address, words) for words, address in staff_site.row_pages("orders.order", order.pk))
        return format_html_join(" · ", '<a class="text-link" href="{}">{}</a>', links)

    @admin.display(description=_("Group"))
    def group_link(self, order: Order) -> str:
        return link(order.group)

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, order: Order) -> str:
        return link(order.seller, order.seller.code)

    @admin.display(description=_("Buyer"), ordering="group__buyer__user__email")
    def bought_by(self, order: Order) -> str:
        return link(order.group.buyer, order.group.buyer.user.email)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total(self, order: Order) -> str:
        return unbroken(Money(order.total_minor, order.currency))

    @admin.display(description=_("Status"), ordering="status")
    def state(self, order: Order) -> str:
        return status_badge(order.status, order.get_status_display())

    @admin.display(description=_("Payment"))
    def payment(self, order: Order) -> str:
        status = _facts(order).payment_status
        return status_badge(status)

    @admin.display(description=_("Fulfilment"))
    def fulfilment(self, order: Order) -> str:
        status = _facts(order).fulfilment.status
        return status_badge(status)

    @admin.display(description=_("Amounts"))
    def amounts(self, order: Order) -> str:
        facts = _facts(order)
        return format_html_join(
            " · ", "{} {}", ((words, facts.money(name)) for name, words in _COMPONENTS.items())
        )

    @admin.display(description=_("Payments"))
    def payments_link(self, order: Order) -> str:
        return link_to_list("payments.payment", _("of its group"), reference=order.group.number)

    @admin.display(description=_("Refunds"))
    def refunds_link(self, order: Order) -> str:
        return link_to_list("payments.refund", _("of this order"), q=order.number)

    @admin.display(description=pgettext_lazy("when", "Placed"), ordering="placed_at")
    def placed(self, order: Order) -> str:
        return when(order.placed_at, _market_zone(order))

    @admin.display(description=_("Shipments asked for"))
    def paid(self, order: Order) -> str:
        return when(order.shipments_requested_at, _market_zone(order))

    @admin.display(description=_("Accept by"), ordering="accept_by_at")
    def accept_by(self, order: Order) -> str:
        return when(order.accept_by_at, _seller_zone(order))

    @admin.display(description=_("Accepted"))
    def accepted(self, order: Order) -> str:
        return when(order.accepted_at, _seller_zone(order))

    @admin.display(description=_("Packed"))
    def packed(self, order: Order) -> str:
        return when(order.packed_at, _seller_zone(order))

    @admin.display(description=_("Handed in"))
    def handed_in(self, order: Order) -> str:
        return when(order.handed_in_at, _seller_zone(order))

    @admin.display(description=_("Promised"))
    def promised(self, order: Order) -> str:
        return when(order.promised_at, _market_zone(order))

    @admin.display(description=_("Delivery promised"))
    def delivery(self, order: Order) -> str:
        return delivery_of(order)

    @admin.display(description=_("Ended"))
    def ended(self, order: Order) -> str:
        return when(order.ended_at, _market_zone(order))

    # ---- what may be done ------------------------------------------------------------

    def offers(self, verb: str, row: Order) -> bool:
        """What its lifecycle and its goods allow: those are packed once, handed in once, then stay."""
        if verb == "cancel" and row.handed_in_at is not None:
            return False
        if verb in ("pack", "hand_in"):
            done = row.packed_at if verb == "pack" else row.handed_in_at
            is_ready = verb == "pack" or row.packed_at is not None
            return row.status == Order.Status.ACCEPTED and is_ready and done is None
        return super().offers(verb, row)

    @admin.action(description=_("Accept for the seller"))
    def accept(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.perform(request, queryset, self._with(request, accepting.accept), done=_("accepted"))

    @admin.action(description=_("Decline for the seller (reason)"))
    def decline(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        verb = self._with(request, accepting.decline, reason=self.reason(request))
        self.perform(request, queryset, verb, done=_("declined"), needs_reason=True)

    @admin.action(description=_("Pack"))
    def pack(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.perform(request, queryset, self._with(request, dispatching.pack, packages={}), done=_("packed"))

    @admin.action(description=_("Hand in"))
    def hand_in(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.perform(request, queryset, self._with(request, dispatching.hand_in), done=_("handed in"))

    @admin.action(description=_("Cancel (reason)"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        """Support cancels before acceptance; later only those who can stop the goods."""
        rows = list(queryset)
        if not self.may(request, {"dispatch"}):
            for row in rows:
                if row.status != Order.Status.PLACED:
                    words = gettext("%(order)s: the seller has answered, so dispatch must cancel it.")
                    self.message_user(request, words % {"order": row}, messages.ERROR)
            rows = [row for row in rows if row.status == Order.Status.PLACED]
        # Whoever may cancel none of them needs to give no reason.
        if rows:
            verb = self._with(request, cancelling.cancel_order, reason=self.reason(request))
            self.perform(request, rows, verb, done=_("cancelled"), needs_reason=True)

    @admin.action(description=_("Complete (receipt confirmed)"))
    def complete(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self.perform(request, queryset, self._with(request, completing.confirm_receipt), done=_("completed"))

    def _with(
        self, request: HttpRequest, verb: Callable[..., object], **facts: object
    ) -> Callable[[Order], object]:
        return lambda order: verb(order=order, at=now(), by=self.actor(request), **facts)


def _facts(order: Any) -> OrderFacts:
    """The facts gathered with the list, or asked for one order on its own page."""
    kept: OrderFacts | None = getattr(order, "facts", None)
    if kept is None:
        kept = order.facts = showing.facts_of([order])[order.pk]
    return kept


def _market_zone(order: Order) -> str:
    return MARKET_TIMEZONE.get(order.group.market, "")


def _seller_zone(order: Order) -> str:
    return SELLER_TIMEZONE.get(order.seller.country, "")

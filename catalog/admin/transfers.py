"""What do staff see of goods between two warehouses of a seller, and how do they end a transfer?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.desk import MoveInline, StaffAdmin, StaffInline, link, status_badge, when
from accounts.sites import staff_site
from catalog.models import StockTransfer, StockTransferLine, StockTransferMove
from catalog.operations import transferring
from kit.clock import now


class StockTransferMoveInline(MoveInline):
    model = StockTransferMove


class StockTransferLineInline(StaffInline):
    model = StockTransferLine
    fields = readonly_fields = ("of", "quantity", "arrived", "reason")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockTransferLine]:
        """With what they are called."""
        return super().get_queryset(request).select_related("lot__variant")

    @admin.display(description=_("Lot"))
    def of(self, line: StockTransferLine) -> str:
        return link(line.lot, f"{line.lot.variant.sku} {line.lot.code}")


@admin.register(StockTransfer, site=staff_site)
class StockTransferAdmin(StaffAdmin):
    """Goods between two warehouses of one seller."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("Nothing goes between warehouses: sellers open a transfer in their console or over REST.")
    list_display = ("number", "state", "sold_by", "leaves", "comes_to", "sent", "ended", "who")
    list_filter = (
        "status",
        ("origin", AutocompleteSelectFilter),
        ("destination", AutocompleteSelectFilter),
        ("seller", AutocompleteSelectFilter),
    )
    search_fields = ("number", "seller__code", "note")
    list_select_related = ("seller", "origin", "destination")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("number", "state", "sold_by", "leaves", "comes_to", "note", "begun", "sent", "ended", "who"),
    )
    inlines = (StockTransferLineInline, StockTransferMoveInline)
    actions = ("cancel",)
    verbs = {"cancel": {"support"}}
    leads_to = {"cancel": "cancelled"}

    @admin.display(description=_("Status"), ordering="status")
    def state(self, transfer: StockTransfer) -> str:
        return status_badge(transfer.status, transfer.get_status_display())

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, transfer: StockTransfer) -> str:
        return link(transfer.seller, transfer.seller.code)

    @admin.display(description=_("From warehouse"), ordering="origin__code")
    def leaves(self, transfer: StockTransfer) -> str:
        return link(transfer.origin)

    @admin.display(description=_("To warehouse"), ordering="destination__code")
    def comes_to(self, transfer: StockTransfer) -> str:
        return link(transfer.destination)

    @admin.display(description=_("Begun"), ordering="created_at")
    def begun(self, transfer: StockTransfer) -> str:
        return when(transfer.created_at)

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent(self, transfer: StockTransfer) -> str:
        return when(transfer.sent_at)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, transfer: StockTransfer) -> str:
        return when(transfer.ended_at)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[StockTransfer]) -> None:
        self.perform(
            request,
            queryset,
            lambda transfer: transferring.cancel_transfer(
                transfer=transfer, at=now(), by=self.actor(request)
            ),
            done=_("cancelled"),
        )

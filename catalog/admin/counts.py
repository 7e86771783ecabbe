"""What do staff see of counts of warehouses, and how do they end one?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.desk import MoveInline, StaffAdmin, StaffInline, link, status_badge, when
from accounts.naming import NamesDoersInside
from accounts.sites import staff_site
from catalog.models import StockCount, StockCountLine, StockCountMove
from catalog.operations import counting
from kit.clock import now


class StockCountMoveInline(MoveInline):
    model = StockCountMove


class StockCountLineInline(NamesDoersInside, StaffInline):
    model = StockCountLine
    fields = readonly_fields = ("of", "counted", "on_hand", "odd", "counted_at", "who")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockCountLine]:
        """With what they are called."""
        return super().get_queryset(request).select_related("level__lot__variant")

    @admin.display(description=_("Lot"))
    def of(self, line: StockCountLine) -> str:
        lot = line.level.lot
        return link(line.level, f"{lot.variant.sku} {lot.code}")

    @admin.display(description=_("Difference"))
    def odd(self, line: StockCountLine) -> str:
        return f"{line.difference:+d}"


@admin.register(StockCount, site=staff_site)
class StockCountAdmin(StaffAdmin):
    """Counts of what sellers have in warehouses."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("Nothing is counted: sellers open a count of a warehouse in their console or over REST.")
    list_display = ("number", "state", "sold_by", "where", "begun", "ended", "who")
    list_filter = ("status", ("warehouse", AutocompleteSelectFilter), ("seller", AutocompleteSelectFilter))
    search_fields = ("number", "seller__code", "note")
    list_select_related = ("seller", "warehouse")
    ordering = ("-id",)
    fields = readonly_fields = ("number", "state", "sold_by", "where", "note", "begun", "ended", "who")
    inlines = (StockCountLineInline, StockCountMoveInline)
    actions = ("cancel",)
    verbs = {"cancel": {"support"}}
    leads_to = {"cancel": "cancelled"}

    @admin.display(description=_("Status"), ordering="status")
    def state(self, count: StockCount) -> str:
        return status_badge(count.status, count.get_status_display())

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, count: StockCount) -> str:
        return link(count.seller, count.seller.code)

    @admin.display(description=_("Warehouse"), ordering="warehouse__code")
    def where(self, count: StockCount) -> str:
        return link(count.warehouse)

    @admin.display(description=_("Begun"), ordering="created_at")
    def begun(self, count: StockCount) -> str:
        return when(count.created_at)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, count: StockCount) -> str:
        return when(count.ended_at)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[StockCount]) -> None:
        self.perform(
            request,
            queryset,
            lambda count: counting.cancel_count(count=count, at=now(), by=self.actor(request)),
            done=_("cancelled"),
        )

"""What do staff see of lots, levels and who holds them?"""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.bare import leaving
from accounts.desk import MoveInline, StaffAdmin, StaffInline, link, link_to_list, status_badge, when
from accounts.filters import CodesFilter
from accounts.naming import NamesDoersInside
from accounts.sites import staff_site
from catalog.models import Lot, ReservationMove, StockLevel, StockMove, StockReservation, Warehouse
from catalog.operations import quarantining
from kit.clock import now


@admin.register(Warehouse, site=staff_site)
class WarehouseAdmin(StaffAdmin):
    """Where goods are kept."""

    nothing = _("There is no warehouse: they come with the reference data (load_reference).")
    list_display = ("code", "name", "country", "location_code", "stock")
    list_filter = ("country",)
    search_fields = ("code", "names", "location_code")
    fields = readonly_fields = ("code", "name", "country", "location_code", "stock")

    @admin.display(description=_("Name"))
    def name(self, warehouse: Warehouse) -> str:
        return " · ".join(warehouse.names.values())

    @admin.display(description=_("Stock"))
    @leaving("nowhere")
    def stock(self, warehouse: Warehouse) -> str:
        return link_to_list("catalog.stocklevel", _("show"), warehouse__id__exact=warehouse.pk)


class StockLevelInline(StaffInline):
    model = StockLevel
    fields = readonly_fields = ("warehouse", "on_hand", "reserved", "is_quarantined")


@admin.register(Lot, site=staff_site)
class LotAdmin(StaffAdmin):
    """Batches with their dates, on which shelf life rests."""

    test_rows = Q(variant__seller__sandbox=True)
    nothing = _("There is no batch: sellers open lots over REST before they receive stock.")
    list_display = ("code", "of", "made_date", "best_before_date", "certificate_ref", "since")
    list_filter = (
        ("variant__seller", AutocompleteSelectFilter),
        "best_before_date",
        ("quarantined_at", EmptyFieldListFilter),
    )
    search_fields = ("code", "variant__sku", "certificate_ref")
    list_select_related = ("variant",)
    fields = readonly_fields = (
        *("code", "of", "made_date", "best_before_date", "certificate_ref", "since", "quarantine_reason"),
    )
    inlines = (StockLevelInline,)
    actions = ("quarantine", "release")
    verbs = {name: {"support"} for name in actions}

    def offers(self, verb: str, row: Lot) -> bool:
        """What can be done with it now."""
        return (row.quarantined_at is None) is (verb == "quarantine")

    @admin.display(description=_("In quarantine since"), ordering="quarantined_at")
    def since(self, lot: Lot) -> str:
        return when(lot.quarantined_at)

    @admin.action(description=_("Put into quarantine"))
    def quarantine(self, request: HttpRequest, queryset: QuerySet[Lot]) -> None:
        self.perform(
            request,
            queryset,
            lambda lot: quarantining.quarantine(
                lot=lot, reason=self.reason(request), at=now(), by=self.actor(request)
            ),
            done=_("in quarantine"),
            needs_reason=True,
        )

    @admin.action(description=_("Let it be bought again"))
    def release(self, request: HttpRequest, queryset: QuerySet[Lot]) -> None:
        self.perform(
            request,
            queryset,
            lambda lot: quarantining.release(lot=lot, at=now(), by=self.actor(request)),
            done=_("for sale again"),
        )

    @admin.display(description=_("Variant"), ordering="variant__sku")
    def of(self, lot: Lot) -> str:
        return link(lot.variant)


class StockMoveInline(NamesDoersInside, StaffInline):
    model = StockMove
    fields = readonly_fields = ("at", "kind", "quantity", "reason", "reference", "who")


class ReservationInline(StaffInline):
    model = StockReservation
    fields = readonly_fields = ("reference", "quantity", "status", "reserved_at", "ended_at")


@admin.register(StockLevel, site=staff_site)
class StockLevelAdmin(StaffAdmin):
    """Units of one lot in one warehouse: there, promised, free."""

    test_rows = Q(lot__variant__seller__sandbox=True)
    nothing = _("No stock is kept: it appears when a seller receives a lot into a warehouse over REST.")
    list_display = ("of", "sku", "where", "on_hand", "reserved", "left", "is_quarantined")
    list_display_links = ("on_hand",)
    list_filter = (("warehouse", AutocompleteSelectFilter), "is_quarantined")
    search_fields = ("lot__code", "lot__variant__sku", "warehouse__code")
    list_select_related = ("lot__variant", "warehouse")
    fields = readonly_fields = ("of", "sku", "where", "on_hand", "reserved", "left", "is_quarantined")
    inlines = (ReservationInline, StockMoveInline)

    @admin.display(description=_("Lot"), ordering="lot__code")
    def of(self, level: StockLevel) -> str:
        return link(level.lot)

    @admin.display(description=_("Variant"), ordering="lot__variant__sku")
    def sku(self, level: StockLevel) -> str:
        return link(level.lot.variant)

    @admin.display(description=_("Warehouse"), ordering="warehouse__code")
    def where(self, level: StockLevel) -> str:
        return link(level.warehouse)

    @admin.display(description=_("Free"))
    def left(self, level: StockLevel) -> int:
        return level.free


@admin.register(StockMove, site=staff_site)
class StockMoveAdmin(StaffAdmin):
    """The append-only ledger of what came and went."""

    test_rows = Q(level__lot__variant__seller__sandbox=True)
    nothing = _("Nothing has come or gone: receiving, selling and adjusting leave a line each.")
    list_display = ("moved", "kind", "quantity", "of", "reason", "reference", "who")
    list_filter = ("kind", ("by_kind", CodesFilter))
    search_fields = ("reference", "reason", "level__lot__code", "level__lot__variant__sku")
    list_select_related = ("level__lot__variant",)
    ordering = ("-id",)
    fields = readonly_fields = ("moved", "kind", "quantity", "of", "reason", "reference", "who", "by_id")

    @admin.display(description=_("At"), ordering="at")
    def moved(self, move: StockMove) -> str:
        return when(move.at)

    @admin.display(description=_("Lot"))
    def of(self, move: StockMove) -> str:
        lot = move.level.lot
        return link(move.level, f"{lot.variant.sku} {lot.code}")


class ReservationMoveInline(MoveInline):
    model = ReservationMove


@admin.register(StockReservation, site=staff_site)
class StockReservationAdmin(StaffAdmin):
    """Units promised to orders."""

    test_rows = Q(level__lot__variant__seller__sandbox=True)
    nothing = _("Nothing is promised: units are reserved when an order is placed.")
    list_display = ("reference", "state", "quantity", "of", "since", "ended")
    list_filter = ("status",)
    search_fields = ("reference", "level__lot__code", "level__lot__variant__sku")
    list_select_related = ("level__lot__variant",)
    ordering = ("-id",)
    fields = readonly_fields = ("reference", "state", "quantity", "of", "since", "ended")
    inlines = (ReservationMoveInline,)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, reservation: StockReservation) -> str:
        return status_badge(reservation.status, reservation.get_status_display())

    @admin.display(description=_("Lot"))
    def of(self, reservation: StockReservation) -> str:
        lot = reservation.level.lot
        return link(reservation.level, f"{lot.variant.sku} {lot.code}")

    @admin.display(description=_("Since"), ordering="reserved_at")
    def since(self, reservation: StockReservation) -> str:
        return when(reservation.reserved_at)

    @admin.display(description=_("Ended"))
    def ended(self, reservation: StockReservation) -> str:
        return when(reservation.ended_at)

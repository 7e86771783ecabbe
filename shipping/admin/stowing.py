"""What do staff see of what stands in containers, cartons, on pallets?"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter

from accounts.desk import NOTHING, StaffAdmin, StaffInline, badge, link, unbroken, when
from accounts.naming import NamesDoersInside
from accounts.sites import staff_site
from kit.clock import now
from shipping.models import Container, ContainerLeg, Discrepancy, LoadUnit, Package, SealChange
from shipping.operations import clearing, grouping
from shipping.queries.units import units_with


class ContainerLegInline(StaffInline):
    model = ContainerLeg
    fields = readonly_fields = ("leg", "mteu", "gross_g", "plugs", "length_mm", "taken_at", "released_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContainerLeg]:
        """With the legs."""
        rows: QuerySet[ContainerLeg] = super().get_queryset(request)
        return rows.select_related("departure_leg")

    @admin.display(description=_("Leg"))
    def leg(self, taken: ContainerLeg) -> str:
        return link(taken.departure_leg)


class SealChangeInline(NamesDoersInside, StaffInline):
    model = SealChange
    fields = readonly_fields = ("kind", "seal_no", "reason", "changed_at", "who")
    show_change_link = False


class DiscrepancyInline(StaffInline):
    model = Discrepancy
    fields = readonly_fields = ("stage", "kind", "sscc", "expected_g", "found_g", "note", "settled_note")


@admin.register(Container, site=staff_site)
class ContainerAdmin(StaffAdmin):
    """Boxes for the whole way."""

    test_rows = Q(sandbox=True)
    nothing = _("There is no container: one comes with each slot that is opened on a train.")
    list_display = ("name", "container_type", "in_slot", "state", "stranded", "seal_no", "work")
    list_filter = (
        ("container_type", AutocompleteSelectFilter),
        ("stuffed_at", admin.EmptyFieldListFilter),
        ("stripped_at", admin.EmptyFieldListFilter),
        ("stranded_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("number", "seal_no", "slot__departure__service__code")
    list_select_related = ("container_type", "slot__departure__service")
    fields = readonly_fields = (
        *("name", "container_type", "in_slot", "state", "weighed", "seal_no", "work"),
        *("stuffed_at", "sealed_at", "stripped_at", "stranded_at", "stranded_reason", "created_at"),
    )
    inlines = (ContainerLegInline, SealChangeInline, DiscrepancyInline)

    @admin.display(description=_("Number"), ordering="number")
    def name(self, container: Container) -> str:
        return str(container)

    @admin.display(description=_("Slot"))
    def in_slot(self, container: Container) -> str:
        slot = getattr(container, "slot", None)
        return link(slot, f"{slot.departure} {slot}") if slot else NOTHING

    @admin.display(description=_("State"))
    def state(self, container: Container) -> str:
        return container_state(container)

    @admin.display(description=_("Without a train since"), ordering="stranded_at")
    def stranded(self, container: Container) -> str:
        if container.stranded_at is None:
            return NOTHING
        return format_html("{}<br>{}", when(container.stranded_at), container.stranded_reason)

    @admin.display(description=_("Weighed, kg"))
    def weighed(self, container: Container) -> str:
        grams = container.weighed_gross_g
        return NOTHING if grams is None else f"{grams / 1000:,.1f}"

    @admin.display(description=_("Work"))
    def work(self, container: Container) -> str:
        address = reverse("admin:container_work", args=(container.pk,))
        return format_html('<a class="text-link" href="{}">{}</a>', address, gettext("stuff, seal, strip"))


@admin.register(Discrepancy, site=staff_site)
class DiscrepancyAdmin(StaffAdmin):
    """What was found to differ from the books, until a person has settled it."""

    test_rows = Q(container__sandbox=True)
    nothing = _("Books and containers agree: what is missing, too much or damaged is listed here.")
    list_display = ("what", "stage", "box", "code", "of", "kilograms", "found", "settled_note")
    list_filter = (
        ("settled_at", admin.EmptyFieldListFilter),
        "kind",
        "stage",
        ("found_at", RangeDateTimeFilter),
    )
    search_fields = ("sscc", "container__number", "shipment__number", "note")
    list_select_related = ("container", "shipment")
    fields = readonly_fields = (
        *("what", "stage", "box", "code", "of", "expected_g", "found_g", "note", "found"),
        *("settled_at", "settled_note", "settled_by_id"),
    )
    actions = ("settle",)
    verbs = {"settle": {"dispatch"}}

    @admin.display(description=_("What"), ordering="kind")
    def what(self, row: Discrepancy) -> str:
        return badge(row.get_kind_display(), "" if row.settled_at else "late")

    @admin.display(description=_("Container"))
    def box(self, row: Discrepancy) -> str:
        return link(row.container)

    @admin.display(description=_("SSCC"), ordering="sscc")
    def code(self, row: Discrepancy) -> str:
        return row.sscc or NOTHING

    @admin.display(description=_("Shipment"))
    def of(self, row: Discrepancy) -> str:
        return unbroken(link(row.shipment))

    @admin.display(description=_("Found / by the books, kg"))
    def kilograms(self, row: Discrepancy) -> str:
        found, expected = (
            NOTHING if grams is None else f"{grams / 1000:,.1f}" for grams in (row.found_g, row.expected_g)
        )
        return f"{found} / {expected}"

    @admin.display(description=_("Found"), ordering="found_at")
    def found(self, row: Discrepancy) -> str:
        return when(row.found_at)

    @admin.action(description=_("Settle"))
    def settle(self, request: HttpRequest, queryset: QuerySet[Discrepancy]) -> None:
        def verb(row: Discrepancy) -> object:
            return clearing.settle_discrepancy(
                discrepancy_id=row.pk, note=self.reason(request), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, verb, done=_("settled"), needs_reason=True)


class PackageInUnitInline(StaffInline):
    model = Package
    fk_name = "unit"
    fields = readonly_fields = ("sscc", "of", "gross_g", "volume_cm3")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Package]:
        """With the shipments."""
        rows: QuerySet[Package] = super().get_queryset(request)
        return rows.select_related("shipment")

    @admin.display(description=_("Shipment"))
    def of(self, package: Package) -> str:
        return link(package.shipment)


@admin.register(LoadUnit, site=staff_site)
class LoadUnitAdmin(StaffAdmin):
    """Cartons and pallets in which packages travel together."""

    nothing = _("Nothing is grouped: terminals report cartons and pallets over REST, by their SSCC.")
    test_rows = units_with(shipment__sandbox=True)
    list_display = ("sscc", "kind", "holds", "tare_g", "on_pallet", "box", "stuffing_position", "packed_at")
    list_filter = ("kind", ("packed_at", RangeDateTimeFilter))
    search_fields = ("sscc", "packages__sscc", "packages__shipment__number", "container__number")
    list_select_related = ("parent", "container")
    fields = readonly_fields = (
        "sscc",
        "kind",
        "tare_g",
        "on_pallet",
        "box",
        "stuffing_position",
        "packed_at",
    )
    inlines = (PackageInUnitInline,)
    actions = ("take_apart",)
    verbs = {"take_apart": {"dispatch"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[LoadUnit]:
        """With the number of packages in each."""
        rows: QuerySet[LoadUnit] = super().get_queryset(request)
        return rows.annotate(package_count=Count("packages"))

    @admin.display(description=_("Packages"), ordering="package_count")
    def holds(self, unit: Any) -> int:
        return int(unit.package_count)

    @admin.display(description=_("On pallet"))
    def on_pallet(self, unit: LoadUnit) -> str:
        return link(unit.parent)

    @admin.display(description=_("Container"))
    def box(self, unit: LoadUnit) -> str:
        return link(unit.container)

    @admin.action(description=_("Take apart"))
    def take_apart(self, request: HttpRequest, queryset: QuerySet[LoadUnit]) -> None:
        def verb(unit: LoadUnit) -> object:
            return grouping.ungroup(sscc=unit.sscc, at=now(), by=self.actor(request))

        self.perform(request, list(queryset), verb, done=_("taken apart"))


def container_state(container: Container) -> str:
    """How far a container has come, as a label."""
    if container.stripped_at is not None:
        return badge(_("stripped"), "good")
    if container.stranded_at is not None:
        return badge(_("without a train"), "bad")
    if container.sealed_at is not None:
        return badge(_("sealed"), "good")
    return badge(_("stuffed"), "busy") if container.stuffed_at is not None else badge(_("empty"))

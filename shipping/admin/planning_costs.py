"""By which costs are trains planned, and who may say so?"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.desk import StaffAdmin
from accounts.sites import staff_site
from kit.clock import now
from shipping.admin.planning import usd
from shipping.models import HaulCost, PlanningCosts
from shipping.queries.planning_costs import DEFAULTS

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

_PLANNERS = {"dispatch"}


class _PlainFacts(StaffAdmin):
    """Rows that dispatchers type in: plain facts without verbs, each change of which is on record."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Dispatchers know what trains cost."""
        return self.may(request, _PLANNERS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Dispatchers correct it."""
        return self.may(request, _PLANNERS)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The next plan is judged by it."""
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)


class HaulCostForm(_ModelForm):
    """The cost of one container on one service."""

    class Meta:
        model = HaulCost
        fields: ClassVar[list[str]] = ["service", "container_type", "cents"]

    def clean_cents(self) -> Any:
        """Trains that cost nothing would be filled first, whatever they bring."""
        if self.cleaned_data["cents"] == 0:
            raise ValidationError(
                _("More than nothing; to go back to the default, delete the row."), code="nothing"
            )
        return self.cleaned_data["cents"]

    def clean_container_type(self) -> Any:
        """A box that trains refuse costs nothing, for it never rides."""
        box = self.cleaned_data["container_type"]
        if not box.rail_max_gross_g:
            raise ValidationError(_("Scheduled trains take no such container."), code="refused")
        return box


@admin.register(HaulCost, site=staff_site)
class HaulCostAdmin(_PlainFacts):
    """What a container costs on the trains of a service."""

    form = HaulCostForm
    nothing = _("No haul cost is entered: trains are planned by the defaults of shipping/policy.py.")
    list_display = ("service", "container_type", "cost")
    list_filter = (("service", AutocompleteSelectFilter), "container_type")
    search_fields = ("service__code", "service__name", "container_type__iso_code")
    list_select_related = ("service", "container_type")
    autocomplete_fields = ("service", "container_type")
    ordering = ("service__code", "container_type__iso_code")
    fields = ("service", "container_type", "cents")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Whoever may say it may go back to the default; what was said stays on record."""
        return self.has_change_permission(request)

    @admin.display(description=_("Cost"), ordering="cents")
    def cost(self, row: HaulCost) -> str:
        return usd(row.cents)


class PlanningCostsForm(_ModelForm):
    """All costs but the haul, of which there is one set."""

    class Meta:
        model = PlanningCosts
        fields: ClassVar[list[str]] = list(DEFAULTS)

    def clean(self) -> dict[str, Any] | None:
        """A second set would leave open which holds."""
        if self.instance.created_at is None and PlanningCosts.objects.exists():
            raise ValidationError(_("Planning costs are entered already: change those."), code="only_one")
        return super().clean()


@admin.register(PlanningCosts, site=staff_site)
class PlanningCostsAdmin(_PlainFacts):
    """By which other costs a plan is judged: one row."""

    form = PlanningCostsForm
    nothing = _("No planning costs are entered: trains are planned by the defaults of shipping/policy.py.")
    list_display = (
        "freight",
        "late_per_mille",
        "storage_cents_per_m3_day",
        "refusal_percent",
        "change_cents",
    )
    search_fields = ("id",)
    fields = tuple(DEFAULTS)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What holds so far."""
        return {**DEFAULTS, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("Freight by m³"), ordering="freight_cents_per_m3")
    def freight(self, row: PlanningCosts) -> str:
        return usd(row.freight_cents_per_m3)

"""What do staff see of recalled lots and of the orders with goods of them?"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.bare import leaving
from accounts.desk import StaffAdmin, link, link_to_list, status_badge, when
from accounts.sites import staff_site
from kit.actors import Actor
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from orders.models import Recall, RecalledOrder
from orders.operations import recalling
from orders.queries.recalls import counted

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Recall]
else:
    _ModelForm = forms.ModelForm

_RECALLERS = {"support"}


class RecallForm(_ModelForm):
    """Which lot, and why; the operation judges it."""

    by: ClassVar[Actor]

    class Meta:
        model = Recall
        fields: ClassVar[list[str]] = ["lot", "reason"]

    def _post_clean(self) -> None:
        # Where a model's own checks would run, the operation does, and makes the row.
        if self.errors:
            return
        said = self.cleaned_data
        try:
            with transaction.atomic():
                self.instance = recalling.recall_lot(
                    lot=said["lot"], reason=said["reason"], at=now(), by=self.by
                )
        except Problem as problem:
            self.add_error(None, in_readers_words(problem))


@admin.register(Recall, site=staff_site)
class RecallAdmin(StaffAdmin):
    """Lots that nobody is to use; support calls one back in its seller's stead."""

    form = RecallForm
    test_rows = Q(lot__variant__seller__sandbox=True)
    nothing = _("No lot was called back: sellers do that over REST, support does it here.")
    list_display = ("of", "sku", "begun", "concerned", "stopped", "beyond")
    list_display_links = ("begun",)
    list_filter = ("begun_at",)
    search_fields = ("lot__code", "lot__variant__sku", "reason")
    list_select_related = ("lot__variant",)
    autocomplete_fields = ("lot",)
    readonly_fields = ("of", "sku", "reason", "begun", "concerned", "stopped", "beyond", "orders_list")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recall]:
        """With how many orders each concerns."""
        rows: QuerySet[Recall] = super().get_queryset(request)
        return counted(rows)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Support hears first of bad goods."""
        return self.may(request, _RECALLERS)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form that knows who asks."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("RecallForm", (form,), {"by": self.actor(request)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is typed of a new one, what one says that is there: it never changes."""
        return ("lot", "reason") if obj is None else self.readonly_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of one that is there."""
        return () if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Recall, form: Any, change: bool) -> None:
        """The operation has written the row already."""

    @admin.display(description=_("Lot"), ordering="lot__code")
    def of(self, recall: Recall) -> str:
        return link(recall.lot)

    @admin.display(description=_("Variant"), ordering="lot__variant__sku")
    def sku(self, recall: Recall) -> str:
        return link(recall.lot.variant)

    @admin.display(description=_("Called back"), ordering="begun_at")
    def begun(self, recall: Recall) -> str:
        return when(recall.begun_at)

    @admin.display(description=_("Orders with such goods"))
    def concerned(self, recall: Any) -> int:
        return int(recall.orders_count)

    @admin.display(description=_("Stopped"))
    def stopped(self, recall: Any) -> int:
        return int(recall.held_count)

    @admin.display(description=_("Beyond recall"))
    def beyond(self, recall: Any) -> int:
        return int(recall.beyond_count)

    @admin.display(description=_("Orders"))
    @leaving("nowhere")
    def orders_list(self, recall: Recall) -> str:
        return link_to_list("orders.recalledorder", _("show"), recall__id__exact=recall.pk)


@admin.register(RecalledOrder, site=staff_site)
class RecalledOrderAdmin(StaffAdmin):
    """Whom recalls concern, and how far the goods had come."""

    test_rows = Q(order__group__sandbox=True)
    nothing = _("No order has goods of a recalled lot.")
    list_display = ("of_order", "lot", "units", "where", "looked")
    list_display_links = ("units",)
    list_filter = ("reach",)
    search_fields = ("order__number", "recall__lot__code")
    list_select_related = ("order", "recall__lot")
    fields = readonly_fields = ("of_order", "lot", "units", "where", "looked")

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of_order(self, row: RecalledOrder) -> str:
        return link(row.order)

    @admin.display(description=_("Recalled lot"), ordering="recall__lot__code")
    def lot(self, row: RecalledOrder) -> str:
        return link(row.recall, row.recall.lot.code)

    @admin.display(description=_("Where they are"), ordering="reach")
    def where(self, row: RecalledOrder) -> str:
        return status_badge(row.reach, row.get_reach_display())

    @admin.display(description=_("Looked at"), ordering="looked_at")
    def looked(self, row: RecalledOrder) -> str:
        return when(row.looked_at)

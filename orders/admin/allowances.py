"""What do staff see of what people may bring in within a year?"""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import StaffAdmin, StaffInline, link, link_to_list
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from kit.money import Money
from orders.models import Allowance, AllowanceTake, ImportIdentity


class AllowanceTakeInline(StaffInline):
    model = AllowanceTake
    fields = readonly_fields = ("of_order", "hs6", "took", "still")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllowanceTake]:
        """With their orders."""
        rows: QuerySet[AllowanceTake] = super().get_queryset(request)
        return rows.select_related("order", "allowance")

    @admin.display(description=pgettext_lazy("purchase", "Order"))
    def of_order(self, take: AllowanceTake) -> str:
        return link(take.order)

    @admin.display(description=_("Taken"))
    def took(self, take: AllowanceTake) -> str:
        return _said(take.allowance, take.taken)

    @admin.display(description=_("Still taken"))
    def still(self, take: AllowanceTake) -> str:
        return _said(take.allowance, take.left)


@admin.register(Allowance, site=staff_site)
class AllowanceAdmin(StaffAdmin):
    """What one person may bring in within a year, by value or of some goods by mass, and has."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody has brought anything in: a checkout into China takes of its person's year.")
    viewers = CONTACT_GROUPS
    list_display = ("number_end", "year", "goods", "has_used", "limit", "has_left")
    list_filter = ("year",)
    search_fields = ("person",)
    fields = readonly_fields = (
        *("number_end", "identities", "year", "goods", "has_used", "limit", "has_left"),
    )
    inlines = (AllowanceTakeInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allowance]:
        """With how the number of the person ends, as long as that is kept."""
        rows: QuerySet[Allowance] = super().get_queryset(request)
        same = ImportIdentity.objects.filter(person=OuterRef("person"), forgotten_at=None)
        return rows.annotate(end=Subquery(same.order_by("-id").values("number_end")[:1]))

    @admin.display(description=_("Number ends in"))
    def number_end(self, allowance: Any) -> str:
        return f"…{allowance.end}" if allowance.end else str(_("deleted"))

    @admin.display(description=_("Import identities"))
    def identities(self, allowance: Allowance) -> str:
        return link_to_list("orders.importidentity", _("in all accounts"), person=allowance.person)

    @admin.display(description=_("Used"), ordering="used")
    def has_used(self, allowance: Allowance) -> str:
        return _said(allowance, allowance.used)

    @admin.display(description=_("Limit"), ordering="most")
    def limit(self, allowance: Allowance) -> str:
        return _said(allowance, allowance.most)

    @admin.display(description=pgettext_lazy("allowance", "Left"))
    def has_left(self, allowance: Allowance) -> str:
        return _said(allowance, allowance.most - allowance.used)


def _said(allowance: Allowance, amount: int) -> str:
    """Yuan of all goods, grams of some."""
    return f"{amount:,} g" if allowance.goods else str(Money(amount, "CNY"))

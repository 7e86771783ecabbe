"""At which exchange rates does the shop price, who may publish one?"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin
from accounts.sites import staff_site
from kit.clock import now
from payments.models import FxRate

_PUBLISHERS = {"finance"}


@admin.register(FxRate, site=staff_site)
class FxRateAdmin(StaffAdmin):
    """Published rates; each change is on record, and quotes already held keep theirs."""

    nothing = _(
        "No exchange rate is published: finance adds one for a day, and prices are converted by the latest."
    )
    list_display = ("date", "base", "quote", "rate", "source")
    list_filter = ("base", "quote")
    search_fields = ("date", "base", "quote", "source")
    date_hierarchy = "date"
    ordering = ("-date", "base", "quote")
    fields = ("date", "base", "quote", "rate", "source")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance publishes rates."""
        return self.may(request, _PUBLISHERS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance corrects them."""
        return self.may(request, _PUBLISHERS)

    def save_model(self, request: HttpRequest, obj: FxRate, form: Any, change: bool) -> None:
        """A rate is a plain fact: it has no verb of its own."""
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)

"""At which exchange rates does the shop price, who may publish one?"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.desk import StaffAdmin
from accounts.sites import staff_site
from kit.clock import now
from kit.money import CURRENCIES
from payments.models import FxRate

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[FxRate]
else:
    _ModelForm = forms.ModelForm

_PUBLISHERS = {"finance"}


class RateForm(_ModelForm):
    """One rate: of two currencies in which the shop counts, and more than nothing."""

    class Meta:
        model = FxRate
        fields: ClassVar[list[str]] = ["date", "base", "quote", "rate", "source"]

    def clean_rate(self) -> Any:
        """What the database refuses is said at its field, in the reader's words."""
        rate = self.cleaned_data["rate"]
        if rate <= 0:
            raise ValidationError(_("A rate is more than zero."), code="min_value")
        return rate

    def clean_quote(self) -> str:
        """A currency is worth itself: such a rate would only look as if something had been published."""
        quote: str = self.cleaned_data["quote"]
        if quote == self.cleaned_data.get("base"):
            raise ValidationError(_("Choose another currency than the base."), code="same")
        return quote


@admin.register(FxRate, site=staff_site)
class FxRateAdmin(StaffAdmin):
    """Published rates; each change is on record, and quotes already held keep theirs."""

    form = RateForm
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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Currencies are chosen: the shop counts in no others."""
        if db_field.name not in ("base", "quote"):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [("", "---------"), *((each, each) for each in CURRENCIES)]
        label = capfirst(db_field.verbose_name)
        return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget)

    def save_model(self, request: HttpRequest, obj: FxRate, form: Any, change: bool) -> None:
        """A rate is a plain fact: it has no verb of its own."""
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)

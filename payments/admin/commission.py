"""Which commission do staff set, and which rule would win?"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.bare import leaving
from accounts.desk import NOTHING, StaffAdmin, is_trusted
from accounts.models import Organisation
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.clock import now
from kit.money import CURRENCIES, EXPONENTS, BadMoney, Money
from payments.commission import Rule, Sold, commission_of, matches
from payments.models import CommissionRule
from payments.queries.commission import local_day, rules_on, vat_percent

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[CommissionRule]
else:
    _ModelForm = forms.ModelForm

_SETTERS = {"finance"}
_SUMS = ("fixed", "floor", "cap")


class _SumField(forms.CharField):
    """An amount as people write it, such as 12.30; its currency stands beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, widget=UnfoldAdminTextInputWidget(), **kwargs)


class CommissionRuleForm(_ModelForm):
    """A line of the price list, with sums as amounts."""

    fixed = _SumField(label=_("fixed sum"), help_text=_("For each line of an order."))
    floor = _SumField(label=_("at least"))
    cap = _SumField(label=_("at most"))
    currency = forms.ChoiceField(
        label=_("currency"),
        required=False,
        choices=[("", "---------"), *((each, each) for each in CURRENCIES)],
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Of the sums; a rule with sums is for sales in it alone."),
    )

    class Meta:
        model = CommissionRule
        fields: ClassVar[list[str]] = [
            *("position", "organisation", "category", "market", "valid_from", "valid_to", "percent"),
            *("currency", "fixed", "floor", "cap"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.instance
        for name in _SUMS:
            minor = getattr(rule, f"{name}_minor", None)
            if rule.currency and minor:
                self.initial[name] = Money(minor, rule.currency).amount

    def clean(self) -> dict[str, Any] | None:
        """Amounts become minor units of the currency; what the database would refuse is said in words."""
        said = super().clean() or {}
        currency = said.get("currency", "")
        for name in _SUMS:
            said[f"{name}_minor"] = self._minor(name, said.get(name, ""), currency)
        cap, floor = said["cap_minor"], said["floor_minor"]
        if cap is not None and floor is not None and cap < floor:
            self.add_error("cap", ValidationError(_("At most is less than at least."), code="contradiction"))
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("It ends before it begins."), code="contradiction"))
        percent = said.get("percent")
        if percent is not None and not 0 <= percent <= 100:
            self.add_error("percent", ValidationError(_("A share is from 0 to 100."), code="out_of_range"))
        return said

    def _minor(self, name: str, typed: str, currency: str) -> int | None:
        if not typed:
            return None if name == "cap" else 0
        if currency not in EXPONENTS:
            self.add_error(
                "currency", ValidationError(_("Say in which currency the sums are."), code="required")
            )
            return None
        try:
            some = Money.parse(typed, currency)
        except BadMoney as error:
            self.add_error(name, ValidationError(str(error), code="money"))
            return None
        if some.minor < 0:
            self.add_error(name, ValidationError(_("It can't be less than nothing."), code="min_value"))
        return some.minor


@admin.register(CommissionRule, site=staff_site)
class CommissionRuleAdmin(StaffAdmin):
    """The price list of our service: the first rule that matches counts; sales keep what was frozen."""

    form = CommissionRuleForm
    nothing = _("No commission is taken: finance adds rules, of which the first that matches counts.")
    list_display = (
        *("position", "organisation", "category", "market", "valid_from", "valid_to", "percent"),
        *("fixed", "floor", "cap"),
    )
    list_display_links = ("position", "percent")
    list_filter = (("organisation", AutocompleteSelectFilter),)
    search_fields = ("category", "organisation__name")
    list_select_related = ("organisation",)
    autocomplete_fields = ("organisation",)
    ordering = ("position",)
    fields = tuple(CommissionRuleForm.Meta.fields)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance sets prices."""
        return self.may(request, _SETTERS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance changes them; each change is on record."""
        return self.may(request, _SETTERS)

    def save_model(self, request: HttpRequest, obj: CommissionRule, form: Any, change: bool) -> None:
        """A rule is a plain fact: it has no verb of its own."""
        for name in _SUMS:
            setattr(obj, f"{name}_minor", form.cleaned_data[f"{name}_minor"])
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("fixed sum"), ordering="fixed_minor")
    def fixed(self, rule: CommissionRule) -> str:
        return _told(rule.fixed_minor, rule)

    @admin.display(description=_("at least"), ordering="floor_minor")
    def floor(self, rule: CommissionRule) -> str:
        return _told(rule.floor_minor, rule)

    @admin.display(description=_("at most"), ordering="cap_minor")
    @leaving("money")
    def cap(self, rule: CommissionRule) -> str:
        return _told(rule.cap_minor, rule)


class PreviewForm(forms.Form):
    """A sale that nobody has made."""

    organisation = forms.ModelChoiceField(
        label=_("Seller"),
        queryset=Organisation.objects.filter(kind="seller", sandbox=False).order_by("name"),
        widget=UnfoldAdminSelectWidget(),
    )
    categories = forms.CharField(
        label=_("Category"),
        required=False,
        max_length=200,
        help_text=_("Codes from the root down, such as food/grain/flour."),
        widget=UnfoldAdminTextInputWidget(),
    )
    market = forms.CharField(label=_("Market"), max_length=2, widget=UnfoldAdminTextInputWidget())
    price = forms.CharField(
        label=_("Goods of the line"),
        max_length=30,
        help_text=_("An amount and its currency, such as 35.00 CNY."),
        widget=UnfoldAdminTextInputWidget(),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=UnfoldAdminSingleDateWidget())

    def clean_price(self) -> Money:
        """An amount of more than nothing."""
        amount, _blank, currency = self.cleaned_data["price"].strip().partition(" ")
        try:
            price = Money.parse(amount, currency.strip())
        except BadMoney as error:
            raise ValidationError(str(error), code="money") from None
        if price.minor <= 0:
            raise ValidationError(_("A price is more than nothing."), code="min_value")
        return price


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """Which rule wins for a sale, what it costs its seller; nothing is stored."""
    if not is_trusted(request, STAFF_GROUPS):
        raise PermissionDenied
    asked = PreviewForm(request.GET if "market" in request.GET else None)
    context = {
        **staff_site.each_context(request),
        "title": gettext("Which commission?"),
        "form": asked,
        **(_previewed(asked.cleaned_data) if asked.is_bound and asked.is_valid() else {}),
    }
    return TemplateResponse(request, "payments/admin/commission_preview.html", context)


def _previewed(said: dict[str, Any]) -> dict[str, Any]:
    day, price = said["day"] or local_day(now()), said["price"]
    sold = Sold(
        organisation_id=said["organisation"].pk,
        categories=[each for each in said["categories"].split("/") if each],
        market=said["market"].upper(),
        currency=price.currency,
        goods_minor=price.minor,
    )
    rules, percent = rules_on(day), vat_percent(day)
    cost = commission_of(rules, sold, vat_percent=percent, on=day)
    rows = CommissionRule.objects.select_related("organisation").in_bulk([rule.id for rule in rules])
    return {
        "rules": [_line(rows[rule.id], rule, sold, is_winner=rule.id == cost.rule_id) for rule in rules],
        "pays": price,
        "commission": Money(cost.minor, price.currency),
        "vat": Money(cost.vat_minor, price.currency),
        "vat_percent": percent,
        "receives": Money(price.minor - cost.total_minor, price.currency),
        "day": day,
    }


def _line(row: CommissionRule, rule: Rule, sold: Sold, *, is_winner: bool) -> dict[str, Any]:
    return {
        "row": row,
        "percent": f"{Decimal(row.percent).normalize():f}",
        "is_winner": is_winner,
        "matches": matches(rule, sold, on=rule.valid_from),
    }


def _told(minor: int | None, rule: CommissionRule) -> str:
    return str(Money(minor, rule.currency)) if minor and rule.currency else NOTHING

"""How do finance book what no provider and no bank tells the shop by itself?"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from accounts.desk import is_trusted, staff_actor
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import BadMoney, Money
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words
from payments.operations import bookkeeping

_FINANCE = ("finance",)
_LONGEST_LINE = 60
_FACTS: Mapping[str, Words] = {
    "fee": _("A provider kept its fee"),
    "settlement": _("A provider paid us out"),
    "chargeback": _("A payer's bank took money back"),
    "exchange": _("Our bank changed money"),
}


class _AmountField(forms.CharField):
    """Such as 12.30 CNY."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=UnfoldAdminTextInputWidget(), **kwargs)

    def clean(self, value: Any) -> Any:
        """The amount, if there is one."""
        typed = super().clean(value)
        if not typed:
            return None
        amount, _blank, currency = typed.strip().partition(" ")
        try:
            some = Money.parse(amount, currency.strip())
        except BadMoney as error:
            raise ValidationError(str(error), code="money") from None
        if some.minor <= 0:
            raise ValidationError(_("It must be more than nothing."), code="min_value")
        return some


class BookForm(forms.Form):
    """What happened; which fields count depends on it."""

    fact = forms.ChoiceField(label=_("What happened"), choices=_FACTS, widget=UnfoldAdminSelectWidget())
    amount = _AmountField(label=_("Amount"), help_text=_("With its currency, such as 12.30 CNY."))
    line = forms.CharField(
        label=_("Line of the statement"),
        max_length=_LONGEST_LINE,
        help_text=_("It is booked once."),
        widget=UnfoldAdminTextInputWidget(),
    )
    provider = forms.CharField(
        label=_("Provider"),
        required=False,
        max_length=32,
        help_text=_("Of a fee, or of money paid out to us."),
        widget=UnfoldAdminTextInputWidget(),
    )
    order = forms.CharField(
        label=_("Number of the order"),
        required=False,
        max_length=64,
        help_text=_("Of money that was taken back."),
        widget=UnfoldAdminTextInputWidget(),
    )
    at_sellers_cost = forms.BooleanField(
        label=_("At the seller's cost"), required=False, widget=UnfoldBooleanWidget()
    )
    bought = _AmountField(
        label=_("Bought for it"), required=False, help_text=_("Where money was changed: what came.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Each fact has a field of its own that must be there."""
        said = super().clean() or {}
        needed = {"fee": "provider", "settlement": "provider", "chargeback": "order", "exchange": "bought"}
        name = needed.get(said.get("fact", ""))
        if name and not said.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(_("This is needed for it."), code="required"))
        return said


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Ask what happened; a post books it."""
    if not is_trusted(request, _FINANCE):
        raise PermissionDenied
    form, wrong = BookForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            owns_transaction(_verb(form.cleaned_data))(at=now(), by=staff_actor(request))
        except Problem as problem:
            wrong = [in_readers_words(problem)]
        else:
            messages.success(request, gettext("It is booked."))
            return HttpResponseRedirect(reverse("admin:payments_ledgertransaction_changelist"))
    context = {
        **staff_site.each_context(request),
        "title": gettext("Book by hand"),
        "form": form,
        "wrong": wrong,
        "button": _("Book it"),
        "back": reverse("admin:payments_ledgertransaction_changelist"),
    }
    return TemplateResponse(request, "payments/admin/book.html", context)


def _verb(said: Mapping[str, Any]) -> Callable[..., None]:
    """What was said, as a verb that only lacks when and who."""
    amount, line = said["amount"], said["line"]
    verbs: Mapping[str, Callable[..., None]] = {
        "fee": lambda **who: bookkeeping.book_fee(provider=said["provider"], fee=amount, line=line, **who),
        "settlement": lambda **who: bookkeeping.book_settlement(
            provider=said["provider"], paid=amount, line=line, **who
        ),
        "chargeback": lambda **who: bookkeeping.book_chargeback(
            order_reference=said["order"],
            taken=amount,
            at_sellers_cost=said["at_sellers_cost"],
            line=line,
            **who,
        ),
        "exchange": lambda **who: bookkeeping.book_exchange(
            sold=amount, bought=said["bought"], line=line, **who
        ),
    }
    return verbs[said["fact"]]

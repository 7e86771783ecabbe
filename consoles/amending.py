"""How do staff change a rate, once they have seen what that changes?"""

from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, staff_actor, when
from accounts.sites import staff_site
from catalog import queries as catalog
from catalog.errors import BadLaw
from catalog.queries.law import dated_entry, dated_rate, hs6_of
from consoles.law_forms import Draft, EntryForm, LawForm, RateForm
from consoles.policy import HOME_TIMEZONE
from consoles.showing import for_staff
from kit.clock import now
from kit.money import Money
from kit.saying import money_said
from kit.transactions import owns_transaction
from orders.operations.foreseeing import Compared, Foreseen, amend, foresee
from orders.queries.held import HeldQuote
from orders.queries.sampling import SampleTax

T = TypeVar("T")

# Who writes down what the law says; the others look.
LAWYERS = ("customs",)
_REGIMES = {
    "cn_retail_import": _("retail import into China"),
    "kz_personal_goods": _("goods of personal use, Kazakhstan"),
    "kz_ecommerce_goods": _("e-commerce goods, Kazakhstan"),
}


@dataclass(frozen=True, slots=True)
class Taxed:
    """What a basket pays, in words."""

    duty: str
    vat: str
    consumption: str
    total: str
    regime: str


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One sample basket, ready to be shown."""

    what: str
    goods: str
    freight: str
    was: Taxed
    becomes: Taxed
    difference: str
    differs: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One quote that keeps its total, ready to be shown."""

    page: str
    quoted: str
    held_until: str
    total: str


@for_staff
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, rate_id: UUID) -> HttpResponse:
    """A rate that stands, to be corrected, or followed by another one from a later day on."""
    draft = _or_404(dated_rate(rate_id=rate_id))
    return _amended(
        request, RateForm, draft.hs6, draft, reverse("admin:catalog_taxrate_change", args=(rate_id,))
    )


@for_staff
@require_http_methods(["GET", "POST"])
def new_rate(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """A rate of a tariff code that has none of its kind yet."""
    hs6 = _or_404(hs6_of(code_id=code_id))
    return _amended(request, RateForm, hs6, None, reverse("admin:catalog_tariffcode_change", args=(code_id,)))


@for_staff
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """An entry of the retail-import list."""
    draft = _or_404(dated_entry(entry_id=entry_id))
    page = reverse("admin:catalog_positivelistentry_change", args=(entry_id,))
    return _amended(request, EntryForm, draft.hs6, draft, page)


@for_staff
@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """An entry of the list for a tariff code."""
    hs6 = _or_404(hs6_of(code_id=code_id))
    return _amended(
        request, EntryForm, hs6, None, reverse("admin:catalog_tariffcode_change", args=(code_id,))
    )


def _or_404(found: T | None) -> T:
    if found is None:
        raise Http404
    return found


def _amended(
    request: HttpRequest, kind: type[LawForm], hs6: str, stands: Draft | None, back: str
) -> HttpResponse:
    """The form; then what would follow; and only with the button below that is anything written down."""
    if request.method == "GET":
        return _page(request, kind(hs6, stands), back)
    if not is_trusted(request, LAWYERS):
        raise PermissionDenied
    form = kind(hs6, stands, request.POST)
    if not form.is_valid():
        return _page(request, form, back, status=400)
    said, at, by = form.draft, now(), staff_actor(request)
    seen, token = request.POST.get("seen", ""), _token(form.draft)
    try:
        if seen == token:
            owns_transaction(amend)(draft=said, at=at, by=by)
            messages.success(request, gettext("It is written down, and counts for quotes from now on."))
            return HttpResponseRedirect(back)
        foreseen = owns_transaction(foresee)(draft=said, at=at, by=by)
    except BadLaw as problem:
        for each in problem.fields:
            form.refuse(each.pointer.removeprefix("/"), each.message)
        return _page(request, form, back, status=400)
    if seen:
        form.add_error(None, gettext("It isn't what you looked at any more: look again."))
    return _page(request, form, back, foreseen=foreseen, token=token)


def _token(draft: Draft) -> str:
    """What stands for exactly this change of exactly the law as it is."""
    told = repr((draft, catalog.law_stamp(hs6=draft.hs6)))
    return sha256(told.encode()).hexdigest()[:32]


def _page(
    request: HttpRequest,
    form: LawForm,
    back: str,
    *,
    status: int = 200,
    foreseen: Foreseen | None = None,
    token: str = "",
) -> HttpResponse:
    context = {
        **staff_site.each_context(request),
        "title": str(form.title) % {"hs6": form.hs6},
        "form": form,
        "back": back,
        "may_amend": is_trusted(request, LAWYERS),
        "foreseen": foreseen,
        "token": token,
        "held": [_held_row(each) for each in foreseen.held] if foreseen else [],
        "more": foreseen.held_count - len(foreseen.held) if foreseen else 0,
        "baskets": [_basket_row(each) for each in foreseen.baskets] if foreseen else [],
    }
    return TemplateResponse(request, "consoles/law/page.html", context, status=status)


def _held_row(quote: HeldQuote) -> HeldRow:
    return HeldRow(
        page=reverse("admin:orders_quote_change", args=(quote.id,)),
        quoted=when(quote.quoted_at),
        held_until=when(quote.expires_at, HOME_TIMEZONE),
        total=money_said(quote.total),
    )


def _basket_row(compared: Compared) -> BasketRow:
    basket, currency = compared.basket, compared.was.duty.currency
    was, becomes = compared.was.total, compared.becomes.total
    what = basket.sku or gettext("made-up goods")
    return BasketRow(
        what=f"{basket.units} × {what}",
        goods=money_said(Money(basket.goods_minor, currency)),
        freight=money_said(Money(basket.freight_minor, currency)),
        was=_taxed(compared.was),
        becomes=_taxed(compared.becomes),
        difference=money_said(becomes - was) if was and becomes else "",
        differs=compared.was != compared.becomes,
    )


def _taxed(tax: SampleTax) -> Taxed:
    if tax.total is None:
        return Taxed("", "", "", gettext(tax.refusal), "")
    return Taxed(
        duty=money_said(tax.duty),
        vat=money_said(tax.vat),
        consumption=money_said(tax.consumption),
        total=money_said(tax.total),
        regime=str(_REGIMES.get(tax.regime, tax.regime)),
    )

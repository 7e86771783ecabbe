"""What do staff see of money that goes to sellers, how do four eyes send it?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.bare import is_bare, leaving
from accounts.desk import MoveInline, StaffAdmin, StaffInline, VerbForm, is_trusted, link, status_badge, when
from accounts.naming import NamesFourEyes
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import CURRENCIES, BadMoney, Money
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from payments.bank_files import ONE_C, written
from payments.models import Payout, PayoutAccount, PayoutFile, PayoutMove
from payments.operations import ordering, paying_out
from payments.queries.bank_orders import bank_file
from payments.queries.payouts import with_balance

FINANCE = ("finance",)
_FILES = {
    "order_pain_03": PayoutFile.Format.PAIN_03,
    "order_pain_09": PayoutFile.Format.PAIN_09,
    "order_1c": PayoutFile.Format.ONE_C,
}
_VERBS = ("schedule", "approve", "hold", "let_go", *_FILES, "confirm", "bounce")
_NARROW = "bg-white/20 px-2 py-1 rounded-default text-current lg:w-40"


class CostForm(VerbForm):
    """Whoever notes that the bank has paid may say what left our account for it."""

    only_for = {"cost": "confirm"}

    cost = forms.CharField(
        label="",
        required=False,
        max_length=24,
        widget=forms.TextInput({"placeholder": _("What left, 123.45 CNY"), "class": _NARROW}),
    )


class PayoutMoveInline(MoveInline):
    model = PayoutMove


@admin.register(Payout, site=staff_site)
class PayoutAdmin(NamesFourEyes, StaffAdmin):
    """A payout accrues, is scheduled by the clock or by hand, approved, ordered by a file, and ends."""

    test_rows = Q(sandbox=True)
    nothing = _("Nothing is to be paid out: a payout opens when the first money of a seller is due.")
    list_display = (
        "number",
        "organisation",
        "state",
        "there",
        "taken",
        "pays",
        "scheduled",
        "ended",
        "in_file",
    )
    list_filter = ("status", "currency", ("organisation", AutocompleteSelectFilter))
    search_fields = ("number", "organisation__name", "file__number")
    list_select_related = ("organisation", "file")
    ordering = ("-id",)
    action_form = CostForm
    fields = readonly_fields = (
        *("number", "organisation", "state", "there", "taken", "pays", "rate", "rate_date", "to"),
        *("requested_by", "approved_by", "scheduled", "ended", "in_file"),
    )
    inlines = (PayoutMoveInline,)
    actions = _VERBS
    verbs = {name: set(FINANCE) for name in _VERBS}
    confirmed_verbs = _VERBS
    leads_to = {
        "schedule": "scheduled",
        "approve": "approved",
        "hold": "on_hold",
        "confirm": "paid",
        "bounce": "failed",
        **dict.fromkeys(_FILES, "processing"),
    }
    comes_from = {"schedule": ("accruing",), "let_go": ("on_hold",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payout]:
        """With what its seller may have by now."""
        return with_balance(super().get_queryset(request).select_related("organisation", "file", "account"))

    @admin.display(description=_("Status"), ordering="status")
    def state(self, payout: Payout) -> str:
        return status_badge(payout.status, payout.get_status_display())

    @admin.display(description=_("Balance by now"))
    @leaving("money")
    def there(self, payout: Any) -> str:
        return str(Money(payout.balance, payout.currency))

    @admin.display(description=_("Taken out"), ordering="amount_minor")
    def taken(self, payout: Payout) -> str:
        return str(payout.amount or "")

    @admin.display(description=_("Pays"), ordering="paid_minor")
    def pays(self, payout: Payout) -> str:
        return str(payout.paid or "")

    @admin.display(description=_("Paid to"))
    def to(self, payout: Payout) -> str:
        return link(payout.account)

    @admin.display(description=_("Scheduled"), ordering="scheduled_at")
    def scheduled(self, payout: Payout) -> str:
        return when(payout.scheduled_at)

    @admin.display(description=_("Ended"), ordering="ended_at")
    def ended(self, payout: Payout) -> str:
        return when(payout.ended_at)

    @admin.display(description=_("File to the bank"))
    def in_file(self, payout: Payout) -> str:
        return link(payout.file)

    # ---- what may be done ------------------------------------------------------------

    @admin.action(description=_("Schedule now"))
    def schedule(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self.perform(request, queryset, self._verb(request, paying_out.schedule_payout), done=_("scheduled"))

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self.perform(request, queryset, self._verb(request, paying_out.approve_payout), done=_("approved"))

    @admin.action(description=_("Put on hold"))
    def hold(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        verb = self._reasoned(request, paying_out.hold_payout)
        self.perform(request, queryset, verb, done=_("on hold"), needs_reason=True)

    @admin.action(description=_("Let go on"))
    def let_go(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self.perform(request, queryset, self._verb(request, paying_out.let_payout_go), done=_("let go on"))

    @admin.action(description=_("Order by ISO 20022, version 3"))
    def order_pain_03(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._order(request, queryset, PayoutFile.Format.PAIN_03)

    @admin.action(description=_("Order by ISO 20022, version 9"))
    def order_pain_09(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._order(request, queryset, PayoutFile.Format.PAIN_09)

    @admin.action(description=_("Order by a file for 1C"))
    def order_1c(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._order(request, queryset, PayoutFile.Format.ONE_C)

    @admin.action(description=_("The bank has paid"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        typed = request.POST.get("cost", "").strip()
        try:
            cost = _money(typed) if typed else None
        except BadMoney as error:
            told = gettext("What left: %(error)s") % {"error": error}
            self.message_user(request, told, messages.ERROR)
            return

        def call(payout: Payout) -> object:
            return ordering.confirm_payout(payout_id=payout.pk, cost=cost, at=now(), by=self.actor(request))

        self.perform(request, queryset, call, done=_("paid"))

    @admin.action(description=_("It came back"))
    def bounce(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        verb = self._reasoned(request, ordering.bounce_payout)
        self.perform(request, queryset, verb, done=_("noted as come back"), needs_reason=True)

    def _order(self, request: HttpRequest, queryset: QuerySet[Payout], form: PayoutFile.Format) -> None:
        """All that were chosen, by one file, or none."""
        try:
            file = owns_transaction(ordering.make_file)(
                payout_ids=[payout.pk for payout in queryset], form=form, at=now(), by=self.actor(request)
            )
        except Problem as problem:
            self.message_user(request, in_readers_words(problem), messages.ERROR)
            return
        told = gettext("%(file)s orders %(count)s payouts, %(total)s in all.")
        facts = {"file": file.number, "count": file.payouts_count, "total": file.total}
        self.message_user(request, told % facts, messages.SUCCESS)

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Payout], object]:
        return lambda payout: verb(payout_id=payout.pk, at=now(), by=self.actor(request))

    def _reasoned(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Payout], object]:
        return lambda payout: verb(
            payout_id=payout.pk, at=now(), by=self.actor(request), reason=self.reason(request)
        )


@admin.register(PayoutAccount, site=staff_site)
class PayoutAccountAdmin(StaffAdmin):
    """Bank data of sellers, of whose numbers only the end is shown."""

    test_rows = Q(sandbox=True)
    nothing = _("No seller has given bank data: they do so over REST.")
    list_display = ("organisation", "holder", "bank", "bic", "number_end", "currency", "usable", "replaced")
    list_filter = ("country", ("replaced_at", admin.EmptyFieldListFilter))
    search_fields = ("organisation__name", "holder", "tax_id", "bic")
    list_select_related = ("organisation",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("organisation", "holder", "tax_id", "country", "currency", "bank", "bic", "kbe", "number_end"),
        *("usable", "replaced"),
    )

    @admin.display(description=_("Usable from"), ordering="usable_from")
    def usable(self, account: PayoutAccount) -> str:
        return when(account.usable_from)

    @admin.display(description=_("Replaced"), ordering="replaced_at")
    def replaced(self, account: PayoutAccount) -> str:
        return when(account.replaced_at)


class OrderedInline(StaffInline):
    model = Payout
    fk_name = "file"
    fields = readonly_fields = ("number", "organisation", "state", "pays")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payout]:
        """With their sellers."""
        rows: QuerySet[Payout] = super().get_queryset(request)
        return rows.select_related("organisation").order_by("number")

    @admin.display(description=_("Status"))
    def state(self, payout: Payout) -> str:
        return status_badge(payout.status, payout.get_status_display())

    @admin.display(description=_("Pays"))
    def pays(self, payout: Payout) -> str:
        return str(payout.paid or "")


@admin.register(PayoutFile, site=staff_site)
class PayoutFileAdmin(StaffAdmin):
    """Files to the bank; each can be fetched again as it was."""

    nothing = _("No file was made: approved payouts are ordered by one.")
    list_display = ("number", "format", "made", "payouts_count", "total", "fetch")
    list_filter = ("format", "currency")
    search_fields = ("number", "payouts__number")
    ordering = ("-id",)
    fields = readonly_fields = ("number", "format", "made", "made_by_id", "payouts_count", "total", "fetch")
    inlines = (OrderedInline,)

    @admin.display(description=_("Made"), ordering="made_at")
    def made(self, file: PayoutFile) -> str:
        return when(file.made_at)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total(self, file: PayoutFile) -> str:
        return str(file.total)

    @admin.display(description=_("File"))
    @leaving("nowhere")
    def fetch(self, file: PayoutFile) -> str:
        if is_bare():
            return ""
        address = reverse("admin:payout_file", kwargs={"file_id": file.pk})
        return format_html('<a class="text-link" href="{}">{}</a>', address, gettext("fetch"))


@require_GET
def payout_file(request: HttpRequest, file_id: Any) -> HttpResponse:
    """The bytes for the bank, which hold whole account numbers: for finance alone."""
    if not is_trusted(request, FINANCE):
        raise PermissionDenied
    file = PayoutFile.objects.filter(pk=file_id).first()
    if file is None:
        raise Http404(str(file_id))
    kind, ending = (
        ("text/plain; charset=windows-1251", "txt") if file.format == ONE_C else ("application/xml", "xml")
    )
    return HttpResponse(
        written(bank_file(file), file.format),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{file.number}.{ending}"'},
    )


def _money(typed: str) -> Money:
    """Such as "123.45 CNY"."""
    amount, _blank, currency = typed.partition(" ")
    if currency not in CURRENCIES:
        raise BadMoney(gettext("write an amount and a currency, such as 123.45 CNY"))
    return Money.parse(amount, currency)

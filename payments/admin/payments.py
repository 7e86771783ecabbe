"""What do staff see of payments, what may they do when money comes oddly?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import (
    MoveInline,
    StaffAdmin,
    StaffInline,
    VerbForm,
    link,
    link_to_list,
    status_badge,
    when,
)
from accounts.sites import staff_site
from kit.clock import now
from kit.money import BadMoney, Money
from kit.refusing import in_readers_words
from kit.words import Words
from payments import lifecycle
from payments.errors import ProviderAway
from payments.models import Payment, PaymentEvent, PaymentMove, PaymentPart, ProviderCall
from payments.operations import cancelling, confirming, dismissing, querying, returning
from payments.queries.waiting import LOOSE, undecided

_VERBS = ("confirm", "accept_surplus", "return_surplus", "ask_provider", "cancel", "return_unmatched")
_LONGEST_LINE = 100
_TRANSFER = "bank_transfer"
_AMOUNT_CLASSES = "bg-white/20 px-2 py-1 rounded-default text-current lg:w-40"


class ReceiptForm(VerbForm):
    """A verb that books money also asks how much came, by which line of the statement."""

    received = forms.CharField(
        label="",
        required=False,
        max_length=20,
        widget=forms.TextInput({"placeholder": _("Received, 123.45"), "class": _AMOUNT_CLASSES}),
    )
    statement_line = forms.CharField(
        label="",
        required=False,
        max_length=_LONGEST_LINE,
        widget=forms.TextInput({"placeholder": _("Line of the bank statement"), "class": _AMOUNT_CLASSES}),
    )


class OddSumFilter(admin.SimpleListFilter):
    """Payments for which another sum came than is due."""

    title = _("sum that came")
    parameter_name = "sum"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """One choice besides all."""
        return [("odd", _("Wrong, staff decide"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        """Narrow the list when asked."""
        return queryset.filter(pk__in=undecided()) if self.value() == "odd" else queryset


class LooseFilter(admin.SimpleListFilter):
    """News that somebody has yet to look at."""

    title = _("waits for staff")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """One choice besides all."""
        return [("yes", _("Money that is nothing of ours"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PaymentEvent]) -> QuerySet[PaymentEvent]:
        """Narrow the list when asked."""
        return queryset.filter(outcome__in=LOOSE) if self.value() == "yes" else queryset


class PaymentPartInline(StaffInline):
    model = PaymentPart
    fields = readonly_fields = ("order_reference", "amount")

    @admin.display(description=_("Amount"))
    def amount(self, part: PaymentPart) -> str:
        return str(Money(part.amount_minor, part.payment.currency))


class PaymentEventInline(StaffInline):
    model = PaymentEvent
    fields = readonly_fields = ("received_at", "kind", "amount", "state", "provider_event_id")

    @admin.display(description=_("Amount"))
    def amount(self, event: PaymentEvent) -> str:
        return str(Money(event.amount_minor, event.currency))

    @admin.display(description=_("Outcome"))
    def state(self, event: PaymentEvent) -> str:
        return status_badge(event.outcome, event.get_outcome_display())


class PaymentMoveInline(MoveInline):
    model = PaymentMove


class ProviderCallInline(StaffInline):
    """What its provider was told, how often, and what came of it."""

    model = ProviderCall
    fields = readonly_fields = ("kind", "standing", "amount", "attempts", "due", "error")
    show_change_link = False

    @admin.display(description=_("State"))
    def standing(self, call: ProviderCall) -> str:
        return status_badge(call.state, call.get_state_display())

    @admin.display(description=_("Amount"))
    def amount(self, call: ProviderCall) -> str:
        return str(call.amount)

    @admin.display(description=_("Due"))
    def due(self, call: ProviderCall) -> str:
        return when(call.due_at if call.is_unfinished else None)


@admin.register(Payment, site=staff_site)
class PaymentAdmin(StaffAdmin):
    """Money asked for, by checkout; what came oddly waits here for a person."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody has paid: a payment appears when a buyer starts one for a checkout.")
    list_display = ("reference", "provider", "state", "due", "came", "started", "expires", "captured")
    list_filter = ("status", OddSumFilter, "provider", "currency")
    search_fields = ("reference", "provider_ref", "parts__order_reference")
    date_hierarchy = None
    ordering = ("-id",)
    action_form = ReceiptForm
    fields = readonly_fields = (
        *("reference", "provider", "provider_ref", "provider_id", "state", "due", "came", "instructions"),
        *("started", "expires", "asked", "captured", "ended", "refunds"),
    )
    inlines = (PaymentPartInline, PaymentEventInline, ProviderCallInline, PaymentMoveInline)
    actions = _VERBS
    verbs = {name: {"finance"} for name in _VERBS}
    confirmed_verbs = ("return_surplus", "return_unmatched")

    def offers(self, verb: str, row: Payment) -> bool:
        """What can be done with it where it stands."""
        has_surplus = row.received_minor > row.amount_minor
        if verb == "confirm":
            return row.provider == _TRANSFER
        if verb == "accept_surplus":
            return row.is_open and has_surplus
        if verb == "return_surplus":
            return row.status in lifecycle.CAPTURED_PAYMENT and has_surplus
        if verb == "return_unmatched":
            return row.status == Payment.Status.UNMATCHED
        if verb == "ask_provider":
            # Of a transfer nobody knows but the bank's statement.
            return row.provider != _TRANSFER
        return row.is_open

    @admin.display(description=_("Status"), ordering="status")
    def state(self, payment: Payment) -> str:
        return status_badge(payment.status, payment.get_status_display())

    @admin.display(description=_("Due"), ordering="amount_minor")
    def due(self, payment: Payment) -> str:
        return str(payment.amount)

    @admin.display(description=_("Came"), ordering="received_minor")
    def came(self, payment: Payment) -> str:
        return str(payment.received)

    @admin.display(description=_("Told to the buyer"))
    def instructions(self, payment: Payment) -> str:
        return ", ".join(f"{name}: {value}" for name, value in payment.next_action.items())

    @admin.display(description=_("Started"), ordering="created_at")
    def started(self, payment: Payment) -> str:
        return when(payment.created_at)

    @admin.display(description=_("Expires"), ordering="expires_at")
    def expires(self, payment: Payment) -> str:
        return when(payment.expires_at)

    @admin.display(description=_("Provider last asked"))
    def asked(self, payment: Payment) -> str:
        return when(payment.queried_at)

    @admin.display(description=_("Captured"), ordering="captured_at")
    def captured(self, payment: Payment) -> str:
        return when(payment.captured_at)

    @admin.display(description=_("Ended"))
    def ended(self, payment: Payment) -> str:
        return when(payment.ended_at)

    @admin.display(description=_("Refunds"))
    def refunds(self, payment: Payment) -> str:
        return link_to_list("payments.refund", _("show"), part__payment__id__exact=payment.pk)

    # ---- what may be done ------------------------------------------------------------

    @admin.action(description=_("Book a transfer"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        """One payment at a time; the statement's line keeps a second click from booking more money."""
        rows = list(queryset[:2])
        line = request.POST.get("statement_line", "").strip()[:_LONGEST_LINE]
        if len(rows) != 1 or not line:
            self.message_user(
                request,
                _("Book one transfer at a time, with its line of the bank statement."),
                messages.ERROR,
            )
            return
        try:
            came = Money.parse(request.POST.get("received", "").strip(), rows[0].currency)
        except BadMoney as error:
            self.message_user(
                request, gettext("Amount received: %(error)s") % {"error": error}, messages.ERROR
            )
            return

        def book(payment: Payment) -> object:
            return confirming.confirm_transfer(
                payment_id=payment.pk,
                received_minor=came.minor,
                statement_line=line,
                at=now(),
                by=self.actor(request),
            )

        self.perform(request, rows, book, done=gettext("transfer of %(amount)s booked") % {"amount": came})
        payment = Payment.objects.get(pk=rows[0].pk)
        if undecided().filter(pk=payment.pk).exists():
            words = gettext("%(received)s of %(due)s came: decide, or wait for the rest.")
            amounts = {"received": payment.received, "due": payment.amount}
            self.message_user(request, words % amounts, messages.WARNING)

    @admin.action(description=_("Accept a surplus as paid"))
    def accept_surplus(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        verb = self._verb(request, confirming.accept_surplus)
        self.perform(request, queryset, verb, done=_("accepted"))

    @admin.action(description=_("Note that a surplus was sent back"))
    def return_surplus(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        verb = self._verb(request, confirming.return_surplus)
        self.perform(request, queryset, verb, done=_("noted"))

    @admin.action(description=_("Ask the provider"))
    def ask_provider(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        """Each question runs outside any transaction of ours; the answer is stored by its own."""
        for payment in queryset:
            try:
                event = querying.query_payment(payment_id=payment.pk, at=now(), by=self.actor(request))
            except ProviderAway as problem:
                self.message_user(request, f"{payment}: {in_readers_words(problem)}", messages.ERROR)
                continue
            said = event.get_outcome_display() if event else gettext("the provider knows of no money")
            self.message_user(request, f"{payment}: {said}", messages.INFO)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        def call(payment: Payment) -> object:
            return cancelling.cancel_payment(
                payment_id=payment.pk, at=now(), by=self.actor(request), reason=self.reason(request)
            )

        self.perform(request, queryset, call, done=_("cancelled"), needs_reason=True)

    @admin.action(description=_("Send unmatched money back; of a transfer note that it was"))
    def return_unmatched(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        verb = self._verb(request, returning.give_back)
        self.perform(request, queryset, verb, done=_("sent back"))

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Payment], object]:
        def call(payment: Payment) -> object:
            return verb(payment_id=payment.pk, at=now(), by=self.actor(request))

        return call


@admin.register(PaymentPart, site=staff_site)
class PaymentPartAdmin(StaffAdmin):
    """The share of each order in a payment, fixed when it was started."""

    test_rows = Q(payment__sandbox=True)
    nothing = _("No money is split: a payment brings a part for each order along.")
    list_display = ("order_reference", "whole", "amount", "state")
    list_filter = ("payment__status",)
    search_fields = ("order_reference", "payment__reference")
    list_select_related = ("payment",)
    fields = readonly_fields = ("order_reference", "whole", "amount", "state", "refunds")

    @admin.display(description=_("Payment"), ordering="payment__reference")
    def whole(self, part: PaymentPart) -> str:
        return link(part.payment)

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, part: PaymentPart) -> str:
        return str(Money(part.amount_minor, part.payment.currency))

    @admin.display(description=_("Payment's status"), ordering="payment__status")
    def state(self, part: PaymentPart) -> str:
        return status_badge(part.payment.status, part.payment.get_status_display())

    @admin.display(description=_("Refunds"))
    def refunds(self, part: PaymentPart) -> str:
        return link_to_list("payments.refund", _("show"), part__id__exact=part.pk)


@admin.register(PaymentEvent, site=staff_site)
class PaymentEventAdmin(StaffAdmin):
    """The inbox: what providers and the bank said, whatever came of it."""

    test_rows = Q(payment__sandbox=True)
    nothing = _("Nothing was heard of money: what providers and the bank tell is kept here.")
    list_display = ("received", "provider", "kind", "amount", "state", "whole", "provider_event_id")
    actions = ("dismiss",)
    verbs = {"dismiss": {"finance"}}
    list_filter = ("outcome", LooseFilter, "provider", "kind")
    search_fields = ("provider_event_id", "payment__reference", "payment__provider_ref")
    list_select_related = ("payment",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("provider", "provider_event_id", "kind", "amount", "state", "whole"),
        *("happened", "received", "processed", "note", "raw"),
    )

    @admin.display(description=_("Received"), ordering="received_at")
    def received(self, event: PaymentEvent) -> str:
        return when(event.received_at)

    @admin.display(description=_("Happened"))
    def happened(self, event: PaymentEvent) -> str:
        return when(event.occurred_at)

    @admin.display(description=_("Processed"))
    def processed(self, event: PaymentEvent) -> str:
        return when(event.processed_at)

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, event: PaymentEvent) -> str:
        return str(Money(event.amount_minor, event.currency))

    @admin.display(description=_("Outcome"), ordering="outcome")
    def state(self, event: PaymentEvent) -> str:
        return status_badge(event.outcome, event.get_outcome_display())

    @admin.display(description=_("Payment"))
    def whole(self, event: Any) -> str:
        return link(event.payment)

    def offers(self, verb: str, row: Any) -> bool:
        """Only what waits for a person is looked at by one."""
        return dismissing.waits(row)

    @admin.action(description=_("Looked at: nothing more to do"))
    def dismiss(self, request: HttpRequest, queryset: QuerySet[PaymentEvent]) -> None:
        def call(event: PaymentEvent) -> object:
            return dismissing.dismiss(
                event_id=event.pk, note=self.reason(request), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, call, done=_("put aside"), needs_reason=True)

"""What do staff see of money that is to go back, how do four eyes send it?"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.desk import MoveInline, StaffAdmin, link, status_badge, when
from accounts.naming import NamesFourEyes
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.money import Money
from kit.refusing import in_readers_words
from kit.words import Words
from payments import lifecycle
from payments.admin.parts import RefundItemInline, told_by_line
from payments.admin.payments import ProviderCallInline
from payments.models import Refund, RefundMove
from payments.operations import refunding, telling
from payments.queries.refunds import dead_ends

_VERBS = ("approve", "decline", "send", "finish", "fail", "ask_again")


class DeadEndFilter(admin.SimpleListFilter):
    """Refunds that died, and nobody has asked for again."""

    title = _("not asked for again")
    parameter_name = "dead"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """How they died."""
        return [
            ("failed", _("Failed, not asked for again")),
            ("declined", _("Declined, not asked for again")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Refund]) -> QuerySet[Refund]:
        """Narrow the list when asked."""
        how = self.value()
        return queryset.filter(pk__in=dead_ends(how)) if how in lifecycle.DEAD_REFUND else queryset


class RefundMoveInline(MoveInline):
    model = RefundMove


@admin.register(Refund, site=staff_site)
class RefundAdmin(NamesFourEyes, StaffAdmin):
    """A refund due is a row that somebody else than its requester approves."""

    test_rows = Q(part__payment__sandbox=True)
    nothing = _("No money is to go back: a refund appears when a paid order is cancelled or declined.")
    list_display = ("order", "state", "amount", "why", "requested_by", "asked", "finished")
    list_filter = ("status", DeadEndFilter, "currency")
    search_fields = ("part__order_reference", "part__payment__reference", "reason")
    list_select_related = ("part__payment",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("of_order", "payment", "state", "amount", "goes_back", "why", "borne_by", "asked"),
        *("requested_by", "approved_by", "finished", "try_before", "next_try"),
    )
    inlines = (RefundItemInline, ProviderCallInline, RefundMoveInline)
    actions = _VERBS
    verbs = {name: {"finance"} for name in _VERBS}
    confirmed_verbs = _VERBS
    leads_to = {
        "approve": "approved",
        "decline": "declined",
        "send": "in_transit",
        "finish": "done",
        "fail": "failed",
    }

    def gather(self, rows: list[Any]) -> None:
        """The claims that are named as reasons."""
        super().gather(rows)
        claims = staff_site.names("orders.claim", [row.reason for row in rows])
        for row in rows:
            row.claim_called = claims.get(row.reason, "")

    def offers(self, verb: str, row: Refund) -> bool:
        """What died is asked for again once, and a failed one is given up as long as it wasn't."""
        if verb == "ask_again":
            return row.is_dead and not row.was_repeated
        return super().offers(verb, row) and not (row.is_dead and row.was_repeated)

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="part__order_reference")
    def order(self, refund: Refund) -> str:
        return refund.part.order_reference

    @admin.display(description=pgettext_lazy("purchase", "Order"))
    def of_order(self, refund: Refund) -> str:
        number = refund.part.order_reference
        return staff_site.names("orders.order", [number]).get(number, number)

    @admin.display(description=_("Goes back"))
    def goes_back(self, refund: Refund) -> str:
        """By line how many units of which goods, with the sums; whoever approves it looks at that."""
        return told_by_line(refund)

    @admin.display(description=_("Reason"), ordering="reason")
    def why(self, refund: Any) -> str:
        """A claim that decided it by what was held against the goods, else in the words of whoever asked."""
        if not hasattr(refund, "claim_called"):
            self.gather([refund])
        told: str = refund.claim_called or refund.reason
        return told

    @admin.display(description=_("Payment"))
    def payment(self, refund: Refund) -> str:
        return link(refund.part.payment)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, refund: Refund) -> str:
        return status_badge(refund.status, refund.get_status_display())

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, refund: Refund) -> str:
        return str(Money(refund.amount_minor, refund.currency))

    @admin.display(description=_("Requested"), ordering="requested_at")
    def asked(self, refund: Refund) -> str:
        return when(refund.requested_at)

    @admin.display(description=_("Done"), ordering="done_at")
    def finished(self, refund: Refund) -> str:
        return when(refund.done_at)

    @admin.display(description=_("Asked for again after"))
    def try_before(self, refund: Refund) -> str:
        return link(refund.instead_of)

    @admin.display(description=_("Asked for again as"))
    def next_try(self, refund: Refund) -> str:
        return link(refund.again if refund.was_repeated else None)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        self.perform(request, queryset, self._verb(request, refunding.approve_refund), done=_("approved"))

    @admin.action(description=_("Decline, give up what failed (reason)"))
    def decline(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        verb = self._reasoned(request, refunding.decline_refund)
        self.perform(request, queryset, verb, done=_("declined"), needs_reason=True)

    @admin.action(description=_("Ordered at the bank"))
    def send(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        self.perform(request, queryset, self._verb(request, refunding.send_refund), done=_("in transit"))

    @admin.action(description=_("The money has left"))
    def finish(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        self.perform(request, queryset, self._verb(request, refunding.finish_refund), done=_("done"))

    @admin.action(description=_("Could not be sent"))
    def fail(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        """Its provider is asked before, outside any transaction of ours: what was sent doesn't fail."""
        reason = self.reason(request)
        if not reason:
            self.message_user(request, gettext("Give a reason."), messages.ERROR)
            return
        for refund in queryset:
            try:
                telling.give_up_refund(refund_id=refund.pk, reason=reason, at=now(), by=self.actor(request))
            except Problem as problem:
                self.message_user(request, f"{refund}: {in_readers_words(problem)}", messages.ERROR)
            else:
                self.message_user(request, f"{refund}: " + gettext("noted as not sent"), messages.SUCCESS)

    @admin.action(description=_("Ask for it again"))
    def ask_again(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        verb = self._verb(request, refunding.refund_again)
        self.perform(request, queryset, verb, done=_("asked for again"))

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Refund], object]:
        return lambda refund: verb(refund_id=refund.pk, at=now(), by=self.actor(request))

    def _reasoned(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Refund], object]:
        return lambda refund: verb(
            refund_id=refund.pk, at=now(), by=self.actor(request), reason=self.reason(request)
        )

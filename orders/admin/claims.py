"""What do staff see of returns and claims, how do they decide them?"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.desk import MoveInline, StaffAdmin, StaffInline, link, status_badge, when
from accounts.leading import Leading
from accounts.sites import staff_site
from kit.clock import now
from kit.words import Words
from orders.admin.deciding_pages import DECIDERS
from orders.models import Claim, ClaimLine, ClaimMessage, ClaimMove, ClaimPhoto
from orders.operations import answering, bringing_back, corresponding, resolving
from orders.operations.bringing_back import Verdict
from orders.policy import MARKET_TIMEZONE
from orders.queries.claim_files import address_of
from orders.queries.claiming import can_be_decided
from orders.queries.waiting import for_staff

_ANSWERS = {"support"}


class ForStaffFilter(admin.SimpleListFilter):
    """Returns and claims that nobody but staff can move on."""

    title = _("waits for staff")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """One choice besides all."""
        return [("yes", _("To be decided by staff"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """Narrow the list when asked."""
        return queryset.filter(pk__in=for_staff()) if self.value() == "yes" else queryset


class ClaimLineInline(StaffInline):
    model = ClaimLine
    fields = readonly_fields = (*("item", "quantity", "restock_units", "quarantine_units", "destroy_units"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimLine]:
        """With what was bought."""
        rows: QuerySet[ClaimLine] = super().get_queryset(request)
        return rows.select_related("line")

    @admin.display(description=_("Item"))
    def item(self, each: ClaimLine) -> str:
        return f"{each.line.sku} {each.line.names.get('en', '')}"


class ClaimMessageInline(StaffInline):
    model = ClaimMessage
    fields = readonly_fields = ("written_at", "side", "text", "is_internal")


class ClaimPhotoInline(StaffInline):
    model = ClaimPhoto
    fields = readonly_fields = ("opened", "side", "kind", "size_b")
    show_change_link = False

    @admin.display(description=_("Name"))
    def opened(self, photo: ClaimPhoto) -> str:
        return format_html('<a class="text-link" href="{}">{}</a>', address_of(photo, at=now()), photo.name)


class ClaimMoveInline(MoveInline):
    model = ClaimMove


@admin.register(Claim, site=staff_site)
class ClaimAdmin(Leading, StaffAdmin):
    """Support answers and inspects in a seller's stead; finance decides what goes back."""

    test_rows = Q(order__group__sandbox=True)
    nothing = _("Nobody returns or claims anything: buyers open these once their goods have come.")
    list_display = ("number", "of_order", "sold_by", "kind", "reason", "state", "answer_by", "staffs")
    list_filter = (
        *(ForStaffFilter, "status", "kind", "reason", "liability"),
        ("opened_at", RangeDateTimeFilter),
    )
    search_fields = ("number", "order__number", "order__seller__code")
    list_select_related = ("order__seller", "order__group")
    fields = readonly_fields = (
        *("number", "of_order", "sold_by", "kind", "reason", "text", "state", "liability", "refunded"),
        *("opened", "answer_by", "staffs", "send_by", "sent_with", "ended", "end_reason"),
    )
    inlines = (ClaimLineInline, ClaimMessageInline, ClaimPhotoInline, ClaimMoveInline)
    actions = (
        *("approve", "decline", "note", "receive", "restock", "quarantine", "destroy"),
        *("at_sellers_cost", "at_carriers_cost", "at_customs_cost", "at_our_cost", "reject"),
    )
    verbs = {
        **dict.fromkeys(actions[:7], _ANSWERS),
        **dict.fromkeys(actions[7:], DECIDERS),
    }
    confirmed_verbs = ("at_sellers_cost", "at_carriers_cost", "at_customs_cost", "at_our_cost")

    def offers(self, verb: str, row: Claim) -> bool:
        """What can be done with it where it stands."""
        is_return, status = row.kind == Claim.Kind.RETURN, row.status
        if verb in ("approve", "decline"):
            return status == Claim.Status.REQUESTED and (is_return or verb == "decline")
        if verb == "note":
            return True
        if verb == "receive":
            return status == Claim.Status.IN_TRANSIT
        if verb in ("restock", "quarantine", "destroy"):
            return status == Claim.Status.RECEIVED
        # Of a list many are decided alike; one alone is decided by what was said of it.
        return False

    def leads(self, request: HttpRequest, row: Claim) -> list[tuple[Words, str]]:
        """Finance decide it with its sums, photos and messages before their eyes."""
        if not can_be_decided(row) or row.order.group.sandbox or not self.may(request, DECIDERS):
            return []
        return [(_("Decide"), reverse("admin:claim_decide", args=(row.pk,)))]

    # ---- what is shown ---------------------------------------------------------------

    @admin.display(description=pgettext_lazy("purchase", "Order"), ordering="order__number")
    def of_order(self, claim: Claim) -> str:
        return link(claim.order)

    @admin.display(description=_("Seller"), ordering="order__seller__code")
    def sold_by(self, claim: Claim) -> str:
        return link(claim.order.seller, claim.order.seller.code)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, claim: Claim) -> str:
        return status_badge(claim.status, claim.get_status_display())

    @admin.display(description=_("Refund"))
    def refunded(self, claim: Claim) -> str:
        if claim.refund is None:
            return ""
        last = claim.refund.last_try
        return format_html("{} {}", link(last), status_badge(last.status, last.get_status_display()))

    @admin.display(description=_("Opened"), ordering="opened_at")
    def opened(self, claim: Claim) -> str:
        return when(claim.opened_at, _zone(claim))

    @admin.display(description=_("Answer by"), ordering="answer_by_at")
    def answer_by(self, claim: Claim) -> str:
        return when(claim.answer_by_at, _zone(claim))

    @admin.display(description=_("Staff answer since"), ordering="escalated_at")
    def staffs(self, claim: Claim) -> str:
        return when(claim.escalated_at, _zone(claim))

    @admin.display(description=_("Send back by"))
    def send_by(self, claim: Claim) -> str:
        return when(claim.send_by_at, _zone(claim))

    @admin.display(description=_("Ended"))
    def ended(self, claim: Claim) -> str:
        return when(claim.ended_at, _zone(claim))

    # ---- what may be done ------------------------------------------------------------

    @admin.action(description=_("Let the goods come back"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.perform(request, queryset, self._with(request, answering.approve_claim), done=_("approved"))

    @admin.action(description=_("Decline the return, contest the claim (reason)"))
    def decline(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        verb = self._with(request, answering.decline_claim, reason=self.reason(request))
        self.perform(request, queryset, verb, done=_("declined"), needs_reason=True)

    @admin.action(description=_("Note for staff alone (as the reason)"))
    def note(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        verb = self._with(request, corresponding.write_message, text=self.reason(request), is_internal=True)
        self.perform(request, queryset, verb, done=_("noted"), needs_reason=True)

    @admin.action(description=_("The goods came back"))
    def receive(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.perform(request, queryset, self._with(request, bringing_back.receive_back), done=_("received"))

    @admin.action(description=_("All units can be sold again"))
    def restock(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._inspect(request, queryset, lambda units: Verdict(restock=units))

    @admin.action(description=_("All units are kept apart"))
    def quarantine(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._inspect(request, queryset, lambda units: Verdict(quarantine=units))

    @admin.action(description=_("All units are destroyed"))
    def destroy(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._inspect(request, queryset, lambda units: Verdict(destroy=units))

    @admin.action(description=_("Refund at the seller's cost (reason)"))
    def at_sellers_cost(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._refund(request, queryset, Claim.Liability.SELLER)

    @admin.action(description=_("Refund at the carrier's cost (reason)"))
    def at_carriers_cost(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._refund(request, queryset, Claim.Liability.CARRIER)

    @admin.action(description=_("Refund at the cost of customs (reason)"))
    def at_customs_cost(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._refund(request, queryset, Claim.Liability.CUSTOMS)

    @admin.action(description=_("Refund at our own cost (reason)"))
    def at_our_cost(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self._refund(request, queryset, Claim.Liability.PLATFORM)

    @admin.action(description=_("Reject: nothing goes back (reason)"))
    def reject(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        verb = self._with(request, resolving.reject_claim, reason=self.reason(request))
        self.perform(request, queryset, verb, done=_("rejected"), needs_reason=True)

    def _inspect(
        self, request: HttpRequest, queryset: QuerySet[Claim], verdict: Callable[[int], Verdict]
    ) -> None:
        def call(claim: Claim) -> object:
            verdicts = {each.line_id: verdict(each.quantity) for each in claim.lines.all()}
            return bringing_back.inspect(
                claim_id=claim.pk, verdicts=verdicts, at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, call, done=_("looked at"))

    def _refund(self, request: HttpRequest, queryset: QuerySet[Claim], liability: str) -> None:
        verb = self._with(request, resolving.refund_claim, liability=liability, reason=self.reason(request))
        self.perform(request, queryset, verb, done=_("refunded"), needs_reason=True)

    def _with(
        self, request: HttpRequest, verb: Callable[..., Any], **facts: object
    ) -> Callable[[Claim], object]:
        return lambda claim: verb(claim_id=claim.pk, at=now(), by=self.actor(request), **facts)


def _zone(claim: Claim) -> str:
    return MARKET_TIMEZONE.get(claim.order.group.market, "")

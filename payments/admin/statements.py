"""What do staff see of the lines of bank statements?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, badge, link, status_badge, when
from accounts.sites import staff_site
from kit.clock import now
from payments.models import StatementLine
from payments.operations import reconciling
from payments.queries.matching import sure_pairs

_VERBS = ("book_sure", "note_returned", "ignore", "take_up")


@admin.register(StatementLine, site=staff_site)
class StatementLineAdmin(StaffAdmin):
    """Incoming money as our banks tell it; files are sent on the page *Money to sort*."""

    nothing = _("No bank statement was sent: finance sends one on the page “Money to sort”.")
    list_display = ("booked_on", "amount", "payer", "purpose", "standing", "likely", "booked_to")
    list_display_links = ("booked_on",)
    list_filter = ("state", "is_sure", "currency", "account")
    search_fields = ("purpose", "payer", "payer_number", "payer_account", "payment__provider_ref")
    list_select_related = ("payment", "suggested")
    ordering = ("-booked_on", "-id")
    date_hierarchy = "booked_on"
    fields = readonly_fields = (
        *("account", "booked_on", "amount", "payer", "payer_number", "payer_account", "purpose"),
        *("standing", "likely", "booked_to", "note", "decided", "key"),
    )
    actions = _VERBS
    verbs = {name: {"finance"} for name in _VERBS}

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, line: StatementLine) -> str:
        return str(line.amount)

    @admin.display(description=_("State"), ordering="state")
    def standing(self, line: StatementLine) -> str:
        return status_badge(line.state, line.get_state_display())

    @admin.display(description=_("Likeliest payment"), ordering="score")
    def likely(self, line: StatementLine) -> str:
        if line.state != "open" or line.suggested is None:
            return ""
        return link(line.suggested, line.suggested.provider_ref)

    @admin.display(description=_("Booked to"))
    def booked_to(self, line: StatementLine) -> str:
        return link(line.payment, line.payment.provider_ref) if line.payment else badge("")

    @admin.display(description=_("Decided"))
    def decided(self, line: StatementLine) -> str:
        return when(line.decided_at)

    def offers(self, verb: str, row: Any) -> bool:
        """What a line's state allows."""
        if verb == "take_up":
            return row.state in StatementLine.PUT_ASIDE
        return row.state == "open" and (verb != "book_sure" or row.is_sure)

    @admin.action(description=_("Book those that are sure"))
    def book_sure(self, request: HttpRequest, queryset: QuerySet[StatementLine]) -> None:
        """The others are left as they are."""
        pairs = dict(sure_pairs(list(queryset.values_list("pk", flat=True))))

        def book(line: StatementLine) -> object:
            return reconciling.book_line(
                line_id=line.pk, payment_id=pairs[line.pk], at=now(), by=self.actor(request)
            )

        self.perform(request, queryset.filter(pk__in=pairs), book, done=_("booked"))

    @admin.action(description=_("Note that it was sent back"))
    def note_returned(self, request: HttpRequest, queryset: QuerySet[StatementLine]) -> None:
        self._put_aside(request, queryset, "returned")

    @admin.action(description=_("None of ours"))
    def ignore(self, request: HttpRequest, queryset: QuerySet[StatementLine]) -> None:
        self._put_aside(request, queryset, "ignored")

    @admin.action(description=_("Decide once more"))
    def take_up(self, request: HttpRequest, queryset: QuerySet[StatementLine]) -> None:
        def call(line: StatementLine) -> object:
            return reconciling.take_line_up(line_id=line.pk, at=now(), by=self.actor(request))

        self.perform(request, queryset, call, done=_("open again"))

    def _put_aside(self, request: HttpRequest, queryset: QuerySet[StatementLine], state: str) -> None:
        def call(line: StatementLine) -> object:
            return reconciling.put_line_aside(
                line_id=line.pk, state=state, note=self.reason(request), at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, call, done=_("put aside"), needs_reason=True)

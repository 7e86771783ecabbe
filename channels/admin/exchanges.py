"""What do staff see of sellers' 1C: who lets theirs in, when it came, and what became of that?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, StaffInline, link, link_to_list, status_badge, when
from accounts.sites import staff_site
from channels.models import Exchange, ExchangeAccess, ExchangeFile
from channels.operations import keying
from channels.wording import why_said
from kit.clock import now


@admin.register(ExchangeAccess, site=staff_site)
class ExchangeAccessAdmin(StaffAdmin):
    """Through which access a seller's 1C comes in; its password is shown to nobody."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("No access for 1C is there: sellers make their own over REST.")
    list_display = ("public_id", "sold_by", "encoding", "made", "used", "revoked")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("public_id", "seller__code")
    list_select_related = ("seller",)
    ordering = ("-id",)
    fields = readonly_fields = (
        "public_id",
        "sold_by",
        "encoding",
        "made",
        "used",
        "revoked",
        "takes_orders",
        "let_have_orders",
        "exchanges_link",
        "reports_link",
    )
    actions = ("revoke",)
    verbs = {"revoke": {"support"}}

    def offers(self, verb: str, row: ExchangeAccess) -> bool:
        """Once."""
        return row.revoked_at is None

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, access: ExchangeAccess) -> str:
        return link(access.seller, access.seller.code)

    @admin.display(description=_("Made"), ordering="created_at")
    def made(self, access: ExchangeAccess) -> str:
        return when(access.created_at)

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def used(self, access: ExchangeAccess) -> str:
        return when(access.last_used_at)

    @admin.display(description=_("Revoked"))
    def revoked(self, access: ExchangeAccess) -> str:
        return when(access.revoked_at)

    @admin.display(description=_("Exchanges"))
    def exchanges_link(self, access: ExchangeAccess) -> str:
        return link_to_list("channels.exchange", str(access.exchanges.count()), access__id__exact=access.pk)

    @admin.display(description=_("Orders handed out since"), ordering="orders_from")
    def let_have_orders(self, access: ExchangeAccess) -> str:
        return when(access.orders_from)

    @admin.display(description=_("Reports of orders"))
    def reports_link(self, access: ExchangeAccess) -> str:
        count = str(access.order_reports.count())
        return link_to_list("channels.orderreport", count, access__id__exact=access.pk)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[ExchangeAccess]) -> None:
        verb = keying.revoke_access
        self.perform(request, queryset, lambda row: verb(access=row, at=now()), done=_("revoked"))


class ExchangeFileInline(StaffInline):
    model = ExchangeFile
    fields = readonly_fields = ("name", "size_bytes", "is_held", "taken_in_by", "read_on", "reason")
    show_change_link = False

    @admin.display(description=_("Import"))
    def taken_in_by(self, file: ExchangeFile) -> str:
        return link(file.job)

    @admin.display(description=_("Read"))
    def read_on(self, file: ExchangeFile) -> str:
        return when(file.read_at)

    @admin.display(description=_("Why"))
    def reason(self, file: ExchangeFile) -> str:
        return why_said(file.why, file.facts)


@admin.register(Exchange, site=staff_site)
class ExchangeAdmin(StaffAdmin):
    """Exchanges, with what 1C asked last, and what it was told."""

    test_rows = Q(access__seller__sandbox=True)
    nothing = _("No 1C has exchanged yet: each exchange is shown here with its last answer.")
    list_display = ("began", "sold_by", "kind", "state", "mode", "answered", "words", "last")
    list_filter = ("kind", "end", "result")
    search_fields = ("access__seller__code", "access__public_id", "words")
    list_select_related = ("access__seller",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *("sold_by", "came_by", "kind", "began", "last", "state", "is_in_parts", "mode", "answered", "words"),
        *("told", "told_count", "confirmed"),
    )
    inlines = (ExchangeFileInline,)

    @admin.display(description=_("Began"), ordering="created_at")
    def began(self, exchange: Exchange) -> str:
        return when(exchange.created_at)

    @admin.display(description=_("Seller"), ordering="access__seller__code")
    def sold_by(self, exchange: Exchange) -> str:
        return link(exchange.access.seller, exchange.access.seller.code)

    @admin.display(description=_("Access"))
    def came_by(self, exchange: Exchange) -> str:
        return link(exchange.access)

    @admin.display(description=_("Status"), ordering="end")
    def state(self, exchange: Exchange) -> str:
        return status_badge(exchange.end or "open", exchange.get_end_display())

    @admin.display(description=_("Last answer"), ordering="result")
    def answered(self, exchange: Exchange) -> str:
        return status_badge(exchange.result, exchange.get_result_display())

    @admin.display(description=_("Orders told"), ordering="told_at")
    def told(self, exchange: Exchange) -> str:
        return when(exchange.told_at)

    @admin.display(description=_("Confirmed"), ordering="confirmed_at")
    def confirmed(self, exchange: Exchange) -> str:
        return when(exchange.confirmed_at)

    @admin.display(description=_("Last asked"), ordering="last_at")
    def last(self, exchange: Exchange) -> str:
        return when(exchange.last_at)

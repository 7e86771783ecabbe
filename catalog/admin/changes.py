"""What do staff see of changes of goods on sale, how do they judge them?"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.desk import MoveInline, StaffAdmin, link, status_badge, when
from accounts.sites import staff_site
from catalog.models import ListingChange, ListingChangeMove
from catalog.operations import deciding
from catalog.queries.calling import called
from catalog.wording import Teller
from kit.clock import now

_VERBS = ("approve", "decline")


class ListingChangeMoveInline(MoveInline):
    model = ListingChangeMove


@admin.register(ListingChange, site=staff_site)
class ListingChangeAdmin(StaffAdmin):
    """New legal or physical facts of goods on sale."""

    test_rows = Q(product__seller__sandbox=True)
    nothing = _("No facts of goods on sale change: what a seller sends anew waits here for a judgement.")
    list_display = ("of", "state", "what", "sold_by", "asked", "decided")
    list_display_links = ("state",)
    list_filter = ("status",)
    search_fields = ("product__code", "variant__sku", "product__seller__code")
    list_select_related = ("product__seller", "variant")
    ordering = ("-id",)
    fields = readonly_fields = ("of", "state", "diff", "on_sale", "sold_by", "asked", "decided")
    inlines = (ListingChangeMoveInline,)
    actions = _VERBS
    verbs = {name: {"onboarding"} for name in _VERBS}

    def gather(self, rows: list[Any]) -> None:
        """What their facts are called, in five queries at most."""
        teller = _teller(rows)
        for row in rows:
            row.teller = teller

    def offers(self, verb: str, row: ListingChange) -> bool:
        """What is decided offers nothing."""
        return row.status == ListingChange.Status.WAITING

    @admin.display(description=_("Goods"))
    def of(self, change: ListingChange) -> str:
        return link(change.variant or change.product)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, change: ListingChange) -> str:
        return status_badge(change.status, change.get_status_display())

    @admin.display(description=_("What changes"))
    def what(self, change: ListingChange) -> str:
        teller: Teller = getattr(change, "teller", None) or _teller([change])
        return ", ".join(sorted(map(teller.label, change.facts)))

    @admin.display(description=_("What changes"))
    def diff(self, change: ListingChange) -> str:
        teller = _teller([change])
        lines = (
            (teller.label(fact), *(teller.value(fact, each[key]) for key in ("was", "becomes")))
            for fact, each in sorted(change.facts.items())
        )
        return format_html_join("", "<div>{}: <del>{}</del> → <ins>{}</ins></div>", lines)

    @admin.display(description=_("Listings"))
    def on_sale(self, change: ListingChange) -> str:
        listings = change.listings.select_related("variant").order_by("market")
        return format_html_join(", ", "{}", ((link(listing),) for listing in listings))

    @admin.display(description=_("Seller"), ordering="product__seller__code")
    def sold_by(self, change: ListingChange) -> str:
        return link(change.product.seller, change.product.seller.code)

    @admin.display(description=_("Asked for"), ordering="asked_at")
    def asked(self, change: ListingChange) -> str:
        return when(change.asked_at)

    @admin.display(description=_("Decided"), ordering="decided_at")
    def decided(self, change: ListingChange) -> str:
        return when(change.decided_at)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[ListingChange]) -> None:
        self.perform(request, queryset, self._approval(request), done=_("approved"))

    @admin.action(description=_("Decline"))
    def decline(self, request: HttpRequest, queryset: QuerySet[ListingChange]) -> None:
        self.perform(request, queryset, self._refusal(request), done=_("declined"), needs_reason=True)

    def _approval(self, request: HttpRequest) -> Callable[[ListingChange], object]:
        return lambda change: deciding.approve_change(change=change, at=now(), by=self.actor(request))

    def _refusal(self, request: HttpRequest) -> Callable[[ListingChange], object]:
        return lambda change: deciding.decline_change(
            change=change, reason=self.reason(request), at=now(), by=self.actor(request)
        )


def _teller(changes: Sequence[ListingChange]) -> Teller:
    return Teller(
        called(
            (fact, each[key])
            for change in changes
            for fact, each in change.facts.items()
            for key in ("was", "becomes")
        )
    )

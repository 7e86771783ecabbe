"""What do staff see of sellers, how do they let them in?"""

from collections.abc import Callable

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.bare import leaving
from accounts.desk import NOTHING, MoveInline, StaffAdmin, link, link_to_list, status_badge, when
from accounts.sites import staff_site
from catalog.lifecycle import SELLER_ROADS
from catalog.models import Seller, SellerMove
from catalog.operations import verifying
from kit.clock import now

_VERBS = ("approve", "reject", "suspend", "reinstate")


class SellerMoveInline(MoveInline):
    model = SellerMove


@admin.register(Seller, site=staff_site)
class SellerAdmin(StaffAdmin):
    """Sellers, from application to verified and back."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody sells: whoever applies over REST appears here, to be approved or rejected.")
    list_display = ("code", "legal_name", "state", "country", "city", "tax", "applied", "goods")
    list_filter = ("status", "country", "tax_id_kind")
    search_fields = ("code", "legal_name", "local_name", "tax_id")
    list_select_related = ("organisation",)
    fields = readonly_fields = (
        *("code", "legal_name", "local_name", "organisation_link", "state", "country", "city", "origin_code"),
        *("tax", "handling_days", "away_from", "away_until", "told", "applied", "verified"),
        *("suspended", "goods", "listings", "pages"),
    )
    inlines = (SellerMoveInline,)
    actions = _VERBS
    verbs = {name: {"onboarding"} for name in _VERBS}
    leads_to = {"suspend": "suspended"}
    comes_from = SELLER_ROADS

    @admin.display(description=_("Status"), ordering="status")
    def state(self, seller: Seller) -> str:
        return status_badge(seller.status, seller.get_status_display())

    @admin.display(description=_("Tax number"), ordering="tax_id")
    def tax(self, seller: Seller) -> str:
        return f"{seller.tax_id_kind} {seller.tax_id}"

    @admin.display(description=_("What it tells of itself"))
    def told(self, seller: Seller) -> str:
        words = ((each,) for each in seller.descriptions.values())
        return format_html_join("", '<p class="mb-2">{}</p>', words) or NOTHING

    @admin.display(description=_("Organisation"))
    def organisation_link(self, seller: Seller) -> str:
        return link(seller.organisation)

    @admin.display(description=pgettext_lazy("when", "Applied"), ordering="applied_at")
    def applied(self, seller: Seller) -> str:
        return when(seller.applied_at)

    @admin.display(description=_("Verified"))
    def verified(self, seller: Seller) -> str:
        return when(seller.verified_at)

    @admin.display(description=_("Suspended"))
    def suspended(self, seller: Seller) -> str:
        return when(seller.suspended_at)

    @admin.display(description=_("Goods"))
    @leaving("nowhere")
    def goods(self, seller: Seller) -> str:
        return link_to_list("catalog.product", _("show"), seller__id__exact=seller.pk)

    @admin.display(description=_("Listings"))
    def listings(self, seller: Seller) -> str:
        return link_to_list("catalog.listing", _("show"), variant__seller__id__exact=seller.pk)

    @admin.display(description=_("Pages"))
    def pages(self, seller: Seller) -> str:
        """What else can be seen of it."""
        links = ((address, words) for words, address in staff_site.row_pages("catalog.seller", seller.pk))
        return format_html_join(" · ", '<a class="text-link" href="{}">{}</a>', links)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Seller]) -> None:
        self.perform(request, queryset, self._verb(request, verifying.approve_seller), done=_("approved"))

    @admin.action(description=_("Reject"))
    def reject(self, request: HttpRequest, queryset: QuerySet[Seller]) -> None:
        verb = self._reasoned(request, verifying.reject_seller)
        self.perform(request, queryset, verb, done=_("rejected"), needs_reason=True)

    @admin.action(description=_("Suspend"))
    def suspend(self, request: HttpRequest, queryset: QuerySet[Seller]) -> None:
        verb = self._reasoned(request, verifying.suspend_seller)
        self.perform(request, queryset, verb, done=_("suspended"), needs_reason=True)

    @admin.action(description=_("Reinstate"))
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Seller]) -> None:
        verb = self._verb(request, verifying.reinstate_seller)
        self.perform(request, queryset, verb, done=_("reinstated"))

    def _verb(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Seller], object]:
        return lambda seller: verb(seller=seller, at=now(), by=self.actor(request))

    def _reasoned(self, request: HttpRequest, verb: Callable[..., object]) -> Callable[[Seller], object]:
        return lambda seller: verb(
            seller=seller, reason=self.reason(request), at=now(), by=self.actor(request)
        )

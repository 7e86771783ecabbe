"""Which papers wait for staff, which end soon, and what do they show?"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING, MoveInline, StaffAdmin, link, picture, status_badge, when
from accounts.sites import staff_site
from catalog.filing import own_address
from catalog.gate_wording import CATEGORIES
from catalog.models import Certificate, CertificateMove
from catalog.operations import certifying
from catalog.policy import LAPSING_WITHIN_DAYS
from catalog.queries.certifying import lapsed, lapsing
from kit.clock import now

_VERBS = ("verify", "reject")


class EndFilter(admin.SimpleListFilter):
    """Papers that buyers see no longer, or soon won't."""

    title = _("End")
    parameter_name = "end"

    def lookups(self, request: HttpRequest, model_admin: object) -> Any:
        """The two that matter."""
        return [("soon", _("Lapsing within 30 days")), ("lapsed", _("Lapsed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """The papers of the choice, today."""
        today = now().date()
        chosen = {
            "soon": lapsing(on=today, within_days=LAPSING_WITHIN_DAYS),
            "lapsed": lapsed(on=today),
        }.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))


class CertificateMoveInline(MoveInline):
    model = CertificateMove


@admin.register(Certificate, site=staff_site)
class CertificateAdmin(StaffAdmin):
    """Papers of sellers, from handed in to shown to buyers."""

    test_rows = Q(seller__sandbox=True)
    nothing = _("No paper vouches for goods: sellers hand certificates in with a scan over REST.")
    list_display = ("number", "kind", "state", "sold_by", "goods", "issuer", "valid_from", "valid_to")
    list_filter = ("status", EndFilter, "kind")
    search_fields = ("number", "issuer", "seller__code", "seller__legal_name", "product__code")
    list_select_related = ("seller", "product", "lot")
    fields = readonly_fields = (
        *("number", "kind", "state", "sold_by", "goods", "covers", "issuer", "valid_from", "valid_to"),
        *("scan", "submitted", "verified"),
    )
    inlines = (CertificateMoveInline,)
    actions = _VERBS
    verbs = {name: {"onboarding"} for name in _VERBS}

    @admin.display(description=_("Status"), ordering="status")
    def state(self, certificate: Certificate) -> str:
        return status_badge(certificate.status, certificate.get_status_display())

    @admin.display(description=_("Seller"), ordering="seller__code")
    def sold_by(self, certificate: Certificate) -> str:
        return link(certificate.seller, certificate.seller.code)

    @admin.display(description=_("Goods"), ordering="product__code")
    def goods(self, certificate: Certificate) -> str:
        if certificate.lot:
            return link(certificate.lot)
        return link(certificate.product) if certificate.product else str(_("All goods"))

    @admin.display(description=_("Categories"))
    def covers(self, certificate: Certificate) -> str:
        words = (str(CATEGORIES.get(each, each)) for each in certificate.categories)
        return ", ".join(words) or NOTHING

    @admin.display(description=_("Scan"))
    def scan(self, certificate: Certificate) -> str:
        if not certificate.scan_key:
            return NOTHING
        return picture(own_address(certificate.scan_key, 1600), certificate.number)

    @admin.display(description=_("Submitted"))
    def submitted(self, certificate: Certificate) -> str:
        return when(certificate.submitted_at)

    @admin.display(description=_("Verified"))
    def verified(self, certificate: Certificate) -> str:
        return when(certificate.verified_at)

    @admin.action(description=_("Verify"))
    def verify(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> None:
        def verb(row: Certificate) -> object:
            return certifying.verify_certificate(certificate=row, at=now(), by=self.actor(request))

        self.perform(request, queryset, verb, done=_("verified"))

    @admin.action(description=_("Reject"))
    def reject(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> None:
        reason = self.reason(request)

        def verb(row: Certificate) -> object:
            return certifying.reject_certificate(
                certificate=row, reason=reason, at=now(), by=self.actor(request)
            )

        self.perform(request, queryset, verb, done=_("rejected"), needs_reason=True)

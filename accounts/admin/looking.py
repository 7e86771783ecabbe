"""How does staff see the console of a seller as that seller does, and who has?"""

from typing import cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.desk import StaffAdmin, is_trusted, link, when
from accounts.models import LookAsSeller, Organisation, User
from accounts.operations.looking import begin_look
from accounts.policy import LOOK_AS_SELLER_FOR, LOOKERS
from accounts.sites import staff_site
from accounts.visits import start_looking
from kit.clock import now
from kit.transactions import owns_transaction


@require_http_methods(["GET", "HEAD", "POST"])
def see_as_seller(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Says what looking means; a post puts it on record, then leads there."""
    if not is_trusted(request, LOOKERS):
        raise PermissionDenied
    sellers = Organisation.objects.filter(kind=Organisation.Kind.SELLER)
    firm = sellers.filter(pk=organisation_id).first()
    if firm is None:
        raise Http404
    if request.method == "POST":
        look = owns_transaction(begin_look)(user=cast("User", request.user), organisation=firm, at=now())
        start_looking(request, look)
        return HttpResponseRedirect(reverse("seller:today"))
    context = {
        **staff_site.each_context(request),
        "title": gettext("See as this seller: %(firm)s") % {"firm": firm.name},
        "firm": firm,
        "minutes": int(LOOK_AS_SELLER_FOR.total_seconds() // 60),
        "back": reverse("admin:accounts_organisation_change", args=(firm.pk,)),
    }
    return TemplateResponse(request, "accounts/admin/see_as_seller.html", context)


@admin.register(LookAsSeller, site=staff_site)
class LookAsSellerAdmin(StaffAdmin):
    """Who of staff has looked at which seller's console, when; nobody changes this record."""

    nothing = _("Nobody has looked at a seller's console yet.")
    list_display = ("began", "person", "firm", "until")
    test_rows = Q(organisation__sandbox=True)
    list_filter = (("at", RangeDateTimeFilter),)
    search_fields = ("user__email", "organisation__name")
    list_select_related = ("user", "organisation")
    ordering = ("-id",)
    fields = readonly_fields = ("began", "person", "firm", "until")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only those above all groups: it watches the others."""
        return bool(request.user.is_superuser)

    @admin.display(description=_("At"), ordering="at")
    def began(self, look: LookAsSeller) -> str:
        return when(look.at)

    @admin.display(description=_("Until"), ordering="until_at")
    def until(self, look: LookAsSeller) -> str:
        return when(look.until_at)

    @admin.display(description=_("Who"), ordering="user__email")
    def person(self, look: LookAsSeller) -> str:
        return link(look.user)

    @admin.display(description=_("Organisation"), ordering="organisation__name")
    def firm(self, look: LookAsSeller) -> str:
        return link(look.organisation)


staff_site.serve_row_pages(
    [
        path(
            "accounts/organisation/<uuid:organisation_id>/see-as-seller/",
            staff_site.admin_view(see_as_seller),
            name="see_as_seller",
        )
    ]
)

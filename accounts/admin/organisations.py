"""What do staff see of those for whom people act?"""

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.bare import leaving
from accounts.desk import StaffAdmin, StaffInline, is_trusted, link, link_to_list, when
from accounts.leading import Leading
from accounts.models import Membership, Organisation
from accounts.policy import LOOKERS
from accounts.sites import staff_site
from kit.words import Words


class MemberInline(StaffInline):
    model = Membership
    fields = readonly_fields = ("user", "role")


@admin.register(Organisation, site=staff_site)
class OrganisationAdmin(Leading, StaffAdmin):
    """Sellers, carriers, terminals, declarants, ourselves."""

    test_rows = Q(sandbox=True)
    nothing = _(
        "There is no organisation: one comes with each seller who applies, and with each partner we enter."
    )
    list_display = ("name", "kind", "since", "keys")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = readonly_fields = ("name", "kind", "since", "keys")
    inlines = (MemberInline,)

    def leads(self, request: HttpRequest, row: Organisation) -> list[tuple[Words, str]]:
        """The page of a seller leads into its console, for whoever may look there."""
        if row.kind != Organisation.Kind.SELLER or not is_trusted(request, LOOKERS):
            return []
        return [(_("See as this seller"), reverse("admin:see_as_seller", args=(row.pk,)))]

    @admin.display(description=_("Since"), ordering="created_at")
    def since(self, organisation: Organisation) -> str:
        return when(organisation.created_at)

    @admin.display(description=_("API keys"))
    @leaving("nowhere")
    def keys(self, organisation: Organisation) -> str:
        return link_to_list("accounts.apikey", _("show"), organisation__id__exact=organisation.pk)


@admin.register(Membership, site=staff_site)
class MembershipAdmin(StaffAdmin):
    """Who acts for whom, in which role."""

    test_rows = Q(organisation__sandbox=True)
    nothing = _(
        "Nobody acts for an organisation: whoever applies as a seller becomes the first member of theirs."
    )
    list_display = ("person", "firm", "role")
    list_display_links = ("role",)
    list_filter = ("role", "organisation__kind")
    search_fields = ("user__email", "organisation__name")
    list_select_related = ("user", "organisation")
    fields = readonly_fields = ("person", "firm", "role")

    @admin.display(description=_("Person"), ordering="user__email")
    def person(self, membership: Membership) -> str:
        return link(membership.user)

    @admin.display(description=_("Organisation"), ordering="organisation__name")
    def firm(self, membership: Membership) -> str:
        return link(membership.organisation)

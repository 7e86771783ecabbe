"""What do staff see of those for whom people act?"""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.bare import leaving
from accounts.desk import StaffAdmin, StaffInline, link, link_to_list, when
from accounts.models import Membership, Organisation
from accounts.sites import staff_site


class MemberInline(StaffInline):
    model = Membership
    fields = readonly_fields = ("user", "role")


@admin.register(Organisation, site=staff_site)
class OrganisationAdmin(StaffAdmin):
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

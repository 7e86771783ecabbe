"""What do staff see of those in whose name goods come in, and who reads a whole number?"""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.bare import is_bare, leaving
from accounts.desk import NOTHING, StaffAdmin, is_trusted, link, link_to_list, staff_actor, when
from accounts.guarding import confirmed_first
from accounts.naming import NamesDoers
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from orders.models import IdentityReading, ImportIdentity
from orders.operations import identifying
from orders.policy import IDENTITY_READERS, MARKET_TIMEZONE

_THERE = MARKET_TIMEZONE["CN"]


@admin.register(ImportIdentity, site=staff_site)
class ImportIdentityAdmin(StaffAdmin):
    """In whose names buyers order, of whose numbers only the end is shown."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody is named: buyers add those in whose name they order over REST.")
    viewers = CONTACT_GROUPS
    list_display = ("named", "number_end", "owner", "made", "removed", "forgotten")
    list_filter = (
        ("removed_at", admin.EmptyFieldListFilter),
        ("forgotten_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("number_end", "buyer__user__email")
    list_select_related = ("buyer__user",)
    fields = readonly_fields = (
        *("owner", "named", "number_end", "years", "whole", "made", "removed", "forgotten"),
    )

    @admin.display(description=_("Buyer"), ordering="buyer__user__email")
    def owner(self, identity: ImportIdentity) -> str:
        return link(identity.buyer, identity.buyer.user.email)

    @admin.display(description=_("name on the card"))
    def named(self, identity: ImportIdentity) -> str:
        if identity.is_unreadable:
            return gettext("no key of ours reads it")
        return identity.name or NOTHING

    @admin.display(description=_("Yearly allowance"))
    def years(self, identity: ImportIdentity) -> str:
        return link_to_list("orders.allowance", _("all years"), person=identity.person)

    @admin.display(description=_("Whole number"))
    @leaving("nowhere")
    def whole(self, identity: ImportIdentity) -> str:
        if is_bare() or not identity.number_sealed:
            return NOTHING
        address = reverse("admin:identity_number", kwargs={"identity_id": identity.pk})
        return format_html('<a class="text-link" href="{}">{}</a>', address, gettext("read, with a reason"))

    @admin.display(description=_("Added"), ordering="created_at")
    def made(self, identity: ImportIdentity) -> str:
        return when(identity.created_at, _THERE)

    @admin.display(description=_("Removed"), ordering="removed_at")
    def removed(self, identity: ImportIdentity) -> str:
        return when(identity.removed_at, _THERE)

    @admin.display(description=_("Deleted"), ordering="forgotten_at")
    def forgotten(self, identity: ImportIdentity) -> str:
        return when(identity.forgotten_at, _THERE)


@admin.register(IdentityReading, site=staff_site)
class IdentityReadingAdmin(NamesDoers, StaffAdmin):
    """Who read the whole number of a card, and why."""

    test_rows = Q(identity__sandbox=True)
    nothing: ClassVar[Any] = _("Nobody has read the whole number of a card yet.")
    list_display = ("read", "of_identity", "reason", "by")
    list_filter = (("read_at", RangeDateTimeFilter),)
    search_fields = ("reason", "by_id")
    list_select_related = ("identity",)
    fields = readonly_fields = ("read", "of_identity", "reason", "by")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only those above all groups: it watches the others."""
        return bool(request.user.is_superuser)

    @admin.display(description=_("Read"), ordering="read_at")
    def read(self, reading: IdentityReading) -> str:
        return when(reading.read_at)

    @admin.display(description=_("Identity"))
    def of_identity(self, reading: IdentityReading) -> str:
        return link(reading.identity)


class ReasonForm(forms.Form):
    """Why the number is needed."""

    reason = forms.CharField(
        label=_("Why do you need the number?"),
        max_length=200,
        help_text=_("It stays on record, with your name."),
        widget=UnfoldAdminTextInputWidget(),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def identity_number(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Ask why; a post shows the number on this one page, and nowhere else."""
    if not is_trusted(request, IDENTITY_READERS):
        raise PermissionDenied
    identity = ImportIdentity.objects.filter(pk=identity_id).first()
    if identity is None:
        raise Http404
    form, number, wrong = ReasonForm(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        try:
            number = owns_transaction(identifying.read_number)(
                identity=identity, reason=form.cleaned_data["reason"], at=now(), by=staff_actor(request)
            )
        except Problem as problem:
            wrong = in_readers_words(problem)
    context = {
        **staff_site.each_context(request),
        "title": gettext("Whole number"),
        "identity": identity,
        "form": form,
        "number": number,
        "wrong": wrong,
        "back": reverse("admin:orders_importidentity_change", args=(identity.pk,)),
    }
    return TemplateResponse(request, "orders/admin/identity_number.html", context)


_group: Any = _("Search")
_title: Any = _("Import identities")
staff_site.add_pages(
    [
        path(
            "identities/<uuid:identity_id>/number/",
            staff_site.admin_view(confirmed_first(identity_number)),
            name="identity_number",
        )
    ],
    group=_group,
    title=_title,
    first="orders_importidentity_changelist",
)

"""What do staff see of who looked for which buyer?"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.desk import NOTHING, StaffAdmin, link_by_id, when
from accounts.naming import NamesDoers
from accounts.sites import staff_site
from orders.models import ContactSearch


@admin.register(ContactSearch, site=staff_site)
class ContactSearchAdmin(NamesDoers, StaffAdmin):
    """Who looked for a buyer by e-mail or telephone, and whom they were shown."""

    nothing: ClassVar[Any] = _("Nobody has looked for a buyer by e-mail or telephone yet.")
    list_display = ("searched", "asked_by", "count", "by")
    list_filter = ("asked_by", ("searched_at", RangeDateTimeFilter))
    search_fields = ("by_id",)
    fields = readonly_fields = ("searched", "asked_by", "shown", "by")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only those above all groups: it watches the others."""
        return bool(request.user.is_superuser)

    @admin.display(description=_("Searched"), ordering="searched_at")
    def searched(self, search: ContactSearch) -> str:
        return when(search.searched_at)

    @admin.display(description=_("Buyers shown"))
    def count(self, search: ContactSearch) -> int:
        return len(search.buyers)

    @admin.display(description=_("Buyers shown"))
    def shown(self, search: ContactSearch) -> str:
        links = ((link_by_id("orders.buyer", pk, str(pk)),) for pk in search.buyers)
        return format_html_join(", ", "{}", links) or NOTHING

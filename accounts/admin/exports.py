"""What do staff see of the lists that were taken away?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, link, when
from accounts.models import Export
from accounts.sites import staff_site


@admin.register(Export, site=staff_site)
class ExportAdmin(StaffAdmin):
    """Who took which rows away, when; nobody changes this record."""

    list_display = ("table", "taken", "person", "rows", "format", "personal", "asked")
    list_filter = ("table", "format", "personal")
    search_fields = ("table", "user__email", "asked")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = readonly_fields = ("table", "taken", "person", "rows", "format", "personal", "asked")
    # What somebody searched for may be a buyer.
    personal = ("asked",)
    nothing = _("No list has been exported: each list has a button for it, above its rows.")

    @admin.display(description=_("At"), ordering="at")
    def taken(self, export: Export) -> str:
        return when(export.at)

    @admin.display(description=_("Who"), ordering="user__email")
    def person(self, export: Export) -> str:
        return link(export.user)

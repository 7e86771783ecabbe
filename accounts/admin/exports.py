"""What do staff see of the lists that were taken away?"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.asked import Asked, asked_in_words
from accounts.desk import NOTHING, StaffAdmin, link, when
from accounts.models import Export
from accounts.sites import staff_site


def _registered(table: str) -> type[Model] | None:
    """The model of a table such as "orders.order", if staff have a list of it."""
    return next((model for model in staff_site._registry if model._meta.label_lower == table), None)  # noqa: SLF001


def _title(table: str) -> str:
    model = _registered(table)
    return str(model._meta.verbose_name_plural) if model else table


class TableFilter(admin.SimpleListFilter):
    """Exports of one list, by the title that the list has."""

    title = _("List")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The lists of which anything was taken."""
        tables = Export.objects.order_by().values_list("table", flat=True).distinct()
        return sorted(((table, _title(table)) for table in tables), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Export]) -> QuerySet[Export]:
        """Narrowed to one list."""
        return queryset.filter(table=self.value()) if self.value() else queryset


@admin.register(Export, site=staff_site)
class ExportAdmin(StaffAdmin):
    """Who took which rows away, when; nobody changes this record."""

    list_display = ("what", "taken", "person", "rows", "format", "personal", "asked_for")
    list_filter = (TableFilter, "format", "personal")
    search_fields = ("table", "user__email", "asked")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = readonly_fields = ("what", "taken", "person", "rows", "format", "personal", "asked_for")
    # What somebody searched for may be a buyer.
    personal = ("asked_for", "asked")
    nothing = _("No list has been exported: each list has a button for it, above its rows.")

    def gather(self, rows: list[Any]) -> None:
        """What each list was asked for, by one query for each table of which rows are named."""
        requests: dict[object, HttpRequest] = {}
        known = [(row, staff_site._registry[model]) for row in rows if (model := _registered(row.table))]  # noqa: SLF001
        asked = [
            (requests.setdefault(row.user_id, _as_seen_by(row.user)), Asked(listed, QueryDict(row.asked)))
            for row, listed in known
        ]
        for (row, _admin), told in zip(known, asked_in_words(asked, seen=_all_rows), strict=True):
            row.told = told

    @admin.display(description=_("List"), ordering="table")
    def what(self, export: Export) -> str:
        return _title(export.table)

    @admin.display(description=_("At"), ordering="at")
    def taken(self, export: Export) -> str:
        return when(export.at)

    @admin.display(description=_("Who"), ordering="user__email")
    def person(self, export: Export) -> str:
        return link(export.user)

    @admin.display(description=_("Filters and search"), ordering="asked")
    def asked_for(self, export: Any) -> str:
        if not hasattr(export, "told"):
            self.gather([export])
        told = getattr(export, "told", None)
        if told is None:
            return str(export.asked) or NOTHING
        return " · ".join(f"{title}: {value}" for title, value in told) or NOTHING


def _as_seen_by(user: Any) -> HttpRequest:
    """The columns of a list are counted as whoever took it saw them."""
    request = HttpRequest()
    request.user = user
    return request


def _all_rows(model: type[Model]) -> "QuerySet[Any]":
    """Whoever may read what was asked for may know buyers, which is all that is kept from anybody."""
    return model._base_manager.all()

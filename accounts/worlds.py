"""Which of the two worlds does a page of staff show?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.words import Words

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _ModelAdmin = ModelAdmin[Any]
else:
    from unfold.admin import ModelAdmin as _ModelAdmin

WORLD = "world"
TEST_WORLD = "test"
_BOTH = "both"
# Names the row on whose own page a verb was used: it is the list that does it.
FROM_PAGE = "_from_page"
# Whoever asks for the rows of one row, by a link on its page, means them in whichever world it is.
_OF_ONE_ROW = "__id__exact"
_NAMING_ONE = frozenset({"buyer", "code", "reference"})


class WorldFilter(admin.SimpleListFilter):
    """The live world unless the other one is asked for."""

    title = _("World")
    parameter_name = WORLD

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self._test_rows = model_admin.of_test_world()
        asks_for_one = any(name.endswith(_OF_ONE_ROW) or name in _NAMING_ONE for name in request.GET)
        self._is_of_one_row = asks_for_one or FROM_PAGE in request.POST

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """The other choices; the live world is the first, and needs no word in the address."""
        return [(TEST_WORLD, _("Test world")), (_BOTH, _("Both worlds"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows of the chosen world."""
        if self.value() == TEST_WORLD:
            return queryset.filter(self._test_rows)
        if self.value() == _BOTH or (self.value() is None and self._is_of_one_row):
            return queryset
        return queryset.exclude(self._test_rows)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django's own, its "All" by what it means here."""
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext("Live world")}
        yield from others


class OfTwoWorlds(_ModelAdmin):
    """A list that shows the live rows unless asked for others, and pages that say when a row is a test."""

    # By which column, its own or another row's, rows are of the test world, where the table has any.
    test_rows: ClassVar[Q | None] = None

    def of_test_world(self) -> Q | None:
        """Which rows are; a table whose rows are told by those of others learns it when asked."""
        return self.test_rows

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The filter by world comes first."""
        others = super().get_list_filter(request)
        return others if self.of_test_world() is None else [WorldFilter, *others]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Nobody takes a test for the real thing."""
        row = kwargs.get("obj") or context.get("original")
        if row and self._is_test(row):
            context["title"] = f"{gettext('Test world')} · {context.get('title', '')}"
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse | HttpResponse:
        """Nor a list of tests."""
        context = {**(extra_context or {})}
        if request.GET.get(WORLD) == TEST_WORLD:
            context["title"] = gettext("Test world")
        return super().changelist_view(request, context)

    def _is_test(self, row: Model) -> bool:
        told = self.of_test_world()
        return told is not None and self.model._base_manager.filter(told, pk=row.pk).exists()

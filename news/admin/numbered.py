"""To which things does a public number lead that staff look for?"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.desk import StaffAdmin
from accounts.sites import staff_site

_NAMES = ("number", "tracking_code")
_MOST = 10


class FoundByNumber(StaffAdmin):
    """A list of what happened to things: the number of an order or a shipment finds all about it."""

    # From a row to its event.
    to_event = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By a number, else by words. One query more for each kind of thing that has numbers."""
        found = events_of(search_term.strip().upper(), self.to_event) if search_term else None
        if found is not None:
            return queryset.filter(found), False
        return super().get_search_results(request, queryset, search_term)


def events_of(number: str, to_event: str = "") -> Q | None:
    """By which rows are about a thing with this number; None where there is none."""
    found = Q()
    for model in staff_site.tables():
        aggregate = getattr(model, "AGGREGATE", "")
        # A slot's number, too, is one: of its train.
        names = [field.name for field in model._meta.fields if field.name in _NAMES and field.unique]
        by_number = Q.create([Q(**{name: number}) for name in names], connector=Q.OR)
        if not aggregate or not names:
            continue
        if ids := list(model._base_manager.filter(by_number).values_list("pk", flat=True)[:_MOST]):
            found |= Q(**{f"{to_event}aggregate": aggregate, f"{to_event}aggregate_id__in": ids})
    return found or None

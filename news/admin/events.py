"""What do staff see of the outbox?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import StaffAdmin, when
from accounts.filters import CodesFilter
from accounts.sites import staff_site
from kit.words import in_words
from news.models import Event


@admin.register(Event, site=staff_site)
class EventAdmin(StaffAdmin):
    """What happened, in the order of each thing's own life."""

    nothing = _(
        "Nothing has happened: every change of a status leaves an event, for those outside who listen."
    )
    list_display = ("what", "aggregate_id", "seq", "happened", "dispatched")
    list_filter = (
        ("aggregate", CodesFilter),
        ("type", CodesFilter),
        ("dispatched_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("aggregate_id", "type")
    ordering = ("-id",)
    fields = readonly_fields = (
        "what",
        "type",
        "aggregate_id",
        "seq",
        "payload",
        "happened",
        "dispatched",
    )

    @admin.display(description=pgettext_lazy("of an event", "Type"), ordering="type")
    def what(self, event: Event) -> str:
        """Such as "order: placed" for `order.placed`."""
        return in_words(event.type)

    @admin.display(description=_("Happened"), ordering="occurred_at")
    def happened(self, event: Event) -> str:
        return when(event.occurred_at)

    @admin.display(description=_("Dispatched"))
    def dispatched(self, event: Event) -> str:
        return when(event.dispatched_at)

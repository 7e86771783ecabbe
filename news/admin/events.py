"""What do staff see of the outbox?"""

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.desk import when
from accounts.filters import CodesFilter
from accounts.sites import staff_site
from kit.words import in_words
from news.admin.numbered import FoundByNumber
from news.admin.showing import as_json
from news.models import Event, FeedEntry
from news.rendering import envelope


@admin.register(Event, site=staff_site)
class EventAdmin(FoundByNumber):
    """What happened, in the order of each thing's own life."""

    nothing = _(
        "Nothing has happened: every change of a status leaves an event, for those outside who listen."
    )
    list_display = ("what", "aggregate_id", "seq", "happened", "dispatched", "heard_by")
    list_filter = (
        ("aggregate", CodesFilter),
        ("type", CodesFilter),
        ("dispatched_at", admin.EmptyFieldListFilter),
        ("trouble", admin.EmptyFieldListFilter),
    )
    search_fields = ("aggregate_id", "type")
    ordering = ("-id",)
    fields = readonly_fields = (
        "what",
        "code",
        "aggregate_id",
        "seq",
        "facts",
        "happened",
        "dispatched",
        "trouble",
        "tried_again",
        "heard_by",
        "told_as",
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

    @admin.display(description=_("Tried again"))
    def tried_again(self, event: Event) -> str:
        """When an event is to be told that could not be."""
        return when(event.retry_at) if event.dispatched_at is None else "–"

    def of_test_world(self) -> Q:
        """An event is of the world of what it happened to, wherever that is kept."""
        told = Q(pk__in=[])
        for model, admin_of in staff_site.tables().items():
            aggregate = getattr(model, "AGGREGATE", "")
            rows: Q | None = admin_of.of_test_world() if aggregate else None
            if rows is not None:
                there = model._base_manager.filter(rows, pk=OuterRef("aggregate_id"))
                told |= Q(Exists(there), aggregate=aggregate)
        return told

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With how many may hear of each, counted in the same statement."""
        entries = FeedEntry.objects.filter(event=OuterRef("pk")).order_by().values("event")
        counted = Subquery(entries.annotate(count=Count("*")).values("count"))
        rows: QuerySet[Event] = super().get_queryset(request)
        return rows.annotate(readers=Coalesce(counted, 0))

    @admin.display(description=_("Heard by"))
    def heard_by(self, event: Event) -> str:
        """How many organisations and people; it is forgotten with the entries of their feeds."""
        count: int = event.readers  # type: ignore[attr-defined]
        if event.told is None:
            return gettext("nobody outside") if event.dispatched_at else "–"
        return str(count) if count else gettext("too long ago to say")

    @admin.display(description=_("As it is told"))
    def told_as(self, event: Event) -> str:
        """The very words that readers get, laid out."""
        if event.told is None:
            return "–"
        return as_json(envelope(event))

    @admin.display(description=_("Code"))
    def code(self, event: Event) -> str:
        """Its type as readers know it."""
        return event.type

    @admin.display(description=_("Payload"))
    def facts(self, event: Event) -> str:
        """What was noted with it; nobody outside is told that."""
        return as_json(event.payload)

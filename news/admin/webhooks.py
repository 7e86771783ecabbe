"""What do staff see of webhook endpoints, and of what was sent there?"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import (
    NOTHING,
    MoveInline,
    StaffAdmin,
    StaffInline,
    link,
    link_by_id,
    link_to_list,
    may_see_contact,
    status_badge,
    when,
)
from accounts.models import User
from accounts.queries import organisations_called, readers_of_test_world
from accounts.sites import staff_site
from kit.clock import now
from kit.words import Words, in_words
from news.admin.numbered import FoundByNumber
from news.admin.showing import as_block
from news.models import Attempt, Delivery, Endpoint, EndpointMove
from news.operations.delivering import replay
from news.operations.subscribing import disable_endpoint, enable_endpoint


class EndpointMoveInline(MoveInline):
    model = EndpointMove


@admin.register(Endpoint, site=staff_site)
class EndpointAdmin(StaffAdmin):
    """Who is called where; the secrets are nobody's to see."""

    nothing = _("Nobody is called: buyers, sellers and partners make webhook endpoints over REST.")
    test_rows = readers_of_test_world("reader_id")
    list_display = ("shown_url", "owner", "state", "disabled_reason", "failing", "made")
    list_filter = ("status", "disabled_reason", ("failing_since", admin.EmptyFieldListFilter))
    search_fields = ("url", "id", "reader_id")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("url", "owner", "description", "types", "state", "disabled_reason", "failing", "resting"),
        *("old_secret_until", "made", "log"),
    )
    inlines = (EndpointMoveInline,)
    actions = ("enable", "disable")
    verbs = {"enable": {"support"}, "disable": {"support"}}
    leads_to = {"enable": "enabled", "disable": "disabled"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        """Each row knows whether whoever looks at it may know people."""
        rows: QuerySet[Endpoint] = super().get_queryset(request)
        return rows.annotate(tells_people=Value(may_see_contact(request)))

    def gather(self, rows: list[Endpoint]) -> None:
        """The names of the organisations, and of people for those who may know them."""
        super().gather(rows)
        names = organisations_called(row.reader_id for row in rows)
        people = {
            row.reader_id
            for row in rows
            if row.reader_id not in names and getattr(row, "tells_people", False)
        }
        known = User.objects.in_bulk(people) if people else {}
        for row in rows:
            row.owner_name = names.get(row.reader_id, "")  # type: ignore[attr-defined]
            row.person = known.get(row.reader_id)  # type: ignore[attr-defined]

    @admin.display(description=_("Address"), ordering="url")
    def shown_url(self, endpoint: Endpoint) -> str:
        return str(endpoint)

    @admin.display(description=_("Owner"))
    def owner(self, endpoint: Endpoint) -> str:
        """The organisation, or the person: to whom they are nobody's to know, by their id."""
        if not hasattr(endpoint, "owner_name"):
            self.gather([endpoint])
        name: str = endpoint.owner_name  # type: ignore[attr-defined]
        if name:
            return link_by_id("accounts.organisation", endpoint.reader_id, name)
        person: User | None = endpoint.person  # type: ignore[attr-defined]
        return link(person) if person else f"{_('A person')} {endpoint.reader_id}"

    @admin.display(description=_("Types of events"))
    def types(self, endpoint: Endpoint) -> str:
        return ", ".join(in_words(each) for each in endpoint.event_types) or str(_("All"))

    @admin.display(description=_("Status"), ordering="status")
    def state(self, endpoint: Endpoint) -> str:
        return status_badge(endpoint.status, endpoint.get_status_display())

    @admin.display(description=_("Failing since"), ordering="failing_since")
    def failing(self, endpoint: Endpoint) -> str:
        return when(endpoint.failing_since)

    @admin.display(description=_("Rests until"))
    def resting(self, endpoint: Endpoint) -> str:
        return when(endpoint.rests_until)

    @admin.display(description=_("Made"), ordering="created_at")
    def made(self, endpoint: Endpoint) -> str:
        return when(endpoint.created_at)

    @admin.display(description=_("What was sent there"))
    def log(self, endpoint: Endpoint) -> str:
        return link_to_list("news.delivery", _("Webhook deliveries"), endpoint__id__exact=endpoint.pk)

    @admin.action(description=_("Switch on"))
    def enable(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        by = self.actor(request)
        self.perform(
            request,
            queryset,
            lambda row: enable_endpoint(endpoint=row, at=now(), by=by),
            done=_("switched on"),
        )

    @admin.action(description=_("Switch off"))
    def disable(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        by, reason = self.actor(request), self.reason(request)

        def verb(row: Endpoint) -> object:
            return disable_endpoint(endpoint=row, at=now(), by=by, reason=reason)

        self.perform(request, queryset, verb, done=_("switched off"), needs_reason=True)


class AttemptInline(StaffInline):
    """The calls of a delivery, as they were made."""

    model = Attempt
    fields = readonly_fields = ("called", "duration_ms", "outcome", "request", "answer")
    show_change_link = False
    tab = False

    @admin.display(description=_("At"))
    def called(self, attempt: Attempt) -> str:
        return when(attempt.at)

    @admin.display(description=_("Answer"))
    def outcome(self, attempt: Attempt) -> Words:
        return outcome_of(attempt)

    @admin.display(description=pgettext_lazy("sent to an endpoint", "Request"))
    def request(self, attempt: Attempt) -> str:
        return _message(attempt.request_headers, attempt.request_body)

    @admin.display(description=_("What came back"))
    def answer(self, attempt: Attempt) -> str:
        return _message(attempt.answer_headers, attempt.answer_body)


@admin.register(Delivery, site=staff_site)
class DeliveryAdmin(FoundByNumber):
    """Each event on its way to each endpoint, with its calls of the last thirty days."""

    nothing = _("Nothing is due anywhere: events are sent to webhook endpoints as they happen.")
    test_rows = readers_of_test_world("endpoint__reader_id")
    list_display = ("what", "where", "kind", "shown_state", "attempts", "outcome", "made", "due", "done")
    list_filter = ("state", "kind", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("=id", "=event__id", "=endpoint__id", "=aggregate_id", "=event__type")
    to_event = "event__"
    list_select_related = ("endpoint", "event")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("what", "event_link", "where", "aggregate_id", "seq", "kind", "shown_state", "attempts"),
        *("outcome", "made", "due", "done"),
    )
    inlines = (AttemptInline,)
    actions = ("replay",)
    verbs = {"replay": {"support"}}

    def offers(self, verb: str, row: Delivery) -> bool:
        """To an endpoint that is off nothing is sent."""
        return _is_on(row)

    @admin.display(description=pgettext_lazy("of an event", "Type"))
    def what(self, delivery: Delivery) -> str:
        return in_words(delivery.event.type)

    @admin.display(description=_("Event ID"))
    def event_link(self, delivery: Delivery) -> str:
        return link(delivery.event, str(delivery.event_id))

    @admin.display(description=_("Address"))
    def where(self, delivery: Delivery) -> str:
        return link(delivery.endpoint)

    @admin.display(description=_("State"), ordering="state")
    def shown_state(self, delivery: Delivery) -> str:
        return status_badge(delivery.state, delivery.get_state_display())

    @admin.display(description=_("Last answer"))
    def outcome(self, delivery: Delivery) -> Words:
        return outcome_of(delivery)

    @admin.display(description=_("Made"), ordering="id")
    def made(self, delivery: Delivery) -> str:
        return when(delivery.created_at)

    @admin.display(description=_("Next try"))
    def due(self, delivery: Delivery) -> str:
        """When it is tried, at an endpoint that is called at all."""
        return when(delivery.next_attempt_at if _is_on(delivery) else None)

    @admin.display(description=_("Done"))
    def done(self, delivery: Delivery) -> str:
        return when(delivery.done_at)

    @admin.action(description=_("Send again"))
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        rows = queryset.select_related("endpoint", "event")
        self.perform(request, rows, lambda row: replay(delivery=row, at=now()), done=_("sent again"))


def _is_on(delivery: Delivery) -> bool:
    return delivery.endpoint.status == Endpoint.Status.ENABLED


_WHY: Mapping[str, Words] = {
    "address": _("An address that we don't call"),
    "connect": _("Nobody listens there"),
    "dns": _("There is no such name"),
    "dropped": _("The connection was dropped"),
    "endpoint_off": _("The endpoint was off"),
    "fault": _("A fault of ours"),
    "nonsense": _("It doesn't speak HTTP"),
    "secret": _("Its secret can't be read"),
    "timeout": _("It took too long"),
    "unwritable": _("It could not be written"),
    "tls": _("No safe connection could be made"),
}


def outcome_of(row: Attempt | Delivery) -> Words:
    """The status that was answered, or why none was."""
    if row.answer_status is not None:
        return str(row.answer_status)
    return _WHY.get(row.error, row.error) or NOTHING


def _message(headers: Mapping[str, Any], body: str) -> str:
    """Headers and body as they went over the line, JSON spread out."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    with suppress(ValueError):
        body = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    return as_block("\n".join([*lines, "", body, ""]))

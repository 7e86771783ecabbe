"""Which events does a reader pull, and of which types can there be any?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, EVERYONE, Door
from kit.openapi import operation
from kit.rest import In, TextField, WholeField
from news.errors import Forgotten
from news.event_types import EventType, catalogue, event_types, strange_types
from news.queries.feeding import pull
from news.queries.webhooks import reader_of
from news.rendering import envelope

LARGEST_LIMIT = 100
LONGEST_TYPES = 4_000
LAST_POSITION = 2**53
# They change with our code alone.
_CACHING = "public, max-age=300, stale-while-revalidate=3600"


class EnvelopeOut(serializers.Serializer[Any]):
    """One event, as everybody whom it concerns is told of it; what `data` holds is said by its type."""

    id = serializers.UUIDField(help_text="The same however often it is told: skip what you have seen.")
    type = serializers.CharField(help_text="Such as `order.placed`: see `listEventTypes`.")
    version = serializers.IntegerField(help_text="Of the form of `data`, which within a version only grows.")
    timestamp = serializers.DateTimeField(help_text="When it happened.")
    aggregate = serializers.CharField(help_text="What kind of thing it happened to.")
    aggregate_id = serializers.UUIDField()
    seq = serializers.IntegerField(help_text="Counts all events of that thing, from one without gaps.")
    data = serializers.DictField()  # type: ignore[assignment]


class FeedEntryOut(serializers.Serializer[Any]):
    """One event with its place in the reader's own feed."""

    position = serializers.IntegerField()
    event = EnvelopeOut()


class EventsOut(serializers.Serializer[Any]):
    """Some events; ask on after `next`, at once if that is less than `latest`."""

    items = FeedEntryOut(many=True)
    next = serializers.IntegerField(help_text="After which position to ask on.")
    latest = serializers.IntegerField(help_text="The position of the newest event.")


class EventsQuery(In):
    """From where, and of which types."""

    after = WholeField(
        min_value=0,
        max_value=LAST_POSITION,
        required=False,
        help_text="The `next` of the answer before. Without it the answer begins at the oldest that is kept.",
    )
    limit = WholeField(min_value=1, max_value=LARGEST_LIMIT, default=LARGEST_LIMIT)
    types = TextField(
        required=False,
        max_length=LONGEST_TYPES,
        help_text="Only of these types, such as `order.placed,order.paid`; see `listEventTypes`.",
    )

    def validate_types(self, given: str) -> list[str]:
        """Names of types that there are."""
        names = [each.strip() for each in given.split(",")]
        if why := strange_types(names, event_types()):
            raise serializers.ValidationError(why)
        return names


class EventTypeOut(serializers.Serializer[Any]):
    """One type of events."""

    type = serializers.CharField()
    version = serializers.IntegerField()
    summary = serializers.CharField()
    readers = serializers.ListField(
        child=serializers.ChoiceField(choices=["seller", "buyer", "partner"]),
        help_text="Which kinds of callers hear of such events, where one concerns them.",
    )
    data_schema = serializers.DictField(help_text="The JSON schema (2020-12) of `data`.")
    example = serializers.DictField(help_text="One such `data`.")


class EventTypesOut(serializers.Serializer[Any]):
    """All of them."""

    items = EventTypeOut(many=True)


_EXAMPLE: dict[str, Any] = {
    "type": "seller.verified",
    "version": 1,
    "summary": "A seller may sell, for the first time or again.",
    "readers": ["seller"],
    "data_schema": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
    "example": {"code": "KZ01"},
}


class EventTypesDoor(Door):
    """The catalogue, for everybody."""

    readers = EVERYONE
    cache_control = _CACHING
    vary = ()

    @operation(
        id="listEventTypes",
        summary="Every type of events that somebody can be told of, by name",
        response=EventTypesOut,
        response_example={"items": [_EXAMPLE]},
    )
    def get(self, request: Request) -> Response:
        return self.answer(EventTypesOut({"items": list(map(_shown_type, catalogue().values()))}))


class EventsDoor(Door):
    """What concerns the caller's organisation, or themselves."""

    resource = "events"
    readers = {"buyer": ANYONE, "seller": ANYONE, "partner": ANYONE}

    @operation(
        id="listEvents",
        summary="What happened that concerns you, after a position",
        query=EventsQuery,
        response=EventsOut,
        problems=[Forgotten],
        description=(
            "For programs that would rather ask than be called by webhooks. Keep `next` once you have dealt"
            " with the answer, and ask on after it: no event is ever skipped, those of one thing come in"
            " their order, and asking again answers the same. Events are kept for 90 days."
        ),
    )
    def get(self, request: Request) -> Response:
        pulled = pull(
            reader_of(self.actor),
            after=self.query.get("after"),
            limit=self.query["limit"],
            types=self.query.get("types", ()),
        )
        items = [{"position": each.position, "event": envelope(each.event)} for each in pulled.entries]
        return self.answer({"items": items, "next": pulled.next, "latest": pulled.latest})


def _shown_type(kind: EventType) -> dict[str, object]:
    return kind._asdict()

"""Of which types of events are those outside told, and in which form?"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from kit.lifecycle import Lifecycle

# Who hears: those who sell, who buy, who carry and handle.
ReaderKind = Literal["seller", "buyer", "partner"]
Schema = Mapping[str, object]
FIRST_VERSION = 1

TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "string", "format": "uuid"}
WHOLE: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
MONEY: Schema = {
    "type": "object",
    "properties": {"amount": TEXT, "currency": TEXT},
    "required": ["amount", "currency"],
}


class EventType(NamedTuple):
    """
    What readers are told of one type of events, such as `order.placed`.

    `data_schema` is the JSON schema (2020-12) of `data`, `example` one such `data`.
    Within a version `data` only grows; whatever would break a reader makes the next.
    `aggregate` is what kind of thing it is about, where the type doesn't begin with it.
    """

    type: str
    summary: str
    readers: tuple[ReaderKind, ...]
    data_schema: Schema
    example: Mapping[str, object]
    version: int = FIRST_VERSION
    aggregate: str = ""


class Part(NamedTuple):
    """Some members of `data`: the schema of each, and an example of each."""

    schemas: Mapping[str, Schema]
    example: Mapping[str, object]


_NOTHING = Part({}, {})


def or_none(schema: Schema) -> Schema:
    """The same, or null."""
    if schema["type"] == "object":
        return {"anyOf": [schema, {"type": "null"}]}
    words = schema.get("enum")
    nothing = {"enum": [*words, None]} if isinstance(words, list) else {}
    return {**schema, "type": [schema["type"], "null"], **nothing}


def one_of(*words: str) -> Schema:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def members(schemas: Mapping[str, Schema]) -> Schema:
    """An object that has all of these, and may have more in time."""
    return {"type": "object", "properties": dict(schemas), "required": list(schemas)}


def describe(
    lifecycle: Lifecycle,
    summaries: Mapping[str, str],
    *,
    readers: tuple[ReaderKind, ...],
    facts: Part,
    more: Mapping[str, Part] | None = None,
) -> list[EventType]:
    """
    The types of one kind of thing, by what happened to it: a new status, or what no status shows.

    Every one has `facts`, some have `more`. `news.snapshots.standing` tells the rest.
    """
    return [
        _type(lifecycle, what, summary, readers, [facts, (more or {}).get(what, _NOTHING)])
        for what, summary in summaries.items()
    ]


def _type(
    lifecycle: Lifecycle,
    what: str,
    summary: str,
    readers: tuple[ReaderKind, ...],
    parts: Iterable[Part],
) -> EventType:
    states = one_of(*lifecycle.states)
    schemas: dict[str, Schema] = {"id": ID, "status": states, "was": or_none(states), "version": WHOLE}
    sources = [each for each in lifecycle.states if what in lifecycle.moves[each]]
    example: dict[str, object] = {
        "id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a77",
        "status": what if what in lifecycle.states else lifecycle.initial,
        "was": sources[0] if sources else None,
        "version": 2,
    }
    for part in parts:
        schemas |= part.schemas
        example |= part.example
    return EventType(f"{lifecycle.name}.{what}", summary, readers, members(schemas), example)


# What news itself tells: it is asked for, goes to one endpoint alone, and stands in no feed.
WEBHOOK_TEST = EventType(
    "webhook.test",
    "A test of your webhook endpoint, sent there alone when you ask for it; it stands in no feed.",
    ("seller", "buyer", "partner"),
    members({"endpoint_id": ID}),
    {"endpoint_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a77"},
    aggregate="webhook_endpoint",
)


class _Handed:
    """What the app above handed in: each app describes its own events."""

    types: Mapping[str, EventType] = {}


def hand_in_event_types(types: Iterable[EventType]) -> None:
    """Say what those outside can hear of; called once by the app that knows everyone."""
    _Handed.types = {each.type: each for each in sorted(types, key=lambda each: each.type)}


def event_types() -> Mapping[str, EventType]:
    """Every type that stands in somebody's feed, by its name, in alphabetical order."""
    return _Handed.types


def catalogue() -> Mapping[str, EventType]:
    """The same, with what goes to an endpoint beside all feeds."""
    return dict(sorted({**_Handed.types, WEBHOOK_TEST.type: WEBHOOK_TEST}.items()))


def strange_types(names: Iterable[str], known: Mapping[str, EventType]) -> str:
    """Which of some names are no type's, and which there are, in words; empty where all are known."""
    unknown = ", ".join(each for each in names if each not in known)
    return unknown and f"There is no type {unknown[:200]}. There are: {', '.join(known)}."


def version_of(type_: str) -> int:
    """In which version events of a type are told."""
    known = _Handed.types.get(type_)
    return known.version if known else FIRST_VERSION

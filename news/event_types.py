"""Of which types of events are those outside told, and in which form?"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

# Who hears: the sellers' side, buyers, those who carry and handle.
ReaderKind = Literal["seller", "buyer", "partner"]
FIRST_VERSION = 1


class EventType(NamedTuple):
    """
    What readers are told of one type of events, such as `order.placed`.

    `data_schema` is the JSON schema (2020-12) of `data`, `example` one such `data`.
    Within a version `data` only grows; whatever would break a reader makes the next.
    """

    type: str
    summary: str
    readers: tuple[ReaderKind, ...]
    data_schema: Mapping[str, object]
    example: Mapping[str, object]
    version: int = FIRST_VERSION


class _Handed:
    """What the app above handed in: each app describes its own events."""

    types: Mapping[str, EventType] = {}


def hand_in_event_types(types: Iterable[EventType]) -> None:
    """Say what those outside can hear of; called once by the app that knows everyone."""
    _Handed.types = {each.type: each for each in sorted(types, key=lambda each: each.type)}


def event_types() -> Mapping[str, EventType]:
    """Every type that somebody outside can hear of, by its name, in alphabetical order."""
    return _Handed.types


def version_of(type_: str) -> int:
    """In which version events of a type are told."""
    known = _Handed.types.get(type_)
    return known.version if known else FIRST_VERSION

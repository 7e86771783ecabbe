"""Who may hear of what happened, and what are they told?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kit.letters import Letter


class Happened(NamedTuple):
    """An event as the outbox has it: `payload` is ours, and goes nowhere as it stands."""

    id: UUID
    aggregate: str
    aggregate_id: UUID
    seq: int
    type: str
    payload: Mapping[str, object]
    occurred_at: datetime


class Telling(NamedTuple):
    """Which organisations and people may hear of an event, and what all of them are told (JSON)."""

    readers: Collection[UUID]
    data: Mapping[str, object]


# Asked of some events of one kind of thing at once: those that concern somebody outside, by the event's id.
Teller = Callable[[Sequence[Happened]], Mapping[UUID, Telling]]
# Asked of some events of one type at once: which letters they cause.
Clerk = Callable[[Sequence[Happened]], Sequence[Letter]]


class _Handed:
    """What the app above handed in: who is concerned is known to those who own the things."""

    tellers: Mapping[str, Teller] = {}
    clerks: Mapping[str, Clerk] = {}


def hand_in_tellers(tellers: Mapping[str, Teller]) -> None:
    """Say who knows whom the events of an aggregate concern; called once by the app that knows everyone."""
    _Handed.tellers = tellers


def hand_in_clerks(clerks: Mapping[str, Clerk]) -> None:
    """Say who knows which letters events of a type cause; called once by the app that knows everyone."""
    _Handed.clerks = clerks


def tell(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What those outside are told, by the id of each event that concerns any of them."""
    told: dict[UUID, Telling] = {}
    for aggregate, teller in _Handed.tellers.items():
        if ours := [each for each in events if each.aggregate == aggregate]:
            told.update(teller(ours))
    return {event_id: telling for event_id, telling in told.items() if telling.readers}


def letters_about(events: Sequence[Happened]) -> list[Letter]:
    """The letters that some events cause, in the order of the events' types."""
    letters: list[Letter] = []
    for type_, clerk in _Handed.clerks.items():
        if ours := [each for each in events if each.type == type_]:
            letters += clerk(ours)
    return letters

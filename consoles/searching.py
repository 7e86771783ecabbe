"""Which rows does a word name that somebody typed into the search box?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

import catalog.queries.finding as catalog
import orders.queries.finding as orders
import payments.queries.finding as payments
import shipping.queries.finding as shipping
from consoles.policy import HITS_SHOWN
from consoles.recognising import Clue, Recognised, recognised
from kit.actors import Actor
from kit.hits import Hit, looked_up
from orders.operations.searching import record_search

Part = QuerySet[Any, Any]
# Kinds of clues that are a person's own data.
CONTACTS = ("email", "phone")
# One more than is shown tells whether there are more.
_MOST = HITS_SHOWN + 1

_PARTS: dict[str, Callable[[Clue], list[Part]]] = {
    "order": lambda clue: [orders.orders_numbered(clue.words, most=_MOST)],
    "group": lambda clue: [orders.groups_numbered(clue.words, most=_MOST)],
    "shipment": lambda clue: [shipping.shipments_numbered(clue.words, most=_MOST)],
    "payment": lambda clue: [payments.payments_called(clue.words, most=_MOST)],
    "tracking": lambda clue: [shipping.shipments_tracked(clue.words, is_start=clue.is_start, most=_MOST)],
    "container": lambda clue: [shipping.containers_numbered(clue.words, is_start=clue.is_start, most=_MOST)],
    "sscc": lambda clue: [
        shipping.packages_labelled(clue.words, is_start=clue.is_start, most=_MOST),
        shipping.load_units_labelled(clue.words, is_start=clue.is_start, most=_MOST),
    ],
    "seller": lambda clue: [catalog.sellers_coded(clue.words, most=_MOST)],
    "sku": lambda clue: [catalog.listings_with_sku(clue.words, most=_MOST)],
    "email": lambda clue: [
        orders.buyers_with_email(clue.words, most=_MOST),
        orders.groups_of_email(clue.words, most=_MOST),
    ],
    "phone": lambda clue: [
        orders.groups_to_phone(clue.words, most=_MOST),
        orders.addresses_with_phone(clue.words, most=_MOST),
    ],
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a word may be, and the rows that it names; `withheld`: it is a contact, not for this reader."""

    recognised: Recognised
    hits: tuple[Hit, ...]
    withheld: bool = False


def find(typed: str, *, sees_contacts: bool, at: datetime, by: Actor) -> Found:
    """
    The rows that a word names, by one query; a search for a person is put on record by another.

    Its caller owns the transaction in which that record is written.
    """
    asked = recognised(typed, year=at.year)
    clues = [clue for clue in asked.clues if sees_contacts or clue.kind not in CONTACTS]
    hits = _once(looked_up(parts_of(clues)))
    contact = next((clue.kind for clue in clues if clue.kind in CONTACTS), "")
    if contact:
        shown = (UUID(hit.facts["buyer"]) for hit in hits if "buyer" in hit.facts)
        record_search(asked_by=contact, buyers=shown, at=at, by=by)
    return Found(asked, hits, withheld=len(clues) < len(asked.clues))


def parts_of(clues: Iterable[Clue]) -> list[Part]:
    """What is asked of the tables for some clues."""
    return [part for clue in clues for part in _PARTS[clue.kind](clue)]


def _once(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Each row once, though two clues may lead to it."""
    return tuple({(hit.model, hit.pk): hit for hit in hits}.values())

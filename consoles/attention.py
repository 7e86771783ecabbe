"""What waits for which of our people in the morning, and what can't wait until then?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from accounts.queries import staff_at_work
from catalog.queries import waiting as catalog
from consoles.policy import FOLLOW_UP_PATIENCE, HOME_TIMEZONE
from kit.letters import Letter
from kit.piles import Pile
from news.telling import Clerk, Happened
from orders.queries import waiting as orders
from payments.queries import waiting as payments
from shipping.queries import attention as shipping

# Whose work each pile is, by group; the piles in the order in which a letter lists them.
_PILES: Mapping[str, Sequence[str]] = {
    "onboarding": ("sellers", "listings", "changes", "papers"),
    "dispatch": ("attention", "stuck", "discrepancies", "waiting"),
    "customs": ("customs",),
    "support": ("claims",),
    "finance": (
        "unmatched",
        "undecided",
        "refunds",
        "failed_refunds",
        "unpaid_declines",
        "statement_lines",
        "loose_news",
        "rate_documents",
        "old_rates",
    ),
}
# Who is called at once when goods have lost their train, and why a place is not missing for good.
_DISPATCHERS = "dispatch"
_STILL_ASKED = ("not_yet_asked", "on_hold")


def morning_letters(*, at: datetime) -> list[Letter]:
    """One letter a day to each of our people for whom something waits, of what is their work."""
    piles = waiting(at=at)
    day = at.astimezone(ZoneInfo(HOME_TIMEZONE)).date()
    letters = []
    for user_id, groups in sorted(_groups().items()):
        theirs = [name for group, names in _PILES.items() if group in groups for name in names]
        told = [_told(name, piles[name]) for name in theirs if piles[name].count]
        if told:
            letters.append(Letter("attention.list", day.isoformat(), {"piles": told}, user_id=user_id))
    return letters


def waiting(*, at: datetime) -> dict[str, Pile]:
    """All piles by name, in twenty queries at most, however much waits."""
    return {
        **catalog.waiting_for_staff(),
        **shipping.waiting_for_staff(before=at - FOLLOW_UP_PATIENCE),
        **orders.piles(),
        **payments.piles(),
    }


def of_lost_trains(events: Sequence[Happened]) -> list[Letter]:
    """Goods lost their train and no other had room: once a train, however many shipments. Three queries."""
    lost = {
        UUID(str(event.payload["from_departure_id"]))
        for event in events
        if event.payload["departure_id"] is None and event.payload["why_not"] not in _STILL_ASKED
    }
    if not lost:
        return []
    people = [user_id for user_id, groups in _groups().items() if _DISPATCHERS in groups]
    return [
        Letter("attention.lost_train", str(departure_id), _lost(departure_id, found), user_id=user_id)
        for departure_id, found in shipping.unplaced(lost).items()
        for user_id in people
    ]


# By the type of the event.
CLERKS: Mapping[str, Clerk] = {"shipment.rerouted": of_lost_trains}


def _groups() -> dict[UUID, set[str]]:
    rows: Any = staff_at_work().values_list("pk", F("groups__name"))
    groups: dict[UUID, set[str]] = {}
    for user_id, group in rows:
        groups.setdefault(user_id, set()).add(group)
    return groups


def _told(name: str, pile: Pile) -> dict[str, object]:
    since = pile.oldest_at.isoformat() if pile.oldest_at else None
    return {"what": name, "count": pile.count, "since": since}


def _lost(departure_id: UUID, found: shipping.Unplaced) -> dict[str, object]:
    return {
        "departure": str(departure_id),
        "train": found.name,
        "departs_at": found.departs_at.isoformat(),
        "zone": found.zone,
        "shipments": found.shipments,
    }

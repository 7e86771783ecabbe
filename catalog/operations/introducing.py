"""How does a seller introduce itself?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog.errors import BadAwayDays
from catalog.models import Seller
from catalog.policy import MAX_AWAY_DAYS
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction


@inside_transaction
def change_profile(*, seller: Seller, facts: Mapping[str, Any], at: datetime, by: Actor) -> Seller:
    """
    Change what needs no verification: the name in its own script, what the firm tells of itself, the
    city, days of handling, a holiday.

    The row is locked by the caller. Quotes made from now on count the new days.

    :raises BadAwayDays: if a holiday has one end only, ends before it begins, is over or longer than any.
    """
    _check_holiday(seller, facts, at)
    changed = {name: value for name, value in facts.items() if getattr(seller, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(seller, name, value)
        seller.version += 1
        seller.save(update_fields=[*changed, "version"])
    return seller


def _check_holiday(seller: Seller, facts: Mapping[str, Any], at: datetime) -> None:
    if facts.keys().isdisjoint({"away_from", "away_until"}):
        return
    first = facts.get("away_from", seller.away_from)
    last = facts.get("away_until", seller.away_until)
    if first is None and last is None:
        return
    if first is None or last is None:
        missing = "away_from" if first is None else "away_until"
        raise BadAwayDays(fields=[FieldProblem(f"/{missing}", "field.required", "a holiday has two ends")])
    if last < first:
        why = "must not come before away_from"
    elif last < at.date():
        why = "must not be over"
    elif (last - first).days >= MAX_AWAY_DAYS:
        why = f"at most {MAX_AWAY_DAYS} days; for longer ones pause your listings"
    else:
        return
    raise BadAwayDays(fields=[FieldProblem("/away_until", "field.invalid", why)])

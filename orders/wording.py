"""How is a promised delivery said, in the language that is active?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.saying import day_said
from kit.words import say


def delivery_said(delivery: Mapping[str, Any]) -> str:
    """Between which days it comes, and how sure that is, from the document of a promise."""
    first, last = (day_said(date.fromisoformat(delivery[name])) for name in ("first_day", "last_day"))
    days = first if first == last else say("%(first)s to %(last)s", first=first, last=last)
    if delivery["percent"] is None:
        return say("%(days)s (by the timetable only)", days=days)
    # The share is that of the hours within the days: of the whole days a little more arrive.
    return say(
        "%(days)s (at least %(percent)s%% of such deliveries come then)",
        days=days,
        percent=delivery["percent"],
    )

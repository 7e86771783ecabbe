"""How does the shop stand right now?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from catalog.queries.reviewing import counts
from consoles.invariants import Checked, last_check
from consoles.policy import BOOKED_TRAINS, FOLLOW_UP_PATIENCE, HOME_TIMEZONE, NEXT_TRAINS
from orders.queries.today import Placed, placed_since
from orders.queries.waiting import for_staff, unpaid_pile
from payments.queries import WaitingForStaff, waiting_for_staff
from shipping.queries import NextTrain, Waiting, next_trains, waiting_summary
from shipping.queries.pending import for_a_person
from shipping.queries.planning_due import silent_hours


@dataclass(frozen=True, slots=True)
class Overview:
    """What staff look at first in the morning; `since` is when today began."""

    since: datetime
    placed: Sequence[Placed]
    money: WaitingForStaff
    claims: int
    unpaid_declines: int
    waiting: Waiting
    booked: Sequence[NextTrain]
    trains: Sequence[NextTrain]
    to_review: tuple[int, int]
    stuck_changes: int
    open_discrepancies: int
    hours_without_plan: int
    invariants: Checked


def overview(*, at: datetime) -> Overview:
    """All of it, in about a dozen queries however many rows there are."""
    since = start_of_day(at)
    stuck_changes, open_discrepancies = for_a_person(before=at - FOLLOW_UP_PATIENCE)
    return Overview(
        since=since,
        placed=placed_since(since=since),
        money=waiting_for_staff(),
        claims=for_staff().count(),
        unpaid_declines=unpaid_pile().count,
        waiting=waiting_summary(),
        booked=next_trains(at=at, limit=BOOKED_TRAINS, booked=True),
        trains=next_trains(at=at, limit=NEXT_TRAINS),
        to_review=counts(),
        stuck_changes=stuck_changes,
        open_discrepancies=open_discrepancies,
        hours_without_plan=silent_hours(at=at),
        invariants=last_check(at=at),
    )


def start_of_day(at: datetime) -> datetime:
    """When the day of `at` began at home."""
    zone = ZoneInfo(HOME_TIMEZONE)
    return datetime.combine(at.astimezone(zone).date(), time(), zone).astimezone(UTC)

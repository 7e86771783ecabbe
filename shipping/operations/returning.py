"""How does a departure that was changed by hand come back under the timetable?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import NothingToRestore
from shipping.models import Departure, DepartureChange, DepartureLeg
from shipping.operations.locking import locked_departure
from shipping.operations.timetabling import tell_changes

_CUT_OFFS = (
    ("cfs_cutoff_at", "cfs_cutoff_h"),
    ("doc_cutoff_at", "doc_cutoff_h"),
    ("cy_cutoff_at", "cy_cutoff_h"),
)


@inside_transaction
def follow_timetable(*, departure_id: UUID, reason: str, at: datetime, by: Actor) -> Departure:
    """
    Let the timetable change a departure again that was edited by hand.

    Nothing of it changes now; the next run of the timetable brings it in line with
    its service, or lists it first if goods stand on it.

    :raises DepartureNotFound: if there is none.
    :raises NothingToRestore: if it follows the timetable.
    """
    departure = locked_departure(departure_id)
    if departure.edited_at is None:
        raise NothingToRestore(say("It follows the timetable."), departure_id=str(departure_id))
    _let_follow(departure)
    tell_changes([(departure, {}, reason)], kind=DepartureChange.Kind.FOLLOWS, at=at, by=by)
    return departure


def follows_again(departure: Departure, legs: Sequence[DepartureLeg]) -> bool:
    """
    Whether nothing of what was done to a departure is left, so that its timetable may change it again.

    What a person edited stays as edited. One query.
    """
    return _is_as_planned(departure, legs) and not _was_edited(departure)


def _let_follow(departure: Departure) -> None:
    departure.edited_at = None
    departure.version += 1
    Departure.objects.filter(pk=departure.pk).update(edited_at=None, version=F("version") + 1)


def _is_as_planned(departure: Departure, legs: Sequence[DepartureLeg]) -> bool:
    times = all(
        getattr(departure, column)
        == departure.departs_at - timedelta(hours=getattr(departure.service, hours))
        for column, hours in _CUT_OFFS
    )
    return (
        times
        and departure.status in (Departure.Status.PLANNED, Departure.Status.OPEN)
        and departure.departs_at == departure.planned_departs_at
        and all(_leg_is_as_planned(leg) for leg in legs)
    )


def _leg_is_as_planned(leg: DepartureLeg) -> bool:
    return leg.cancelled_at is None and (leg.departs_at, leg.arrives_at, leg.cap_mteu, leg.cap_gross_g) == (
        leg.planned_departs_at,
        leg.planned_arrives_at,
        leg.full_mteu,
        leg.full_gross_g,
    )


def _was_edited(departure: Departure) -> bool:
    """Whether a person gave it hours, limits or cut-offs of its own since it last followed its service."""
    changes = DepartureChange.objects.filter(departure=departure)
    ended = changes.filter(kind=DepartureChange.Kind.FOLLOWS, changed_at__gte=OuterRef("changed_at"))
    # What the timetable itself re-timed says what it was; another box for a slot says which slot.
    by_hand = Q(kind=DepartureChange.Kind.EDITED) & ~Q(facts__has_key="was") & ~Q(facts__has_key="slot")
    return changes.filter(~Exists(ended), by_hand | Q(kind=DepartureChange.Kind.EXTENDED)).exists()

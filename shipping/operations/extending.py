"""How does a train stay open longer?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import F, QuerySet

from kit.actors import Actor
from kit.reading import instant
from kit.transactions import inside_transaction
from kit.words import in_words, say
from shipping.errors import CutOffsContradict
from shipping.models import Departure, DepartureChange, Shipment, SlotAssignment
from shipping.operations.allotting import follow_cut_offs
from shipping.operations.closing import AT_CUT_OFF, reopen
from shipping.operations.locking import locked_departure
from shipping.timetable import is_open

_STILL_HERE = (Departure.Status.PLANNED, Departure.Status.OPEN, Departure.Status.CLOSED)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _CutOff:
    """One cut-off of a departure: its column, its name, when it was, when it shall be."""

    column: str
    name: str
    was: datetime
    becomes: datetime


@inside_transaction
def extend_cut_offs(
    *,
    departure_id: UUID,
    cfs_at: datetime | None = None,
    documents_at: datetime | None = None,
    terminal_at: datetime | None = None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Departure:
    """
    Move cut-offs of a train to later; None leaves one as it is.

    A train that had closed only by its warehouse cut-off opens again, with its
    containers; sellers have until the new one, and kept places are given up so
    much later.

    :raises DepartureNotFound: if there is none.
    :raises CutOffsContradict: if it is loaded, nothing would be extended, a cut-off has passed
        already, or they would no longer come in order before the train leaves (rule 12).
    """
    # Shipments are locked before departures, everywhere.
    riding = _riding(departure_id).select_for_update(no_key=True).order_by("id")
    list(riding.values_list("id"))
    departure = locked_departure(departure_id)
    cut_offs = _cut_offs(departure, cfs_at, documents_at, terminal_at)
    _check(departure, cut_offs, at)
    changed = [cut_off for cut_off in cut_offs if cut_off.becomes != cut_off.was]
    _store(departure, changed, at=at)
    _record(departure, changed, reason, at=at, by=by)
    _riding(departure_id).update(
        hand_in_by_at=departure.cfs_cutoff_at - F("first_mile_min") * _MINUTE, version=F("version") + 1
    )
    if _closed_by_cut_off(departure) and is_open(at=at, cut_off_at=departure.cfs_cutoff_at):
        reopen(departure, reason=reason, at=at, by=by)
    follow_cut_offs(at=at)
    return departure


def _cut_offs(
    departure: Departure, cfs_at: datetime | None, documents_at: datetime | None, terminal_at: datetime | None
) -> list[_CutOff]:
    asked = (
        ("cfs_cutoff_at", say("warehouse"), departure.cfs_cutoff_at, cfs_at),
        ("doc_cutoff_at", say("documents"), departure.doc_cutoff_at, documents_at),
        ("cy_cutoff_at", say("terminal"), departure.cy_cutoff_at, terminal_at),
    )
    return [_CutOff(column, name, was, wanted or was) for column, name, was, wanted in asked]


def _check(departure: Departure, cut_offs: list[_CutOff], at: datetime) -> None:
    if departure.status not in _STILL_HERE:
        raise CutOffsContradict(say("The train is %(state)s already.", state=in_words(departure.status)))
    changed = [cut_off for cut_off in cut_offs if cut_off.becomes != cut_off.was]
    if not changed:
        raise CutOffsContradict(say("Say which cut-off is extended, and until when."))
    zone = departure.service.origin.timezone
    for cut_off in changed:
        if cut_off.becomes < cut_off.was:
            raise CutOffsContradict(
                say(
                    "The %(name)s cut-off is %(at)s: sellers rely on it, so it is never brought forward.",
                    name=cut_off.name,
                    at=instant(cut_off.was, zone),
                )
            )
        if not is_open(at=at, cut_off_at=cut_off.becomes):
            raise CutOffsContradict(say("%(at)s has passed.", at=instant(cut_off.becomes, zone)))
    for earlier, later in pairwise(cut_offs):
        if earlier.becomes > later.becomes:
            raise CutOffsContradict(
                say(
                    "The %(name)s cut-off would be %(at)s, after the %(later)s cut-off at %(later_at)s.",
                    name=earlier.name,
                    at=instant(earlier.becomes, zone),
                    later=later.name,
                    later_at=instant(later.becomes, zone),
                )
            )
    last = cut_offs[-1]
    if last.becomes > departure.departs_at:
        raise CutOffsContradict(
            say(
                "The %(name)s cut-off would be %(at)s, after the departure at %(later_at)s.",
                name=last.name,
                at=instant(last.becomes, zone),
                later_at=instant(departure.departs_at, zone),
            )
        )


def _store(departure: Departure, changed: list[_CutOff], *, at: datetime) -> None:
    for cut_off in changed:
        setattr(departure, cut_off.column, cut_off.becomes)
    if is_open(at=at, cut_off_at=departure.doc_cutoff_at):
        departure.documents_closed_at = None
    if is_open(at=at, cut_off_at=departure.cy_cutoff_at):
        departure.terminal_closed_at = None
    # The timetable leaves it as a person has set it.
    departure.edited_at = at
    departure.version += 1
    departure.save(
        update_fields=[
            *(cut_off.column for cut_off in changed),
            *("documents_closed_at", "terminal_closed_at", "edited_at", "version"),
        ]
    )


def _record(departure: Departure, changed: list[_CutOff], reason: str, *, at: datetime, by: Actor) -> None:
    DepartureChange.objects.create(
        departure=departure,
        kind=DepartureChange.Kind.EXTENDED,
        facts={each.column: [each.was.isoformat(), each.becomes.isoformat()] for each in changed},
        reason=reason,
        changed_at=at,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


def _closed_by_cut_off(departure: Departure) -> bool:
    if departure.status != Departure.Status.CLOSED or not departure.runs_through:
        return False
    last = departure.moves.order_by("-id").values_list("became", "reason").first()
    return last == (Departure.Status.CLOSED, AT_CUT_OFF)


def _riding(departure_id: UUID) -> "QuerySet[Shipment]":
    on_it = SlotAssignment.objects.filter(slot__departure_id=departure_id, released_at__isnull=True)
    before = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN, Shipment.Status.ON_HOLD)
    return Shipment.objects.filter(pk__in=on_it.values("shipment_id"), status__in=before)

"""How does one train stand, for whoever is about to change it?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from shipping.models import Departure, DepartureChange, DepartureLeg
from shipping.queries.transfers import has_left
from shipping.queries.weeks import LegOfWeek, TrainOfWeek, filled_train_of, legs_alone, train_of

_CHANGES_SHOWN = 12
_NOT_LOADED = (Departure.Status.PLANNED, Departure.Status.OPEN, Departure.Status.CLOSED)
_TAKING = (Departure.Status.PLANNED, Departure.Status.OPEN)


@dataclass(frozen=True, slots=True)
class LegStanding:
    """
    One leg: `leg` has its expected times and how it is filled.

    `bound_*` is what it is to bear, milli-TEU and gross grams: less than it bears
    now as long as it is being cut.
    """

    leg: LegOfWeek
    planned_departs_at: datetime
    planned_arrives_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    has_left: bool
    bound_mteu: int
    bound_gross_g: int
    is_being_cut: bool
    is_as_planned: bool


@dataclass(frozen=True, slots=True)
class CutOff:
    """Until when the train takes something; `closed_at` once it really has closed."""

    name: str
    takes: str
    at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the train before."""

    at: datetime
    what: str
    leg: str
    reason: str
    by_kind: str
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A departure with all that a dispatcher has to know of it."""

    train: TrainOfWeek
    legs: Sequence[LegStanding]
    cut_offs: Sequence[CutOff]
    planned_departs_at: datetime
    planned_arrives_at: datetime
    cancelled_at: datetime | None
    edited_at: datetime | None
    follow_up_at: datetime | None
    rests: bool
    changes: Sequence[Change]
    rows: Sequence[DepartureLeg] = field(repr=False)

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it is still possible that it does not run."""
        return self.train.status in _NOT_LOADED

    @property
    def may_be_extended(self) -> bool:
        """Whether a cut-off can still be moved."""
        return self.train.status in _NOT_LOADED

    @property
    def may_be_edited(self) -> bool:
        """Whether its planned hour can still be set by hand."""
        return self.train.status in _TAKING

    @property
    def running(self) -> list[LegStanding]:
        """The legs that are still to come, and do run."""
        if self.train.is_cancelled:
            return []
        return [each for each in self.legs if not each.has_left and not each.leg.is_cancelled]

    @property
    def restorable(self) -> list[LegStanding]:
        """The legs that are still to come, and differ from the timetable."""
        return [each for each in self.legs if not each.has_left and not each.is_as_planned]

    @property
    def may_be_restored(self) -> bool:
        """Whether anything can be given back to it."""
        return bool(self.restorable) or self.train.is_cancelled


def standing_of(*, departure_id: UUID, at: datetime) -> Standing | None:
    """One departure, or None if there is none. Five queries, six once it has closed."""
    outline = outline_of(departure_id=departure_id, at=at)
    return in_full(outline, at=at) if outline else None


def outline_of(*, departure_id: UUID, at: datetime) -> Standing | None:
    """
    The same for whoever only has to know what can be done to it; `in_full` adds the rest.

    Without how its legs are filled, which embargoes it meets, what was done to it. One query,
    two once it has closed.
    """
    rows = legs_alone(departure_id)
    if not rows:
        return None
    train, row = train_of(rows), rows[0].departure
    return Standing(
        train=train,
        legs=_legs(rows, train, at=at),
        cut_offs=_cut_offs(row),
        planned_departs_at=row.planned_departs_at,
        planned_arrives_at=row.planned_arrives_at,
        cancelled_at=row.cancelled_at,
        edited_at=row.edited_at,
        follow_up_at=row.follow_up_at,
        rests=row.rests,
        changes=(),
        rows=rows,
    )


def in_full(outline: Standing, *, at: datetime) -> Standing:
    """All that a dispatcher has to know of a departure of which the outline is known. Four queries."""
    train = filled_train_of(outline.rows, at=at)
    legs = _legs(outline.rows, train, at=at)
    return replace(outline, train=train, legs=legs, changes=_changes(outline.rows[0].departure))


def _legs(rows: Sequence[DepartureLeg], train: TrainOfWeek, *, at: datetime) -> list[LegStanding]:
    return [_leg(row, shown, at=at) for row, shown in zip(rows, train.legs, strict=True)]


def _leg(leg: DepartureLeg, shown: LegOfWeek, *, at: datetime) -> LegStanding:
    is_being_cut = leg.cut_to_mteu is not None or leg.cut_to_gross_g is not None
    as_planned = (leg.departs_at, leg.arrives_at, leg.cap_mteu, leg.cap_gross_g, leg.cancelled_at) == (
        leg.planned_departs_at,
        leg.planned_arrives_at,
        leg.full_mteu,
        leg.full_gross_g,
        None,
    )
    return LegStanding(
        leg=shown,
        planned_departs_at=leg.planned_departs_at,
        planned_arrives_at=leg.planned_arrives_at,
        departed_at=leg.actual_departed_at,
        arrived_at=leg.actual_arrived_at,
        has_left=has_left(leg, at=at),
        bound_mteu=leg.cap_mteu if leg.cut_to_mteu is None else leg.cut_to_mteu,
        bound_gross_g=leg.cap_gross_g if leg.cut_to_gross_g is None else leg.cut_to_gross_g,
        is_being_cut=is_being_cut,
        is_as_planned=as_planned and not is_being_cut,
    )


def _cut_offs(row: Departure) -> list[CutOff]:
    return [
        CutOff(gettext("Warehouse"), gettext("groupage"), row.cfs_cutoff_at, _closed_at(row)),
        CutOff(gettext("Documents"), gettext("papers"), row.doc_cutoff_at, row.documents_closed_at),
        CutOff(gettext("Terminal"), gettext("containers"), row.cy_cutoff_at, row.terminal_closed_at),
    ]


def _closed_at(row: Departure) -> datetime | None:
    """When its warehouse closed; for a train that is open again, or cancelled, it has not."""
    if row.status in (*_TAKING, Departure.Status.CANCELLED):
        return None
    closed = row.moves.filter(became=Departure.Status.CLOSED).order_by("-id")
    return closed.values_list("at", flat=True).first()


def _changes(row: Departure) -> list[Change]:
    rows = DepartureChange.objects.filter(departure=row).select_related("leg")
    return [
        Change(
            at=each.changed_at,
            what=each.get_kind_display(),
            leg=str(each.leg) if each.leg else "",
            reason=each.reason,
            by_kind=each.by_kind,
            by_id=each.by_id,
        )
        for each in rows.order_by("-changed_at", "-id")[:_CHANGES_SHOWN]
    ]

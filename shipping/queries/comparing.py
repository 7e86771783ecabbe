"""In what does a departure differ from what its service promises?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shipping.clocks import dated
from shipping.models import Departure, DepartureLeg
from shipping.policy import PLACE_MTEU
from shipping.time_words import length
from shipping.timetable import LegPlan, ServicePlan, cut_offs, eta

_LIMITS = (
    *("full_mteu", "full_gross_g", "cap_mteu", "cap_gross_g", "cap_plugs", "cap_length_mm"),
    "train_number",
)
_CUT_OFFS = (
    ("cfs_cutoff_at", "warehouse closes"),
    ("doc_cutoff_at", "papers close"),
    ("cy_cutoff_at", "terminal closes"),
)
_TIME_WORDS = (
    *(("departs_at", ""), ("arrives_at", "arrives ")),
    *((name, f"{what} ") for name, what in _CUT_OFFS),
)
_WORDS = {
    "full_mteu": ("places", PLACE_MTEU),
    "full_gross_g": ("t", 1_000_000),
    "cap_plugs": ("plugs", 1),
    "cap_length_mm": ("m", 1000),
}


@dataclass(frozen=True, slots=True)
class Times:
    """When a train leaves, closes, arrives; by position the ends of its legs."""

    departs_at: datetime
    arrives_at: datetime
    cfs_cutoff_at: datetime
    doc_cutoff_at: datetime
    cy_cutoff_at: datetime
    legs: Mapping[int, tuple[datetime, datetime]]


def planned_times(plan: ServicePlan, departs_at: datetime) -> Times:
    """What a service promises of a train that leaves at an instant."""
    closing = cut_offs(
        departs_at=departs_at,
        cfs_h=plan.cfs_cutoff_h,
        documents_h=plan.doc_cutoff_h,
        terminal_h=plan.cy_cutoff_h,
    )
    return Times(
        departs_at,
        eta(departs_at=departs_at, transit_h=plan.transit_h),
        closing.cfs_at,
        closing.documents_at,
        closing.terminal_at,
        {
            leg.position: (
                departs_at + timedelta(minutes=leg.departs_after_min),
                departs_at + timedelta(minutes=leg.arrives_after_min),
            )
            for leg in plan.legs
        },
    )


def times_of(departure: Departure) -> Times:
    """The plan of a departure whose legs are loaded."""
    return Times(
        departure.planned_departs_at,
        departure.planned_arrives_at,
        departure.cfs_cutoff_at,
        departure.doc_cutoff_at,
        departure.cy_cutoff_at,
        {leg.position: (leg.planned_departs_at, leg.planned_arrives_at) for leg in departure.legs.all()},
    )


def moved(times: Times, later: timedelta) -> Times:
    """The same train so much later, or earlier."""
    return Times(
        departs_at=times.departs_at + later,
        arrives_at=times.arrives_at + later,
        cfs_cutoff_at=times.cfs_cutoff_at + later,
        doc_cutoff_at=times.doc_cutoff_at + later,
        cy_cutoff_at=times.cy_cutoff_at + later,
        legs={position: (first + later, last + later) for position, (first, last) in times.legs.items()},
    )


def shown_times(was: Times, becomes: Times, zone: str) -> tuple[str, str]:
    """When a train leaves and would leave; if that stays, what else differs, by the clock of its origin."""
    differing = [each for each in _TIME_WORDS if getattr(was, each[0]) != getattr(becomes, each[0])]
    name, word = differing[0] if differing else _TIME_WORDS[0]
    first, second = (f"{word}{dated(getattr(each, name), zone)}" for each in (was, becomes))
    return first, second if differing or was == becomes else f"{second}, its legs at other times"


def earlier_cut_offs(was: Times, becomes: Times, zone: str) -> tuple[str, ...]:
    """Which cut-offs would come before the instant that was announced, on which sellers rely."""
    pairs = ((what, getattr(was, name), getattr(becomes, name)) for name, what in _CUT_OFFS)
    return tuple(
        f"{what} {length('en', announced - comes)} earlier than announced, on {dated(comes, zone)}"
        for what, announced, comes in pairs
        if comes < announced
    )


def wanted_limits(leg: DepartureLeg, plan: LegPlan) -> dict[str, Any]:
    """
    The columns of a leg's limits, and its train's number, that would change, with what they would be.

    A cut stays a cut: a leg that was lowered by hand isn't raised above it. The
    free part goes with its limit, and may come out below zero.
    """
    full_mteu, full_gross_g = PLACE_MTEU * plan.places, plan.gross_cap_g
    cap_mteu = min(full_mteu, leg.cap_mteu) if leg.cap_mteu < leg.full_mteu else full_mteu
    cap_gross_g = min(full_gross_g, leg.cap_gross_g) if leg.cap_gross_g < leg.full_gross_g else full_gross_g
    caps = (
        *(full_mteu, full_gross_g, cap_mteu, cap_gross_g, plan.plugs, plan.max_length_mm),
        plan.train_number,
    )
    changed = {name: value for name, value in zip(_LIMITS, caps, strict=True) if getattr(leg, name) != value}
    caps_changed = [name.removeprefix("cap_") for name in changed if name.startswith("cap_")]
    free = {
        f"free_{name}": getattr(leg, f"free_{name}") + _raised(leg, name, changed) for name in caps_changed
    }
    return {**changed, **free}


def _raised(leg: DepartureLeg, name: str, changed: Mapping[str, Any]) -> int:
    before: int = getattr(leg, f"cap_{name}")
    after: int = changed[f"cap_{name}"]
    return after - before


def oversold(changed: Mapping[str, Any]) -> list[str]:
    """Of which limits more is taken than would be left."""
    return [name for name, value in changed.items() if name.startswith("free_") and value < 0]


def shown_limits(leg: DepartureLeg, changed: Mapping[str, Any]) -> tuple[str, str]:
    """What a leg's limits and number are and would be, in the words of a dispatcher."""
    number = leg.train_number or leg.get_kind_display()
    words = [(name, *_WORDS[name]) for name in _WORDS if name in changed]
    was = ", ".join(f"{getattr(leg, name) / unit:g} {word}" for name, word, unit in words)
    becomes = ", ".join(f"{changed[name] / unit:g} {word}" for name, word, unit in words)
    return f"{number}: {was}".rstrip(": "), f"{changed.get('train_number') or number}: {becomes}".rstrip(": ")

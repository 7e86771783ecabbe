"""Which of the possible slots suits a shipment best?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shipping.segregation import CargoClass, may_ride_in, may_share
from shipping.timetable import is_open

_SCALE = 10**9


class WhyNot(StrEnum):
    """Why an option is out; the later one came nearer to taking the shipment."""

    NO_DEPARTURE = "no_departure"
    OTHER_CLASS = "other_class"
    NEEDS_COOLED_BOX = "needs_cooled_box"
    CUT_OFF_PASSED = "cut_off_passed"
    ARRIVES_TOO_LATE = "arrives_too_late"
    LARGER_THAN_CONTAINER = "larger_than_container"
    EMBARGO = "embargo"
    SLOT_FULL = "slot_full"
    TRAIN_FULL = "train_full"


_NEARNESS = {reason: place for place, reason in enumerate(WhyNot)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a shipment asks of a slot.

    `ready_at` is when it reaches the consolidation warehouse;
    `latest_arrival_at` (from shelf life and promise) may be reached, not passed.
    `segregation` is the goods' own class, which embargoes name; places kept for
    `consignor_id` are free for this shipment. Goods of the `sandbox` ride its trains alone.
    """

    gross_g: int
    volume_cm3: int
    cargo: CargoClass
    ready_at: datetime
    latest_arrival_at: datetime | None = None
    segregation: str = ""
    consignor_id: UUID | None = None
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """
    An open slot, or (`slot_id` None) a slot that could be opened on the departure.

    `capacity_*` is the whole empty container, `free_*` what is left in it: the
    same for a slot not yet opened. `can_open` is whether every leg still bears
    one more container; it says nothing of an open slot. `cargo` is the class of
    the slot, or the class that would be opened. `embargo` is the sentence of the
    embargo that the train would meet with these goods, `train_full` that of the
    first limit that one more container would break. The zones are those of the
    train's two ends, for the words of a refusal.
    """

    departure_id: UUID
    slot_id: UUID | None
    cargo: CargoClass
    cut_off_at: datetime
    arrives_at: datetime
    capacity_g: int
    capacity_cm3: int
    free_g: int
    free_cm3: int
    can_open: bool = True
    is_cooled: bool = False
    embargo: str = ""
    train_full: str = ""
    origin_zone: str = "UTC"
    destination_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The feasible options, best first; without any, the best of the reasons."""

    options: tuple[Option, ...]
    why_not: WhyNot | None


# The smaller, the better: of the wish, an option, and when the first feasible option arrives.
Order = Callable[[Wanted, Option, datetime], tuple[object, ...]]


def rank(wanted: Wanted, options: Sequence[Option], order: Order | None = None) -> Ranking:
    """
    Order the feasible options: earliest arrival, then the fuller container after
    loading, then an open slot before a new one, then ids; or by the `order` given.

    The order of `options` makes no difference.
    """
    refusals = [(option, why_not(wanted, option)) for option in options]
    feasible = [option for option, refusal in refusals if refusal is None]
    if not feasible:
        reasons = [refusal for _, refusal in refusals if refusal is not None]
        best = max(reasons, key=_NEARNESS.__getitem__, default=WhyNot.NO_DEPARTURE)
        return Ranking((), best)
    by, first = order or earliest_first, min(option.arrives_at for option in feasible)
    return Ranking(tuple(sorted(feasible, key=lambda option: by(wanted, option, first))), None)


def best(wanted: Wanted, options: Iterable[Option]) -> Option | WhyNot:
    """The first of the ranking; without any, the best of the reasons."""
    found: Option | None = None
    order: tuple[object, ...] = ()
    nearest = WhyNot.NO_DEPARTURE
    for option in options:
        refusal = why_not(wanted, option)
        if refusal is not None:
            nearest = max(nearest, refusal, key=_NEARNESS.__getitem__)
        elif found is None or _order(wanted, option) < order:
            found, order = option, _order(wanted, option)
    return found or nearest


def why_not(wanted: Wanted, option: Option) -> WhyNot | None:
    """The first reason for which the shipment can't go with the option, or None."""
    return _never(wanted, option) or _not_on_this_train(wanted, option) or _no_room(wanted, option)


def _never(wanted: Wanted, option: Option) -> WhyNot | None:
    if wanted.cargo is not option.cargo and not may_share(wanted.cargo, option.cargo):
        return WhyNot.OTHER_CLASS
    if not may_ride_in(wanted.cargo, is_cooled=option.is_cooled):
        return WhyNot.NEEDS_COOLED_BOX
    return None


def _not_on_this_train(wanted: Wanted, option: Option) -> WhyNot | None:
    if not is_open(at=wanted.ready_at, cut_off_at=option.cut_off_at):
        return WhyNot.CUT_OFF_PASSED
    if wanted.latest_arrival_at is not None and option.arrives_at > wanted.latest_arrival_at:
        return WhyNot.ARRIVES_TOO_LATE
    if option.embargo:
        return WhyNot.EMBARGO
    return None


def _no_room(wanted: Wanted, option: Option) -> WhyNot | None:
    if not _fits(wanted, option.capacity_g, option.capacity_cm3):
        return WhyNot.LARGER_THAN_CONTAINER
    if option.slot_id is None and not option.can_open:
        return WhyNot.TRAIN_FULL
    if not _fits(wanted, option.free_g, option.free_cm3):
        return WhyNot.SLOT_FULL
    return None


def _fits(wanted: Wanted, free_g: int, free_cm3: int) -> bool:
    return wanted.gross_g <= free_g and wanted.volume_cm3 <= free_cm3


def earliest_first(wanted: Wanted, option: Option, _: datetime) -> tuple[object, ...]:
    """Earliest arrival, then the fuller container, then an open slot before a new one, then ids."""
    return _order(wanted, option)


def _order(wanted: Wanted, option: Option) -> tuple[datetime, int, bool, UUID, UUID]:
    # Whichever of mass and volume is scarcer says how full a container is.
    left = min(
        (option.free_g - wanted.gross_g) * _SCALE // option.capacity_g,
        (option.free_cm3 - wanted.volume_cm3) * _SCALE // option.capacity_cm3,
    )
    return (
        option.arrives_at,
        left,
        option.slot_id is None,
        option.departure_id,
        option.slot_id or option.departure_id,
    )

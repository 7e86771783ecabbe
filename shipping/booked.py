"""What stands in the railway's book when all trains are planned anew?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shipping.limits import TrainLoad
from shipping.segregation import CargoClass


@dataclass(frozen=True, slots=True)
class BoxType:
    """A type of container: what it takes of a train, what it bears, what may ride in it."""

    iso_code: str
    mteu: int
    payload_g: int
    usable_cm3: int
    tare_g: int
    permitted_gross_g: int
    is_cooled: bool
    is_twenty: bool


@dataclass(frozen=True, slots=True)
class BookedLeg:
    """One leg of a train, with what nobody has taken of it; places kept for sellers are taken."""

    id: UUID
    gauge_mm: int | None
    free: TrainLoad


@dataclass(frozen=True, slots=True)
class BookedTrain:
    """
    A departure that takes bookings; `arrives_at` is when it is expected by what was observed.

    Goods on one that `is_fixed` stay: its consolidation is near, or a change of it is not
    worked out yet. `cost_cents` is by the type of container.
    """

    id: UUID
    name: str
    version: int
    origin: UUID
    destination: UUID
    crossing: str
    departs_at: datetime
    closes_at: datetime
    arrives_at: datetime
    is_fixed: bool
    cap_mteu: int
    cost_cents: Mapping[str, int]
    legs: Sequence[BookedLeg]


@dataclass(frozen=True, slots=True)
class BookedSlot:
    """A container that is open on a train; one that `takes_more` still takes other goods."""

    id: UUID
    train: UUID
    box: str
    cargo: CargoClass
    origin: UUID
    destination: UUID
    payload_g: int
    usable_cm3: int
    takes_more: bool


@dataclass(frozen=True, slots=True)
class Goods:
    """
    One shipment: where it stands if it has a place, what it was promised, what it is worth.

    `due_at` is its promise, else what it was told, else a default. Goods that are `fixed`
    stay where they are. `missed` are trains that it never goes back on. `lost_train` goods had
    a place on a train that doesn't run. `version` and `assignment` are what the swap compares.
    """

    id: UUID
    version: int
    origin: UUID
    destination: UUID
    cargo: CargoClass
    segregation: str
    gross_g: int
    volume_cm3: int
    ready_at: datetime
    due_at: datetime
    promised_at: datetime | None
    spoils_at: datetime | None
    freight_cents: int
    priority: str
    slot: UUID | None = None
    assignment: UUID | None = None
    eta_at: datetime | None = None
    fixed: bool = False
    in_hand: bool = False
    lost_train: bool = False
    missed: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Rates:
    """
    What is paid besides containers: shares of the freight by priority, cents by m³ and day.

    No place costs `refusal_times` the freight, and `refusal_least_cents` at least: more
    than a container of its own, for whatever was paid has to be carried.
    """

    late_per_day: Mapping[str, float]
    storage_cents_per_m3_day: int
    refusal_times: float
    refusal_least_cents: int
    change_cents: int
    change_share: float


@dataclass(frozen=True, slots=True)
class Book:
    """
    All of it, at one instant.

    `stops` are the trains that goods of a class may not ride, because of an embargo. `places`
    names the ends of trains.
    """

    at: datetime
    horizon_at: datetime
    boxes: Mapping[str, BoxType]
    trains: Mapping[UUID, BookedTrain]
    slots: Mapping[UUID, BookedSlot]
    goods: Mapping[UUID, Goods]
    rates: Rates
    stops: frozenset[tuple[UUID, str]]
    places: Mapping[UUID, str]

    def inside(self) -> dict[UUID, list[Goods]]:
        """What stands in each slot, in the order of the book."""
        found: dict[UUID, list[Goods]] = {pk: [] for pk in self.slots}
        for each in self.goods.values():
            if each.slot is not None:
                found[each.slot].append(each)
        return found

    def slots_of(self, train: UUID) -> Iterator[BookedSlot]:
        """The containers of one train."""
        return (slot for slot in self.slots.values() if slot.train == train)

    def train_of(self, goods: Goods) -> BookedTrain | None:
        """Where a shipment stands."""
        return self.trains[self.slots[goods.slot].train] if goods.slot is not None else None


def size_of(freight_cents: int) -> int:
    """Goods worth between one power of two and the next, in cents, are of one size."""
    return freight_cents.bit_length()


def times_refused(size: int, rates: Rates) -> float:
    """How many times the freight no place costs goods of a size."""
    return max(rates.refusal_times, rates.refusal_least_cents / (1 << max(0, size - 1)))


def goods_cost(goods: Goods, train: BookedTrain | None, rates: Rates) -> int:
    """What one shipment costs on a train besides its container, in cents; without one, its refusal."""
    if train is None:
        return round(goods.freight_cents * times_refused(size_of(goods.freight_cents), rates))
    late_days = max(0.0, (train.arrives_at - goods.due_at).total_seconds() / 86_400)
    waits_days = (train.departs_at - goods.ready_at).total_seconds() / 86_400
    late = goods.freight_cents * rates.late_per_day[goods.priority] * late_days
    return round(late + rates.storage_cents_per_m3_day * goods.volume_cm3 / 1e6 * waits_days)

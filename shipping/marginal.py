"""What does one more shipment cost the railway, on this train or on that?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shipping.choosing import Option, Order, Wanted, earliest_first

_DAY = timedelta(days=1)
# Money is counted in millionths of a cent: a parcel of a litre waits a day for six hundredths of a cent.
MICRO = 10**6
_CM3_PER_M3, _G_PER_T, _MTEU_PER_TEU = 10**6, 10**6, 1_000


@dataclass(frozen=True, slots=True)
class Worth:
    """What goods are worth to the railway and lose by being late, by day; cents of the US dollar."""

    freight_cents_per_m3: int
    freight_cooled_percent: int
    freight_least_cents: int
    chargeable_kg_per_m3: int
    late_per_mille: int
    late_cooled_per_mille: int
    late_spoiling_per_mille: int
    storage_cents_per_m3_day: int


@dataclass(frozen=True, slots=True)
class TrainCosts:
    """
    What a place on one train costs; cents of the US dollar.

    `haul_cents` is what one container is carried for. The prices are what one more
    TEU, tonne, plug is worth by the plan in effect: nothing where there is slack or no plan.
    """

    departs_at: datetime
    haul_cents: int
    cents_per_teu: int = 0
    cents_per_tonne: int = 0
    cents_per_plug: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """By which costs a shipment is placed: its worth, its trains, the container opened for it."""

    worth: Worth
    trains: Mapping[UUID, TrainCosts]
    box_mteu: int
    box_tare_g: int


@dataclass(frozen=True, slots=True)
class Promise:
    """
    Until when a shipment is to be there; so long before that a train is due, for delays.

    None without a promise: then nothing is worth a later train than the first.
    """

    promised_at: datetime | None
    margin: timedelta


def by_marginal_cost(costs: Costs, promise: Promise) -> Order:
    """
    The order in which places suit a shipment: the promise first, then what it costs the railway.

    Trains that keep the promise come before those that don't, of which the less
    late by whole days come first: no saving buys a broken promise. Of trains
    equally late the cheaper comes first, then as without costs.
    """

    def order(wanted: Wanted, option: Option, first_arrives_at: datetime) -> tuple[object, ...]:
        return (
            days_late(option.arrives_at, promise, first_arrives_at=first_arrives_at),
            marginal_cost(wanted, option, costs, promised_at=promise.promised_at),
            *earliest_first(wanted, option, first_arrives_at),
        )

    return order


def marginal_cost(
    wanted: Wanted, option: Option, costs: Costs, *, promised_at: datetime | None = None
) -> int:
    """
    What one place costs, in millionths of a cent.

    Lateness against the promise, waiting for the train, the train's prices for what
    is taken of it, and where a container is opened its haul: a full load pays it
    whole, and so does the first parcel, for without it there were none. Who rides
    in an open one pays for no place and no plug, which are taken already.
    """
    train = costs.trains[option.departure_id]
    waits = max(train.departs_at - wanted.ready_at, timedelta())
    cost = _by_day(costs.worth.storage_cents_per_m3_day * wanted.volume_cm3 * MICRO // _CM3_PER_M3, waits)
    if promised_at is not None and option.arrives_at > promised_at:
        cost += _by_day(_late_by_day(wanted, costs.worth), option.arrives_at - promised_at)
    cost += train.cents_per_tonne * wanted.gross_g * MICRO // _G_PER_T
    return cost if option.slot_id is not None else cost + _opening(wanted, train, costs)


def freight(gross_g: int, volume_cm3: int, *, is_cooled: bool, worth: Worth) -> int:
    """What goods are worth to the railway, by volume, or mass where that is more; millionths of a cent."""
    by_mass = gross_g * _CM3_PER_M3 // (worth.chargeable_kg_per_m3 * 1_000)
    paid = worth.freight_cents_per_m3 * max(volume_cm3, by_mass) * MICRO // _CM3_PER_M3
    if is_cooled:
        paid = paid * worth.freight_cooled_percent // 100
    return max(paid, worth.freight_least_cents * MICRO)


def _opening(wanted: Wanted, train: TrainCosts, costs: Costs) -> int:
    return (
        train.haul_cents * MICRO
        + train.cents_per_teu * costs.box_mteu * MICRO // _MTEU_PER_TEU
        + train.cents_per_tonne * costs.box_tare_g * MICRO // _G_PER_T
        + train.cents_per_plug * int(wanted.cargo.needs_plug) * MICRO
    )


def _late_by_day(wanted: Wanted, worth: Worth) -> int:
    per_mille = worth.late_cooled_per_mille if wanted.cargo.needs_plug else worth.late_per_mille
    if wanted.latest_arrival_at is not None:
        per_mille = worth.late_spoiling_per_mille
    paid = freight(wanted.gross_g, wanted.volume_cm3, is_cooled=wanted.cargo.needs_plug, worth=worth)
    return paid * per_mille // 1_000


def _by_day(a_day: int, lasts: timedelta) -> int:
    return a_day * (lasts // timedelta(seconds=1)) // (_DAY // timedelta(seconds=1))


def days_late(arrives_at: datetime, promise: Promise, *, first_arrives_at: datetime) -> int:
    """Whole days begun after the train was due; without a promise, after the first train."""
    due_at = first_arrives_at if promise.promised_at is None else promise.promised_at - promise.margin
    return max(-((due_at - arrives_at) // _DAY), 0)

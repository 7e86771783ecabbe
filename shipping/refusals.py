"""How is a dispatcher told why a shipment can't go with a train?"""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shipping.choosing import Option, Wanted, WhyNot, why_not
from shipping.clocks import instant
from shipping.segregation import CargoClass, Group, Temperature


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason, and a sentence with the numbers that decide."""

    code: WhyNot
    sentence: str


def refusal(wanted: Wanted, option: Option) -> Refusal | None:
    """Why the shipment can't go with the option, in a sentence, or None when it can."""
    code = why_not(wanted, option)
    return Refusal(code, _SENTENCES[code](wanted, option)) if code else None


def kilograms(grams: int) -> str:
    """Grams as people read them: 25,320 g is "25.32 kg"."""
    return f"{_number(grams, 1_000)} kg"


def cubic_metres(cm3: int) -> str:
    """Cubic centimetres as people read them: 60,750,000 cm³ is "60.75 m³"."""
    return f"{_number(cm3, 1_000_000)} m³"


def _number(amount: int, scale: int) -> str:
    return f"{amount / scale:,.3f}".rstrip("0").rstrip(".")


def _other_class(wanted: Wanted, option: Option) -> str:
    return f"The container is laid out for {_goods(option.cargo)}, the shipment is {_goods(wanted.cargo)}."


def _goods(cargo: CargoClass) -> str:
    return f"{_GROUPS[cargo.group]} {_CLIMATES[cargo.temperature]}"


def _needs_cooling(wanted: Wanted, _: Option) -> str:
    return f"The shipment travels at {wanted.cargo.set_point_c} °C, the container is not cooled."


def _cut_off(wanted: Wanted, option: Option) -> str:
    closes, comes = option.cut_off_at, wanted.ready_at
    closes, comes = (each.astimezone(ZoneInfo(option.origin_zone)) for each in (closes, comes))
    same_day = closes.date() == comes.date()
    when = f"at {comes:%H:%M}" if same_day else f"on {instant(comes, option.origin_zone)}"
    return f"The warehouse closes on {instant(closes, option.origin_zone)}, the goods come {when}."


def _too_late(wanted: Wanted, option: Option) -> str:
    zone = option.destination_zone
    keeps = instant(wanted.latest_arrival_at, zone) if wanted.latest_arrival_at else "no longer"
    return f"The train arrives on {instant(option.arrives_at, zone)}, the goods may arrive until {keeps}."


def _larger(wanted: Wanted, option: Option) -> str:
    if wanted.gross_g > option.capacity_g:
        bears = kilograms(option.capacity_g)
        return f"The shipment weighs {kilograms(wanted.gross_g)}, the container bears {bears}."
    holds = cubic_metres(option.capacity_cm3)
    return f"The shipment fills {cubic_metres(wanted.volume_cm3)}, the container holds {holds}."


def _slot_full(wanted: Wanted, option: Option) -> str:
    if wanted.gross_g > option.free_g:
        left = kilograms(option.free_g)
        return f"The shipment weighs {kilograms(wanted.gross_g)}, the container has {left} left."
    left = cubic_metres(option.free_cm3)
    return f"The shipment fills {cubic_metres(wanted.volume_cm3)}, the container has {left} left."


_GROUPS = {
    Group.FOOD: "food",
    Group.COSMETICS: "cosmetics",
    Group.GENERAL: "general goods",
    Group.FROZEN_MEAT: "frozen meat",
    Group.DAIRY_CHILLED: "chilled dairy",
    Group.PROJECT_CARGO: "project cargo",
    Group.FEED: "feed",
}
_CLIMATES = {
    Temperature.AMBIENT_DRY: "without cooling",
    Temperature.AMBIENT_COOL: "at 15 to 21 °C",
    Temperature.CHILLED: "at 2 to 6 °C",
    Temperature.FROZEN: "at -18 °C",
}
_SENTENCES: dict[WhyNot, Callable[[Wanted, Option], str]] = {
    WhyNot.NO_DEPARTURE: lambda _wanted, _option: "No train that takes bookings goes there.",
    WhyNot.OTHER_CLASS: _other_class,
    WhyNot.NEEDS_COOLED_BOX: _needs_cooling,
    WhyNot.CUT_OFF_PASSED: _cut_off,
    WhyNot.ARRIVES_TOO_LATE: _too_late,
    WhyNot.LARGER_THAN_CONTAINER: _larger,
    WhyNot.EMBARGO: lambda _wanted, option: option.embargo,
    WhyNot.SLOT_FULL: _slot_full,
    WhyNot.TRAIN_FULL: lambda _wanted, option: option.train_full or "The train takes no further container.",
}

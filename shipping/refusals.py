"""How is a dispatcher told why a shipment can't go with a train?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shipping.choosing import Option, Wanted, WhyNot, why_not
from shipping.clocks import instant
from shipping.segregation import CargoClass, Group, Temperature


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason, and a sentence with the numbers that decide."""

    code: WhyNot
    sentence: str


@dataclass(frozen=True, slots=True)
class Teller:
    """How it is told: `say` turns an English sentence into the reader's, `instant` tells a time."""

    say: Callable[[str], str]
    instant: Callable[[datetime, str], str]


def refusal(
    wanted: Wanted,
    option: Option,
    *,
    say: Callable[[str], str] = str,
    instant: Callable[[datetime, str], str] = instant,
) -> Refusal | None:
    """Why the shipment can't go with the option, in a sentence, or None when it can."""
    code = why_not(wanted, option)
    return Refusal(code, _SENTENCES[code](wanted, option, Teller(say, instant))) if code else None


def kilograms(grams: int) -> str:
    """Grams as people read them: 25,320 g is "25.32 kg"."""
    return f"{_number(grams, 1_000)} kg"


def cubic_metres(cm3: int) -> str:
    """Cubic centimetres as people read them: 60,750,000 cm³ is "60.75 m³"."""
    return f"{_number(cm3, 1_000_000)} m³"


def _number(amount: int, scale: int) -> str:
    return f"{amount / scale:,.3f}".rstrip("0").rstrip(".")


def _other_class(wanted: Wanted, option: Option, to: Teller) -> str:
    told = to.say("The container is laid out for %(container)s, the shipment is %(shipment)s.")
    return told % {"container": _goods(option.cargo, to), "shipment": _goods(wanted.cargo, to)}


def _goods(cargo: CargoClass, to: Teller) -> str:
    return f"{to.say(GROUPS[cargo.group])} {to.say(CLIMATES[cargo.temperature])}"


def _needs_cooling(wanted: Wanted, _: Option, to: Teller) -> str:
    told = to.say("The shipment travels at %(degrees)s °C, the container is not cooled.")
    return told % {"degrees": wanted.cargo.set_point_c}


def _cut_off(wanted: Wanted, option: Option, to: Teller) -> str:
    zone = ZoneInfo(option.origin_zone)
    closes, comes = (at.astimezone(zone) for at in (option.cut_off_at, wanted.ready_at))
    facts = {"closes": to.instant(closes, option.origin_zone), "comes": f"{comes:%H:%M}"}
    told = to.say("The warehouse closes on %(closes)s, the goods come at %(comes)s.")
    if closes.date() != comes.date():
        facts["comes"] = to.instant(comes, option.origin_zone)
        told = to.say("The warehouse closes on %(closes)s, the goods come on %(comes)s.")
    return told % facts


def _too_late(wanted: Wanted, option: Option, to: Teller) -> str:
    zone = option.destination_zone
    facts = {"arrives": to.instant(option.arrives_at, zone)}
    told = to.say("The train arrives on %(arrives)s, the goods may arrive until no longer.")
    if wanted.latest_arrival_at:
        facts["latest"] = to.instant(wanted.latest_arrival_at, zone)
        told = to.say("The train arrives on %(arrives)s, the goods may arrive until %(latest)s.")
    return told % facts


def _larger(wanted: Wanted, option: Option, to: Teller) -> str:
    if wanted.gross_g > option.capacity_g:
        told = to.say("The shipment weighs %(shipment)s, the container bears %(container)s.")
        return told % _masses(wanted.gross_g, option.capacity_g)
    told = to.say("The shipment fills %(shipment)s, the container holds %(container)s.")
    return told % _volumes(wanted.volume_cm3, option.capacity_cm3)


def _slot_full(wanted: Wanted, option: Option, to: Teller) -> str:
    if wanted.gross_g > option.free_g:
        told = to.say("The shipment weighs %(shipment)s, the container has %(container)s left.")
        return told % _masses(wanted.gross_g, option.free_g)
    told = to.say("The shipment fills %(shipment)s, the container has %(container)s left.")
    return told % _volumes(wanted.volume_cm3, option.free_cm3)


def _masses(shipment: int, container: int) -> dict[str, str]:
    return {"shipment": kilograms(shipment), "container": kilograms(container)}


def _volumes(shipment: int, container: int) -> dict[str, str]:
    return {"shipment": cubic_metres(shipment), "container": cubic_metres(container)}


GROUPS = {
    Group.FOOD: "food",
    Group.COSMETICS: "cosmetics",
    Group.GENERAL: "general goods",
    Group.FROZEN_MEAT: "frozen meat",
    Group.DAIRY_CHILLED: "chilled dairy",
    Group.PROJECT_CARGO: "project cargo",
    Group.FEED: "feed",
}
# What is carried, by the class that the books have.
CLASSES = {
    "COSMETICS": "cosmetics",
    "DAIRY_CHILLED": "chilled dairy",
    "DAIRY_POWDER": "milk powder",
    "DANGEROUS": "dangerous goods",
    "DRY_FOOD": "dry food",
    "ELECTRONICS": "electronics",
    "FEED": "feed",
    "FROZEN_MEAT": "frozen meat",
    "LIQUID_FOOD": "liquid food",
    "PROJECT_CARGO": "project cargo",
    "TEXTILE": "textiles",
}
CLIMATES = {
    Temperature.AMBIENT_DRY: "without cooling",
    Temperature.AMBIENT_COOL: "at 15 to 21 °C",
    Temperature.CHILLED: "at 2 to 6 °C",
    Temperature.FROZEN: "at -18 °C",
}
_SENTENCES: dict[WhyNot, Callable[[Wanted, Option, Teller], str]] = {
    WhyNot.NO_DEPARTURE: lambda _wanted, _option, to: to.say("No train that takes bookings goes there."),
    WhyNot.OTHER_CLASS: _other_class,
    WhyNot.NEEDS_COOLED_BOX: _needs_cooling,
    WhyNot.CUT_OFF_PASSED: _cut_off,
    WhyNot.ARRIVES_TOO_LATE: _too_late,
    WhyNot.LARGER_THAN_CONTAINER: _larger,
    WhyNot.EMBARGO: lambda _wanted, option, _to: option.embargo,
    WhyNot.SLOT_FULL: _slot_full,
    WhyNot.TRAIN_FULL: lambda _wanted, option, to: (
        option.train_full or to.say("The train takes no further container.")
    ),
}

"""Which goods may share a container?"""

from dataclasses import dataclass
from enum import StrEnum


class Temperature(StrEnum):
    """The climate that goods ask for."""

    AMBIENT_DRY = "AMBIENT_DRY"
    AMBIENT_COOL = "AMBIENT_COOL_15_21"
    CHILLED = "CHILLED_2_6"
    FROZEN = "FROZEN_-18"


class Group(StrEnum):
    """Goods of one group may share a container, goods of two never do."""

    FOOD = "FOOD"
    COSMETICS = "COSMETICS"
    GENERAL = "GENERAL"
    FROZEN_MEAT = "FROZEN_MEAT"
    DAIRY_CHILLED = "DAIRY_CHILLED"
    PROJECT_CARGO = "PROJECT_CARGO"
    FEED = "FEED"


class ClassRefusal(StrEnum):
    """Why goods ride in no container at all."""

    UNKNOWN_TEMPERATURE = "unknown_temperature"
    CLASS_REFUSED = "class_refused"


@dataclass(frozen=True, slots=True, order=True)
class CargoClass:
    """What a container is laid out for: one climate, one group."""

    temperature: Temperature
    group: Group

    @property
    def container_type(self) -> str:
        """The size-type that slots of this class are opened as."""
        return "42G1" if self.temperature is Temperature.AMBIENT_DRY else "45R1"

    @property
    def needs_plug(self) -> bool:
        """Whether the box takes one of the train's power plugs."""
        return self.set_point_c is not None

    @property
    def set_point_c(self) -> int | None:
        """The one temperature that the box is set to, in °C; None if it isn't cooled."""
        return _SET_POINTS[self.temperature]


# A segregation class that stands here in no group is refused, dangerous goods among them.
_GROUPS = {
    "DRY_FOOD": Group.FOOD,
    "LIQUID_FOOD": Group.FOOD,
    "DAIRY_POWDER": Group.FOOD,
    "COSMETICS": Group.COSMETICS,
    "ELECTRONICS": Group.GENERAL,
    "TEXTILE": Group.GENERAL,
    "FROZEN_MEAT": Group.FROZEN_MEAT,
    "DAIRY_CHILLED": Group.DAIRY_CHILLED,
    "PROJECT_CARGO": Group.PROJECT_CARGO,
    "FEED": Group.FEED,
}
_SET_POINTS = {
    Temperature.AMBIENT_DRY: None,
    Temperature.AMBIENT_COOL: 18,
    Temperature.CHILLED: 4,
    Temperature.FROZEN: -18,
}
_CLASSES = {(climate, group): CargoClass(climate, group) for climate in Temperature for group in Group}


def cargo_class(*, temperature: str, segregation: str) -> CargoClass | ClassRefusal:
    """The class that goods ride in, or why they don't ride at all (rules 15 and 16)."""
    if temperature not in _SET_POINTS:
        return ClassRefusal.UNKNOWN_TEMPERATURE
    group = _GROUPS.get(segregation)
    if group is None:
        return ClassRefusal.CLASS_REFUSED
    return _CLASSES[Temperature(temperature), group]


def carried_classes() -> tuple[str, ...]:
    """The segregation classes that ride at all; any other is refused (rule 15)."""
    return tuple(_GROUPS)


def climates_of(*, is_cooled: bool) -> list[str]:
    """The climates that a box can be set to, or have: a cooled one any (rule 16)."""
    return [each.value for each, set_point in _SET_POINTS.items() if is_cooled or set_point is None]


def group_of(segregation: str) -> Group | None:
    """In which group goods of a class ride; None for those that are refused."""
    return _GROUPS.get(segregation)


def may_share(first: CargoClass, second: CargoClass) -> bool:
    """One container has one group (rule 15) and one set point (rule 16)."""
    return first.group is second.group and first.set_point_c == second.set_point_c


def may_ride_in(cargo: CargoClass, *, is_cooled: bool) -> bool:
    """Goods with a set point need a cooled box (rule 16)."""
    return is_cooled or cargo.set_point_c is None


def goes_below(segregation: str) -> bool:
    """Liquids stand on the floor, so that a leak spoils nothing beneath (rule 15)."""
    return segregation == "LIQUID_FOOD"

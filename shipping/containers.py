"""How much goes into a container that rides a train?"""

from dataclasses import dataclass
from typing import Literal

# Chinese scheduled trains cap the goods in a forty-foot box (sinoeurorailway.com).
FORTY_FOOT_CARGO_CAP_G = 21_000_000
# How much of the inner volume stowing really fills: a planning default.
FILL_PERCENT = 90
# How far the scales may differ from the books, whichever is more: planning defaults (rule 21).
MASS_TOLERANCE_PERCENT = 2
MASS_TOLERANCE_G = 100_000
# By the third character of the size-type: general purpose, ventilated, insulated, refrigerated.
_WITH_DOORS = ("G", "V", "H", "R")


@dataclass(frozen=True, slots=True)
class Box:
    """
    One ISO 6346 size-type with the masses that its plate and the railway allow.

    `rail_max_gross_g` counts the whole box; 0 means that trains refuse the type.
    """

    iso_code: str
    nominal_ft: int
    volume_cm3: int
    tare_g: int
    max_gross_g: int
    rail_max_gross_g: int

    @property
    def takes_packages(self) -> bool:
        """Whether parcels can be stowed in it: not in tanks, on platforms, under open tops (ISO 6346)."""
        return self.iso_code[2:3] in _WITH_DOORS

    @property
    def payload_g(self) -> int:
        """Goods it may hold on a train (rule 8); 0 when trains refuse the type."""
        payload_g = min(self.max_gross_g, self.rail_max_gross_g) - self.tare_g
        if self.nominal_ft == 40:
            payload_g = min(payload_g, FORTY_FOOT_CARGO_CAP_G)
        return max(0, payload_g)

    @property
    def usable_cm3(self) -> int:
        """Volume that goods really fill (rule 8)."""
        return self.volume_cm3 * FILL_PERCENT // 100

    @property
    def permitted_gross_g(self) -> int:
        """What an opened box takes from a train's mass, however full it gets."""
        return self.tare_g + self.payload_g


@dataclass(frozen=True, slots=True)
class Fit:
    """So many equal units go in, and what stops the next one."""

    units: int
    binds: Literal["mass", "volume"]


def units_that_fit(*, gross_g: int, volume_cm3: int, free_g: int, free_cm3: int) -> Fit:
    """
    How many equal units fit into what is free, by mass and by volume.

    :raises ValueError: if a unit has no mass or no volume.
    """
    if gross_g < 1 or volume_cm3 < 1:
        raise ValueError("a unit has a mass and a volume")
    by_mass, by_volume = free_g // gross_g, free_cm3 // volume_cm3
    if by_mass <= by_volume:
        return Fit(max(0, by_mass), "mass")
    return Fit(max(0, by_volume), "volume")


def mass_error(*, declared_g: int, expected_g: int) -> str | None:
    """Why a container's declared gross mass is not what its goods, their pallets, its tare make (rule 21)."""
    difference_g = abs(declared_g - expected_g)
    if difference_g <= max(MASS_TOLERANCE_G, declared_g * MASS_TOLERANCE_PERCENT // 100):
        return None
    return (
        f"The container weighs {declared_g / 1000:,.1f} kg; by the books it should weigh"
        f" {expected_g / 1000:,.1f} kg, which differs by {difference_g / 1000:,.1f} kg."
    )

"""How much goes into a container that rides a train?"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ContainerType:
    """
    One ISO 6346 size-type with its masses.

    `rail_max_gross_g` is what the railway takes for the whole box, 0 if it
    refuses the type; `rail_cargo_cap_g` caps the goods alone (21 t in 40 ft).
    `fill_percent` is how much of the inner volume stowing really fills.
    """

    iso_code: str
    milli_teu: int
    length_mm: int
    internal_volume_cm3: int
    tare_g: int
    max_payload_g: int
    rail_max_gross_g: int
    rail_cargo_cap_g: int | None
    is_cooled: bool
    fill_percent: int = 90

    @property
    def payload_g(self) -> int:
        """Goods it may hold on a train (rule 8); 0 when trains refuse the type."""
        caps = [self.max_payload_g, self.rail_max_gross_g - self.tare_g]
        if self.rail_cargo_cap_g is not None:
            caps.append(self.rail_cargo_cap_g)
        return max(0, min(caps))

    @property
    def usable_cm3(self) -> int:
        """Volume that goods really fill (rule 8)."""
        return self.internal_volume_cm3 * self.fill_percent // 100

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

"""Into which shipments does one order fall?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shipping.containers import Box, units_that_fit
from shipping.segregation import CargoClass


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """`quantity` equal units; mass and volume are those of one."""

    line_id: str
    gross_g: int
    volume_cm3: int
    quantity: int
    cargo: CargoClass


@dataclass(frozen=True, slots=True)
class Part:
    """One shipment: units by line, and what they weigh and fill together."""

    cargo: CargoClass
    units: tuple[tuple[str, int], ...]
    gross_g: int
    volume_cm3: int


@dataclass(frozen=True, slots=True)
class TooBig:
    """One unit of this line is larger than a whole container."""

    line_id: str


class _Open:
    """A part while it is being filled."""

    def __init__(self, cargo: CargoClass, box: Box) -> None:
        self.cargo = cargo
        self.units: dict[str, int] = {}
        self.gross_g = 0
        self.volume_cm3 = 0
        self._box = box

    def put(self, line: GoodsLine, quantity: int) -> int:
        """Put in as many of `quantity` as fit; the rest is returned."""
        fit = units_that_fit(
            gross_g=line.gross_g,
            volume_cm3=line.volume_cm3,
            free_g=self._box.payload_g - self.gross_g,
            free_cm3=self._box.usable_cm3 - self.volume_cm3,
        )
        taken = min(quantity, fit.units)
        if taken:
            self.units[line.line_id] = self.units.get(line.line_id, 0) + taken
            self.gross_g += taken * line.gross_g
            self.volume_cm3 += taken * line.volume_cm3
        return quantity - taken

    def closed(self) -> Part:
        return Part(self.cargo, tuple(self.units.items()), self.gross_g, self.volume_cm3)


def split(*, lines: Sequence[GoodsLine], boxes: Mapping[str, Box]) -> list[Part] | TooBig:
    """
    Part an order so that no part is larger than a container of its class.

    First fit in the order of the lines: the same order always falls into the
    same parts, whose units add up to the order's. `boxes` are found by
    their size-type code.

    :raises KeyError: if a class needs a size-type that isn't given.
    """
    parts: list[_Open] = []
    for line in lines:
        box = boxes[line.cargo.container_type]
        rest = line.quantity
        for part in parts:
            if part.cargo == line.cargo:
                rest = part.put(line, rest)
        while rest:
            part = _Open(line.cargo, box)
            left = part.put(line, rest)
            if left == rest:
                return TooBig(line.line_id)
            parts.append(part)
            rest = left
    return [part.closed() for part in parts]

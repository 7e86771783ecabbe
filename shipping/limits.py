"""Does a train bear what is loaded on it?"""

from dataclasses import dataclass

_PLACE_MTEU = 2_000
# The conditional wagon of 1520 is 14 m; on 1435 a flat wagon is 13,466 mm over its couplers, from
# memory: neither figure was confirmed by a look-up.
_WAGON_MM = {1520: 14_000, 1435: 13_466}


@dataclass(frozen=True, slots=True)
class TrainLoad:
    """Places in milli-TEU, gross grams, plugs and length: what a train has, or what it carries."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int


def limits_error(*, limits: TrainLoad, load: TrainLoad, of: str = "the train") -> str | None:
    """The first limit that the load breaks, in words, or None; they bind all at once (rule 10)."""
    checks = (
        ("places", load.mteu, limits.mteu, _PLACE_MTEU, ""),
        ("gross mass", load.gross_g, limits.gross_g, 1_000_000, " t"),
        ("plugs", load.plugs, limits.plugs, 1, ""),
        ("length", load.length_mm, limits.length_mm, 1_000, " m"),
    )
    for name, used, most, scale, unit in checks:
        if used > most:
            return (
                f"The {name} of {of} would be {_number(used, scale)}{unit}, it bears {_number(most, scale)}."
            )
    return None


def length_needed_mm(*, mteu: int, gauge_mm: int | None) -> int:
    """
    What a container takes of a train's length: its share of a conditional wagon, one a place.

    Trains are measured by the wagons under the boxes, not by the boxes; where
    both trains stand, in the yard, the longer wagon counts.
    """
    wagon_mm = _WAGON_MM[gauge_mm] if gauge_mm else max(_WAGON_MM.values())
    return -(-wagon_mm * mteu // _PLACE_MTEU)


def _number(amount: int, scale: int) -> str:
    return f"{amount / scale:,.3f}".rstrip("0").rstrip(".")

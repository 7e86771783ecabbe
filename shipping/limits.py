"""Does a train bear what is loaded on it?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainLoad:
    """Places in milli-TEU, gross grams, plugs and length: what a train has, or what it carries."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int


def limits_error(*, limits: TrainLoad, load: TrainLoad) -> str | None:
    """The first limit that the load breaks, in words, or None; they bind all at once (rule 10)."""
    checks = (
        ("places", load.mteu, limits.mteu, 2_000, ""),
        ("gross mass", load.gross_g, limits.gross_g, 1_000_000, " t"),
        ("plugs", load.plugs, limits.plugs, 1, ""),
        ("length", load.length_mm, limits.length_mm, 1_000, " m"),
    )
    for name, used, most, scale, unit in checks:
        if used > most:
            return f"The {name} would be {used / scale:g}{unit}, the train bears {most / scale:g}."
    return None

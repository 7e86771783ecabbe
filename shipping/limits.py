"""Does a train bear what is loaded on it?"""

from collections.abc import Callable
from dataclasses import dataclass

from shipping.policy import PLACE_MTEU, WAGON_MM


@dataclass(frozen=True, slots=True)
class TrainLoad:
    """Places in milli-TEU, gross grams, plugs and length: what a train has, or what it carries."""

    mteu: int
    gross_g: int
    plugs: int
    length_mm: int

    def within(self, limits: "TrainLoad") -> bool:
        """Whether each amount is at most the limit's."""
        return (
            self.mteu <= limits.mteu
            and self.gross_g <= limits.gross_g
            and self.plugs <= limits.plugs
            and self.length_mm <= limits.length_mm
        )


def limits_error(
    *, limits: TrainLoad, load: TrainLoad, of: str = "the train", say: Callable[[str], str] = str
) -> str | None:
    """The first limit that the load breaks, in words, or None; they bind all at once (rule 10)."""
    told = say("The places of %(train)s would be %(used)s, it bears %(most)s.")
    heavy = say("The gross mass of %(train)s would be %(used)s t, it bears %(most)s.")
    plugged = say("The plugs of %(train)s would be %(used)s, it bears %(most)s.")
    long = say("The length of %(train)s would be %(used)s m, it bears %(most)s.")
    checks = (
        (told, load.mteu, limits.mteu, PLACE_MTEU),
        (heavy, load.gross_g, limits.gross_g, 1_000_000),
        (plugged, load.plugs, limits.plugs, 1),
        (long, load.length_mm, limits.length_mm, 1_000),
    )
    for sentence, used, most, scale in checks:
        if used > most:
            return sentence % {"train": of, "used": _number(used, scale), "most": _number(most, scale)}
    return None


def length_needed_mm(*, mteu: int, gauge_mm: int | None) -> int:
    """
    What a container takes of a train's length: its share of a conditional wagon, one a place.

    Trains are measured by the wagons under the boxes, not by the boxes; where
    both trains stand, in the yard, the longer wagon counts.
    """
    wagon_mm = WAGON_MM[gauge_mm] if gauge_mm else max(WAGON_MM.values())
    return -(-wagon_mm * mteu // PLACE_MTEU)


def _number(amount: int, scale: int) -> str:
    return f"{amount / scale:,.3f}".rstrip("0").rstrip(".")

"""In which order do goods go into a container?"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shipping.segregation import goes_below

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is stowed in one go, under its own SSCC: a package, a carton or a pallet, with all in it."""

    sscc: str
    classes: frozenset[str]
    gross_g: int

    @property
    def stands_on_the_floor(self) -> bool:
        """Whether anything in it must stand below dry goods."""
        return any(map(goes_below, self.classes))


def stowing_order(pieces: Iterable[Piece]) -> list[Piece]:
    """Liquid food on the floor (rule 15), then the heavier below the lighter."""
    return sorted(pieces, key=lambda piece: (not piece.stands_on_the_floor, -piece.gross_g, piece.sscc))


def stowing_error(pieces: Sequence[Piece], say: Callable[[str], str] = str) -> str | None:
    """What is wrong with an order of stowing, the floor first, or None (rule 15)."""
    above: Piece | None = None
    for piece in pieces:
        if not piece.stands_on_the_floor:
            above = above or piece
        elif above is not None:
            told = say(
                "%(sscc)s holds liquid food, which stands on the floor: stow it before %(other)s,"
                " which is dry."
            )
            return told % {"sscc": piece.sscc, "other": above.sscc}
    return None


def grouping_error(classes: Iterable[str], say: Callable[[str], str] = str) -> str | None:
    """Why goods don't share a carton or a pallet, or None: one of both kinds can't stand below itself."""
    if len({goes_below(each) for each in classes}) > 1:
        return say("Liquid food stands on the floor below dry goods, so they share no carton and no pallet.")
    return None


def last_to_leave(stowed: Sequence[tuple[K, int]], *, over_g: int) -> list[K]:
    """
    Whose goods leave until a container is lighter by `over_g`: what stands last leaves first (rule 21).

    `stowed` are owners with the mass of each of their pieces, the floor first;
    all pieces of an owner leave together.
    """
    total_g: dict[K, int] = {}
    for owner, gross_g in stowed:
        total_g[owner] = total_g.get(owner, 0) + gross_g
    leaving: list[K] = []
    for owner, _ in reversed(stowed):
        if sum(total_g[each] for each in leaving) >= over_g:
            break
        if owner not in leaving:
            leaving.append(owner)
    return leaving

"""Which part of a line's sums goes back, to the last minor unit?"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from kit.shares import largest_remainder

COMPONENTS = ("goods", "freight", "insurance", "duty", "vat", "consumption")


class Parts(NamedTuple):
    """What a line of an order is made of, or what of it goes back, in minor units."""

    goods: int = 0
    freight: int = 0
    insurance: int = 0
    duty: int = 0
    vat: int = 0
    consumption: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self)

    def plus(self, other: "Parts") -> "Parts":
        """Both together, part by part."""
        return Parts(*(one + two for one, two in zip(self, other, strict=True)))

    def less(self, other: "Parts") -> "Parts":
        """What is left of it without the other, part by part."""
        return Parts(*(one - two for one, two in zip(self, other, strict=True)))


class Kept(NamedTuple):
    """What of a line is kept for something else: units and sums that count as if they had gone back."""

    units: int = 0
    parts: Parts = Parts()

    def plus(self, other: "Kept") -> "Kept":
        """Both together."""
        return Kept(self.units + other.units, self.parts.plus(other.parts))

    def leaves(self, units: int, parts: Parts) -> tuple[int, Parts]:
        """What of so much others may have, nothing at least."""
        left = parts.less(self.parts)
        return max(units - self.units, 0), Parts(*(max(part, 0) for part in left))


def share_of(whole: int, *, of: int, out_of: int) -> int:
    """The share of `whole` that belongs to `of` of `out_of`, by largest remainders."""
    return largest_remainder(whole, [of, out_of - of])[0]


def of_units(
    parts: Parts,
    *,
    gone: Parts,
    units: int,
    gone_units: int,
    asked: int,
    named: Collection[str],
    takes_rest: bool = True,
) -> Parts:
    """
    What `asked` units cost of a line of `units`, of which `gone_units` and the sums `gone` went back before.

    Only the components that are `named`. Shares are cut from the whole, not from what is left, so that
    one unit after the other sums to the whole; the last units take all that is left, if they are to. Never
    more than that.
    """
    left = parts.less(gone)
    if takes_rest and gone_units + asked >= units:
        return _only(left, named)
    after, before = (
        Parts(*(share_of(part, of=count, out_of=units) for part in parts))
        for count in (gone_units + asked, gone_units)
    )
    wanted = after.less(before)
    return _only(Parts(*(min(part, rest) for part, rest in zip(wanted, left, strict=True))), named)


def spread(minor: int, left: Sequence[Parts]) -> list[Parts]:
    """A sum that names no part, cut over all that is left of each line by largest remainders."""
    cut = largest_remainder(minor, [part for parts in left for part in parts])
    wide = len(COMPONENTS)
    return [Parts(*cut[at : at + wide]) for at in range(0, len(cut), wide)]


def given_back(commission: int, *, goods: int, gone: int, given: int) -> int:
    """
    What of a line's commission is given back once `gone` of its `goods` went back; `given` was before.

    Cut from the whole like `of_units`: however many refunds there are, all of the goods gives all of it.
    Nothing is charged anew where an earlier refund died and left a minor unit too much.
    """
    if goods == 0:
        return 0
    return max(0, share_of(commission, of=gone, out_of=goods) - given)


def _only(parts: Parts, named: Collection[str]) -> Parts:
    return Parts(*(part if name in named else 0 for name, part in zip(COMPONENTS, parts, strict=True)))

"""How much does a coupon take off, and off which lines?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kit.shares import largest_remainder

# Customs doubt goods that cost nothing, and a slip of the finger should not give them away.
MOST_PERCENT = 90
SHORTEST_CODE, LONGEST_CODE = 3, 32
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a coupon says: a percentage or a fixed sum, for goods of at least so much.

    It is for those listings and for those kinds of goods and what is below them; for all where neither is
    named. Amounts are minor units of one currency.
    """

    percent: Decimal | None = None
    amount_minor: int | None = None
    least_goods_minor: int = 0
    listing_ids: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    def is_for(self, line: "Bought") -> bool:
        """Whether it takes something off a line."""
        if not self.listing_ids and not self.categories:
            return True
        return line.line_id in self.listing_ids or bool(self.categories & set(line.categories))


@dataclass(frozen=True, slots=True)
class Bought:
    """One line by the id of its listing; `categories` are its kind of goods and all above it."""

    line_id: str
    goods_minor: int
    categories: tuple[str, ...] = ()


def goods_it_is_for(terms: Terms, lines: Sequence[Bought]) -> int:
    """What the goods cost together that the coupon is for, in minor units."""
    return sum(line.goods_minor for line in lines if terms.is_for(line))


def discounts(terms: Terms, lines: Sequence[Bought]) -> Mapping[str, int]:
    """
    What each line costs less, by its id; lines that the coupon isn't for are left out.

    A percentage is rounded once, half-up; the sum is shared by what the lines cost, by largest remainder, and
    never more than `MOST_PERCENT` of them.
    """
    ours = [line for line in lines if terms.is_for(line)]
    goods = sum(line.goods_minor for line in ours)
    if not goods:
        return {}
    wanted = (
        _half_up(goods * (terms.percent or 0) / _ALL) if terms.amount_minor is None else terms.amount_minor
    )
    whole = min(wanted, goods * MOST_PERCENT // 100)
    parts = largest_remainder(whole, [line.goods_minor for line in ours])
    return {line.line_id: part for line, part in zip(ours, parts, strict=True)}


def _half_up(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))

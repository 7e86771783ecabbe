"""
Which published rate does the shop go by for each pair, and which can't be right?

Each pair has one publisher: what has the tenge in it is the National Bank of Kazakhstan's, all else the
European Central Bank's. So no pair is published twice, and none jumps because another source was earlier.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NATIONAL_BANK, EUROPEAN_BANK = "nbk", "ecb"
# Which currencies a document of each must name: without one of them it is no whole document.
NEEDED: Mapping[str, Sequence[str]] = {
    NATIONAL_BANK: ("USD", "EUR", "CNY", "RUB"),
    EUROPEAN_BANK: ("USD", "CNY"),
}
_NAMES = {NATIONAL_BANK: "National Bank of Kazakhstan", EUROPEAN_BANK: "European Central Bank"}
_PLACES = Decimal("0.00000001")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """One day of a document: by currency the tenge for one unit (NBK), or the units for one euro (ECB)."""

    date: date
    rates: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Published:
    """What a document says: whose it is, its days from the first to the last, each once."""

    source: str
    days: tuple[PublishedDay, ...]


@dataclass(frozen=True, slots=True)
class PairRate:
    """One unit of `base` is `rate` units of `quote`, to eight places; `source` says how that is known."""

    date: date
    base: str
    quote: str
    rate: Decimal
    source: str

    @property
    def pair(self) -> Pair:
        return self.base, self.quote


@dataclass(frozen=True, slots=True)
class Strange:
    """A rate that is too far from the one before it; neither is called wrong."""

    rate: PairRate
    was: Decimal


def pair_rates(published: Published) -> Iterator[PairRate]:
    """The rates of the pairs that a document is the publisher of, day by day, to eight places half-up."""
    for day in published.days:
        said = day.rates
        if published.source == NATIONAL_BANK:
            for base in NEEDED[NATIONAL_BANK]:
                yield _rate(published, day, (base, "KZT"), said[base])
            yield _rate(published, day, ("KZT", "CNY"), 1 / said["CNY"], "1 ÷ CNY/KZT")
        else:
            yield _rate(published, day, ("EUR", "CNY"), said["CNY"])
            yield _rate(published, day, ("USD", "CNY"), said["CNY"] / said["USD"], "EUR/CNY ÷ EUR/USD")


PUBLISHER: Mapping[Pair, str] = {
    **{(base, "KZT"): NATIONAL_BANK for base in NEEDED[NATIONAL_BANK]},
    ("KZT", "CNY"): NATIONAL_BANK,
    ("EUR", "CNY"): EUROPEAN_BANK,
    ("USD", "CNY"): EUROPEAN_BANK,
}


def strange_ones(
    rates: Sequence[PairRate], *, before: Mapping[Pair, Decimal], factor: Decimal
) -> Iterator[Strange]:
    """
    Those that are more than `factor` times the rate of the same pair before them, or less than its inverse.

    `before` are the newest rates before the first day, of pairs that have one; within the document each
    day is compared with the one before.
    """
    last = dict(before)
    for each in rates:
        was = last.get(each.pair)
        if was is not None and not was <= each.rate * factor <= was * factor * factor:
            yield Strange(each, was)
        last[each.pair] = each.rate


def _rate(published: Published, day: PublishedDay, pair: Pair, rate: Decimal, how: str = "") -> PairRate:
    name = _NAMES[published.source]
    exact = rate.quantize(_PLACES, rounding=ROUND_HALF_UP)
    return PairRate(day.date, *pair, exact, f"{name}: {how}" if how else name)

"""How much less does an order cost without some of its units, and of which lines is that?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar

from orders.pricing import Amounts

K = TypeVar("K")
_CARRIAGE = ("freight_minor", "insurance_minor")
_TAXES = ("duty_minor", "vat_minor", "consumption_minor")


def fall(before: Amounts, after: Amounts) -> Amounts:
    """
    What an order costs its buyer less, of everything but the goods; nothing ever costs more.

    Freight and insurance fall or stay. Of taxes that fall others that rise are taken off, largest fall
    first; where the rest would cost more tax in all, the difference is ours.
    """
    was, is_now = asdict(before), asdict(after)
    falls = {name: max(0, was[name] - is_now[name]) for name in (*_CARRIAGE, *_TAXES)}
    rise = sum(max(0, is_now[name] - was[name]) for name in _TAXES)
    for name in sorted(_TAXES, key=lambda name: -falls[name]):
        taken = min(rise, falls[name])
        falls[name] -= taken
        rise -= taken
    return Amounts(**falls)


def over_lines(less: Amounts, left: Mapping[K, Amounts], *, first: Sequence[K]) -> dict[K, Amounts]:
    """
    Of which lines a fall is: of those that lose units first, then of the others, never more than is left.

    What no line has left any more is no fall.
    """
    order = [*first, *(key for key in left if key not in first)]
    shares: dict[K, dict[str, int]] = {key: {} for key in order}
    for name, minor in asdict(less).items():
        rest = minor
        for key in order:
            shares[key][name] = min(rest, getattr(left[key], name))
            rest -= shares[key][name]
    return {key: Amounts(**share) for key, share in shares.items() if any(share.values())}

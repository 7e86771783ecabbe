"""What does a price become by a percentage, a sum or a fixed price, rounded?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Hundredths of a percent in a whole.
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class PriceRule:
    """
    By which rule prices change: one of `percent_bp` (hundredths of a percent), `amount_minor`, `price_minor`.

    What comes of it is rounded to a multiple of `round_to_minor`, a half up, but never down to nothing.
    """

    percent_bp: int | None = None
    amount_minor: int | None = None
    price_minor: int | None = None
    round_to_minor: int = 1

    def of(self, prices: Mapping[int, int]) -> dict[int, int]:
        """
        The price list by quantity, in minor units, as it becomes.

        A fixed price is that of one unit; the prices of many stay. A percentage or a sum changes all.
        """
        if self.price_minor is not None:
            return {**prices, 1: self.price_minor}
        return {quantity: self._changed(minor) for quantity, minor in prices.items()}

    def as_json(self) -> dict[str, Any]:
        """What of it was said."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def _changed(self, minor: int) -> int:
        scaled = minor * (_WHOLE + (self.percent_bp or 0)) + (self.amount_minor or 0) * _WHOLE
        step = self.round_to_minor * _WHOLE
        return max((2 * scaled + step) // (2 * step), 1 if scaled > 0 else 0) * self.round_to_minor


def moved_percent(was: int, becomes: int) -> int:
    """By how many whole percent a price moves, towards zero."""
    change = abs(becomes - was) * 100 // was
    return change if becomes >= was else -change

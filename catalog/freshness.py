"""Until which day may goods arrive and still be fresh enough?"""

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil


def fresh_until(made: date, best_before: date, share: float = 0.5) -> date:
    """
    The latest day of arrival on which `share` of the shelf life still remains.

    Rule 17: remaining on arrival / whole life >= share. All are days of the
    place of arrival.

    :raises ValueError: if the goods end before they are made, or the share
        isn't between 0 and 1.
    """
    if best_before < made:
        raise ValueError("goods cannot end before they are made")
    if not 0 <= share <= 1:
        raise ValueError("the share of a shelf life lies between 0 and 1")
    needed = ceil((best_before - made).days * _exact(share))
    return best_before - timedelta(days=needed)


def is_fresh_on_arrival(*, made: date, best_before: date | None, arrival: date, share: float = 0.5) -> bool:
    """Whether goods arriving on `arrival` pass rule 17; goods without an end always do."""
    return best_before is None or arrival <= fresh_until(made, best_before, share)


@cache
def _exact(share: float) -> Fraction:
    """As it is written: 0.55 as a binary fraction is a little more than 55 %, which would cost a day."""
    return Fraction(share).limit_denominator(1000)

"""Why is a number that Kazakhstan gave a firm or a person wrong?"""

import re
from calendar import monthrange
from collections.abc import Sequence

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
# The seventh digit of an IIN tells the century of birth (and the sex).
_CENTURIES = {"0": 20, "1": 18, "2": 18, "3": 19, "4": 19, "5": 20, "6": 20}


def kz_bin_error(value: str) -> str | None:
    """
    What is wrong with a Kazakh business number (BIN), or None.

    12 digits: year and month of registration, type 4 to 6, mark 0 to 3, five
    digits, one check digit. Source: the rule reproduces published numbers.
    """
    if error := _twelve_digits_error("A BIN", value):
        return error
    if not 1 <= int(value[2:4]) <= 12:
        return f"A BIN has a month in digits 3 and 4; {value[2:4]} is none."
    if value[4] not in "456":
        return f"The fifth digit of a BIN is 4, 5 or 6; this one is {value[4]}."
    if value[5] not in "0123":
        return f"The sixth digit of a BIN is 0 to 3; this one is {value[5]}."
    return _kz_check_error("BIN", value)


def kz_iin_error(value: str) -> str | None:
    """
    What is wrong with a Kazakh personal number (IIN), or None.

    12 digits: day of birth as YYMMDD, century and sex 0 to 6, four digits, one
    check digit. Source: the rule reproduces published numbers.
    """
    if error := _twelve_digits_error("An IIN", value):
        return error
    if value[6] not in _CENTURIES:
        return f"The seventh digit of an IIN is 0 to 6; this one is {value[6]}."
    year = _CENTURIES[value[6]] * 100 + int(value[:2])
    month, day = int(value[2:4]), int(value[4:6])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return f"An IIN begins with a day of birth as YYMMDD; {value[:6]} is no day."
    return _kz_check_error("IIN", value)


def _twelve_digits_error(name: str, value: str) -> str | None:
    if not re.fullmatch("[0-9]*", value):
        return f"{name} consists of digits only."
    if len(value) != 12:
        return f"{name} has 12 digits; this has {len(value)}."
    return None


def _kz_check_error(name: str, value: str) -> str | None:
    rest = _weighted(value, _FIRST_WEIGHTS)
    if rest == 10:
        rest = _weighted(value, _SECOND_WEIGHTS)
    if rest == 10:
        return f"No {name} is issued for these first 11 digits."
    if rest != int(value[11]):
        return f"The check digit of this {name} should be {rest}, not {value[11]}."
    return None


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digits[index]) * weight for index, weight in enumerate(weights)) % 11

"""Is this a resident identity number of China, and is a name that of a person?"""

import re
import unicodedata
from datetime import date

from stdnum.iso7064 import mod_11_2

from orders.naming import folded
from orders.scripts import has_han

LENGTH = 18
SHOWN = 4

# GB/T 2260: the first two digits are a province; 81 to 83 stand on residence permits of people from
# Hong Kong, Macao and Taiwan. Counties come and go, and a number keeps the one of its first day.
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42"),
    *("43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71"),
    *("81", "82", "83"),
}
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_EARLIEST = date(1900, 1, 1)
# As they come from keyboards and copied documents.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
# Between the parts of names of several peoples: 买买提·吐尔逊.
_DOTS = "·•‧・．.⋅"
_LONGEST_NAME = 50


def compact_number(written: str) -> str:
    """The number as it is compared: without blanks and hyphens, wide digits narrow, a large X."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", written)).upper()


def problem_of_number(number: str, *, today: date) -> str:
    """
    Why a compact number can't be one, or nothing.

    GB 11643-1999: six digits of a division, the day of birth, three digits of which the last is odd for men,
    and a check character (ISO 7064, MOD 11-2).
    """
    if not _SHAPE.fullmatch(number):
        return "is not 17 digits and a last digit or X"
    if number[:2] not in _PROVINCES:
        return "begins with no province"
    born = _born(number)
    if born is None or not _EARLIEST <= born <= today:
        return "holds no day of birth (digits 7 to 14)"
    if mod_11_2.calc_check_digit(number[:-1]) != number[-1]:
        return "has another check digit"
    return ""


def problem_of_name(name: str) -> str:
    """Why a text can't be the name on an identity card, or nothing."""
    letters = "".join(sign for sign in name if sign not in _DOTS)
    if len(letters) < 2 or not all(has_han(sign) for sign in letters):
        return "is not written in Chinese characters, as on the card"
    return "" if len(name) <= _LONGEST_NAME else f"has more than {_LONGEST_NAME} characters"


def tidy_name(written: str) -> str:
    """The name without blanks, each dot as it stands on cards."""
    plain = unicodedata.normalize("NFKC", written)
    return "".join("·" if sign in _DOTS else sign for sign in plain if not sign.isspace())


def is_called(name: str, elsewhere: str) -> bool:
    """Whether somebody called `name` on their card is called so elsewhere; blanks and dots don't count."""
    return folded(name) == folded(elsewhere)


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None

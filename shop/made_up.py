"""Which numbers belong to people whom nobody is?"""

from datetime import date, timedelta

from stdnum.iso7064 import mod_11_2

# No county's: cards are given out by counties. Nobody is old enough either.
_NO_COUNTY = "110000"
_LONG_AGO = date(1900, 1, 1)


def identity_number(which: int) -> str:
    """
    A number with a right check digit that stands on no card (GB 11643); each `which` has its own.

    The division is a whole province, the day of birth in 1900 or soon after.
    """
    born = _LONG_AGO + timedelta(days=which // 1000)
    digits = f"{_NO_COUNTY}{born:%Y%m%d}{which % 1000:03}"
    return digits + mod_11_2.calc_check_digit(digits)

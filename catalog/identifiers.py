"""Why is the number of a firm, an article or a country wrong?"""

import re

import pycountry
from stdnum import ean
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

_USCC_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def country_error(value: str) -> str | None:
    """What is wrong with a two-letter code of a country (ISO 3166-1), or None."""
    known = len(value) == 2 and value.isupper() and pycountry.countries.get(alpha_2=value)
    return None if known else f"{value} is no country of ISO 3166-1"


def cn_uscc_error(value: str) -> str | None:
    """What is wrong with a Chinese unified social credit code, or None (GB 32100-2015)."""
    if len(value) != 18:
        return f"A USCC has 18 characters; this has {len(value)}."
    if not re.fullmatch("[0-9]{8}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}", value):
        return "A USCC has 8 digits, then digits and capital letters other than I, O, S, V, Z."
    try:
        uscc.validate(value)
    except ValidationError:
        return f"The check character {value[17]} of this USCC is wrong."
    if value[16] != _organisation_check(value[8:16]):
        return f"The organisation code {value[8:17]} inside this USCC has a wrong check character."
    return None


def gtin13_error(value: str) -> str | None:
    """What is wrong with an article number of 13 digits (GS1), or None."""
    if not re.fullmatch("[0-9]*", value):
        return "A GTIN-13 consists of digits only."
    if len(value) != 13:
        return f"A GTIN-13 has 13 digits; this has {len(value)}."
    expected = ean.calc_check_digit(value[:12])
    if value[12] != expected:
        return f"The check digit of this GTIN-13 should be {expected}, not {value[12]}."
    return None


def _organisation_check(body: str) -> str:
    total = sum(int(body[i], 36) * weight for i, weight in enumerate(_USCC_BODY_WEIGHTS))
    return "0123456789X"[-total % 11]

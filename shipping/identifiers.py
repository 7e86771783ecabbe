"""Why is the number of a container, a parcel or a station wrong?"""

import re
from collections.abc import Callable

from stdnum import ean, iso6346

_OWNER_NUMBER = re.compile("[A-Z]{3}[UJZ][0-9]{7}")


def container_number_error(value: str, say: Callable[[str], str] = str) -> str | None:
    """What is wrong with a container number (ISO 6346), or None."""
    if not _OWNER_NUMBER.fullmatch(value):
        return say("A container number has 3 letters, then U, J or Z, then 7 digits, all capitals.")
    expected = iso6346.calc_check_digit(value[:10])
    if value[10] != expected:
        told = say("The check digit of this container number should be %(wanted)s, not %(digit)s.")
        return told % {"wanted": expected, "digit": value[10]}
    return None


def sscc_error(value: str, say: Callable[[str], str] = str) -> str | None:
    """What is wrong with a serial shipping container code (GS1), or None."""
    if not re.fullmatch("[0-9]*", value):
        return say("An SSCC consists of digits only.")
    if len(value) != 18:
        return say("An SSCC has 18 digits; this has %(count)s.") % {"count": len(value)}
    expected = ean.calc_check_digit(value[:17])
    if value[17] != expected:
        told = say("The check digit of this SSCC should be %(wanted)s, not %(digit)s.")
        return told % {"wanted": expected, "digit": value[17]}
    return None


def build_sscc(*, prefix: str, serial: int, extension: int = 0) -> str:
    """
    The 18 digits: extension, GS1 company prefix, serial padded with zeros, check.

    :raises ValueError: if the prefix isn't 7 to 10 digits, the extension isn't
        one digit or the serial needs more digits than the prefix leaves.
    """
    if not re.fullmatch("[0-9]{7,10}", prefix):
        raise ValueError("a GS1 company prefix has 7 to 10 digits")
    if not 0 <= extension <= 9:
        raise ValueError("the extension of an SSCC is one digit")
    width = 16 - len(prefix)
    if not 0 <= serial < 10**width:
        raise ValueError(f"after this prefix a serial has at most {width} digits")
    body = f"{extension}{prefix}{serial:0{width}d}"
    return body + ean.calc_check_digit(body)


def station_code_error(value: str) -> str | None:
    """
    What is wrong with a six-digit station code of the 1520 network (ESR), or None.

    The sixth digit checks the others: weights 1 to 5 modulo 11; if that gives
    10, weights 3 to 7; if 10 again, 0. Source: trade practice, fits known codes.
    """
    if not re.fullmatch("[0-9]*", value):
        return "A station code consists of digits only."
    if len(value) != 6:
        return f"A station code has 6 digits; this has {len(value)}."
    expected = _station_check(value)
    if int(value[5]) != expected:
        return f"The check digit of this station code should be {expected}, not {value[5]}."
    return None


def _station_check(digits: str) -> int:
    for first in (1, 3):
        rest = sum(int(digits[index]) * (first + index) for index in range(5)) % 11
        if rest != 10:
            return rest
    return 0

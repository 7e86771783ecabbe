"""Which numbers name a firm, a bank, an account in Kazakhstan?"""

import re

from stdnum import bic, iban
from stdnum.exceptions import ValidationError

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def iban_error(value: str) -> str | None:
    """
    What is wrong with a Kazakh account number, or None.

    KZ, two check digits (ISO 13616, mod 97), three digits of the bank, 13 letters or digits.
    """
    if not re.fullmatch("KZ[0-9]{5}[0-9A-Z]{13}", value):
        return "An IBAN of Kazakhstan is KZ, five digits and 13 letters or digits."
    try:
        iban.validate(value)
    except ValidationError:
        return f"The check digits {value[2:4]} of this IBAN are wrong."
    return None


def bic_error(value: str) -> str | None:
    """What is wrong with the code of a bank (ISO 9362, eight or eleven characters), or None."""
    return (
        None if bic.is_valid(value) and value.isupper() else "A BIC has 8 or 11 capital letters and digits."
    )


def bin_error(value: str) -> str | None:
    """
    What is wrong with a Kazakh business number, or None.

    12 digits, the last of which checks the others: weights 1 to 11 mod 11, and where that is ten, the
    weights 3 to 11, 1, 2.
    """
    if not re.fullmatch("[0-9]{12}", value):
        return "A BIN has 12 digits."
    digits = [int(each) for each in value]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        check = sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if check != 10:
            return None if check == digits[11] else f"The check digit {value[11]} of this BIN is wrong."
    return "This BIN can have no check digit."

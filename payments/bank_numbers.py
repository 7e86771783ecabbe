"""Why is the number of an account, or the code of a bank, wrong?"""

import re

from stdnum import bic, iban
from stdnum.exceptions import ValidationError


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

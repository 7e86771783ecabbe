"""Can money be sent to an account that somebody names?"""

import re

from stdnum import iban as ibans

from kit.errors import FieldProblem
from payments.bank_numbers import bic_error, iban_error

# China isn't in the register of IBANs: its banks number accounts by digits.
_PLAIN = re.compile(r"[0-9]{8,30}", re.ASCII)
_KBE = re.compile(r"[12][1-9]", re.ASCII)
# Residents that are private firms, and those who trade in their own name.
USUAL_KBE = "17"
# For what an account's number is sealed.
SEALED_AS = "payout account"


def compact_number(number: str) -> str:
    """An account's number as machines write it: without blanks, in capitals."""
    return re.sub(r"[\s-]", "", number).upper()


def problems_of(*, country: str, number: str, bic: str, kbe: str) -> list[FieldProblem]:
    """
    What is wrong with the bank data of an account in a country, field by field.

    A Kazakh account has an IBAN, whose check digits must be right, and a KBe; a Chinese one
    digits. The BIC is of a bank in the same country.
    """
    found = [_number_problem(country, number), _bic_problem(country, bic), _kbe_problem(country, kbe)]
    return [each for each in found if each]


def _number_problem(country: str, number: str) -> FieldProblem | None:
    pointer = "/account_number"
    if country != "KZ":
        if _PLAIN.fullmatch(number):
            return None
        return FieldProblem(pointer, "bank.number", "An account number has 8 to 30 digits.")
    if ibans.is_valid(number) and not number.startswith(country):
        return FieldProblem(
            pointer, "bank.iban_country", "The account must be in Kazakhstan: KZ, then 18 others."
        )
    error = iban_error(number)
    return FieldProblem(pointer, "bank.iban", error) if error else None


def _bic_problem(country: str, bic: str) -> FieldProblem | None:
    if error := bic_error(bic):
        return FieldProblem("/bic", "bank.bic", error)
    if bic[4:6] != country:
        return FieldProblem("/bic", "bank.bic_country", f"The bank must be in {country}, not in {bic[4:6]}.")
    return None


def _kbe_problem(country: str, kbe: str) -> FieldProblem | None:
    if country == "KZ":
        right = bool(_KBE.fullmatch(kbe))
        return None if right else FieldProblem("/kbe", "bank.kbe", "A KBe has two digits, such as 17.")
    return None if not kbe else FieldProblem("/kbe", "bank.kbe", "Only accounts in Kazakhstan have a KBe.")

"""Which bank data can be right?"""

import pytest

from payments.bank_data import compact_number, problems_of

GOOD = {"country": "KZ", "number": "KZ98999DEMO000000001", "bic": "DEMOKZKA", "kbe": "17"}
# The example of the registry of IBANs (SWIFT), release 99.
REGISTERED = "KZ86125KZT5004100100"


def codes(**changed: str) -> list[str]:
    return [each.code for each in problems_of(**{**GOOD, **changed})]


def test_good_data_have_no_problems() -> None:
    assert codes() == []
    assert codes(number=REGISTERED) == []
    assert codes(country="CN", number="6222021234567890123", bic="ICBKCNBJ", kbe="") == []


def test_a_number_is_taken_as_people_write_it() -> None:
    assert compact_number(" kz86 125k zt50 0410 0100 ") == REGISTERED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": "KZ87125KZT5004100100"}, "bank.iban"),
        ({"number": "KZ86125KZT500410010"}, "bank.iban"),
        ({"number": ""}, "bank.iban"),
        ({"number": "DE89370400440532013000"}, "bank.iban_country"),
        ({"bic": "DEMOKZ"}, "bank.bic"),
        ({"bic": "ICBKCNBJ"}, "bank.bic_country"),
        ({"kbe": ""}, "bank.kbe"),
        ({"kbe": "30"}, "bank.kbe"),
        ({"country": "CN", "number": "12", "bic": "ICBKCNBJ", "kbe": ""}, "bank.number"),
        ({"country": "CN", "number": "62220212345678901", "bic": "ICBKCNBJ", "kbe": "17"}, "bank.kbe"),
    ],
)
def test_what_can_not_be_right_is_named(changed: dict[str, str], code: str) -> None:
    assert codes(**changed) == [code]

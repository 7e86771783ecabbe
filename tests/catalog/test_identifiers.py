import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.identifiers import cn_uscc_error, gtin13_error
from kit.kazakh_numbers import kz_bin_error, kz_iin_error

CHECKS: dict[str, Callable[[str], str | None]] = {
    "kz_bin": kz_bin_error,
    "kz_iin": kz_iin_error,
    "cn_uscc": cn_uscc_error,
    "gtin13": gtin13_error,
}
VECTORS = Path(__file__).parents[1] / "data" / "identifier_vectors.csv"


def vectors() -> list[tuple[str, str, bool]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["kind"], row["value"], row["valid"] == "1") for row in rows if row["kind"] in CHECKS]


@pytest.mark.parametrize(("kind", "value", "is_valid"), vectors())
def test_a_published_vector_is_judged_rightly(kind: str, value: str, is_valid: bool) -> None:
    assert (CHECKS[kind](value) is None) == is_valid


def test_every_kind_has_vectors_of_both_sorts() -> None:
    assert {(kind, is_valid) for kind, _, is_valid in vectors()} == {
        (kind, is_valid) for kind in CHECKS for is_valid in (True, False)
    }


@pytest.mark.parametrize(
    ("check", "value", "sentence"),
    [
        (kz_bin_error, "940140000384", "The check digit of this BIN should be 5, not 4."),
        (kz_bin_error, "94014000038", "A BIN has 12 digits; this has 11."),
        (kz_bin_error, "94014000038x", "A BIN consists of digits only."),
        (kz_bin_error, "94014000038٥", "A BIN consists of digits only."),
        (kz_bin_error, "941340000385", "A BIN has a month in digits 3 and 4; 13 is none."),
        (kz_bin_error, "940190000385", "The fifth digit of a BIN is 4, 5 or 6; this one is 9."),
        (kz_bin_error, "940144000385", "The sixth digit of a BIN is 0 to 3; this one is 4."),
        (kz_bin_error, "490340000029", "No BIN is issued for these first 11 digits."),
        (kz_iin_error, "791028302727", "The check digit of this IIN should be 8, not 7."),
        (kz_iin_error, "791028702728", "The seventh digit of an IIN is 0 to 6; this one is 7."),
        (
            kz_iin_error,
            "790229302728",
            "An IIN begins with a day of birth as YYMMDD; 790229 is no day.",
        ),
        (
            kz_iin_error,
            "791328302728",
            "An IIN begins with a day of birth as YYMMDD; 791328 is no day.",
        ),
        (cn_uscc_error, "91110000600037341", "A USCC has 18 characters; this has 17."),
        (
            cn_uscc_error,
            "9111000060003734IL",
            "A USCC has 8 digits, then digits and capital letters other than I, O, S, V, Z.",
        ),
        (
            cn_uscc_error,
            "91110000600037341M",
            "The check character M of this USCC is wrong.",
        ),
        (
            cn_uscc_error,
            "91110000600037342P",
            "The organisation code 600037342 inside this USCC has a wrong check character.",
        ),
        (gtin13_error, "9521000000019", "The check digit of this GTIN-13 should be 8, not 9."),
        (gtin13_error, "952100000018", "A GTIN-13 has 13 digits; this has 12."),
        (gtin13_error, "95210000000-8", "A GTIN-13 consists of digits only."),
    ],
)
def test_the_sentence_says_what_is_wrong(
    check: Callable[[str], str | None], value: str, sentence: str
) -> None:
    assert check(value) == sentence


@pytest.mark.parametrize("value", ["870763836212", "780653781446", "960853175726", "540863764785"])
def test_a_business_number_may_need_the_second_weights(value: str) -> None:
    assert kz_bin_error(value) is None


@pytest.mark.parametrize("value", ["490340000119", "490440000271", "491040000854", "491240001037"])
def test_a_demonstration_business_number_passes(value: str) -> None:
    assert kz_bin_error(value) is None


@pytest.mark.parametrize(
    "value", ["91320700WXY0000132", "91320700WXY00003XL", "914403002345678945", "913207009876543272"]
)
def test_a_demonstration_credit_code_passes(value: str) -> None:
    assert cn_uscc_error(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "040229200006",  # 1804
        "040229400009",  # 1904
        "040229600001",  # 2004
        "000229500008",  # 2000
        "000229000006",  # no century told: taken as the present one
        "010101500003",
        "991231400002",
    ],
)
def test_the_first_the_last_and_a_leap_day_are_days_of_birth(value: str) -> None:
    assert kz_iin_error(value) is None


@pytest.mark.parametrize("value", ["000229100002", "000229300005"])
def test_1800_and_1900_had_no_leap_day(value: str) -> None:
    assert kz_iin_error(value) == "An IIN begins with a day of birth as YYMMDD; 000229 is no day."


@pytest.mark.parametrize("value", ["", "79102830272", "79102830272x"])
def test_a_personal_number_has_twelve_digits(value: str) -> None:
    error = kz_iin_error(value)
    assert error in {"An IIN consists of digits only.", f"An IIN has 12 digits; this has {len(value)}."}

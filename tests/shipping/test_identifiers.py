import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.identifiers import (
    build_sscc,
    container_number_error,
    sscc_error,
    station_code_error,
)

CHECKS: dict[str, Callable[[str], str | None]] = {
    "iso6346": container_number_error,
    "sscc": sscc_error,
    "esr": station_code_error,
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
        (
            container_number_error,
            "CSQU3054384",
            "The check digit of this container number should be 3, not 4.",
        ),
        (
            container_number_error,
            "csqu3054383",
            "A container number has 3 letters, then U, J or Z, then 7 digits, all capitals.",
        ),
        (sscc_error, "395210000000123450", "The check digit of this SSCC should be 9, not 0."),
        (sscc_error, "39521000000012345", "An SSCC has 18 digits; this has 17."),
        (sscc_error, "(00)39521000000012", "An SSCC consists of digits only."),
        (station_code_error, "708506", "The check digit of this station code should be 7, not 6."),
        (station_code_error, "70850", "A station code has 6 digits; this has 5."),
        (station_code_error, "70850x", "A station code consists of digits only."),
    ],
)
def test_the_sentence_says_what_is_wrong(
    check: Callable[[str], str | None], value: str, sentence: str
) -> None:
    assert check(value) == sentence


def test_a_station_code_may_need_the_second_weights() -> None:
    # 0+0+0+0+2 x 5 = 10, so weights 3 to 7 count: 2 x 7 = 14, less 11 is 3.
    assert station_code_error("000023") is None


def test_a_station_code_without_a_remainder_below_ten_ends_in_0() -> None:
    # Weights 1 to 5 and weights 3 to 7 both leave 10.
    assert station_code_error("002810") is None


def test_check_value_ten_of_a_container_is_written_0() -> None:
    assert container_number_error("AAAU0000060") is None


def test_the_published_sscc_can_be_built() -> None:
    assert build_sscc(extension=3, prefix="9521000", serial=12_345) == "395210000000123459"


@pytest.mark.parametrize("prefix", ["123456", "12345678901", "952100x"])
def test_a_prefix_of_another_size_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="company prefix"):
        build_sscc(prefix=prefix, serial=1)


@pytest.mark.parametrize("serial", [-1, 10**9])
def test_a_serial_beyond_the_prefix_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="at most 9 digits"):
        build_sscc(prefix="9521000", serial=serial)


def test_an_extension_of_two_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="one digit"):
        build_sscc(prefix="9521000", serial=1, extension=10)


@given(
    st.integers(0, 9),
    st.from_regex("[0-9]{7,10}", fullmatch=True).filter(str.isascii),
    st.integers(0, 10**6 - 1),
)
def test_what_is_built_is_valid(extension: int, prefix: str, serial: int) -> None:
    assert sscc_error(build_sscc(extension=extension, prefix=prefix, serial=serial)) is None

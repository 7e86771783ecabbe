"""Do an invoice and its credit notes add up, by rate and in all, on paper?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.documents import Line, VatSum, credit_lines, left_of, number_of, summed

SIXTEEN, TWELVE, NOUGHT = Decimal(16), Decimal(12), Decimal(0)


def line(net: int, vat: int = 0, percent: Decimal = SIXTEEN) -> Line:
    return Line(names={"en": "Flour"}, net_minor=net, vat_percent=percent, vat_minor=vat)


def test_a_number_names_kind_year_and_place_in_turn() -> None:
    assert number_of("invoice", 2026, 1) == "INV-2026-000001"
    assert number_of("credit_note", 2027, 1_234_567) == "CRN-2027-1234567"


def test_the_vat_of_a_rate_is_the_sum_of_its_lines() -> None:
    # 16 % of 0.03 are 0.0048, which is nothing, three times: the rate says nothing too, not 16 % of 0.09.
    assert summed([line(3), line(3), line(3)]) == [VatSum(SIXTEEN, 9, 0)]


def test_each_rate_has_a_sum_of_its_own_the_lowest_first() -> None:
    lines = [line(100, 16), line(200, 24, TWELVE), line(50, 0, NOUGHT), line(100, 16)]
    assert summed(lines) == [VatSum(NOUGHT, 50, 0), VatSum(TWELVE, 200, 24), VatSum(SIXTEEN, 200, 32)]


def test_an_untouched_invoice_is_credited_by_its_own_lines() -> None:
    lines = [line(100, 16), line(200, 24, TWELVE)]
    assert credit_lines(lines, []) == lines
    assert credit_lines(lines, [], most_minor=340) == lines


def test_a_part_is_shared_by_what_is_left_of_each_rate() -> None:
    # 116 and 224 are 340; half of it is 58 and 112; 16/116 of 58 are 8, 12/112 of 112 are 12.
    part = credit_lines([line(100, 16), line(200, 24, TWELVE)], [], most_minor=170)
    assert summed(part) == [VatSum(TWELVE, 100, 12), VatSum(SIXTEEN, 50, 8)]


def test_the_rest_takes_what_the_first_part_left() -> None:
    lines = [line(100, 16)]
    first = credit_lines(lines, [], most_minor=1)
    # 16/116 of 0.01 is nothing.
    assert summed(first) == [VatSum(SIXTEEN, 1, 0)]
    assert summed(credit_lines(lines, first)) == [VatSum(SIXTEEN, 99, 16)]


@pytest.mark.parametrize("most", [0, -5])
def test_nothing_is_credited_by_nothing(most: int) -> None:
    assert credit_lines([line(100, 16)], [], most_minor=most) == []


def test_nothing_is_left_of_what_was_credited_whole() -> None:
    lines = [line(100, 16)]
    assert left_of(lines, lines) == []
    assert credit_lines(lines, lines, most_minor=5) == []


_LINES = st.lists(
    st.builds(
        lambda net, percent: line(net, (net * int(percent) + 50) // 100, percent),
        st.integers(1, 10**9),
        st.sampled_from([NOUGHT, TWELVE, SIXTEEN]),
    ),
    min_size=1,
    max_size=6,
)


@given(_LINES, st.lists(st.integers(1, 10**9), max_size=6))
def test_however_an_invoice_is_credited_no_rate_goes_below_nought(
    lines: list[Line], parts: list[int]
) -> None:
    credited: list[Line] = []
    for most in parts:
        wanted = min(most, sum(each.total_minor for each in left_of(lines, credited)))
        part = credit_lines(lines, credited, most_minor=most)
        assert sum(each.total_minor for each in part) == wanted
        credited += part
    credited += credit_lines(lines, credited)
    assert summed(credited) == summed(lines)

"""What do we keep of a sale, by which rule, with which VAT?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import uuid7
from payments.commission import Rule, Sold, VatRate, commission_of, vat_percent_of, winner
from payments.queries.commission import vat_percent

DAY = date(2026, 11, 30)
SELLER, OTHER = uuid7(), uuid7()
KINDS = ("food", "grain", "flour")
VAT = Decimal(16)


def rule(percent: str = "10", **columns: Any) -> Rule:
    return Rule(id=uuid7(), valid_from=date(2026, 1, 1), percent=Decimal(percent), **columns)


def sold(goods: int = 35_00, **columns: Any) -> Sold:
    return Sold(SELLER, KINDS, "CN", "CNY", goods)._replace(**columns)


def test_percent_and_its_vat_are_rounded_half_up() -> None:
    # 10 % of 35.05 are 3.505, so 3.51; 16 % of that are 0.5616, so 0.56.
    cost = commission_of([rule()], sold(35_05), vat_percent=VAT, on=DAY)
    assert (cost.minor, cost.vat_minor) == (3_51, 56)
    assert cost.total_minor == 4_07


def test_a_fixed_sum_comes_on_top_of_the_percent() -> None:
    ruled = rule(currency="CNY", fixed_minor=1_00)
    assert commission_of([ruled], sold(), vat_percent=VAT, on=DAY).minor == 4_50


def test_no_less_than_the_floor_and_no_more_than_the_cap() -> None:
    ruled = rule(currency="CNY", floor_minor=5_00, cap_minor=20_00)
    assert commission_of([ruled], sold(35_00), vat_percent=VAT, on=DAY).minor == 5_00
    assert commission_of([ruled], sold(350_00), vat_percent=VAT, on=DAY).minor == 20_00
    assert commission_of([ruled], sold(100_00), vat_percent=VAT, on=DAY).minor == 10_00


def test_a_seller_never_pays_for_selling() -> None:
    # Of 1.00 at most 0.86 can be commission: with 16 % VAT, 0.14, that is all of it.
    cost = commission_of([rule(currency="CNY", floor_minor=5_00)], sold(1_00), vat_percent=VAT, on=DAY)
    assert (cost.minor, cost.vat_minor) == (86, 14)


def test_without_a_rule_nothing_is_taken() -> None:
    assert commission_of([], sold(), vat_percent=VAT, on=DAY) == (0, 0, None)


def test_the_first_rule_that_matches_counts() -> None:
    special, usual = rule("5", organisation_id=SELLER), rule("10")
    assert winner([special, usual], sold(), on=DAY) == special
    assert winner([usual, special], sold(), on=DAY) == usual
    assert winner([special, usual], sold(organisation_id=OTHER), on=DAY) == usual


@pytest.mark.parametrize(
    ("columns", "fits"),
    [
        ({"category": "grain"}, True),
        ({"category": "flour"}, True),
        ({"category": "milk"}, False),
        ({"market": "CN"}, True),
        ({"market": "KZ"}, False),
        ({"currency": "CNY"}, True),
        ({"currency": "KZT"}, False),
        ({"organisation_id": OTHER}, False),
        ({"valid_from": DAY}, True),
        ({"valid_from": date(2026, 12, 1)}, False),
        ({"valid_to": DAY}, True),
        ({"valid_to": date(2026, 11, 29)}, False),
    ],
)
def test_a_rule_is_for_what_it_says(columns: dict[str, object], fits: bool) -> None:
    ruled = replace(rule(), **columns)  # type: ignore[arg-type]
    assert (winner([ruled], sold(), on=DAY) == ruled) is fits


@given(
    goods=st.integers(min_value=1, max_value=10**12),
    percent=st.decimals(min_value=0, max_value=100, places=3),
    fixed=st.integers(min_value=0, max_value=10**9),
    floor=st.integers(min_value=0, max_value=10**9),
    more=st.none() | st.integers(min_value=0, max_value=10**9),
    vat=st.sampled_from([Decimal(0), Decimal(12), Decimal(16), Decimal("12.5")]),
)
def test_between_floor_and_cap_and_never_above_the_goods(
    *, goods: int, percent: Decimal, fixed: int, floor: int, more: int | None, vat: Decimal
) -> None:
    cap = None if more is None else floor + more
    ruled = replace(
        rule(currency="CNY"), percent=percent, fixed_minor=fixed, floor_minor=floor, cap_minor=cap
    )
    cost = commission_of([ruled], sold(goods), vat_percent=vat, on=DAY)
    assert cost.minor >= 0
    assert cost.total_minor <= goods
    if cap is not None:
        assert cost.minor <= cap
    # Below the floor only where the goods leave no room for one unit more.
    next_minor = cost.minor + 1
    next_vat = int((next_minor * vat / 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    assert cost.minor >= floor or next_minor + next_vat > goods


def test_the_rate_of_vat_is_that_of_the_day() -> None:
    assert vat_percent(date(2025, 12, 31)) == 12
    assert vat_percent(date(2026, 1, 1)) == 16


def test_a_day_before_any_known_rate_is_refused() -> None:
    with pytest.raises(LookupError):
        vat_percent(date(2008, 12, 31))
    with pytest.raises(LookupError):
        vat_percent_of([VatRate("KZ", date(2020, 1, 1), VAT)], country="CN", on=DAY)

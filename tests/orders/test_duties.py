"""Is retail import into China taxed as the law's worked examples are?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.duties import (
    ONE_INDIVISIBLE_ITEM,
    REGIMES,
    WITHIN_LIMITS,
    Assessment,
    ImportLine,
    ImportOrder,
    Lawbook,
    ListEntry,
    Percents,
    Purpose,
    Reason,
    Refusal,
    assess,
)
from tests.orders.imports import (
    CAMEL,
    DAY,
    EDITION,
    FLOUR,
    LAWBOOK,
    LISTED,
    MEAT,
    RAW_SUGAR,
    RICE,
    SKIN_CARE,
    SUGAR,
    answer,
    entry,
    lawbook,
    line,
    refused,
    taxed,
)


def order(*lines: ImportLine, day: date = DAY, spent: int = 0, **asked: Any) -> ImportOrder:
    return ImportOrder(lines=lines, day=day, spent_this_year_minor=spent, **asked)


@pytest.mark.parametrize(
    ("goods", "tax"),
    [
        # Rule 1: 299 x 9 % x 70 % = 18.837; 888 x 13 % x 70 % = 80.808.
        (line(FLOUR, value_minor=29_900, vat=9, mfn=65), (0, 1_884, 0)),
        (line(CAMEL, value_minor=88_800), (0, 8_081, 0)),
        # Rule 2: 425 for 20 g is 21.25 a gram. 425 / 0.85 x 15 % x 70 %, and 500 x 13 % x 70 %.
        (line(SKIN_CARE, value_minor=42_500, net_g=20), (0, 4_550, 5_250)),
    ],
)
def test_the_worked_examples_of_rules_1_and_2_are_met_to_the_fen(
    goods: ImportLine, tax: tuple[int, int, int]
) -> None:
    [found] = taxed(order(goods)).lines
    assert (found.duty_minor, found.vat_minor, found.consumption_tax_minor) == tax


@pytest.mark.parametrize(("vat", "consumption", "share"), [(9, 0, "6.3"), (13, 0, "9.1"), (13, 15, "23.06")])
def test_the_composite_rates_of_the_law_come_out(vat: int, consumption: int, share: str) -> None:
    found = taxed(order(line(value_minor=100_000, vat=vat, consumption=consumption)))
    assert round(Decimal(found.total_minor) / 1_000, 2) == Decimal(share)


@pytest.mark.parametrize(
    ("measure", "dear"),
    [
        ({"net_g": 50}, True),
        ({"net_g": 51}, False),
        ({"net_g": 20, "content_ml": 50}, True),
        ({"net_g": 20, "content_ml": 51}, False),
        ({"net_g": 20, "sheets": 33}, True),
        ({"net_g": 20, "sheets": 34}, False),
        ({"net_g": 20, "sheets": 33, "content_ml": 51}, False),
    ],
)
def test_cosmetics_are_dear_from_ten_yuan_a_gram_or_millilitre_and_fifteen_a_sheet(
    measure: dict[str, Any], dear: bool
) -> None:
    [tax] = taxed(order(line(SKIN_CARE, value_minor=50_000, **measure))).lines
    assert (tax.consumption_tax_minor > 0) is dear


def test_other_goods_are_never_dear() -> None:
    [tax] = taxed(order(line(CAMEL, value_minor=50_000, net_g=1))).lines
    assert tax.consumption_tax_minor == 0


def test_a_day_before_the_tax_on_dear_cosmetics_knows_none() -> None:
    old = order(line(SKIN_CARE, value_minor=42_500, net_g=20), day=date(2016, 9, 30))
    assert taxed(old).lines[0].consumption_tax_minor == 0
    assert taxed(replace(old, day=date(2016, 10, 1))).lines[0].consumption_tax_minor == 5_250


def test_rule_3_an_order_of_5000_passes_and_one_fen_more_does_not() -> None:
    assert taxed(order(line(value_minor=500_000, quantity=2))).reasons == (WITHIN_LIMITS,)
    refusal = refused(order(line(value_minor=500_001, quantity=2)))
    assert refusal.reason is Reason.ORDER_LIMIT
    assert refusal.facts == {"value_minor": 500_001, "limit_minor": 500_000}


def test_rule_3_one_indivisible_item_pays_everything_in_full() -> None:
    found = taxed(order(line(value_minor=580_000)))
    assert (found.lines[0].duty_minor, found.lines[0].vat_minor) == (58_000, 82_940)
    assert 580_000 + found.total_minor == 720_940
    assert found.reasons == (ONE_INDIVISIBLE_ITEM,)
    assert found.value_minor == 580_000
    assert found.lines[0].duty_basis == "mfn"


def test_rule_3_two_items_of_2900_are_refused_not_split() -> None:
    two = (line(value_minor=290_000), line(value_minor=290_000, line_id="2"))
    assert refused(order(*two)).reason is Reason.ORDER_LIMIT


def test_rule_4_a_year_of_26000_passes_and_of_26100_does_not() -> None:
    assert taxed(order(line(value_minor=150_000), spent=2_450_000)).value_minor == 150_000
    refusal = refused(order(line(value_minor=160_000), spent=2_450_000))
    assert refusal.reason is Reason.ANNUAL_LIMIT
    assert refusal.facts == {"value_minor": 160_000, "spent_minor": 2_450_000, "limit_minor": 2_600_000}


def test_one_indivisible_item_must_fit_into_the_year() -> None:
    assert refused(order(line(value_minor=580_000), spent=2_100_000)).reason is Reason.ANNUAL_LIMIT


@pytest.mark.parametrize(
    ("hs6", "before_g", "limit_g", "group"),
    [(SUGAR, 1_500, 2_000, "sugar"), (RICE, 0, 20_000, "rice"), (RICE, 19_000, 20_000, "rice")],
)
def test_rule_5_counts_what_the_person_has_imported_this_year(
    hs6: str, before_g: int, limit_g: int, group: str
) -> None:
    left = limit_g - before_g
    asked: dict[str, Any] = {"imported_this_year_g": {hs6: before_g, CAMEL: 90_000}}
    assert taxed(order(line(hs6, value_minor=900, net_g=left), **asked)).labels == (EDITION,)
    refusal = refused(order(line(hs6, value_minor=900, net_g=left + 100), **asked))
    assert refusal.reason is Reason.PERSON_LIMIT
    assert refusal.facts == {
        "group": group,
        "hs6": [hs6],
        "net_g": left + 100,
        "imported_g": before_g,
        "limit_g": limit_g,
    }


def test_rule_5_counts_all_kinds_of_sugar_together() -> None:
    raw = line(RAW_SUGAR, value_minor=900, net_g=1_500)
    assert len(taxed(order(raw, line(SUGAR, value_minor=300, net_g=500, line_id="2"))).lines) == 2
    refusal = refused(order(raw, line(SUGAR, value_minor=300, net_g=600, line_id="2")))
    assert refusal.facts["hs6"] == [RAW_SUGAR, SUGAR]
    assert refusal.facts["net_g"] == 2_100


def test_a_limit_of_the_list_itself_counts_too() -> None:
    book = lawbook(listed=[entry(CAMEL, 5_000)])
    asked: dict[str, Any] = {"imported_this_year_g": {CAMEL: 4_000}}
    assert isinstance(answer(order(line(value_minor=100), **asked), book=book), Assessment)
    refusal = refused(order(line(value_minor=100, net_g=1_001), **asked), book=book)
    assert (refusal.reason, refusal.facts["imported_g"]) == (Reason.PERSON_LIMIT, 4_000)


def test_what_is_not_listed_is_refused_by_name() -> None:
    refusal = refused(order(line(value_minor=100), line(MEAT, value_minor=100, line_id="2")))
    assert refusal == Refusal(Reason.NOT_IMPORTABLE, {"hs6": [MEAT], "why": "not_listed"})


@pytest.mark.parametrize("days", [{"valid_to": date(2026, 11, 22)}, {"valid_from": date(2026, 11, 24)}])
def test_an_entry_lists_nothing_outside_its_days(days: dict[str, date]) -> None:
    book = lawbook(listed=[replace(entry(CAMEL), **days)])  # type: ignore[arg-type]
    assert refused(order(line(value_minor=100)), book=book).reason is Reason.NOT_IMPORTABLE


def test_the_newest_edition_counts() -> None:
    newer = ListEntry(CAMEL, "2026 edition", date(2026, 1, 1), None)
    assert taxed(order(line(value_minor=100)), book=lawbook(listed=[*LISTED, newer])).labels == (
        "2026 edition",
    )


def test_the_limits_of_the_day_count() -> None:
    over = order(line(value_minor=200_001, quantity=2), day=date(2018, 12, 31))
    assert refused(over).facts["limit_minor"] == 200_000
    assert taxed(replace(over, day=date(2019, 1, 1))).reasons == (WITHIN_LIMITS,)


def test_a_day_before_any_rule_is_refused_as_such() -> None:
    refusal = refused(order(line(value_minor=100), day=date(2016, 4, 7)))
    assert refusal == Refusal(Reason.RULE_UNKNOWN, {"rule": "limits", "day": "2016-04-07"})


@pytest.mark.parametrize("rate", ["vat", "consumption"])
def test_a_rate_that_is_not_known_is_never_taken_for_nothing(rate: str) -> None:
    refusal = refused(order(line(value_minor=100, rates={rate: None})))
    facts = {"hs6": [CAMEL], "unknown": [rate], "day": "2026-11-23"}
    assert refusal == Refusal(Reason.RATE_UNKNOWN, facts)


def test_a_duty_that_is_not_known_is_needed_above_the_limit_alone() -> None:
    assert taxed(order(line(value_minor=100, mfn=None))).lines[0].duty_minor == 0
    refusal = refused(order(line(value_minor=580_000, mfn=None)))
    assert (refusal.reason, refusal.facts["unknown"]) == (Reason.RATE_UNKNOWN, ["duty"])


@pytest.mark.parametrize("market", ["CN", "KZ"])
def test_goods_of_which_nothing_is_known_are_refused_by_name(market: str) -> None:
    unknown = replace(line(value_minor=100), percents=Percents())
    assert refused(order(unknown), market) == Refusal(
        Reason.GOODS_UNKNOWN, {"hs6": [CAMEL], "day": "2026-11-23"}
    )


def test_a_market_without_a_regime_is_refused() -> None:
    assert refused(order(line(value_minor=100)), "KG") == Refusal(Reason.NOT_AVAILABLE, {"market": "KG"})


def test_an_order_without_lines_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without lines"):
        assess(market="CN", order=order(), lawbook=LAWBOOK)


def test_the_answer_names_regime_and_edition() -> None:
    found = taxed(order(line(value_minor=100)))
    assert (found.regime, found.labels) == (REGIMES["CN"][Purpose.HOUSEHOLD].name, (EDITION,))


def test_customs_code_tells_stock_in_a_bonded_zone_from_parcels() -> None:
    parcel = order(line(value_minor=100))
    assert taxed(parcel).procedure == "9610"
    assert taxed(replace(parcel, from_bonded_stock=True)).procedure == "1210"


def test_half_a_fen_is_rounded_up_in_every_line() -> None:
    # 50 and 150 fen x 10 % x 70 % = 3.5 and 10.5 fen.
    lines = [line(value_minor=value, vat=10, line_id=str(value)) for value in (50, 150)]
    assert [tax.vat_minor for tax in taxed(order(*lines)).lines] == [4, 11]


def test_a_tariff_within_the_limits_raises_the_base_of_vat() -> None:
    rules = [replace(rule, tariff_percent=Decimal(5)) for rule in LAWBOOK.retail_rules]
    book: Lawbook = replace(LAWBOOK, retail_rules=rules)
    [tax] = taxed(order(line(value_minor=10_000)), book=book).lines
    # 105 x 13 % x 70 % = 9.555.
    assert (tax.duty_minor, tax.vat_minor) == (500, 956)


VALUES = st.lists(st.integers(0, 100_000), min_size=1, max_size=4)


@given(VALUES, st.integers(0, 30), st.integers(0, 50))
def test_relief_never_costs_more_than_the_composite_rate(
    values: Sequence[int], vat: int, consumption: int
) -> None:
    lines = [
        line(value_minor=value, vat=vat, consumption=consumption, line_id=str(number))
        for number, value in enumerate(values)
    ]
    for one, tax in zip(lines, taxed(order(*lines)).lines, strict=True):
        rate = Decimal(vat + consumption) / (100 - consumption) * Decimal("0.7")
        assert abs(tax.total_minor - one.value_minor * rate) <= 1
        assert tax.duty_minor == 0

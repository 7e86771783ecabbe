from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

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
    Reason,
    Refusal,
    RetailImportRules,
    assess,
)

DAY = date(2026, 11, 23)
EDITION = "DEMO ASSUMPTION, NOT LAW"
RULES = RetailImportRules(
    valid_from=date(2019, 1, 1),
    valid_to=None,
    single_order_limit_minor=500_000,
    annual_limit_minor=2_600_000,
    tariff_percent=Decimal(0),
    share_percent=Decimal(70),
)
OLD_RULES = RetailImportRules(
    valid_from=date(2016, 4, 8),
    valid_to=date(2018, 12, 31),
    single_order_limit_minor=200_000,
    annual_limit_minor=2_000_000,
    tariff_percent=Decimal(0),
    share_percent=Decimal(70),
)
FLOUR, CAMEL, SKIN_CARE, SUGAR, RICE, MEAT = (
    "110100",
    "040221",
    "330499",
    "170199",
    "100630",
    "020443",
)


def entry(hs6: str, limit_g: int | None = None) -> ListEntry:
    return ListEntry(hs6, EDITION, date(2016, 4, 8), None, limit_g)


LAWBOOK = Lawbook(
    retail_rules=[RULES, OLD_RULES],
    positive_list=[
        entry(FLOUR),
        entry(CAMEL),
        entry(SKIN_CARE),
        entry(SUGAR, 2_000),
        entry(RICE, 20_000),
    ],
)


def line(
    hs6: str = CAMEL,
    *,
    value_minor: int,
    vat: int = 13,
    tariff: int = 10,
    consumption: int = 0,
    quantity: int = 1,
    net_g: int = 1_000,
    line_id: str = "1",
) -> ImportLine:
    return ImportLine(
        line_id=line_id,
        hs6=hs6,
        quantity=quantity,
        net_g=net_g,
        value_minor=value_minor,
        tariff_percent=Decimal(tariff),
        vat_percent=Decimal(vat),
        consumption_tax_percent=Decimal(consumption),
    )


def judged(
    *lines: ImportLine, day: date = DAY, spent: int = 0, lawbook: Lawbook = LAWBOOK
) -> Assessment | Refusal:
    order = ImportOrder(lines=lines, day=day, spent_this_year_minor=spent)
    return assess(market="CN", order=order, lawbook=lawbook)


def taxed(*lines: ImportLine, spent: int = 0) -> Assessment:
    answer = judged(*lines, spent=spent)
    assert isinstance(answer, Assessment)
    return answer


def refused(*lines: ImportLine, day: date = DAY, spent: int = 0, lawbook: Lawbook = LAWBOOK) -> Refusal:
    answer = judged(*lines, day=day, spent=spent, lawbook=lawbook)
    assert isinstance(answer, Refusal)
    return answer


def test_rule_1_flour_of_299_yuan_pays_18_84() -> None:
    answer = taxed(line(FLOUR, value_minor=29_900, vat=9, tariff=65))
    assert answer.lines[0].vat_minor == 1_884
    assert answer.total_minor == 1_884


def test_rule_1_camel_milk_of_888_yuan_pays_80_81() -> None:
    assert taxed(line(value_minor=88_800)).total_minor == 8_081


def test_rule_2_dear_skin_care_pays_consumption_tax_inside_its_own_base() -> None:
    tax = taxed(line(SKIN_CARE, value_minor=42_500, consumption=15)).lines[0]
    assert (tax.duty_minor, tax.vat_minor, tax.consumption_tax_minor) == (0, 4_550, 5_250)
    assert tax.total_minor == 9_800


def test_rule_3_an_order_of_5000_passes() -> None:
    answer = taxed(line(value_minor=500_000, quantity=2))
    assert answer.reasons == (WITHIN_LIMITS,)


def test_rule_3_an_order_of_one_fen_more_does_not() -> None:
    answer = refused(line(value_minor=500_001, quantity=2))
    assert answer.reason is Reason.ORDER_LIMIT
    assert answer.facts == {"value_minor": 500_001, "limit_minor": 500_000}


def test_rule_3_one_indivisible_item_pays_everything_in_full() -> None:
    answer = taxed(line(value_minor=580_000))
    assert (answer.lines[0].duty_minor, answer.lines[0].vat_minor) == (58_000, 82_940)
    assert 580_000 + answer.total_minor == 720_940
    assert answer.reasons == (ONE_INDIVISIBLE_ITEM,)
    assert answer.value_minor == 580_000


def test_rule_3_two_items_of_2900_are_refused_not_split() -> None:
    two = (line(value_minor=290_000), line(value_minor=290_000, line_id="2"))
    assert refused(*two).reason is Reason.ORDER_LIMIT


def test_rule_4_a_year_of_exactly_26000_passes() -> None:
    assert taxed(line(value_minor=150_000), spent=2_450_000).value_minor == 150_000


def test_rule_4_a_year_of_26100_does_not() -> None:
    answer = refused(line(value_minor=160_000), spent=2_450_000)
    assert answer.reason is Reason.ANNUAL_LIMIT
    assert answer.facts["spent_minor"] == 2_450_000


def test_one_indivisible_item_must_fit_into_the_year() -> None:
    assert refused(line(value_minor=580_000), spent=2_100_000).reason is Reason.ANNUAL_LIMIT


def test_rule_5_sugar_of_two_kilograms_passes_in_two_lines() -> None:
    lines = (
        line(SUGAR, value_minor=900, net_g=1_500),
        line(SUGAR, value_minor=300, net_g=500, line_id="2"),
    )
    assert len(taxed(*lines).lines) == 2


def test_rule_5_sugar_of_more_than_two_kilograms_is_refused() -> None:
    lines = (
        line(SUGAR, value_minor=900, net_g=1_500),
        line(SUGAR, value_minor=300, net_g=600, line_id="2"),
    )
    answer = refused(*lines)
    assert answer.reason is Reason.PERSON_LIMIT
    assert answer.facts == {"hs6": SUGAR, "net_g": 2_100, "limit_g": 2_000}


def test_rule_5_rice_may_weigh_twenty_kilograms() -> None:
    assert taxed(line(RICE, value_minor=9_000, net_g=20_000)).labels == (EDITION,)
    assert refused(line(RICE, value_minor=9_000, net_g=20_001)).reason is Reason.PERSON_LIMIT


def test_what_is_not_listed_is_refused_by_name() -> None:
    answer = refused(line(value_minor=100), line(MEAT, value_minor=100, line_id="2"))
    assert answer.reason is Reason.NOT_IMPORTABLE
    assert answer.facts == {"hs6": [MEAT]}


def test_an_entry_that_has_ended_lists_nothing() -> None:
    ended = replace(entry(CAMEL), valid_to=date(2026, 11, 22))
    book = replace(LAWBOOK, positive_list=[ended])
    assert refused(line(value_minor=100), lawbook=book).reason is Reason.NOT_IMPORTABLE


def test_an_entry_that_has_not_begun_lists_nothing() -> None:
    coming = replace(entry(CAMEL), valid_from=date(2026, 11, 24))
    book = replace(LAWBOOK, positive_list=[coming])
    assert refused(line(value_minor=100), lawbook=book).reason is Reason.NOT_IMPORTABLE


def test_the_newest_edition_counts() -> None:
    newer = ListEntry(CAMEL, "2026 edition", date(2026, 1, 1), None)
    book = replace(LAWBOOK, positive_list=[entry(CAMEL), newer])
    answer = judged(line(value_minor=100), lawbook=book)
    assert isinstance(answer, Assessment)
    assert answer.labels == ("2026 edition",)


def test_the_limits_of_the_day_count() -> None:
    answer = refused(line(value_minor=200_001, quantity=2), day=date(2018, 12, 31))
    assert answer.facts["limit_minor"] == 200_000
    assert isinstance(judged(line(value_minor=200_001, quantity=2), day=date(2019, 1, 1)), Assessment)


def test_a_day_before_any_rule_has_no_regime() -> None:
    answer = refused(line(value_minor=100), day=date(2016, 4, 7))
    assert answer == Refusal(Reason.NOT_AVAILABLE, {"day": "2016-04-07"})


def test_a_market_without_a_regime_is_refused() -> None:
    order = ImportOrder(lines=[line(value_minor=100)], day=DAY)
    answer = assess(market="KZ", order=order, lawbook=LAWBOOK)
    assert answer == Refusal(Reason.NOT_AVAILABLE, {"market": "KZ"})


def test_an_order_without_lines_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without lines"):
        judged()


def test_the_answer_names_regime_and_edition() -> None:
    answer = taxed(line(value_minor=100))
    assert (answer.regime, answer.labels) == (REGIMES["CN"].name, (EDITION,))


def test_half_a_fen_is_rounded_up_in_every_line() -> None:
    # 50 fen x 10 % x 70 % = 3.5 fen, twice.
    lines = [line(value_minor=50, vat=10, line_id=str(number)) for number in range(2)]
    assert [tax.vat_minor for tax in taxed(*lines).lines] == [4, 4]


def test_a_tariff_within_the_limits_raises_the_base_of_vat() -> None:
    book = replace(LAWBOOK, retail_rules=[replace(RULES, tariff_percent=Decimal(5))])
    answer = judged(line(value_minor=10_000), lawbook=book)
    assert isinstance(answer, Assessment)
    assert (answer.lines[0].duty_minor, answer.lines[0].vat_minor) == (500, 956)


VALUES = st.lists(st.integers(0, 100_000), min_size=1, max_size=4)


@given(VALUES, st.integers(0, 30), st.integers(0, 50))
def test_relief_never_costs_more_than_the_composite_rate(
    values: Sequence[int], vat: int, consumption: int
) -> None:
    lines = [
        line(value_minor=value, vat=vat, consumption=consumption, line_id=str(number))
        for number, value in enumerate(values)
    ]
    for one, tax in zip(lines, taxed(*lines).lines, strict=True):
        rate = Decimal(vat + consumption) / (100 - consumption) * Decimal("0.7")
        assert abs(tax.total_minor - one.value_minor * rate) <= 1
        assert tax.duty_minor == 0

"""Is what a business imports taxed as the law's worked examples are?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from orders.duties import Assessment, ImportLine, ImportOrder, Purpose, Reason
from tests.orders.imports import CAMEL, DAY, FLOUR, MEAT, SKIN_CARE, line, percents, refused, taxed

LINSEED, LAMP = "120400", "940521"
QUOTA: dict[str, int | str | None] = {"mfn": 65, "quota_in": 6, "quota_out": 65, "vat": 9}


def traded(*lines: ImportLine, **asked: Any) -> ImportOrder:
    return ImportOrder(lines=lines, day=DAY, purpose=Purpose.BUSINESS, **asked)


def imported(value_minor: int, *, vat: int | None = 16, duty: int | None = 7) -> ImportLine:
    """A lamp for Kazakhstan."""
    return replace(line(LAMP, value_minor=value_minor), percents=percents(eaeu_duty=duty, vat=vat))


def landed(found: Assessment) -> int:
    return found.value_minor + found.total_minor


@pytest.mark.parametrize(
    ("goods", "certificate_g", "tax", "landed_minor"),
    [
        # Rule 6: flour, 65 % of 45,000 and 9 % of 74,250 out of quota; 6 % and 9 % of 47,700 within.
        (line(FLOUR, value_minor=4_500_000, rates=QUOTA), 0, (2_925_000, 668_250), 8_093_250),
        (line(FLOUR, value_minor=4_500_000, rates=QUOTA), 1_000, (270_000, 429_300), 5_199_300),
        # Linseed: a provisional duty of 9 % beats the 15 % of most favoured nations.
        (
            line(LINSEED, value_minor=10_000_000, mfn=15, provisional=9, vat=9),
            0,
            (900_000, 981_000),
            11_881_000,
        ),
        (line(CAMEL, value_minor=10_000_000), 0, (1_000_000, 1_430_000), 12_430_000),
    ],
)
def test_the_worked_examples_of_rule_6_are_met_to_the_fen(
    goods: ImportLine, certificate_g: int, tax: tuple[int, int], landed_minor: int
) -> None:
    found = taxed(traded(goods, quota_certificate_g={FLOUR: certificate_g}))
    assert (found.lines[0].duty_minor, found.lines[0].vat_minor) == tax
    assert landed(found) == landed_minor
    assert (found.regime, found.procedure) == ("cn_general_trade", "0110")


def test_a_provisional_duty_counts_even_where_it_is_the_higher_one() -> None:
    [tax] = taxed(traded(line(LINSEED, value_minor=1_000, mfn=5, provisional=9))).lines
    assert (tax.duty_minor, tax.duty_basis) == (90, "provisional")


def test_a_certificate_covers_all_of_a_code_or_nothing() -> None:
    two = [line(FLOUR, value_minor=1_000, net_g=600, line_id=str(place), rates=QUOTA) for place in range(2)]
    within = taxed(traded(*two, quota_certificate_g={FLOUR: 1_200}))
    assert within.reasons == ("ordinary_import", "within_quota")
    out = taxed(traded(*two, quota_certificate_g={FLOUR: 1_199}))
    assert out.reasons == ("ordinary_import", "out_of_quota")
    assert [tax.duty_basis for tax in out.lines] == ["quota_out", "quota_out"]


def test_consumption_tax_lies_inside_its_own_base() -> None:
    # (1,000 + 100) / 0.8 x 20 % = 275; VAT 13 % of 1,375 = 178.75.
    [tax] = taxed(traded(line(value_minor=100_000, consumption=20))).lines
    assert (tax.duty_minor, tax.consumption_tax_minor, tax.vat_minor) == (10_000, 27_500, 17_875)


def test_dear_cosmetics_pay_consumption_tax_in_trade_too() -> None:
    [tax] = taxed(traded(line(SKIN_CARE, value_minor=42_500, net_g=20))).lines
    assert tax.consumption_tax_minor > 0


def test_trade_knows_neither_list_nor_limits() -> None:
    found = taxed(traded(line(MEAT, value_minor=90_000_000, quantity=9), spent_this_year_minor=2_600_000))
    assert found.regime == "cn_general_trade"


def test_what_a_household_may_not_import_does_not_become_trade_of_itself() -> None:
    household = replace(traded(line(MEAT, value_minor=100)), purpose=Purpose.HOUSEHOLD)
    assert refused(household).reason is Reason.NOT_IMPORTABLE


@pytest.mark.parametrize(
    ("missing", "unknown"), [("mfn", "duty"), ("vat", "vat"), ("consumption", "consumption")]
)
def test_china_refuses_a_rate_that_is_not_known(missing: str, unknown: str) -> None:
    refusal = refused(traded(line(value_minor=100, rates={missing: None})))
    assert (refusal.reason, refusal.facts["unknown"]) == (Reason.RATE_UNKNOWN, [unknown])


def test_a_certificate_without_a_known_duty_within_the_quota_is_refused() -> None:
    goods = line(FLOUR, value_minor=100, mfn=65, quota_out=65)
    assert taxed(traded(goods)).lines[0].duty_minor == 65
    assert refused(traded(goods, quota_certificate_g={FLOUR: 1_000})).reason is Reason.RATE_UNKNOWN


def test_kazakhstan_takes_the_duty_of_the_eaeu_and_vat_on_both() -> None:
    # 7 % of 1,000 = 70; 16 % of 1,070 = 171.20.
    found = taxed(traded(imported(100_000)), "KZ")
    assert (found.lines[0].duty_minor, found.lines[0].vat_minor) == (7_000, 17_120)
    assert (found.regime, found.lines[0].duty_basis) == ("kz_general_import", "eaeu_duty")


@pytest.mark.parametrize(("day", "vat_minor"), [(date(2025, 12, 31), 12_000), (date(2026, 1, 1), 16_000)])
def test_the_national_vat_of_the_day_counts_for_goods_without_one_of_their_own(
    day: date, vat_minor: int
) -> None:
    goods = imported(100_000, vat=None, duty=0)
    assert taxed(replace(traded(goods), day=day), "KZ").lines[0].vat_minor == vat_minor
    own = imported(100_000, vat=0, duty=0)
    assert taxed(replace(traded(own), day=day), "KZ").lines[0].vat_minor == 0


def test_a_day_before_any_vat_is_refused() -> None:
    refusal = refused(replace(traded(imported(100, vat=None)), day=date(2008, 12, 31)), "KZ")
    assert (refusal.reason, refusal.facts["unknown"]) == (Reason.RATE_UNKNOWN, ["vat"])


def test_kazakhstan_refuses_a_duty_that_is_not_known() -> None:
    refusal = refused(traded(imported(100, duty=None)), "KZ")
    assert (refusal.reason, refusal.facts["unknown"]) == (Reason.RATE_UNKNOWN, ["duty"])

"""Are parcels to households in Kazakhstan taxed as the law's worked examples are, old and new?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.duties import Assessment, EcommerceGoodsRules, ExchangeRate, ImportLine, ImportOrder, Reason
from orders.queries import law
from tests.orders.imports import DAY, LAWBOOK, ONE_TO_ONE, line, percents, refused, taxed

LAMP, PHONE = "940521", "851713"
OLD, NEW = date(2026, 6, 30), date(2026, 7, 1)


def parcel(value: int, kg: int, *, vat: int | None = 16, hs6: str = LAMP, line_id: str = "1") -> ImportLine:
    """Goods worth so many euros, with 50 euros of freight that this law doesn't count."""
    return replace(
        line(hs6, value_minor=value * 100 + 5_000, goods_minor=value * 100, net_g=1, gross_g=kg * 1_000),
        line_id=line_id,
        percents=percents(eaeu_duty=7, vat=vat),
    )


def sent(*lines: ImportLine, day: date = NEW, euro: ExchangeRate | None = ONE_TO_ONE) -> ImportOrder:
    return ImportOrder(lines=lines, day=day, euro=euro)


def taken(found: Assessment) -> tuple[int, int]:
    return sum(tax.duty_minor for tax in found.lines), sum(tax.vat_minor for tax in found.lines)


@pytest.mark.parametrize(
    ("euros", "kg", "duty", "vat", "reasons"),
    [
        # Rule 7: 5 % of 300 beats 2 kg at 1 euro; VAT 16 % of 315.
        (300, 2, 1_500, 5_040, ("over_value_limit",)),
        # 25 kg at 1 euro beat 5 % of 220; VAT 16 % of 245.
        (220, 25, 2_500, 3_920, ("over_value_limit", "least_per_kg")),
        (200, 2, 0, 0, ("within_free_limit",)),
        (200, 90, 0, 0, ("within_free_limit",)),
    ],
)
def test_the_worked_examples_of_the_new_rule_are_met_to_the_cent(
    euros: int, kg: int, duty: int, vat: int, reasons: Sequence[str]
) -> None:
    found = taxed(sent(parcel(euros, kg)), "KZ")
    assert (*taken(found), found.reasons) == (duty, vat, reasons)
    assert found.regime == "kz_ecommerce_goods"


@pytest.mark.parametrize(
    ("euros", "kg", "duty", "reasons"),
    [
        # Rule 7: 15 % of the 250 euros above the limit. Then 9 kg too many at 2 euros beat 15 % of 100.
        (450, 2, 3_750, ("over_value_limit",)),
        (300, 40, 1_800, ("over_value_limit", "over_mass_limit", "least_per_kg")),
        (200, 31, 0, ("within_free_limit",)),
        (10, 32, 200, ("over_mass_limit", "least_per_kg")),
    ],
)
def test_the_worked_examples_of_the_old_rule_are_met_to_the_cent(
    euros: int, kg: int, duty: int, reasons: Sequence[str]
) -> None:
    found = taxed(sent(parcel(euros, kg), day=OLD), "KZ")
    assert (*taken(found), found.reasons) == (duty, 0, reasons)
    assert found.regime == "kz_personal_goods"


def test_the_rule_changes_on_the_day_that_the_data_name_and_says_what_is_not_settled() -> None:
    before, after = taxed(sent(parcel(300, 2), day=OLD), "KZ"), taxed(sent(parcel(300, 2)), "KZ")
    assert (taken(before), taken(after)) == ((1_500, 0), (1_500, 5_040))
    assert (before.labels, len(after.labels)) == ((), 1)
    assert "NOT CONFIRMED" in after.labels[0]


def test_without_the_new_rule_the_old_one_goes_on() -> None:
    kept = [rule for rule in law.parcel_rules() if not isinstance(rule, EcommerceGoodsRules)]
    book = replace(LAWBOOK, parcel_rules=kept)
    assert taken(taxed(sent(parcel(450, 2)), "KZ", book)) == (3_750, 0)


def test_a_day_before_any_rule_is_refused_as_such() -> None:
    refusal = refused(sent(parcel(1, 1), day=date(2024, 3, 31)), "KZ")
    assert (refusal.reason, refusal.facts) == (
        Reason.RULE_UNKNOWN,
        {"rule": "parcels", "day": "2024-03-31"},
    )


def test_limits_in_euros_are_reckoned_by_the_rate_that_comes_with_the_order() -> None:
    euro = ExchangeRate(Decimal("603.20"), DAY)
    # 200 euros are 120,640 tenge.
    at_limit = replace(parcel(1, 1), goods_minor=12_064_000)
    assert taken(taxed(sent(at_limit, euro=euro), "KZ")) == (0, 0)
    over = replace(at_limit, goods_minor=12_064_001)
    # 5 % of 12,064,001 = 603,200.05; 16 % of 12,667,201 = 2,026,752.16 tiyn.
    assert taken(taxed(sent(over, euro=euro), "KZ")) == (603_200, 2_026_752)


def test_without_a_rate_of_the_euro_nothing_is_assumed() -> None:
    refusal = refused(sent(parcel(1, 1), euro=None), "KZ")
    assert (refusal.reason, refusal.facts) == (
        Reason.EXCHANGE_RATE_UNKNOWN,
        {"base": "EUR", "quote": "KZT"},
    )


def test_the_limit_counts_the_goods_of_all_lines_without_their_carriage() -> None:
    two = [parcel(100, 1, line_id="1"), parcel(100, 1, line_id="2")]
    assert taken(taxed(sent(*two), "KZ")) == (0, 0)
    dearer = [two[0], parcel(101, 1, line_id="2")]
    # 5 % of 201 = 10.05; 16 % of 105 and of 106.05.
    found = taxed(sent(*dearer), "KZ")
    assert [tax.duty_minor for tax in found.lines] == [500, 505]
    assert [tax.vat_minor for tax in found.lines] == [1_680, 1_697]


def test_duty_by_mass_is_shared_by_mass() -> None:
    lines = [parcel(200, 10, line_id="1"), parcel(20, 20, line_id="2")]
    # 30 kg at 1 euro beat 5 % of 220.
    assert [tax.duty_minor for tax in taxed(sent(*lines), "KZ").lines] == [1_000, 2_000]


def test_vat_that_the_goods_have_of_their_own_counts_even_if_it_is_nothing() -> None:
    assert taken(taxed(sent(parcel(300, 2, vat=0)), "KZ")) == (1_500, 0)
    assert taken(taxed(sent(parcel(300, 2, vat=None)), "KZ")) == (1_500, 5_040)


def test_without_any_vat_known_nothing_above_the_limit_is_let_through() -> None:
    book = replace(LAWBOOK, kz_vat=())
    unknown = parcel(300, 2, vat=None)
    refusal = refused(sent(unknown), "KZ", book)
    assert (refusal.reason, refusal.facts["unknown"]) == (Reason.RATE_UNKNOWN, ["vat"])
    assert taken(taxed(sent(parcel(200, 2, vat=None)), "KZ", book)) == (0, 0)


@pytest.mark.parametrize(
    ("hs6", "kind"),
    [
        ("220830", "alcohol"),
        ("240220", "tobacco"),
        ("490700", "cash"),
        ("930390", "weapons"),
        ("940290", "medical furniture"),
        ("854370", "solariums"),
        ("840734", "combustion engines"),
        ("870323", "vehicles and chassis"),
    ],
)
def test_goods_that_are_no_e_commerce_goods_are_refused_by_kind(hs6: str, kind: str) -> None:
    refusal = refused(sent(parcel(10, 1), parcel(10, 1, hs6=hs6, line_id="2")), "KZ")
    assert refusal.reason is Reason.NOT_IMPORTABLE
    assert refusal.facts == {"hs6": [hs6], "why": "not_eligible", "kinds": [kind]}
    assert taken(taxed(sent(parcel(10, 1, hs6=hs6), day=OLD), "KZ")) == (0, 0)


LINES = st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 60_000)), min_size=1, max_size=6)


@given(LINES, st.sampled_from([OLD, NEW]), st.integers(1, 900))
def test_shares_of_the_duty_add_up_to_the_duty_of_the_order(
    wanted: Sequence[tuple[int, int]], day: date, rate: int
) -> None:
    euro = ExchangeRate(Decimal(rate), day)
    lines = [
        replace(parcel(0, 1, line_id=str(place)), goods_minor=goods, gross_g=mass)
        for place, (goods, mass) in enumerate(wanted)
    ]
    goods, mass = sum(goods for goods, _ in wanted), sum(mass for _, mass in wanted)
    found = taxed(sent(*lines, day=day, euro=euro), "KZ")
    limit = Decimal(200 * 100 * rate)
    if day == OLD:
        exact = max(
            max(Decimal(0), goods - limit) * Decimal("0.15"), Decimal(max(0, mass - 31_000)) * 2 * rate / 10
        )
    else:
        exact = max(goods * Decimal("0.05"), Decimal(mass) * rate / 10) if goods > limit else Decimal(0)
    assert abs(taken(found)[0] - exact) <= Decimal("0.5")
    assert all(tax.duty_minor >= 0 and tax.vat_minor >= 0 for tax in found.lines)

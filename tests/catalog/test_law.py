"""Do rates and lists hold on their days, and is nothing guessed?"""

from datetime import date
from decimal import Decimal

import pytest

from catalog.models import PositiveListEntry, TariffCode, TaxRate
from catalog.queries import Listed, Rates, positive_list, tax_rates
from catalog.queries.displaying import displays
from tests.catalog.conftest import AT
from tests.orders.market import Market

FLOUR, LINSEED = "110100", "120400"
DAY = date(2026, 12, 1)
DEMO = "DEMO ASSUMPTION, NOT LAW"


def rate(hs6: str, kind: str, percent: str, valid_from: date, valid_to: date | None = None) -> TaxRate:
    return TaxRate.objects.create(
        tariff_code=TariffCode.objects.get(hs6=hs6),
        country="CN",
        kind=kind,
        percent=Decimal(percent),
        valid_from=valid_from,
        valid_to=valid_to,
        source="a decree",
        confidence="high",
        created_at=AT,
    )


def entry(edition: str, valid_from: date, *, assumed: bool = False, valid_to: date | None = None) -> None:
    PositiveListEntry.objects.create(
        hs6=FLOUR,
        edition=edition,
        is_assumption=assumed,
        valid_from=valid_from,
        valid_to=valid_to,
        source="a list",
        confidence="high",
        created_at=AT,
    )


@pytest.fixture
def shop(shop: Market) -> Market:
    """One whose positive list is written by the tests."""
    PositiveListEntry.objects.all().delete()
    return shop


def test_the_rates_of_the_reference_data_hold_from_their_day(shop: Market) -> None:
    # Rule 6: linseed has a provisional duty of 9 beside 15.
    expected = Rates(
        mfn_percent=Decimal(15),
        provisional_percent=Decimal(9),
        vat_percent=Decimal(9),
        consumption_percent=Decimal(0),
    )
    assert tax_rates(hs6s=[LINSEED], country="CN", on=date(2026, 1, 1)) == {LINSEED: expected}
    assert tax_rates(hs6s=[LINSEED], country="CN", on=date(2025, 12, 31)) == {}


def test_a_later_rate_takes_over_on_its_day_and_ends_with_its_last(shop: Market) -> None:
    rate(FLOUR, "vat", "11", date(2026, 7, 1), date(2026, 12, 1))
    on = {
        day: tax_rates(hs6s=[FLOUR], country="CN", on=day)[FLOUR].vat_percent
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 1), date(2026, 12, 2))
    }
    assert list(on.values()) == [9, 11, 11, 9]


@pytest.mark.parametrize("kind", ["mfn", "quota_in", "quota_out", "vat", "consumption"])
def test_a_rate_that_is_missing_is_not_known_and_not_nothing(shop: Market, kind: str) -> None:
    TaxRate.objects.filter(tariff_code__hs6=FLOUR, country="CN", kind=kind).delete()
    rates = tax_rates(hs6s=[FLOUR], country="CN", on=DAY)[FLOUR]
    assert getattr(rates, f"{kind}_percent") is None


def test_a_code_without_any_rate_is_left_out(shop: Market) -> None:
    TaxRate.objects.filter(tariff_code__hs6=FLOUR).delete()
    assert tax_rates(hs6s=[FLOUR, LINSEED], country="CN", on=DAY).keys() == {LINSEED}


def test_goods_under_a_tariff_quota_have_both_of_its_duties(shop: Market) -> None:
    rates = tax_rates(hs6s=[FLOUR], country="CN", on=DAY)[FLOUR]
    known = (rates.mfn_percent, rates.quota_in_percent, rates.quota_out_percent)
    assert known == (Decimal(65), Decimal(6), Decimal(65))


def test_goods_for_kazakhstan_have_the_duty_of_the_eaeu(shop: Market) -> None:
    rates = tax_rates(hs6s=["940521"], country="KZ", on=DAY)["940521"]
    assert rates == Rates(eaeu_duty_percent=Decimal(7), vat_percent=Decimal(16))


def test_the_rates_of_another_country_are_not_mixed_in(shop: Market) -> None:
    assert tax_rates(hs6s=[FLOUR], country="KZ", on=DAY) == {}


def test_an_entry_holds_from_its_first_to_its_last_day(shop: Market) -> None:
    entry("2026", date(2026, 3, 1), valid_to=date(2026, 12, 31))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [FLOUR in positive_list(hs6s=[FLOUR], on=day) for day in days] == [False, True, True, False]


def test_law_beats_an_assumption_however_late(shop: Market) -> None:
    entry("2022", date(2022, 3, 1))
    entry(DEMO, date(2026, 1, 1), assumed=True)
    listed = Listed(edition="2022", is_assumption=False, per_person_g_limit=None)
    assert positive_list(hs6s=[FLOUR, LINSEED], on=DAY) == {FLOUR: listed}


def test_a_later_edition_beats_an_earlier_one(shop: Market) -> None:
    entry("2019", date(2019, 12, 1))
    entry("2022", date(2022, 3, 1))
    assert positive_list(hs6s=[FLOUR], on=DAY)[FLOUR].edition == "2022"


def test_only_what_is_sold_in_china_is_judged_by_chinas_list(shop: Market) -> None:
    entry("2026", DAY)
    seller = shop.seller()
    sold = [shop.listing(seller, market, market=market) for market in ("CN", "KZ")]
    shown = {each.market: each.listed for each in displays(listing_ids=[row.pk for row in sold], on=DAY)}
    assert shown["CN"] is not None
    assert shown["KZ"] is None

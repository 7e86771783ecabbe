"""Do the lines of any order add up to its totals, to the last minor unit?"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.documents import amounts
from orders.duties import ExchangeRate, ImportOrder, Purpose
from orders.freight import Rates
from orders.pricing import Amounts, Carriage, Goods, Priced, price_order
from tests.orders.imports import CAMEL, FLOUR, LAWBOOK, SKIN_CARE, percents

DAYS = st.sampled_from([date(2026, 6, 30), date(2026, 11, 23)])
PERCENT = st.decimals(0, 60, places=3)
RATE = st.decimals("0.001", 1000, places=4)


@st.composite
def goods(draw: st.DrawFn) -> list[Goods]:
    """One to six lines, of one unit and a fen up to many and dear."""
    count = draw(st.integers(1, 6))
    return [
        Goods(
            line_id=str(place),
            hs6=draw(st.sampled_from([CAMEL, FLOUR, SKIN_CARE])),
            quantity=draw(st.integers(1, 12)),
            unit_price_minor=draw(st.integers(1, 2_000_000)),
            net_g=draw(st.integers(1, 5_000)),
            gross_g=draw(st.integers(1, 6_000)),
            volume_cm3=draw(st.integers(1, 30_000)),
            percents=percents(
                mfn=str(draw(PERCENT)),
                vat=str(draw(PERCENT)),
                consumption=str(draw(PERCENT)),
                eaeu_duty=str(draw(PERCENT)),
                quota_in=draw(st.sampled_from([None, 6])),
            ),
        )
        for place in range(count)
    ]


@st.composite
def rates(draw: st.DrawFn) -> Rates:
    return Rates(
        currency="USD",
        per_chargeable_kg=draw(RATE),
        minimum=draw(RATE),
        fuel_percent=draw(PERCENT),
        winter_percent=draw(PERCENT),
        winter_months=(11,),
        first_mile_per_kg=draw(RATE),
        last_mile_per_kg=draw(RATE),
        insurance_percent=draw(PERCENT),
    )


def in_shipments(lines: Sequence[Goods], tariff: Rates, fx_rate: Decimal) -> list[Carriage]:
    """The first unit of each line in one shipment, the rest in another."""
    first = {each.line_id: 1 for each in lines}
    rest = {each.line_id: each.quantity - 1 for each in lines if each.quantity > 1}
    parts: list[Mapping[str, int]] = [units for units in (first, rest) if units]
    return [Carriage(units, tariff, fx_rate, date(2026, 11, 23)) for units in parts]


@given(
    lines=goods(),
    tariff=rates(),
    rate=RATE,
    day=DAYS,
    market=st.sampled_from(["CN", "KZ"]),
    purpose=st.sampled_from(list(Purpose)),
)
def test_lines_add_up_to_the_order_and_taxes_to_those_of_the_law(
    *, lines: list[Goods], tariff: Rates, rate: Decimal, day: date, market: str, purpose: Purpose
) -> None:
    asked = ImportOrder(lines=(), day=day, purpose=purpose, euro=ExchangeRate(rate, day))
    priced = price_order(
        goods=lines,
        carriages=in_shipments(lines, tariff, rate),
        market=market,
        currency={"CN": "CNY", "KZ": "KZT"}[market],
        asked=asked,
        lawbook=LAWBOOK,
    )
    if not isinstance(priced, Priced):
        return
    totals = amounts(priced.totals)
    summed = [amounts(each) for each in priced.lines]
    assert totals == {name: sum(each[name] for each in summed) for name in totals}
    assert totals["total_minor"] == sum(value for name, value in totals.items() if name != "total_minor")
    assert totals["freight_minor"] == sum(each.freight_minor for each in priced.carriages)
    assert totals["insurance_minor"] == sum(each.insurance_minor for each in priced.carriages)
    taxes = priced.assessment
    assert (totals["duty_minor"], totals["vat_minor"], totals["consumption_minor"]) == (
        sum(tax.duty_minor for tax in taxes.lines),
        sum(tax.vat_minor for tax in taxes.lines),
        sum(tax.consumption_tax_minor for tax in taxes.lines),
    )
    assert all(value >= 0 for value in totals.values())


def test_the_components_make_a_total_of_which_the_discount_comes_off() -> None:
    assert Amounts(64, 1, 2, 4, 8, 16, 32).total_minor == 64 - 1 + 62

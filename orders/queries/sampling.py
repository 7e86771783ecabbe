"""What would the law take from three baskets of some goods on a day?"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from catalog import queries as catalog
from kit.money import Money
from orders.duties import Assessment, ExchangeRate, ImportLine, ImportOrder, Percents, Refusal, assess
from orders.policy import (
    FREE_LIMITS_IN_EUROS,
    SAMPLE_FREIGHT_PERCENT,
    SAMPLE_GOODS_MINOR,
    SAMPLE_UNIT_G,
    SAMPLE_UNITS,
)
from orders.queries import law
from orders.queries.refusing import title_of
from payments import queries as payments
from payments.errors import NoRate

CURRENCIES = {"CN": "CNY", "KZ": "KZT"}


@dataclass(frozen=True, slots=True)
class Basket:
    """
    Units of one kind of goods; without a SKU they are made up.

    Masses and content are those of one unit.
    """

    sku: str
    units: int
    unit_price_minor: int
    net_g: int
    gross_g: int
    content_ml: int | None = None
    sheets: int | None = None

    @property
    def goods_minor(self) -> int:
        return self.unit_price_minor * self.units

    @property
    def freight_minor(self) -> int:
        return self.goods_minor * SAMPLE_FREIGHT_PERCENT // 100


@dataclass(frozen=True, slots=True)
class SampleTax:
    """What one basket pays by which regime; `total` is None where it is refused, for the reason named."""

    regime: str
    refusal: str
    duty: Money
    vat: Money
    consumption: Money
    total: Money | None


def sample_baskets(*, market: str, hs6: str) -> list[Basket]:
    """
    Three baskets: one of the cheapest, ten of the middle and one of the dearest goods of a code on sale.

    Where too few are on sale, the others are made up, of a kilogram a unit. Three queries.
    """
    offers = catalog.sample_offers(hs6=hs6, market=market)
    baskets = []
    for place, made_up in enumerate(SAMPLE_GOODS_MINOR[market]):
        units = SAMPLE_UNITS[place]
        if place < len(offers):
            baskets.append(_of(offers[place], units))
        else:
            baskets.append(Basket("", units, made_up // units, SAMPLE_UNIT_G, SAMPLE_UNIT_G))
    return baskets


def sample_taxes(
    *, market: str, hs6: str, baskets: Sequence[Basket], on: date, today: date
) -> list[SampleTax]:
    """What the law of a day takes from them, at today's euro. Three queries at most."""
    percents = law.percents_of(market=market, hs6s=[hs6], on=on)[hs6]
    book = law.lawbook(market=market, hs6s=[hs6], on=on)
    euro = _euro(market, today)
    return [
        _tax(
            basket,
            market,
            assess(
                market=market,
                order=ImportOrder(lines=[_line(basket, hs6, percents)], day=on, euro=euro),
                lawbook=book,
            ),
        )
        for basket in baskets
    ]


def _of(offer: catalog.Offer, units: int) -> Basket:
    sold = offer.allowed_near(units)[-1]
    return Basket(
        sku=offer.sku,
        units=sold,
        unit_price_minor=offer.unit_price_for(sold),
        net_g=offer.net_g,
        gross_g=offer.gross_g,
        content_ml=offer.content_ml,
        sheets=offer.pieces,
    )


def _line(basket: Basket, hs6: str, percents: Percents) -> ImportLine:
    units = basket.units
    return ImportLine(
        line_id=basket.sku,
        hs6=hs6,
        quantity=units,
        net_g=basket.net_g * units,
        gross_g=basket.gross_g * units,
        goods_minor=basket.goods_minor,
        value_minor=basket.goods_minor + basket.freight_minor,
        percents=percents,
        content_ml=None if basket.content_ml is None else basket.content_ml * units,
        sheets=None if basket.sheets is None else basket.sheets * units,
    )


def _euro(market: str, today: date) -> ExchangeRate | None:
    if market in FREE_LIMITS_IN_EUROS:
        with suppress(NoRate):
            found = payments.latest_rate(base="EUR", quote=CURRENCIES[market], on=today)
            return ExchangeRate(found.rate, found.date)
    return None


def _tax(basket: Basket, market: str, answer: Assessment | Refusal) -> SampleTax:
    nothing = Money.zero(CURRENCIES[market])
    if isinstance(answer, Refusal):
        return SampleTax("", title_of(answer.reason), nothing, nothing, nothing, None)
    lines = answer.lines

    def money(minor: int) -> Money:
        return Money(minor, CURRENCIES[market])

    return SampleTax(
        regime=answer.regime,
        refusal="",
        duty=money(sum(line.duty_minor for line in lines)),
        vat=money(sum(line.vat_minor for line in lines)),
        consumption=money(sum(line.consumption_tax_minor for line in lines)),
        total=money(basket.goods_minor + basket.freight_minor + answer.total_minor),
    )

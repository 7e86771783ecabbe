"""What does one seller's part of a cart cost at the buyer's door?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from orders.duties import Assessment, ImportLine, ImportOrder, Lawbook, Percents, Refusal, assess
from orders.freight import FreightLine, FreightPrice, Rates, price_freight


@dataclass(frozen=True, slots=True)
class Goods:
    """
    One line as it is offered; mass, volume, content and sheets are those of one unit.

    `discount_minor` is what the whole line costs less.
    """

    line_id: str
    hs6: str
    quantity: int
    unit_price_minor: int
    net_g: int
    gross_g: int
    volume_cm3: int
    percents: Percents
    content_ml: int | None = None
    sheets: int | None = None
    discount_minor: int = 0

    @property
    def goods_minor(self) -> int:
        return self.unit_price_minor * self.quantity


@dataclass(frozen=True, slots=True)
class Carriage:
    """One shipment of the order: units by line, the tariff of the train that would carry it."""

    units: Mapping[str, int]
    rates: Rates
    fx_rate: Decimal
    departs_on: date


@dataclass(frozen=True, slots=True)
class Amounts:
    """
    Money of a line, an order or a whole quote, in minor units of the buyer's currency.

    The discount is what comes off the goods, all else adds up.
    """

    goods_minor: int = 0
    discount_minor: int = 0
    freight_minor: int = 0
    insurance_minor: int = 0
    duty_minor: int = 0
    vat_minor: int = 0
    consumption_minor: int = 0

    @property
    def total_minor(self) -> int:
        carried = self.goods_minor - self.discount_minor + self.freight_minor + self.insurance_minor
        return carried + self.duty_minor + self.vat_minor + self.consumption_minor

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            goods_minor=self.goods_minor + other.goods_minor,
            discount_minor=self.discount_minor + other.discount_minor,
            freight_minor=self.freight_minor + other.freight_minor,
            insurance_minor=self.insurance_minor + other.insurance_minor,
            duty_minor=self.duty_minor + other.duty_minor,
            vat_minor=self.vat_minor + other.vat_minor,
            consumption_minor=self.consumption_minor + other.consumption_minor,
        )


@dataclass(frozen=True, slots=True)
class Priced:
    """The order's lines in their order, the price of each shipment, what the law said."""

    lines: tuple[Amounts, ...]
    carriages: tuple[FreightPrice, ...]
    assessment: Assessment

    @property
    def totals(self) -> Amounts:
        return sum(self.lines, Amounts())


def price_order(
    *,
    goods: Sequence[Goods],
    carriages: Sequence[Carriage],
    market: str,
    currency: str,
    asked: ImportOrder,
    lawbook: Lawbook,
) -> Priced | Refusal:
    """
    Price one seller's order for `market`: goods, freight, insurance, then what the law takes.

    Freight is shared over the lines of each shipment; tax is rounded per line (rules 1 to 7). `asked` is
    all that the law asks about the order but its lines.
    """
    prices = tuple(_price_carriage(carriage, goods, currency) for carriage in carriages)
    freight, insurance = _shares(goods, carriages, prices)
    order = replace(
        asked,
        lines=[_import_line(line, freight[line.line_id] + insurance[line.line_id]) for line in goods],
    )
    answer = assess(market=market, order=order, lawbook=lawbook)
    if isinstance(answer, Refusal):
        return answer
    lines = tuple(
        Amounts(
            goods_minor=line.goods_minor,
            discount_minor=line.discount_minor,
            freight_minor=freight[line.line_id],
            insurance_minor=insurance[line.line_id],
            duty_minor=tax.duty_minor,
            vat_minor=tax.vat_minor,
            consumption_minor=tax.consumption_tax_minor,
        )
        for line, tax in zip(goods, answer.lines, strict=True)
    )
    return Priced(lines, prices, answer)


def with_fewer(carriages: Sequence[Carriage], units: Mapping[str, int]) -> Iterator[Carriage]:
    """
    The same shipments with no more than so many units of each line: the last ones lose theirs first.

    A shipment that is left with nothing is left out.
    """
    left = dict(units)
    for carriage in carriages:
        kept = {line_id: min(count, left.get(line_id, 0)) for line_id, count in carriage.units.items()}
        left |= {line_id: left.get(line_id, 0) - count for line_id, count in kept.items()}
        if any(kept.values()):
            yield replace(carriage, units={line_id: count for line_id, count in kept.items() if count})


def _price_carriage(carriage: Carriage, goods: Sequence[Goods], currency: str) -> FreightPrice:
    by_id = {line.line_id: line for line in goods}
    return price_freight(
        lines=[
            FreightLine(
                gross_g=by_id[line_id].gross_g * units,
                volume_cm3=by_id[line_id].volume_cm3 * units,
                goods_minor=by_id[line_id].unit_price_minor * units,
            )
            for line_id, units in carriage.units.items()
        ],
        rates=carriage.rates,
        currency=currency,
        rate=carriage.fx_rate,
        departs_on=carriage.departs_on,
    )


def _shares(
    goods: Sequence[Goods], carriages: Sequence[Carriage], prices: Sequence[FreightPrice]
) -> tuple[dict[str, int], dict[str, int]]:
    freight = dict.fromkeys((line.line_id for line in goods), 0)
    insurance = dict(freight)
    for carriage, price in zip(carriages, prices, strict=True):
        for position, line_id in enumerate(carriage.units):
            freight[line_id] += price.line_freight_minor[position]
            insurance[line_id] += price.line_insurance_minor[position]
    return freight, insurance


def _import_line(line: Goods, carriage_minor: int) -> ImportLine:
    units = line.quantity
    return ImportLine(
        line_id=line.line_id,
        hs6=line.hs6,
        quantity=units,
        net_g=line.net_g * units,
        gross_g=line.gross_g * units,
        # Customs take what is paid for the goods.
        goods_minor=line.goods_minor - line.discount_minor,
        value_minor=line.goods_minor - line.discount_minor + carriage_minor,
        percents=line.percents,
        content_ml=None if line.content_ml is None else line.content_ml * units,
        sheets=None if line.sheets is None else line.sheets * units,
    )

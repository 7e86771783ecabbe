"""What does an order cost less without some of its units, by the rates of its quote?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from catalog import queries as catalog
from catalog.queries import Measures
from orders.duties import ExchangeRate, ImportOrder, Percents, Refusal
from orders.errors import NoTariff
from orders.lessening import fall, over_lines
from orders.models import Order, OrderLine
from orders.pricing import Amounts, Carriage, Goods, price_order
from orders.queries import law, rules
from orders.queries.costing import local_day
from payments.queries.refunds import Parts, left_of

_Units = Mapping[UUID, int]


def cheaper_without(order: Order, gone: _Units) -> dict[UUID, Amounts]:
    """
    What goes back to the buyer of each line if `gone` units by line aren't sent, besides their goods too.

    The order is priced twice, with the units that it has now and with those that stay: by the goods'
    prices, tariffs, exchange rates and day of declaration of its quote, and what the law says of that day.
    What one costs less than the other is the fall. Where that can't be told any more, units take their own
    share of the taxes and no freight with them.
    """
    lines = {line.pk: line for line in order.lines.order_by("id")}
    found = left_of(order.number)
    left = {pk: found.get(pk, Parts()) for pk in lines}
    now = {pk: line.sent_quantity for pk, line in lines.items()}
    then = {pk: count - gone.get(pk, 0) for pk, count in now.items()}
    prices = _Prices(order, lines)
    before, after = prices.of(now), prices.of(then)
    told = {
        pk: Amounts(**{f"{name}_minor": minor for name, minor in left[pk]._asdict().items()}) for pk in lines
    }
    if before is None or after is None:
        less = {pk: _own_taxes(lines[pk], count) for pk, count in gone.items()}
        less = {
            pk: over_lines(each, {pk: told[pk]}, first=[pk]).get(pk, Amounts()) for pk, each in less.items()
        }
    else:
        less = over_lines(fall(before, after), told, first=sorted(gone))
    for pk, count in gone.items():
        less[pk] = less.get(pk, Amounts()) + _goods_of(lines[pk], count, left=left[pk].goods)
    return less


def _goods_of(line: OrderLine, count: int, *, left: int) -> Amounts:
    """What units cost before a discount, and their part of it: all that was paid goes back, to the last."""
    goods, gone = line.unit_price_minor * count, line.declined_quantity
    off = _share(line, gone + count) - _share(line, gone)
    return Amounts(goods_minor=goods, discount_minor=goods - min(goods - off, left))


def _share(line: OrderLine, count: int) -> int:
    """What so many units have of the discount of their line."""
    return line.discount_minor * count // line.quantity


class _Prices:
    """By what an order was priced; the price of any units of it."""

    def __init__(self, order: Order, lines: Mapping[UUID, OrderLine]) -> None:
        self._order, self._lines = order, lines
        quote = order.group.quote
        [self._part] = [
            each for each in quote.document["orders"] if each["seller_id"] == str(order.seller_id)
        ]
        self._quoted_on = local_day(quote.quoted_at, order.group.market)
        self._shipments = [
            (carried.carriage, {UUID(line): count for line, count in carried.units.items()})
            for carried in order.shipments.order_by("shipment_id")
        ]
        variants = [line.variant_id for line in lines.values()]
        self._measures: Mapping[UUID, Measures] = catalog.measures_of(variants)

    def of(self, units: _Units) -> Amounts | None:
        """The price of so many units by line, carried as the order is; None if it can't be told."""
        kept = {pk: count for pk, count in units.items() if count}
        if "declared_on" not in self._part:
            # Quotes of before didn't say so.
            return None
        try:
            carriages = self._carriages(kept)
        except NoTariff:
            return None
        market, codes = self._order.group.market, {line.hs6 for line in self._lines.values()}
        declared_on = date.fromisoformat(self._part["declared_on"])
        percents = law.percents_of(market=market, hs6s=codes, on=declared_on)
        priced = price_order(
            goods=[self._goods(pk, count, percents) for pk, count in kept.items()],
            carriages=carriages,
            market=market,
            currency=self._order.currency,
            asked=ImportOrder(lines=(), day=declared_on, euro=self._euro()),
            lawbook=law.lawbook(market=market, hs6s=codes, on=declared_on),
        )
        return None if isinstance(priced, Refusal) else priced.totals

    def _carriages(self, units: _Units) -> list[Carriage]:
        """:raises NoTariff: if a tariff of the quote isn't known any more."""
        quoted: Sequence[Mapping[str, Any]] = self._part["carriages"]
        codes = {each["service_code"] for each in quoted}
        tariffs = rules.rates_known(service_codes=codes, on=self._quoted_on)
        rules.require_rates(tariffs, codes, on=self._quoted_on)
        rates = {each["base"]: Decimal(each["rate"]) for each in self._rates("freight")}
        made = []
        left = dict(units)
        for place, shipment in self._shipments:
            ride = quoted[min(place, len(quoted) - 1)]
            tariff = tariffs[ride["service_code"]]
            # The last shipments lose theirs first.
            inside = {pk: min(count, left.get(pk, 0)) for pk, count in shipment.items()}
            left |= {pk: left.get(pk, 0) - count for pk, count in inside.items()}
            if any(inside.values()):
                made.append(
                    Carriage(
                        units={str(pk): count for pk, count in inside.items() if count},
                        rates=tariff,
                        fx_rate=rates[tariff.currency],
                        departs_on=local_day(
                            datetime.fromisoformat(ride["departs_at"]), self._order.seller.country
                        ),
                    )
                )
        return made

    def _goods(self, pk: UUID, count: int, percents: Mapping[str, Percents]) -> Goods:
        line = self._lines[pk]
        unit = self._measures[line.variant_id]
        return Goods(
            line_id=str(pk),
            hs6=line.hs6,
            quantity=count,
            unit_price_minor=line.unit_price_minor,
            discount_minor=_share(line, count),
            net_g=unit.net_g,
            gross_g=line.gross_g // line.quantity,
            volume_cm3=line.volume_cm3 // line.quantity,
            percents=percents[line.hs6],
            content_ml=unit.content_ml,
            sheets=unit.pieces,
        )

    def _euro(self) -> ExchangeRate | None:
        for each in self._rates("free_limit"):
            return ExchangeRate(Decimal(each["rate"]), date.fromisoformat(each["date"]))
        return None

    def _rates(self, used_for: str) -> list[Mapping[str, str]]:
        return [each for each in self._part["fx"] if each.get("used_for", "freight") == used_for]


def _own_taxes(line: OrderLine, count: int) -> Amounts:
    names = ("duty_minor", "vat_minor", "consumption_minor")
    return Amounts(**{name: getattr(line, name) * count // line.quantity for name in names})

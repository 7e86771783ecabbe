"""On what does the price of one seller's part rest, besides its shipments?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.queries import Offer
from kit.editions import Editions
from orders.duties import ExchangeRate, ImportOrder, Lawbook, Percents, Refusal, YearSoFar
from orders.policy import FREE_LIMITS_IN_EUROS
from orders.pricing import Carriage, Goods, Priced, price_order, with_fewer
from orders.queries import law
from orders.suggesting import Choice
from payments import queries as payments
from payments.queries import Rate


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of one offer; `discount_minor` is what a coupon takes off all of them."""

    offer: Offer
    quantity: int
    discount_minor: int = 0

    @property
    def line_id(self) -> str:
        return str(self.offer.listing_id)

    @property
    def unit_price_minor(self) -> int:
        return self.offer.unit_price_for(self.quantity)

    def fewer(self, quantity: int) -> "Wanted":
        """Fewer units, with as much less of what a coupon takes off."""
        return Wanted(self.offer, quantity, self.discount_minor * quantity // self.quantity)


@dataclass(frozen=True, slots=True)
class Basis:
    """
    Everything that an order into `market` is priced by, its shipments apart; no question more is asked.

    `declared_on` is the day there on which customs will see the goods, as far as it is known now: the law of
    that day counts. `euro` is what a limit in euros was reckoned by, where the market has such limits.
    """

    wanted: tuple[Wanted, ...]
    market: str
    currency: str
    declared_on: date
    percents: Mapping[str, Percents]
    lawbook: Lawbook
    euro: Rate | None
    year: YearSoFar

    def price(self, carriages: Sequence[Carriage]) -> Priced | Refusal:
        """The order, carried so."""
        return self._price(self.wanted, carriages)

    def reprice(self, carriages: Sequence[Carriage], units: Mapping[str, int]) -> Priced | Refusal:
        """The order with so many units of each line, no more than are wanted, in the same shipments."""
        fewer = [each.fewer(units[each.line_id]) for each in self.wanted if units.get(each.line_id)]
        return self._price(fewer, list(with_fewer(carriages, units)))

    @property
    def choices(self) -> list[Choice]:
        """Its lines, for suggestions."""
        return [
            Choice(
                line_id=each.line_id,
                hs6=each.offer.hs6,
                quantity=each.quantity,
                goods_minor=each.unit_price_minor * each.quantity,
                at_most=each.offer.buyable,
            )
            for each in self.wanted
        ]

    def _price(self, wanted: Sequence[Wanted], carriages: Sequence[Carriage]) -> Priced | Refusal:
        return price_order(
            goods=[self._goods(each) for each in wanted],
            carriages=carriages,
            market=self.market,
            currency=self.currency,
            asked=ImportOrder(
                lines=(),
                day=self.declared_on,
                spent_this_year_minor=self.year.value_minor,
                imported_this_year_g=self.year.net_g,
                euro=ExchangeRate(self.euro.rate, self.euro.date) if self.euro else None,
            ),
            lawbook=self.lawbook,
        )

    def _goods(self, wanted: Wanted) -> Goods:
        offer = wanted.offer
        return Goods(
            line_id=wanted.line_id,
            hs6=offer.hs6,
            quantity=wanted.quantity,
            unit_price_minor=wanted.unit_price_minor,
            net_g=offer.net_g,
            gross_g=offer.gross_g,
            volume_cm3=offer.volume_cm3,
            percents=self.percents[offer.hs6],
            content_ml=offer.content_ml,
            sheets=offer.pieces,
            discount_minor=wanted.discount_minor,
        )


class Laws:
    """The law of a quote's goods by day of declaration, and today's euro: each asked once for all parts."""

    def __init__(
        self, wanted: Sequence[Wanted], *, market: str, today: date, editions: Editions | None = None
    ) -> None:
        self._market, self._today, self._editions = market, today, editions
        self._currency = wanted[0].offer.currency
        self._codes = {each.offer.hs6 for each in wanted}
        self._by_day: dict[date, tuple[Mapping[str, Percents], Lawbook]] = {}
        self._euro: Rate | None = None

    def on(self, day: date) -> tuple[Mapping[str, Percents], Lawbook]:
        """What all these goods are charged on a day, and the rules. Two queries, none for what is held."""
        if day not in self._by_day:
            asked: Any = {"market": self._market, "hs6s": self._codes, "on": day, "editions": self._editions}
            self._by_day[day] = law.percents_of(**asked), law.lawbook(**asked)
        return self._by_day[day]

    def euro(self) -> Rate | None:
        """
        What a euro costs today, where limits in euros count. One query, or none.

        :raises NoRate: if they do, and nobody knows.
        """
        if self._market in FREE_LIMITS_IN_EUROS and self._euro is None:
            self._euro = payments.latest_rate(
                base="EUR", quote=self._currency, on=self._today, editions=self._editions
            )
        return self._euro


def basis_of(
    wanted: Sequence[Wanted],
    *,
    market: str,
    today: date,
    declared_on: date,
    year: YearSoFar,
    laws: Laws | None = None,
) -> Basis:
    """
    Ask for the law of the day of declaration, and for today's euro.

    Three queries at most, none for what the `laws` of the whole quote know.

    :raises NoRate: if limits in euros count there, and nobody knows what one costs.
    """
    laws = laws or Laws(wanted, market=market, today=today)
    percents, lawbook = laws.on(declared_on)
    return Basis(
        wanted=tuple(wanted),
        market=market,
        currency=wanted[0].offer.currency,
        declared_on=declared_on,
        percents=percents,
        lawbook=lawbook,
        euro=laws.euro(),
        year=year,
    )

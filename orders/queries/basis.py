"""On what does the price of one seller's part rest, besides its shipments?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.queries import Offer
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


def basis_of(
    wanted: Sequence[Wanted], *, market: str, today: date, declared_on: date, year: YearSoFar
) -> Basis:
    """
    Ask for the law of the day of declaration, and for today's euro. Three queries at most.

    :raises NoRate: if limits in euros count there, and nobody knows what one costs.
    """
    codes = {each.offer.hs6 for each in wanted}
    currency = wanted[0].offer.currency
    counts_euros = market in FREE_LIMITS_IN_EUROS
    return Basis(
        wanted=tuple(wanted),
        market=market,
        currency=currency,
        declared_on=declared_on,
        percents=law.percents_of(market=market, hs6s=codes, on=declared_on),
        lawbook=law.lawbook(market=market, hs6s=codes, on=declared_on),
        euro=payments.latest_rate(base="EUR", quote=currency, on=today) if counts_euros else None,
        year=year,
    )

"""What would one train earlier or later cost and bring?"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.editions import Editions
from orders.duties import Refusal
from orders.freight import Rates
from orders.policy import PROMISE_SLACK
from orders.pricing import Carriage, Priced
from orders.promising import Promise
from orders.queries import rules
from payments import queries as payments
from payments.errors import NoRate
from payments.queries import Rate
from shipping import queries as shipping
from shipping.queries import FeasibleService, ServiceChoice

# The price of an order that is carried so.
Price = Callable[[Sequence[Carriage]], Priced | Refusal]
# How a train of the part's rides would be paid for; None if no price can be told.
Fare = Callable[[FeasibleService], Carriage | None]


@dataclass(frozen=True, slots=True)
class Fares:
    """The tariffs of services by code, what their currencies buy."""

    tariffs: Mapping[str, Rates]
    rates: Mapping[str, Rate]

    def knows(self, train: FeasibleService) -> bool:
        tariff = self.tariffs.get(train.service_code)
        return tariff is not None and tariff.currency in self.rates


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another train: how much more the order would cost by it, below zero if less, and when it would come."""

    train: FeasibleService
    freight_minor: int
    total_minor: int
    promise: Promise


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The trains before and after the one that is quoted; None says that there is none to be had."""

    earlier: Alternative | None
    later: Alternative | None


class PriceLists:
    """The tariffs of services and the rates into one currency on a day, each asked for once a quote."""

    def __init__(self, *, currency: str, on: date, editions: Editions) -> None:
        self._currency, self._on, self._editions = currency, on, editions
        self._tariffs: dict[str, Rates] = {}
        self._asked: set[str] = set()
        self._rates: dict[str, Rate] = {}

    def fares_of(self, choices: Sequence[ServiceChoice]) -> Fares:
        """
        The tariffs and exchange rates of all these trains.

        One query, one more for each currency; none for what is held, or another part of the quote asked.

        :raises NoTariff, NoRate: if a train that is quoted has none; one beside it is left out.
        """
        quoted = {choice.best.service_code for choice in choices}
        around = {train.service_code for each in choices for train in (each.earlier, each.later) if train}
        if unknown := (quoted | around) - self._asked:
            self._asked |= unknown
            self._tariffs |= rules.rates_known(service_codes=unknown, on=self._on, editions=self._editions)
        rules.require_rates(self._tariffs, quoted, on=self._on)
        tariffs = {code: self._tariffs[code] for code in quoted | around if code in self._tariffs}
        rates = {base: self._rate(base) for base in {tariffs[code].currency for code in quoted}}
        for base in {tariff.currency for tariff in tariffs.values()} - rates.keys():
            with suppress(NoRate):
                rates[base] = self._rate(base)
        return Fares(tariffs, rates)

    def _rate(self, base: str) -> Rate:
        if base not in self._rates:
            self._rates[base] = payments.latest_rate(
                base=base, quote=self._currency, on=self._on, editions=self._editions
            )
        return self._rates[base]


def promises_of(
    choices: Sequence[ServiceChoice], *, zone: str, at: datetime, lookout: shipping.Lookout
) -> tuple[Promise, Mapping[UUID, Promise]]:
    """
    What can be promised of all the quoted trains together, and of each train by its departure's id.

    Days are those of the buyer's `zone`. Two queries, none of trains that the `lookout` knows.
    """
    trains = {
        train.departure_id: train
        for choice in choices
        for train in (choice.best, choice.earlier, choice.later)
        if train
    }
    together = [choice.best for choice in choices]
    trips = [together, *([train] for train in trains.values())]
    ids = [[train.departure_id for train in trip] for trip in trips]
    spans = shipping.delivery_spans(trips=ids, at=at, lookout=lookout)
    whole, *single = [_promise(span, trip, zone) for span, trip in zip(spans, trips, strict=True)]
    return whole, dict(zip(trains, single, strict=True))


def alternatives_of(
    choice: ServiceChoice,
    *,
    place: int,
    carriages: Sequence[Carriage],
    quoted: Priced,
    fare: Fare,
    price: Price,
    promises: Mapping[UUID, Promise],
) -> Alternatives:
    """
    What the trains around the one at `place` among the order's carriages would change.

    A train for which no price can be told, or by which the law would take the order no more, is left out.
    """
    now = quoted.totals

    def of(train: FeasibleService | None) -> Alternative | None:
        carriage = fare(train) if train else None
        if train is None or carriage is None:
            return None
        if _costs_the_same(carriage, carriages[place]):
            return Alternative(train, 0, 0, promises[train.departure_id])
        changed = price([*carriages[:place], carriage, *carriages[place + 1 :]])
        if isinstance(changed, Refusal):
            return None
        then = changed.totals
        return Alternative(
            train,
            then.freight_minor - now.freight_minor,
            then.total_minor - now.total_minor,
            promises[train.departure_id],
        )

    return Alternatives(of(choice.earlier), of(choice.later))


def _costs_the_same(one: Carriage, other: Carriage) -> bool:
    """Whether the same goods cost the same: of the day a tariff asks the month alone, for its winter."""
    same_prices = one.rates == other.rates and one.fx_rate == other.fx_rate
    return same_prices and one.departs_on.month == other.departs_on.month


def _promise(span: shipping.Span, trip: Sequence[FeasibleService], zone: str) -> Promise:
    until_at = span.until_at
    if span.percent is None:
        until_at = max(span.from_at, max(train.arrives_at for train in trip) + PROMISE_SLACK)
    return Promise(span.from_at, until_at, span.percent, span.basis, zone)

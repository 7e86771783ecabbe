"""What would one seller's part of a cart cost, carried by which trains, there when?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from catalog.errors import OutOfStock
from catalog.queries import Offer
from kit.calendars import Away, end_of_working_day
from kit.editions import Editions
from orders.duties import Refusal, YearSoFar
from orders.policy import (
    HAND_IN_WORKING_DAYS,
    MARKET_TIMEZONE,
    SELLER_DAY_ENDS_HOUR,
    SELLER_TIMEZONE,
)
from orders.pricing import Carriage, Priced
from orders.promising import Promise
from orders.queries.alternatives import Alternatives, Fares, PriceLists, alternatives_of, promises_of
from orders.queries.basis import Basis, Laws, Wanted, basis_of
from orders.queries.refusing import refused
from orders.suggesting import Suggestion, suggest
from payments.queries import Rate
from shipping import queries as shipping
from shipping.errors import NoDeparture
from shipping.queries import FeasibleService, GoodsToCarry, Parcel, ServiceChoice

# What a buyer has brought in within the year of a day, which is known once the trains are.
YearOf = Callable[[date], YearSoFar]


def nobodys_year(_day: date) -> YearSoFar:
    """That of a buyer of whom we know nothing."""
    return YearSoFar()


@dataclass(frozen=True, slots=True)
class Ride:
    """One shipment of the part, with the earliest train that can take it, and those around that."""

    parcel: Parcel
    choice: ServiceChoice

    @property
    def train(self) -> FeasibleService:
        return self.choice.best


@dataclass(frozen=True, slots=True)
class PartCost:
    """
    A seller's part, priced: the lines of `priced` stand in the order of `wanted`.

    `fx` are the rates of the tariffs' currencies. `promise` is when the last of its
    shipments is at the door; `promises` and `alternatives` are those of each ride.
    """

    basis: Basis
    rides: tuple[Ride, ...]
    fx: Mapping[str, Rate]
    priced: Priced
    suggestions: tuple[Suggestion, ...]
    arrives_on: date
    promise: Promise
    promises: tuple[Promise, ...]
    alternatives: tuple[Alternatives, ...]

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        return self.basis.wanted


class Known:
    """What the parts of one quote have asked of railway, prices and law: nothing is asked twice."""

    def __init__(self, wanted: Sequence[Wanted], *, market: str, at: datetime, editions: Editions) -> None:
        self.at, self.today = at, local_day(at, market)
        self.lookout = shipping.Lookout(at, editions=editions)
        self.price_lists = PriceLists(currency=wanted[0].offer.currency, on=self.today, editions=editions)
        self.laws = Laws(wanted, market=market, today=self.today, editions=editions)


def cost_part(
    wanted: Sequence[Wanted],
    *,
    destination: str,
    market: str,
    known: Known,
    sandbox: bool = False,
    year_of: YearOf = nobodys_year,
) -> PartCost:
    """
    Price what one seller would send to `destination`, by the trains of its world; reads only.

    `known` is what other parts of the quote have asked; `year_of` what the buyer imported in a year before.

    :raises OutOfStock: if too few units would still be fresh enough on arrival.
    :raises NoDeparture, NoRoute, NotCarried: if no train can take it.
    :raises NoTariff, NoRate: if its price can't be told.
    :raises Problem: whatever `refused` makes of the law's answer, with what the buyer could do instead.
    """
    rides = _rides(wanted, known.lookout, destination=destination, at=known.at, sandbox=sandbox)
    arrives_on = local_day(max(ride.train.arrives_at for ride in rides), market)
    _require_stock(wanted, arrives_on)
    choices = [ride.choice for ride in rides]
    fares = known.price_lists.fares_of(choices)
    # The goods are declared when they arrive, and the law of that day counts (rule 4).
    year = year_of(arrives_on)
    basis = basis_of(
        wanted, market=market, today=known.today, declared_on=arrives_on, year=year, laws=known.laws
    )
    country = wanted[0].offer.seller_country
    carriages = [_carriage(ride, ride.train, fares, country) for ride in rides]
    priced, suggestions = _priced(basis, carriages)
    promise, by_train = promises_of(choices, zone=MARKET_TIMEZONE[market], at=known.at, lookout=known.lookout)
    beside = partial(
        alternatives_of, carriages=carriages, quoted=priced, price=basis.price, promises=by_train
    )
    return PartCost(
        basis=basis,
        rides=tuple(rides),
        fx={each.rates.currency: fares.rates[each.rates.currency] for each in carriages},
        priced=priced,
        suggestions=suggestions,
        arrives_on=arrives_on,
        promise=promise,
        promises=tuple(by_train[ride.train.departure_id] for ride in rides),
        alternatives=tuple(
            beside(ride.choice, place=place, fare=partial(_fare, ride, fares, country))
            for place, ride in enumerate(rides)
        ),
    )


def _priced(basis: Basis, carriages: Sequence[Carriage]) -> tuple[Priced, tuple[Suggestion, ...]]:
    priced = basis.price(carriages)
    suggestions = suggest(
        priced, basis.choices, partial(basis.reprice, carriages), spent_minor=basis.year.value_minor
    )
    if isinstance(priced, Refusal):
        raise refused(priced, suggestions, basis)
    return priced, suggestions


def planned_hand_in(*, country: str, handling_days: int, at: datetime, away: Away | None = None) -> datetime:
    """
    When a seller who is paid at `at` should have handed in: the end of a working day there.

    Days on which the firm is `away`, the first and the last of them, aren't worked.
    """
    return end_of_working_day(
        since=at,
        days=HAND_IN_WORKING_DAYS + handling_days,
        country=country,
        zone=SELLER_TIMEZONE[country],
        hour=SELLER_DAY_ENDS_HOUR,
        away=away,
    )


def local_day(at: datetime, country: str) -> date:
    """The day that people in a country call this instant."""
    return at.astimezone(ZoneInfo(MARKET_TIMEZONE[country])).date()


def _rides(
    wanted: Sequence[Wanted], lookout: shipping.Lookout, *, destination: str, at: datetime, sandbox: bool
) -> list[Ride]:
    origins: dict[str, list[Wanted]] = {}
    for each in wanted:
        origins.setdefault(each.offer.first_mile_from, []).append(each)
    return [
        Ride(
            parcel,
            _trains(parcel, origin, part[0].offer, lookout, destination=destination, at=at, sandbox=sandbox),
        )
        for origin, part in sorted(origins.items())
        for parcel in shipping.split_goods(
            lines=[_cargo(each) for each in part], among=lookout.container_types()
        )
    ]


def _cargo(wanted: Wanted) -> GoodsToCarry:
    return GoodsToCarry(
        line_id=wanted.line_id,
        gross_g=wanted.offer.gross_g,
        volume_cm3=wanted.offer.volume_cm3,
        quantity=wanted.quantity,
        temperature_class=wanted.offer.temperature_class,
        segregation_class=wanted.offer.segregation_class,
    )


def _trains(
    parcel: Parcel,
    origin: str,
    offer: Offer,
    lookout: shipping.Lookout,
    *,
    destination: str,
    at: datetime,
    sandbox: bool,
) -> ServiceChoice:
    trains = shipping.services_around(
        lookout=lookout,
        first_mile_from=origin,
        destination=destination,
        planned_hand_in_at=planned_hand_in(
            country=offer.seller_country,
            handling_days=offer.seller_handling_days,
            away=offer.seller_away,
            at=at,
        ),
        gross_g=parcel.gross_g,
        volume_cm3=parcel.volume_cm3,
        temperature_class=parcel.temperature_class,
        segregation_class=parcel.segregation_class,
        latest_arrival_at=None,
        at=at,
        consignor_id=offer.organisation_id,
        sandbox=sandbox,
    )
    if trains is None:
        raise NoDeparture(first_mile_from=origin, destination=destination)
    return trains


def _require_stock(wanted: Sequence[Wanted], arrives_on: date) -> None:
    for each in wanted:
        left = each.offer.fresh_on(arrives_on)
        if left < each.quantity:
            raise OutOfStock(
                variant_id=str(each.offer.variant_id),
                sku=each.offer.sku,
                wanted=each.quantity,
                available=each.offer.buyable(left),
            )


def _fare(ride: Ride, fares: Fares, origin: str, train: FeasibleService) -> Carriage | None:
    return _carriage(ride, train, fares, origin) if fares.knows(train) else None


def _carriage(ride: Ride, train: FeasibleService, fares: Fares, origin: str) -> Carriage:
    tariff = fares.tariffs[train.service_code]
    return Carriage(
        units=dict(ride.parcel.units),
        rates=tariff,
        fx_rate=fares.rates[tariff.currency].rate,
        departs_on=local_day(train.departs_at, origin),
    )

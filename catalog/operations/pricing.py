"""What does a seller ask for one unit, or for each of many?"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import F

from catalog.errors import BadPrices, WrongCurrency
from catalog.models import Listing, Price, PriceChange
from catalog.policy import MARKET_CURRENCY, MAX_PRICE_MINOR, MAX_STEPS
from catalog.quantities import Step, fault_in
from kit.actors import Actor
from kit.database import Among, insert_as_json, new_row
from kit.errors import FieldProblem
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import say

# Triggers record each row and have it shown anew: more would come near the limit of a statement's time.
_ROWS_A_STATEMENT = 2_000
_PUT_PRICES = """
    UPDATE catalog_price AS price SET amount_minor = said.amount_minor, version = said.version
    FROM jsonb_to_recordset(%s::jsonb) AS said (id uuid, amount_minor bigint, version integer)
    WHERE price.id = said.id
"""

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class PriceList:
    """
    What a listing is to cost: each unit, and each from some quantities on.

    `steps` of None leaves the prices of larger quantities as they are.
    """

    price: Money
    steps: tuple[tuple[int, Money], ...] | None = None


class Asked(NamedTuple):
    """A price that isn't written yet."""

    amount_minor: int


@inside_transaction
def set_price(*, listing: Listing, prices: PriceList, at: datetime, by: Actor) -> PriceChange | None:
    """
    Set what a listing, locked by the caller, costs on its market, from now on.

    Orders and unexpired quotes keep the price they were made with. Returns what has
    changed, if anything.

    :raises WrongCurrency: if the market sells in another one.
    :raises BadPrices: if a price isn't positive, beyond any real one, or a larger quantity isn't cheaper.
    """
    there = prices_there([listing])
    if problems := price_problems(listing, prices, there[listing.pk]):
        wrong = problems[0].pointer.endswith("/currency")
        raise (WrongCurrency if wrong else BadPrices)(problems[0].message, fields=problems)
    return _write([(listing, prices)], there, at, by).get(listing.pk)


@inside_transaction
def set_prices(
    *, wanted: Sequence[tuple[Listing, PriceList]], at: datetime, by: Actor
) -> Mapping[UUID, PriceChange]:
    """
    Set what many listings, locked by the caller, cost: all of them, or none.

    Five statements for each two thousand rows. Returns what has changed, by listing.

    :raises BadPrices: naming each faulty one by its place, such as `/prices/7/price/currency`.
    """
    there = prices_there([listing for listing, _ in wanted])
    problems = [
        problem._replace(pointer=f"/prices/{place}{problem.pointer}")
        for place, (listing, prices) in enumerate(wanted)
        for problem in price_problems(listing, prices, there[listing.pk])
    ]
    if problems:
        raise BadPrices(f"prices/{problems[0].pointer.split('/')[2]}: {problems[0].message}", fields=problems)
    return _write(wanted, there, at, by)


def prices_there(listings: Collection[Listing]) -> dict[UUID, dict[int, Price]]:
    """The prices that listings have on their own market, by quantity."""
    found: dict[UUID, dict[int, Price]] = {listing.pk: {} for listing in listings}
    currencies = {listing.pk: MARKET_CURRENCY[listing.market] for listing in listings}
    for price in Price.objects.filter(Among(F("listing_id"), found)):
        if price.currency == currencies[price.listing_id]:
            found[price.listing_id][price.from_quantity] = price
    return found


def price_problems(
    listing: Listing, prices: PriceList, there: Mapping[int, Price | Asked]
) -> list[FieldProblem]:
    """What is wrong with new prices of a listing; `there` are those that it has, by quantity."""
    currency = MARKET_CURRENCY[listing.market]
    given = prices.steps or ()
    if len(given) > MAX_STEPS:
        return [FieldProblem("/steps", "field.max_length", f"at most {MAX_STEPS} steps")]
    asked = [("/price", prices.price), *((f"/steps/{n}/price", money) for n, (_, money) in enumerate(given))]
    faults = [problem for pointer, money in asked if (problem := _fault_of(pointer, money, currency))]
    if faults:
        return faults
    fault = fault_in(prices.price.minor, _steps(prices, there), least=listing.min_quantity)
    if fault is None:
        return []
    if prices.steps is None:
        kept = _steps(prices, there)[fault.place]
        why = say(
            "From %(quantity)s units on each costs %(money)s: the price of one unit must be higher,"
            " or both are changed at once.",
            quantity=kept.from_quantity,
            money=Money(kept.unit_minor, currency),
        )
        return [FieldProblem("/price", "field.invalid", why)]
    return [FieldProblem(f"/steps/{fault.place}/{fault.member}", "field.invalid", fault.why)]


def _fault_of(pointer: str, money: Money, currency: str) -> FieldProblem | None:
    if money.currency != currency:
        return FieldProblem(f"{pointer}/currency", "field.invalid", f"send this in {currency}")
    if not 0 < money.minor <= MAX_PRICE_MINOR:
        most = Money(MAX_PRICE_MINOR, currency)
        why = say("The price must be more than 0 and at most %(most)s.", most=most)
        return FieldProblem(f"{pointer}/amount", "field.invalid", why)
    return None


def _steps(prices: PriceList, there: Mapping[int, Price | Asked]) -> list[Step]:
    """The prices of larger quantities as they will be."""
    if prices.steps is not None:
        return [Step(quantity, money.minor) for quantity, money in prices.steps]
    return [Step(quantity, there[quantity].amount_minor) for quantity in sorted(there) if quantity > 1]


def _write(
    wanted: Sequence[tuple[Listing, PriceList]],
    there: Mapping[UUID, Mapping[int, Price]],
    at: datetime,
    by: Actor,
) -> dict[UUID, PriceChange]:
    dropped: list[UUID] = []
    put: list[Price] = []
    changes: dict[UUID, PriceChange] = {}
    for listing, prices in wanted:
        rows = there[listing.pk]
        was = {quantity: row.amount_minor for quantity, row in rows.items()}
        steps = {step.from_quantity: step.unit_minor for step in _steps(prices, rows)}
        became = {1: prices.price.minor, **steps}
        if was == became:
            continue
        currency = prices.price.currency
        dropped += [row.pk for quantity, row in rows.items() if quantity not in became]
        for quantity, minor in became.items():
            row = rows.get(quantity) or new_row(
                Price, listing=listing, currency=currency, from_quantity=quantity, version=0, created_at=at
            )
            if row.amount_minor != minor:
                row.amount_minor, row.version = minor, row.version + 1
                put.append(row)
        changes[listing.pk] = new_row(
            PriceChange,
            listing=listing,
            currency=currency,
            was=sorted(was.items()),
            became=sorted(became.items()),
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
    if dropped:
        Price.objects.filter(pk__in=dropped).delete()
    for some in _shares(put):
        _put(some)
    for part in _shares(list(changes.values())):
        insert_as_json(part)
    return changes


def _put(prices: Sequence[Price]) -> None:
    fresh = [price for price in prices if price._state.adding]  # noqa: SLF001 it says who is saved
    said = [
        {"id": str(price.pk), "amount_minor": price.amount_minor, "version": price.version}
        for price in prices
        if not price._state.adding  # noqa: SLF001
    ]
    insert_as_json(fresh)
    if said:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_PRICES, [json.dumps(said)])


def _shares(rows: Sequence[M]) -> Iterator[Sequence[M]]:
    for first in range(0, len(rows), _ROWS_A_STATEMENT):
        yield rows[first : first + _ROWS_A_STATEMENT]

"""What would follow if staff amended the law of some goods?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.operations.amending import amend_list, amend_rate
from catalog.queries.law import DatedEntry, DatedRate
from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.queries.costing import local_day
from orders.queries.held import HeldQuote, held_quotes
from orders.queries.sampling import Basket, SampleTax, sample_baskets, sample_taxes

Draft = DatedRate | DatedEntry
# China's list is the only one.
_LISTED = "CN"


@dataclass(frozen=True, slots=True)
class Compared:
    """One sample basket under the law as it is and as it would be."""

    basket: Basket
    was: SampleTax
    becomes: SampleTax


@dataclass(frozen=True, slots=True)
class Foreseen:
    """
    The quotes that are held with such goods, which keep their totals, and the baskets on a day.

    `on` is the day from which the change counts, today if it counts already.
    """

    market: str
    on: date
    held_count: int
    held: Sequence[HeldQuote]
    baskets: Sequence[Compared]


def amend(*, draft: Draft, at: datetime, by: Actor) -> object:
    """
    Write down what a draft says; the row that says so now.

    :raises BadLaw: naming the fields that make no sense.
    """
    if isinstance(draft, DatedRate):
        return amend_rate(draft=draft, at=at, by=by)
    return amend_list(draft=draft, at=at, by=by)


@inside_transaction
def foresee(*, draft: Draft, at: datetime, by: Actor) -> Foreseen:
    """
    What a draft would change: it is written down, looked at and taken back, so that nothing stays.

    :raises BadLaw: naming the fields that make no sense.
    """
    market = market_of(draft)
    today = local_day(at, market)
    on = max(today, draft.valid_from)
    baskets = sample_baskets(market=market, hs6=draft.hs6)

    def taxes() -> list[SampleTax]:
        return sample_taxes(market=market, hs6=draft.hs6, baskets=baskets, on=on, today=today)

    was = taxes()
    with transaction.atomic():
        amend(draft=draft, at=at, by=by)
        becomes = taxes()
        transaction.set_rollback(True)
    count, held = held_quotes(market=market, hs6=draft.hs6, at=at)
    compared = [Compared(*each) for each in zip(baskets, was, becomes, strict=True)]
    return Foreseen(market, on, count, held, compared)


def market_of(draft: Draft) -> str:
    """Whose law it is."""
    return draft.country if isinstance(draft, DatedRate) else _LISTED

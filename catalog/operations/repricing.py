"""How are the prices of many listings shown, set and taken back by one rule?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.errors import NothingToPrice, NotRepriced, PreviewTooOld, TooLateToUndo, TooManyToPrice
from catalog.models import Listing, Price, Repricing, Seller
from catalog.operations.pricing import PriceList, price_problems, prices_there, set_prices
from catalog.policy import MARKET_CURRENCY, MAX_REPRICED, PREVIEW_HOLDS, UNDO_WITHIN
from catalog.queries.repricing import Choice, chosen
from catalog.repriced import PriceRule
from kit.actors import Actor
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import Told, say

# A price list as a row keeps it: `[[from_quantity, amount_minor], …]`.
Prices = list[list[int]]


@dataclass(frozen=True, slots=True)
class _Swap:
    """A listing with the prices that it must have still, and those that it gets."""

    listing_id: UUID
    expected: Prices
    wanted: Prices


@inside_transaction
def preview(*, seller: Seller, choice: Choice, rule: PriceRule, at: datetime, by: Actor) -> Repricing:
    """
    Work out what the chosen listings of a seller would cost, and keep it to be set; no price changes.

    :raises NothingToPrice: if none is chosen.
    :raises TooManyToPrice: if more than `MAX_REPRICED` are.
    """
    listings = list(chosen(by, choice)[: MAX_REPRICED + 1])
    if not listings:
        raise NothingToPrice
    if len(listings) > MAX_REPRICED:
        raise TooManyToPrice(most=MAX_REPRICED)
    there = prices_there(listings)
    lines: list[Any] = []
    refused: list[Any] = []
    for listing in listings:
        was = {quantity: row.amount_minor for quantity, row in there[listing.pk].items()}
        becomes = rule.of(was)
        if why := _why_not(listing, _pairs(becomes), there[listing.pk]):
            refused.append([str(listing.pk), why])
        elif becomes != was:
            lines.append([str(listing.pk), _pairs(was), _pairs(becomes)])
    return Repricing.objects.create(
        seller=seller,
        rule={**choice.as_json(), **rule.as_json()},
        lines=lines,
        refused=refused,
        previewed_at=at,
        created_at=at,
    )


@inside_transaction
def apply(*, repricing: Repricing, at: datetime, by: Actor) -> Repricing:
    """
    Set the prices that were shown; those that somebody has changed since stay, and are noted as refused.

    `repricing` is locked by the caller. Applied again it changes nothing.

    :raises PreviewTooOld: if it was shown more than `PREVIEW_HOLDS` ago.
    """
    if repricing.applied_at is not None:
        return repricing
    if at > repricing.previewed_at + PREVIEW_HOLDS:
        raise PreviewTooOld
    swaps = [_Swap(UUID(pk), was, becomes) for pk, was, becomes in repricing.lines]
    kept = _swap(swaps, at=at, by=by)
    repricing.lines = [line for line in repricing.lines if line[0] not in kept]
    return _noted(repricing, kept, applied_at=at)


@inside_transaction
def undo(*, repricing: Repricing, at: datetime, by: Actor) -> Repricing:
    """
    Set the prices back to what they were; those that somebody has changed since stay, and are noted.

    `repricing` is locked by the caller. Undone again it changes nothing.

    :raises NotRepriced: if they were never set.
    :raises TooLateToUndo: if they were set more than `UNDO_WITHIN` ago.
    """
    if repricing.undone_at is not None:
        return repricing
    if repricing.applied_at is None:
        raise NotRepriced
    if at > repricing.applied_at + UNDO_WITHIN:
        raise TooLateToUndo
    swaps = [_Swap(UUID(pk), becomes, was) for pk, was, becomes in repricing.lines]
    return _noted(repricing, _swap(swaps, at=at, by=by), undone_at=at)


def _swap(swaps: Sequence[_Swap], *, at: datetime, by: Actor) -> dict[str, str]:
    """Set what is wanted where the prices are as expected; why not, by id, where they stay."""
    rows = Listing.objects.filter(pk__in=[each.listing_id for each in swaps])
    listings = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    there = prices_there(list(listings.values()))
    kept: dict[str, str] = {}
    wanted: list[tuple[Listing, PriceList]] = []
    for each in swaps:
        listing = listings[each.listing_id]
        present = _pairs({quantity: row.amount_minor for quantity, row in there[listing.pk].items()})
        if present != each.expected:
            kept[str(listing.pk)] = say("Somebody has changed this price meanwhile: it stays.")
        elif why := _why_not(listing, each.wanted, there[listing.pk]):
            kept[str(listing.pk)] = why
        else:
            wanted.append((listing, _price_list(each.wanted, listing)))
    set_prices(wanted=wanted, at=at, by=by)
    return kept


def _why_not(listing: Listing, prices: Prices, there: Mapping[int, Price]) -> str:
    """Why a listing can't have these prices, or nothing."""
    if listing.status == Listing.Status.RETIRED:
        return say("It is retired.")
    if not there or not prices or prices[0][0] != 1:
        return say("It has no price yet.")
    wanted = _price_list(prices, listing)
    if prices[1:] == _pairs({quantity: row.amount_minor for quantity, row in there.items()})[1:]:
        # Asked so, it is told what the steps that stay say against it.
        wanted = PriceList(wanted.price)
    problems = price_problems(listing, wanted, there)
    if not problems or isinstance(problems[0].message, Told):
        return problems[0].message if problems else ""
    return say("The price of a larger quantity would no longer be lower.")


def _price_list(prices: Prices, listing: Listing) -> PriceList:
    currency = MARKET_CURRENCY[listing.market]
    (_one, price), *steps = prices
    return PriceList(
        Money(price, currency), tuple((quantity, Money(minor, currency)) for quantity, minor in steps)
    )


def _pairs(prices: Mapping[int, int]) -> Prices:
    return [[quantity, minor] for quantity, minor in sorted(prices.items())]


def _noted(repricing: Repricing, kept: Mapping[str, str], **stamp: datetime) -> Repricing:
    """Which prices stayed and why, with when the others moved; asked for by their names it is one UPDATE."""
    repricing.refused = [*repricing.refused, *([pk, why] for pk, why in kept.items())]
    for name, value in stamp.items():
        setattr(repricing, name, value)
    repricing.version += 1
    repricing.save(update_fields=("lines", "refused", "version", *stamp))
    return repricing

"""Which listings does a change of many prices take, and what has become of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.models import Category, Listing, Repricing
from catalog.policy import LARGE_MOVE_PERCENT, MARKET_CURRENCY, UNDO_WITHIN
from catalog.queries.offering import articles
from catalog.queries.selling import listings_of
from catalog.queries.taxonomy import branch
from catalog.repriced import PriceRule, moved_percent
from kit.actors import Actor
from kit.money import Money

__all__ = ["PriceRule"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Listings on one market: all, those of a category and what is below it, or those of some SKUs."""

    market: str
    category: str = ""
    skus: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """What of it was said."""
        told = {"market": self.market, "category": self.category, "skus": list(self.skus)}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Moved:
    """One listing with the prices of one unit before and after; `is_large` moves beyond what is usual."""

    listing_id: UUID
    sku: str
    names: Mapping[str, str]
    was: Money
    becomes: Money
    percent: int
    is_large: bool


@dataclass(frozen=True, slots=True)
class Stays:
    """One listing whose price stays, and why."""

    listing_id: UUID
    sku: str
    names: Mapping[str, str]
    why: str


def chosen(actor: Actor, choice: Choice) -> QuerySet[Listing]:
    """The actor's listings that a choice names, but for those that are retired, in the order of their ids."""
    rows = listings_of(actor).filter(market=choice.market).exclude(status=Listing.Status.RETIRED)
    if choice.category:
        path = Category.objects.filter(code=choice.category).values_list("path", flat=True).first()
        below = Category.objects.filter(branch(path) if path else Q(pk__isnull=True))
        rows = rows.filter(variant__product__category__in=below)
    if choice.skus:
        rows = rows.filter(variant__sku__in=list(choice.skus))
    return rows.prefetch_related(None).order_by("pk")


def repricings_of(actor: Actor) -> QuerySet[Repricing]:
    """Changes of many prices of the actor's seller."""
    return Repricing.objects.filter(seller__organisation_id=actor.firm_id)


def undo_until(repricing: Repricing) -> datetime | None:
    """Until when it may be taken back; nothing if it wasn't set, or is taken back."""
    if repricing.applied_at is None or repricing.undone_at is not None:
        return None
    return repricing.applied_at + UNDO_WITHIN


def large_moves(repricing: Repricing) -> int:
    """How many of its prices move beyond what is usual."""
    moves = (moved_percent(was[0][1], becomes[0][1]) for _, was, becomes in repricing.lines)
    return sum(abs(percent) > LARGE_MOVE_PERCENT for percent in moves)


def moved(repricing: Repricing, *, after: int, most: int) -> list[Moved]:
    """Some of those that change, in the order of the preview. One query."""
    currency = MARKET_CURRENCY[repricing.rule["market"]]
    part = repricing.lines[after : after + most]
    goods = articles(listing_ids=[UUID(pk) for pk, _, _ in part])
    shown = []
    for pk, was, becomes in part:
        percent = moved_percent(was[0][1], becomes[0][1])
        old, new = Money(was[0][1], currency), Money(becomes[0][1], currency)
        is_large = abs(percent) > LARGE_MOVE_PERCENT
        shown.append(Moved(UUID(pk), *goods[UUID(pk)], old, new, percent, is_large))
    return shown


def staying(repricing: Repricing, *, after: int, most: int) -> list[Stays]:
    """Some of those that don't. One query."""
    part = repricing.refused[after : after + most]
    goods = articles(listing_ids=[UUID(pk) for pk, _ in part])
    return [Stays(UUID(pk), *goods[UUID(pk)], why) for pk, why in part]

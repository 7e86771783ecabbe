"""What can a visitor of a market find?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from catalog.errors import ListingNotFound
from catalog.models import Listing, StockLevel
from catalog.naming import full_names
from catalog.policy import MARKET_CURRENCY, MARKETS
from catalog.queries.law import Listed, positive_list
from catalog.queries.offering import on_sale, price_of
from catalog.queries.stocking import units_free
from kit.money import Money

# The only import regime there is rests on the list of this market.
_LISTED_MARKET = "CN"


@dataclass(frozen=True, slots=True)
class Shown:
    """One listing as a visitor sees it; `names` by language, `listed` what retail import says of it."""

    listing: Listing
    names: dict[str, str]
    price: Money
    available: int
    listed: Listed | None


def window(
    market: str,
    *,
    seller: str = "",
    price_min: int | None = None,
    price_max: int | None = None,
    in_stock: bool | None = None,
) -> QuerySet[Listing]:
    """Listings on sale, narrowed; prices in minor units of the market's currency."""
    rows: QuerySet[Any] = on_sale(market)
    if seller:
        rows = rows.filter(variant__seller__code=seller)
    if price_min is not None:
        rows = rows.filter(price_minor__gte=price_min)
    if price_max is not None:
        rows = rows.filter(price_minor__lte=price_max)
    if in_stock is not None:
        free = StockLevel.objects.filter(lot__variant_id=OuterRef("variant_id"), on_hand__gt=F("reserved"))
        rows = rows.filter(Exists(free) if in_stock else ~Exists(free))
    return rows


def one_on_sale(listing_id: UUID) -> Listing:
    """
    One listing that is on sale, on whichever market.

    :raises ListingNotFound: if there is none.
    """
    row = on_sale(*MARKETS).filter(pk=listing_id).first()
    if row is None:
        raise ListingNotFound
    return row


def shown(listings: Sequence[Listing], *, on: date) -> dict[UUID, Shown]:
    """Rows of `window` with their stock and what the law says of them, in two queries."""
    free = units_free(variant_ids=[row.variant_id for row in listings])
    listed = positive_list(hs6s=_codes(listings), on=on)
    return {
        row.pk: Shown(
            listing=row,
            names=full_names(row.variant.product.names, row.variant.names),
            price=Money(price_of(row), MARKET_CURRENCY[row.market]),
            available=free.get(row.variant_id, 0),
            listed=listed.get(row.variant.product.tariff_code.hs6),
        )
        for row in listings
    }


def _codes(listings: Sequence[Listing]) -> Collection[str]:
    return {row.variant.product.tariff_code.hs6 for row in listings if row.market == _LISTED_MARKET}

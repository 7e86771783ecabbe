"""What can be bought on a market, at which price?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet

from catalog.customs import code_for
from catalog.models import Listing, Price, Seller, Unit, Variant
from catalog.naming import full_names
from catalog.policy import MARKET_CURRENCY, MAX_MIN_QUANTITY
from catalog.quantities import Step, buyable, in_words, is_allowed, nearest, unit_price
from catalog.queries.stocking import FreeLot, free_lots, fresh_units, origin_of
from kit.calendars import Away

# The attribute by which sellers say how many pieces a package holds.
_PIECES = "pieces"
_ML_PER_M3 = 1_000_000
# What an offer is made of: descriptions in four languages, and when what was written, take their time.
_COLUMNS = (
    *("market", "min_quantity", "multiple"),
    *(f"variant__{name}" for name in ("sku", "names", "attributes", "content")),
    *(f"variant__{name}" for name in ("net_g", "gross_g", "volume_cm3")),
    *("variant__unit__dimension", "variant__unit__factor"),
    *(f"variant__product__{name}" for name in ("names", "origin_country", "cn10")),
    *("variant__product__temperature_class", "variant__product__segregation_class"),
    *("variant__product__tariff_code__hs6", "variant__product__tariff_code__cn10"),
    *(f"variant__seller__{name}" for name in ("organisation", "code", "country", "origin_code")),
    *(f"variant__seller__{name}" for name in ("handling_days", "away_from", "away_until")),
)
# Of how many goods of one code samples are chosen.
_MOST_SAMPLED = 1_000


@dataclass(frozen=True, slots=True)
class Offer:
    """
    One listing on sale, with all that pricing, customs and carriage ask about it.

    `steps` is the whole price list, by quantity, `unit_price_minor` its first price. An
    order takes multiples of `multiple` from `min_quantity` on. `content_ml` and `pieces` are
    told of one unit, where its seller says so. `lots` are what nobody holds of it now.
    """

    listing_id: UUID
    variant_id: UUID
    seller_id: UUID
    organisation_id: UUID
    seller_code: str
    seller_country: str
    seller_handling_days: int
    seller_away: Away | None
    sku: str
    names: Mapping[str, str]
    market: str
    currency: str
    unit_price_minor: int
    steps: tuple[Step, ...]
    min_quantity: int
    multiple: int
    net_g: int
    gross_g: int
    volume_cm3: int
    content_ml: int | None
    pieces: int | None
    hs6: str
    cn10: str
    origin_country: str
    temperature_class: str
    segregation_class: str
    first_mile_from: str
    lots: tuple[FreeLot, ...]

    def unit_price_for(self, quantity: int) -> int:
        """What each of so many units costs, in minor units."""
        return unit_price(self.steps, quantity)

    def allows(self, quantity: int) -> bool:
        """Whether an order may take so many units."""
        return is_allowed(quantity, least=self.min_quantity, multiple=self.multiple)

    def allowed_near(self, quantity: int) -> list[int]:
        """The one or two allowed quantities that are the nearest to another, the smaller first."""
        most = MAX_MIN_QUANTITY
        return sorted(set(nearest(quantity, least=self.min_quantity, multiple=self.multiple, most=most)))

    def fresh_on(self, arrival_date: date) -> int:
        """How many free units are fresh enough if they arrive on a day, one of the place of arrival."""
        return fresh_units(self.lots, arrival_date=arrival_date)

    def buyable(self, free: int) -> int:
        """The most units that an order may take where so many are free."""
        return buyable(free, least=self.min_quantity, multiple=self.multiple)

    @property
    def allowed_words(self) -> str:
        """How many units an order may take, such as "at least 12, in multiples of 6"."""
        return in_words(least=self.min_quantity, multiple=self.multiple)


def offers(*, listing_ids: Collection[UUID], market: str, sandbox: bool = False) -> dict[UUID, Offer]:
    """
    The offers of these listings on `market` in one world, by listing; what isn't on sale there is left out.

    `first_mile_from` is the location code of the warehouse with the most free
    units, or the seller's own when nothing is left. Two queries.
    """
    ours = on_sale(market).filter(pk__in=listing_ids, variant__seller__sandbox=sandbox)
    rows = list(_with_steps(ours, market))
    lots = free_lots(variant_ids=[row.variant_id for row in rows])
    return {row.pk: _offer(row, lots[row.variant_id]) for row in rows}


def sample_offers(*, hs6: str, market: str) -> list[Offer]:
    """
    The cheapest, the middle and the dearest of the goods of a code on sale on `market`, as far as there are.

    Three queries.
    """
    ours = on_sale(market).filter(variant__product__tariff_code__hs6=hs6, variant__seller__sandbox=False)
    cheapest_first = ours.order_by("prices__amount_minor", "pk")
    ids = list(cheapest_first.values_list("pk", flat=True)[:_MOST_SAMPLED])
    chosen = list(dict.fromkeys(ids[place] for place in (0, len(ids) // 2, -1))) if ids else []
    found = offers(listing_ids=chosen, market=market)
    return [found[pk] for pk in chosen if pk in found]


def articles(*, listing_ids: Collection[UUID]) -> dict[UUID, tuple[str, Mapping[str, str]]]:
    """The SKU and the full names of these listings, on sale or not. One query, none without an id."""
    if not listing_ids:
        return {}
    rows = Listing.objects.filter(pk__in=listing_ids).order_by("pk")
    columns = ("pk", "variant__sku", "variant__product__names", "variant__names")
    return {pk: (sku, full_names(names, size)) for pk, sku, names, size in rows.values_list(*columns)}


def on_sale(*markets: str) -> QuerySet[Listing]:
    """
    Live listings of verified sellers that have a price in their market's currency.

    Each row carries `price_minor`, what one unit costs before any step, and its
    variant, product, tariff code and seller.
    """
    priced = Q(pk__in=())
    for market in markets:
        priced |= Q(market=market, prices__currency=MARKET_CURRENCY[market], prices__from_quantity=1)
    return (
        Listing.objects.filter(
            priced,
            status=Listing.Status.LIVE,
            variant__seller__status=Seller.Status.VERIFIED,
        )
        .select_related("variant__product__tariff_code", "variant__seller")
        .annotate(price_minor=F("prices__amount_minor"))
    )


def _with_steps(rows: QuerySet[Listing], market: str) -> QuerySet[Listing]:
    """The rows with their price lists, in the same query."""
    prices = Price.objects.filter(listing=OuterRef("pk"), currency=MARKET_CURRENCY[market])
    in_order = prices.order_by("from_quantity")
    return (
        rows.select_related("variant__unit")
        .only(*_COLUMNS)
        .annotate(
            step_quantities=ArraySubquery(in_order.values("from_quantity")),
            step_prices=ArraySubquery(in_order.values("amount_minor")),
        )
    )


def _steps_of(listing: Listing) -> tuple[Step, ...]:
    quantities: list[int] = listing.step_quantities  # type: ignore[attr-defined]
    prices: list[int] = listing.step_prices  # type: ignore[attr-defined]
    return tuple(map(Step, quantities, prices))


def _offer(listing: Listing, lots: tuple[FreeLot, ...]) -> Offer:
    variant, seller = listing.variant, listing.variant.seller
    product = variant.product
    return Offer(
        listing_id=listing.pk,
        variant_id=variant.pk,
        seller_id=seller.pk,
        organisation_id=seller.organisation_id,
        seller_code=seller.code,
        seller_country=seller.country,
        seller_handling_days=seller.handling_days,
        seller_away=seller.away,
        sku=variant.sku,
        names=full_names(product.names, variant.names),
        market=listing.market,
        currency=MARKET_CURRENCY[listing.market],
        unit_price_minor=price_of(listing),
        steps=_steps_of(listing),
        min_quantity=listing.min_quantity,
        multiple=listing.multiple,
        net_g=variant.net_g,
        gross_g=variant.gross_g,
        volume_cm3=variant.volume_cm3,
        content_ml=_content_ml(variant),
        pieces=_pieces(variant),
        hs6=product.tariff_code.hs6,
        cn10=code_for("CN", product, product.tariff_code),
        origin_country=product.origin_country,
        temperature_class=product.temperature_class,
        segregation_class=product.segregation_class,
        first_mile_from=origin_of(lots) or seller.origin_code,
        lots=lots,
    )


class Measures(NamedTuple):
    """What the law asks of one unit: net grams, millilitres and pieces where its seller tells them."""

    net_g: int
    content_ml: int | None
    pieces: int | None


def measures_of(variant_ids: Collection[UUID]) -> dict[UUID, Measures]:
    """The measures of some variants by their ids, on sale or not. One query."""
    rows = Variant.objects.select_related("unit").filter(pk__in=variant_ids)
    return {row.pk: Measures(row.net_g, _content_ml(row), _pieces(row)) for row in rows}


def _content_ml(variant: Variant) -> int | None:
    unit = variant.unit
    if unit is None or variant.content is None or unit.dimension != Unit.Dimension.VOLUME:
        return None
    return int(variant.content * unit.factor * _ML_PER_M3) or None


def _pieces(variant: Variant) -> int | None:
    told = str(variant.attributes.get(_PIECES, ""))
    return int(told) or None if told.isascii() and told.isdigit() else None


def price_of(listing: Listing) -> int:
    """The price that `on_sale` annotated, in minor units of the market's currency."""
    return int(listing.price_minor)  # type: ignore[attr-defined]

"""What can be bought on a market, at which price?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, UUIDField

from catalog.customs import code_of
from catalog.models import Listing, Price, Seller, Unit, Variant
from catalog.naming import full_names
from catalog.policy import MARKET_CURRENCY, MAX_MIN_QUANTITY
from catalog.quantities import Step, buyable, in_words, is_allowed, nearest, unit_price
from catalog.queries.stocking import FreeLot, free_lots, fresh_units, origin_of
from kit.calendars import Away
from kit.compiled import Compiled, Given
from kit.database import Among

# The attribute by which sellers say how many pieces a package holds.
_PIECES = "pieces"
_ML_PER_M3 = 1_000_000
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
    found = _LISTED[market].rows(listing_ids=list(listing_ids), sandbox=sandbox)
    rows = [_Row._make(row) for row in found]
    lots = free_lots(variant_ids=[row.variant_id for row in rows])
    return {row.listing_id: _offer(row, lots[row.variant_id]) for row in rows}


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


class _Row(NamedTuple):
    """What an offer is made of, column by column: descriptions and times of what was written aren't."""

    listing_id: UUID
    variant_id: UUID
    seller_id: UUID
    organisation_id: UUID
    seller_code: str
    seller_country: str
    origin_code: str
    handling_days: int
    away_from: date | None
    away_until: date | None
    sku: str
    names: Mapping[str, str]
    size: Mapping[str, str]
    attributes: Mapping[str, object]
    content: Decimal | None
    dimension: str | None
    factor: Decimal | None
    market: str
    price_minor: int
    step_quantities: Sequence[int]
    step_prices: Sequence[int]
    min_quantity: int
    multiple: int
    net_g: int
    gross_g: int
    volume_cm3: int
    hs6: str
    cn10_of_goods: str
    cn10_of_kind: str
    origin_country: str
    temperature_class: str
    segregation_class: str


_SELLER, _PRODUCT, _KIND = "variant__seller__", "variant__product__", "variant__product__tariff_code__"
# In the order of `_Row`.
_COLUMNS = (
    *("pk", "variant_id", "variant__seller_id", f"{_SELLER}organisation_id", f"{_SELLER}code"),
    *(f"{_SELLER}country", f"{_SELLER}origin_code", f"{_SELLER}handling_days"),
    *(f"{_SELLER}away_from", f"{_SELLER}away_until"),
    *("variant__sku", f"{_PRODUCT}names", "variant__names", "variant__attributes", "variant__content"),
    *("variant__unit__dimension", "variant__unit__factor"),
    *("market", "price_minor", "step_quantities", "step_prices", "min_quantity", "multiple"),
    *("variant__net_g", "variant__gross_g", "variant__volume_cm3"),
    *(f"{_KIND}hs6", f"{_PRODUCT}cn10", f"{_KIND}cn10", f"{_PRODUCT}origin_country"),
    *(f"{_PRODUCT}temperature_class", f"{_PRODUCT}segregation_class"),
)


def _listed(market: str) -> QuerySet[Any, Any]:
    """Some of what is on sale in one world, with the whole price lists, as `_Row` has it."""
    prices = Price.objects.filter(listing=OuterRef("pk"), currency=MARKET_CURRENCY[market])
    in_order = prices.order_by("from_quantity")
    ours = on_sale(market).filter(
        Among(F("pk"), Given("listing_ids", UUIDField())),
        variant__seller__sandbox=Given("sandbox", BooleanField()),
    )
    with_steps = ours.annotate(
        step_quantities=ArraySubquery(in_order.values("from_quantity")),
        step_prices=ArraySubquery(in_order.values("amount_minor")),
    )
    return with_steps.values_list(*_COLUMNS)


_LISTED = {market: Compiled(partial(_listed, market)) for market in MARKET_CURRENCY}


def _offer(row: _Row, lots: tuple[FreeLot, ...]) -> Offer:
    return Offer(
        listing_id=row.listing_id,
        variant_id=row.variant_id,
        seller_id=row.seller_id,
        organisation_id=row.organisation_id,
        seller_code=row.seller_code,
        seller_country=row.seller_country,
        seller_handling_days=row.handling_days,
        seller_away=(row.away_from, row.away_until) if row.away_from and row.away_until else None,
        sku=row.sku,
        names=full_names(row.names, row.size),
        market=row.market,
        currency=MARKET_CURRENCY[row.market],
        unit_price_minor=row.price_minor,
        steps=tuple(map(Step, row.step_quantities, row.step_prices)),
        min_quantity=row.min_quantity,
        multiple=row.multiple,
        net_g=row.net_g,
        gross_g=row.gross_g,
        volume_cm3=row.volume_cm3,
        content_ml=_content_ml(row.content, row.dimension, row.factor),
        pieces=_pieces(row.attributes),
        hs6=row.hs6,
        cn10=code_of(row.cn10_of_goods, row.cn10_of_kind),
        origin_country=row.origin_country,
        temperature_class=row.temperature_class,
        segregation_class=row.segregation_class,
        first_mile_from=origin_of(lots) or row.origin_code,
        lots=lots,
    )


class Measures(NamedTuple):
    """What the law asks of one unit: net grams, millilitres and pieces where its seller tells them."""

    net_g: int
    content_ml: int | None
    pieces: int | None


def measures_of(variant_ids: Collection[UUID]) -> dict[UUID, Measures]:
    """The measures of some variants by their ids, on sale or not. One query."""
    columns = ("pk", "net_g", "content", "unit__dimension", "unit__factor", "attributes")
    rows = Variant.objects.filter(pk__in=variant_ids).values_list(*columns)
    return {pk: Measures(net_g, _content_ml(*content), _pieces(told)) for pk, net_g, *content, told in rows}


def _content_ml(content: Decimal | None, dimension: str | None, factor: Decimal | None) -> int | None:
    if content is None or factor is None or dimension != Unit.Dimension.VOLUME:
        return None
    return int(content * factor * _ML_PER_M3) or None


def _pieces(attributes: Mapping[str, object]) -> int | None:
    told = str(attributes.get(_PIECES, ""))
    return int(told) or None if told.isascii() and told.isdigit() else None

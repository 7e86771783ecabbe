"""What is there to show of listings on sale, without a model instance?"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F

from catalog.models import (
    Attribute,
    AttributeOption,
    Brand,
    Category,
    Listing,
    Price,
    Product,
    Unit,
)
from catalog.naming import full_names
from catalog.policy import MARKET_CURRENCY, MARKETS
from catalog.queries.certifying import Papers, shown_on
from catalog.queries.certifying import Shown as Paper
from catalog.queries.law import Listed, positive_list
from catalog.queries.offering import on_sale
from catalog.queries.picturing import Shown, images_of
from catalog.queries.stocking import first_origins
from catalog.unit_prices import UnitPrice, unit_price
from kit.database import Among

Names = Mapping[str, str]
# The only import regime there is rests on the list of this market.
_LISTED_MARKET = "CN"
_COLUMNS = (
    *("id", "market", "live_at", "min_quantity", "multiple", "variant_id"),
    *("variant__sku", "variant__names", "variant__attributes", "variant__gtin13", "variant__net_g"),
    *("variant__gross_g", "variant__length_mm", "variant__width_mm", "variant__height_mm"),
    *("variant__volume_cm3", "variant__package_kind", "variant__content"),
    *("variant__unit__dimension", "variant__unit__factor"),
    *("variant__product_id", "variant__seller_id", "variant__seller__code", "variant__seller__legal_name"),
    *("variant__seller__local_name", "variant__seller__country"),
    *("variant__seller__handling_days", "variant__seller__away_from", "variant__seller__away_until"),
    "variant__seller__origin_code",
    "variant__seller__sandbox",
)
# What all sizes of a product share is asked for once.
_GOODS = (
    *("id", "names", "descriptions", "attributes", "standard", "origin_country", "tariff_code__hs6"),
    *("temperature_class", "segregation_class", "shelf_life_days", "category_id", "brand_id"),
)


class Display(NamedTuple):
    """Everything that buyers may be shown of one listing on sale; masses in grams, sizes in mm and cm³."""

    listing_id: UUID
    market: str
    live_at: datetime
    min_quantity: int
    multiple: int
    variant_id: UUID
    sku: str
    variant_names: Names
    variant_attributes: Mapping[str, Any]
    gtin13: str
    net_g: int
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    volume_cm3: int
    package_kind: str
    content: Decimal | None
    unit_dimension: str | None
    unit_factor: Decimal | None
    product_id: UUID
    seller_id: UUID
    seller_code: str
    seller_name: str
    seller_local_name: str
    seller_country: str
    seller_handling_days: int
    seller_away_from: date | None
    seller_away_until: date | None
    seller_origin_code: str
    sandbox: bool
    product_names: Names
    descriptions: Names
    product_attributes: Mapping[str, Any]
    standard: str
    origin_country: str
    hs6: str
    temperature_class: str
    segregation_class: str
    shelf_life_days: int | None
    category_id: UUID | None
    brand_id: UUID | None
    names: Names
    images: Sequence[Shown]
    papers: Sequence[Paper]
    prices: Sequence[tuple[int, int]]
    unit_price: UnitPrice
    listed: Listed | None
    first_mile_from: str
    has_stock: bool


class Priced(NamedTuple):
    """What a listing on sale costs: pairs of a quantity and minor units from there on; the unit's price."""

    listing_id: UUID
    market: str
    prices: Sequence[tuple[int, int]]
    unit_price: UnitPrice


@dataclass(frozen=True, slots=True)
class AttributeWords:
    """One attribute, with what its options are called and the unit of its numbers."""

    code: str
    kind: str
    names: Names
    unit_id: UUID | None
    is_filter: bool
    position: int
    options: Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What categories, brands, attributes and units are called; the same for all listings."""

    categories: Mapping[UUID, tuple[str, Names, int]]
    category_names: Mapping[str, Names]
    brands: Mapping[UUID, tuple[str, Names]]
    attributes: Mapping[str, AttributeWords]
    units: Mapping[UUID, tuple[str, Names, str, Decimal]]

    def ancestry(self, category_id: UUID | None) -> Iterator[tuple[str, Names]]:
        """The paths and names of a category and of those above it, from the root down."""
        if category_id is None:
            return
        path = self.categories[category_id][0]
        codes = path.split("/")
        for depth in range(1, len(codes) + 1):
            above = "/".join(codes[:depth])
            yield above, self.category_names[above]

    def told(self, display: Display) -> list[tuple[AttributeWords, Any]]:
        """The attributes of a listing that have a value, in the catalogue's order."""
        given = {**display.product_attributes, **display.variant_attributes}
        known = [(self.attributes[code], value) for code, value in given.items() if code in self.attributes]
        return sorted(known, key=lambda pair: (pair[0].position, pair[0].code))


def lexicon() -> Lexicon:
    """The words that listings share. Five queries."""
    categories = list(Category.objects.values_list("id", "path", "names", "position"))
    options: dict[UUID, dict[str, Names]] = defaultdict(dict)
    for attribute_id, code, names in AttributeOption.objects.values_list("attribute_id", "code", "names"):
        options[attribute_id][code] = names
    columns = ("id", "code", "kind", "names", "unit_id", "is_filter", "position")
    return Lexicon(
        categories={pk: (path, names, position) for pk, path, names, position in categories},
        category_names={path: names for _, path, names, _ in categories},
        brands={pk: (code, names) for pk, code, names in Brand.objects.values_list("id", "code", "names")},
        attributes={
            row[1]: AttributeWords(*(*row[1:], options[row[0]]))
            for row in Attribute.objects.values_list(*columns)
        },
        units={
            pk: (code, symbols, dimension, factor)
            for pk, code, symbols, dimension, factor in Unit.objects.values_list(
                "id", "code", "symbols", "dimension", "factor"
            )
        },
    )


def displays(*, listing_ids: Collection[UUID], on: date) -> list[Display]:
    """
    What these listings show, in the order of their ids; those that aren't on sale are left out.

    `on` is the day whose law and papers hold. Seven queries.
    """
    rows = list(on_sale(*MARKETS).filter(Among(F("pk"), listing_ids)).order_by("pk").values_list(*_COLUMNS))
    products = {row[_PRODUCT] for row in rows}
    goods = {
        row[0]: row[1:]
        for row in Product.objects.filter(Among(F("pk"), products)).order_by().values_list(*_GOODS)
    }
    codes = {goods[row[_PRODUCT]][_HS6] for row in rows if row[1] == _LISTED_MARKET}
    beside = _Beside(
        goods=goods,
        prices=_prices([row[0] for row in rows]),
        listed=positive_list(hs6s=codes, on=on) if codes else {},
        origins=first_origins(variant_ids=[row[_VARIANT] for row in rows]),
        images=images_of(products),
        papers=shown_on(products, {row[_SELLER] for row in rows}, on=on),
    )
    return [_display(row, beside) for row in rows]


def priced(*, listing_ids: Collection[UUID]) -> list[Priced]:
    """What those of these listings cost that are on sale, in the order of their ids. Two queries."""
    rows = on_sale(*MARKETS).filter(Among(F("pk"), listing_ids)).order_by("pk")
    prices = _prices(listing_ids)
    return [
        Priced(pk, market, prices[pk], _unit_price(prices[pk], *measures))
        for pk, market, *measures in rows.values_list("id", "market", *_MEASURES)
    ]


def listing_ids_on_sale(*, after: UUID | None, limit: int) -> list[UUID]:
    """The next listings on sale in the order of their ids, whichever their market."""
    rows = Listing.objects.filter(status=Listing.Status.LIVE).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.values_list("pk", flat=True)[:limit])


_NAMES, _HS6 = _GOODS.index("names") - 1, _GOODS.index("tariff_code__hs6") - 1
_ORIGIN = _COLUMNS.index("variant__seller__origin_code")
_SELLER = _COLUMNS.index("variant__seller_id")
_NET_G = _COLUMNS.index("variant__net_g")
_CONTENT = _COLUMNS.index("variant__content")
_PRODUCT = _COLUMNS.index("variant__product_id")
_VARIANT_NAMES = _COLUMNS.index("variant__names")
_VARIANT = _COLUMNS.index("variant_id")
_MEASURES = ("variant__net_g", "variant__content", "variant__unit__dimension", "variant__unit__factor")


def _prices(ids: Collection[UUID]) -> Mapping[UUID, list[tuple[int, int]]]:
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = Price.objects.filter(Among(F("listing_id"), ids), currency__in=MARKET_CURRENCY.values())
    for listing_id, quantity, minor in rows.order_by("from_quantity").values_list(
        "listing_id", "from_quantity", "amount_minor"
    ):
        found[listing_id].append((quantity, minor))
    return found


class _Beside(NamedTuple):
    """What stands in other tables: by product, by listing, by HS code, by variant."""

    goods: Mapping[UUID, Sequence[Any]]
    prices: Mapping[UUID, list[tuple[int, int]]]
    listed: Mapping[str, Listed]
    origins: Mapping[UUID, str]
    images: Mapping[UUID, list[Shown]]
    papers: Papers


def _unit_price(
    prices: Sequence[tuple[int, int]],
    net_g: int,
    content: Decimal | None,
    dimension: str | None,
    factor: Decimal | None,
) -> UnitPrice:
    return unit_price(
        prices[0][1], net_g=net_g, content=content, dimension=dimension or "", factor=factor or Decimal(1)
    )


def _display(row: Sequence[Any], beside: _Beside) -> Display:
    goods = beside.goods[row[_PRODUCT]]
    origin, prices = beside.origins.get(row[_VARIANT]), beside.prices[row[0]]
    images = beside.images.get(row[_PRODUCT], ())
    derived = (
        full_names(goods[_NAMES], row[_VARIANT_NAMES]),
        [each for each in images if each.variant_id in (None, row[_VARIANT])],
        beside.papers.of(product_id=row[_PRODUCT], seller_id=row[_SELLER]),
        prices,
        _unit_price(prices, row[_NET_G], *row[_CONTENT : _CONTENT + 3]),
        beside.listed.get(goods[_HS6]) if row[1] == _LISTED_MARKET else None,
        origin or row[_ORIGIN],
        origin is not None,
    )
    return Display._make((*row, *goods, *derived))

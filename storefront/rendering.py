"""What does a buyer see of a listing, as JSON that is ready to be sent?"""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kit.languages import name_in
from kit.money import Money
from storefront.alike import ENCODE, Alike, members
from storefront.policy import LANGUAGES, MARKET_CURRENCY
from storefront.windows import window_of
from storefront.words.alphabets import sort_key
from storefront.words.expressions import Lexeme
from storefront.words.highlighting import highlighted

if TYPE_CHECKING:
    from catalog.queries.displaying import Display
    from catalog.unit_prices import UnitPrice

__all__ = ["ENCODE", "Named", "Shelved", "lane_of", "named", "prices", "shelved", "with_marks"]


class Shelved(NamedTuple):
    """
    What is the same in every language and not shared by other sizes.

    Texts are members of a JSON object without its braces.
    """

    listing_id: UUID
    market: str
    variant_id: UUID
    product_id: UUID
    seller_id: UUID
    seller_code: str
    category_1: str
    category_2: str
    category_3: str
    category_4: str
    price_minor: int
    lane: str
    has_stock: bool
    card: str
    details: str
    prices: str
    translations: str


class Named(NamedTuple):
    """What a listing is called in one language: to sort by, and as a member of a JSON object."""

    key: str
    member: str


def shelved(display: "Display", alike: Alike) -> Shelved:
    """The row of a listing that every language shares."""
    one, two, three, four = alike.categories
    return Shelved(
        display.listing_id,
        window_of(display.market, sandbox=display.sandbox),
        display.variant_id,
        display.product_id,
        display.seller_id,
        display.seller_code,
        one,
        two,
        three,
        four,
        display.prices[0][1],
        lane_of(display),
        display.has_stock,
        _card(display),
        f"{_sizes(display)},{alike.facts}",
        prices(display.market, display.prices, display.unit_price),
        members({"names": display.names}),
    )


def named(display: "Display") -> Sequence[Named]:
    """The names of a listing, one for each of `LANGUAGES`."""
    names = [name_in(display.names, language) for language in LANGUAGES]
    return [Named(sort_key(name), f'"name":{ENCODE(name)}') for name in names]


def with_marks(item: str, lexemes: Collection[Lexeme]) -> str:
    """A listing's JSON with its name cut into pieces, those marked that were looked for."""
    segments = highlighted(json.loads(item, strict=False)["name"], lexemes)
    return f'{item[:-1]},"highlight":{ENCODE([segment._asdict() for segment in segments])}}}'


def lane_of(display: "Display") -> str:
    """The key of a listing's delivery estimate: from where to where, how kept, how soon handed in."""
    return "|".join(
        (
            window_of(display.market, sandbox=display.sandbox),
            display.first_mile_from,
            display.temperature_class,
            display.segregation_class,
            display.seller_country,
            str(display.seller_handling_days),
            _holiday(display),
        )
    )


def _holiday(display: "Display") -> str:
    first, last = display.seller_away_from, display.seller_away_until
    return f"{first}/{last}" if first and last else ""


# Written out, which is much quicker than making dictionaries only to have them encoded. What is put in as
# it stands are numbers and codes of ours, which have nothing to escape.
def _card(display: "Display") -> str:
    listed = display.listed
    return (
        f'"id":"{display.listing_id}","product_id":"{display.product_id}","sku":{ENCODE(display.sku)},'
        f'"market":"{display.market}","origin_country":{ENCODE(display.origin_country)},'
        f'"hs6":{ENCODE(display.hs6)},"net_g":{display.net_g},"min_quantity":{display.min_quantity},'
        f'"multiple":{display.multiple},"import":{_import(display.market, listed and listed.edition)}'
    )


def _sizes(display: "Display") -> str:
    return (
        f'"gross_g":{display.gross_g},"volume_cm3":{display.volume_cm3},"length_mm":{display.length_mm},'
        f'"width_mm":{display.width_mm},"height_mm":{display.height_mm},'
        f'"package_kind":{ENCODE(display.package_kind)},"gtin13":{ENCODE(display.gtin13)}'
    )


def prices(market: str, steps: Sequence[tuple[int, int]], each: "UnitPrice") -> str:
    """What a listing costs, as members of a JSON object; `steps` are minor units from a quantity on."""
    (_, base), *later = steps
    cheaper = [f'{{"from_quantity":{quantity},"price":{_money(market, minor)}}}' for quantity, minor in later]
    return (
        f'"price":{_money(market, base)},"price_steps":[{",".join(cheaper)}],'
        f'"unit_price":{{"price":{_money(market, each.minor)},"per":{ENCODE(each.per)}}}'
    )


def _money(market: str, minor: int) -> str:
    money = Money(minor, MARKET_CURRENCY[market])
    return f'{{"amount":"{money.amount}","currency":"{money.currency}"}}'


@lru_cache(maxsize=256)
def _import(market: str, edition: str | None) -> str:
    if market != "CN":
        return "null"
    return ENCODE({"regime": "cn_retail_import", "listed": edition is not None, "label": edition or ""})

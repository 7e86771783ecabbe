"""What is said of goods in a feed, in its language, whatever its format?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from channels.readers.rules import is_in_store
from kit.languages import name_in, said_in
from kit.money import Money

if TYPE_CHECKING:
    from catalog.queries.displaying import Display, Lexicon

# More of them no format takes.
_MOST_IMAGES = 10
_MOST_PARAMETERS = 100


class Parameter(NamedTuple):
    """What goods are like in one respect: a name, a value and, of numbers, a unit, in words."""

    name: str
    value: str
    unit: str = ""


class Facts(NamedTuple):
    """
    One variant in the words of a feed: money in minor units, masses in grams, sizes in millimetres.

    `group` is what its sizes share; `categories` stand from the root down, each a path and a name. What
    isn't known is empty. A barcode for use inside a shop is none.
    """

    sku: str
    group: str
    name: str
    description: str
    brand: str
    categories: Sequence[tuple[str, str]]
    price_minor: int
    currency: str
    units: int
    min_quantity: int
    multiple: int
    gtin: str
    net_g: int
    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    origin_country: str
    images: Sequence[str]
    parameters: Sequence[Parameter]
    link: str

    @property
    def is_there(self) -> bool:
        """Whether somebody could buy the fewest that may be bought."""
        return self.units >= self.min_quantity

    @property
    def price(self) -> Decimal:
        """What one unit costs, in whole units of its currency."""
        return Decimal(Money(self.price_minor, self.currency).amount)


def facts_of(
    display: "Display", lexicon: "Lexicon", *, units: int, price: Money, language: str, link_template: str
) -> Facts:
    """What a feed in `language` says of one listing on sale, of which so many units are free."""
    gtin = "" if display.gtin13 and is_in_store(display.gtin13) else display.gtin13
    brand = lexicon.brands.get(display.brand_id) if display.brand_id else None
    return Facts(
        sku=display.sku,
        group=str(display.product_id),
        name=name_in(display.names, language),
        description=said_in(display.descriptions, language),
        brand=name_in(brand[1], language) if brand else "",
        categories=[
            (path, name_in(names, language)) for path, names in lexicon.ancestry(display.category_id)
        ],
        price_minor=price.minor,
        currency=price.currency,
        units=units,
        min_quantity=display.min_quantity,
        multiple=display.multiple,
        gtin=gtin,
        net_g=display.net_g,
        gross_g=display.gross_g,
        length_mm=display.length_mm,
        width_mm=display.width_mm,
        height_mm=display.height_mm,
        origin_country=display.origin_country,
        images=[_largest(each.urls) for each in display.images][:_MOST_IMAGES],
        parameters=list(_parameters(display, lexicon, language))[:_MOST_PARAMETERS],
        link=link_of(link_template, listing_id=display.listing_id, sku=display.sku),
    )


def link_of(template: str, *, listing_id: UUID, sku: str) -> str:
    """The address of goods in somebody's shop window, where a template says how it is made."""
    return template.replace("{listing_id}", str(listing_id)).replace("{sku}", quote(sku, safe=""))


def read_back(facts: Mapping[str, Any]) -> Facts:
    """Facts as they were kept as JSON."""
    return Facts(
        **{
            **facts,
            "categories": [(path, name) for path, name in facts["categories"]],
            "parameters": [Parameter(*each) for each in facts["parameters"]],
        }
    )


def _parameters(display: "Display", lexicon: "Lexicon", language: str) -> Iterator[Parameter]:
    for attribute, value in lexicon.told(display):
        name = name_in(attribute.names, language)
        if attribute.kind == "choice":
            yield Parameter(name, name_in(attribute.options.get(value, {}), language))
        elif attribute.kind == "number" and attribute.unit_id is not None:
            yield Parameter(name, str(value), name_in(lexicon.units[attribute.unit_id][1], language))
        else:
            yield Parameter(name, str(value).lower() if isinstance(value, bool) else str(value))


def _largest(urls: Mapping[str, str]) -> str:
    return urls[max(urls, key=int)]

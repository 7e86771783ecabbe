"""What does a buyer see of a listing, as JSON that is ready to be sent?"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kit.languages import name_in
from kit.money import Money
from storefront.policy import LANGUAGES, MARKET_CURRENCY
from storefront.words.alphabets import sort_key
from storefront.words.documents import Texts
from storefront.words.expressions import Lexeme
from storefront.words.highlighting import highlighted

if TYPE_CHECKING:
    from catalog.queries.displaying import AttributeWords, Display, Lexicon, Names
    from catalog.queries.picturing import Shown

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Shelved:
    """What is the same in every language; texts are members of a JSON object without its braces."""

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
    facets: list[str]
    numbers: str
    lane: str
    has_stock: bool
    card: str
    details: str
    prices: str
    translations: str


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of one listing in one language."""

    listing_id: UUID
    language: str
    market: str
    name: str
    card: str
    details: str


@dataclass(frozen=True, slots=True)
class Called:
    """What a value of a facet is called, by language, and its place among its siblings."""

    kind: str
    code: str
    names: "Names"
    position: int = 0


def shelved(display: "Display", lexicon: "Lexicon") -> Shelved:
    """The row of a listing that every language shares."""
    codes = _category_codes(display, lexicon)
    deep = (*codes, *[""] * (_DEPTH - len(codes)))
    return Shelved(
        listing_id=display.listing_id,
        market=display.market,
        variant_id=display.variant_id,
        product_id=display.product_id,
        seller_id=display.seller_id,
        seller_code=display.seller_code,
        category_1=deep[0],
        category_2=deep[1],
        category_3=deep[2],
        category_4=deep[3],
        price_minor=display.prices[0][1],
        facets=sorted(facets_of(display, lexicon)),
        numbers=ENCODE(_numbers(display, lexicon)),
        lane=lane_of(display),
        has_stock=display.has_stock,
        card=_members(_card(display)),
        details=_members(_details(display)),
        prices=_members(_prices(display)),
        translations=_members(_translations(display)),
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """The words that all sizes of a product that look alike have in common in one language."""

    card: str
    details: str


Memory = dict[tuple[UUID, str, str], _Shared]


def worded(display: "Display", lexicon: "Lexicon", memory: Memory) -> Iterator[Worded]:
    """
    The rows of a listing, one for each language.

    `memory` keeps what sizes of one product share; hand in the same one for listings that are
    shown by the same facts, such as those of one transaction.
    """
    own = ENCODE([display.variant_attributes, [str(each.id) for each in display.images]])
    for language in LANGUAGES:
        name = name_in(display.names, language)
        key = (display.product_id, own, language)
        shared = memory.get(key)
        if shared is None:
            shared = memory[key] = _shared(display, lexicon, language)
        yield Worded(
            display.listing_id,
            language,
            display.market,
            sort_key(name),
            f'"name":{ENCODE(name)},{shared.card}',
            shared.details,
        )


def searched(
    display: "Display", lexicon: "Lexicon", memory: dict[tuple[UUID, str], Texts]
) -> tuple[Texts, Texts]:
    """
    By which words a listing is found: those that all sizes of its product share, and its own.

    `memory` keeps the former, as `worded` does.
    """
    key = (display.product_id, ENCODE(display.variant_attributes) if display.variant_attributes else "")
    shared = memory.get(key)
    if shared is None:
        shared = memory[key] = _searched_alike(display, lexicon)
    own = Texts(
        names={language: [name_in(display.variant_names, language)] for language in LANGUAGES}
        if display.variant_names
        else {},
        codes=(display.sku, display.gtin13),
    )
    return shared, own


def _searched_alike(display: "Display", lexicon: "Lexicon") -> Texts:
    around = [names for _, names in _ancestry(display, lexicon)]
    if display.brand_id is not None:
        around.append(lexicon.brands[display.brand_id][1])
    told = [(attribute, value) for attribute, value in _told(display, lexicon) if attribute.kind != "flag"]
    facts = {
        language: [_value_text(attribute, value, lexicon, language) for attribute, value in told]
        for language in LANGUAGES
    }
    return Texts(
        names={language: [name] for language, name in display.product_names.items()},
        labels={language: [each[language] for each in around if language in each] for language in LANGUAGES},
        facts={**facts, "ru": [*facts["ru"], display.standard]},
        descriptions={language: [text] for language, text in display.descriptions.items()},
        proper=[display.seller_name, display.seller_local_name],
        codes=[display.hs6],
    )


def with_marks(item: str, lexemes: Collection[Lexeme]) -> str:
    """A listing's JSON with its name cut into pieces, those marked that were looked for."""
    segments = highlighted(json.loads(item, strict=False)["name"], lexemes)
    return f'{item[:-1]},"highlight":{ENCODE([segment._asdict() for segment in segments])}}}'


def labels(display: "Display", lexicon: "Lexicon") -> Iterator[Called]:
    """What the values of a listing's facets are called."""
    if display.category_id is not None:
        path = lexicon.categories[display.category_id][0].split("/")
        for depth, code in enumerate(path, start=1):
            yield Called("category", code, lexicon.category_names["/".join(path[:depth])], depth)
    if display.brand_id is not None:
        yield Called("brand", *lexicon.brands[display.brand_id])
    yield Called("seller", display.seller_code, {"en": display.seller_name})
    for attribute, value in _filtered(display, lexicon):
        yield Called("attribute", attribute.code, attribute.names, attribute.position)
        if attribute.kind == "choice":
            yield Called(f"a.{attribute.code}", value, attribute.options[value])


def facets_of(display: "Display", lexicon: "Lexicon") -> Iterator[str]:
    """By what a listing is found: `category=flour`, `brand=…`, `seller=KZ01`, `a.grade=premium`."""
    for code in _category_codes(display, lexicon):
        yield f"category={code}"
    if display.brand_id is not None:
        yield f"brand={lexicon.brands[display.brand_id][0]}"
    yield f"seller={display.seller_code}"
    yield f"origin={display.origin_country}"
    if display.standard:
        yield f"standard={display.standard}"
    for attribute, value in _filtered(display, lexicon):
        if attribute.kind == "choice":
            yield f"a.{attribute.code}={value}"
        elif attribute.kind == "flag":
            yield f"a.{attribute.code}={'true' if value else 'false'}"


def lane_of(display: "Display") -> str:
    """The key of a listing's delivery estimate: from where to where, how kept, how soon handed in."""
    return "|".join(
        (
            display.market,
            display.first_mile_from,
            display.temperature_class,
            display.segregation_class,
            display.seller_country,
            str(display.seller_handling_days),
        )
    )


def _image(image: "Shown", language: str) -> dict[str, Any]:
    return {
        "alt": name_in(image.alt, language),
        "width": image.width,
        "height": image.height,
        "urls": image.urls,
    }


def _members(shown: Mapping[str, Any]) -> str:
    return ENCODE(shown)[1:-1]


def _card(display: "Display") -> dict[str, Any]:
    return {
        "id": str(display.listing_id),
        "product_id": str(display.product_id),
        "sku": display.sku,
        "market": display.market,
        "origin_country": display.origin_country,
        "hs6": display.hs6,
        "net_g": display.net_g,
        "min_quantity": display.min_quantity,
        "multiple": display.multiple,
        "import": _import(display),
    }


def _details(display: "Display") -> dict[str, Any]:
    sizes = ("gross_g", "volume_cm3", "length_mm", "width_mm", "height_mm", "package_kind")
    facts = ("gtin13", "standard", "shelf_life_days", "temperature_class", "segregation_class")
    return {
        **{name: getattr(display, name) for name in (*sizes, *facts)},
        "certificates": [
            {
                "kind": paper.kind,
                "number": paper.number,
                "issuer": paper.issuer,
                "valid_from": paper.valid_from.isoformat(),
                "valid_to": paper.valid_to and paper.valid_to.isoformat(),
                "scan": paper.scan,
            }
            for paper in display.papers
        ],
    }


def _prices(display: "Display") -> dict[str, Any]:
    (_, base), *steps = display.prices
    return {
        "price": _money(display.market, base),
        "price_steps": [
            {"from_quantity": quantity, "price": _money(display.market, minor)} for quantity, minor in steps
        ],
        "unit_price": {
            "price": _money(display.market, display.unit_price.minor),
            "per": display.unit_price.per,
        },
    }


def _money(market: str, minor: int) -> dict[str, str]:
    return Money(minor, MARKET_CURRENCY[market]).as_json()


def _translations(display: "Display") -> dict[str, Any]:
    return {"names": dict(display.names)}


def _import(display: "Display") -> dict[str, Any] | None:
    if display.market != "CN":
        return None
    listed = display.listed
    return {
        "regime": "cn_retail_import",
        "listed": listed is not None,
        "label": listed.edition if listed else "",
    }


def _shared(display: "Display", lexicon: "Lexicon", language: str) -> _Shared:
    return _Shared(
        card=_members(_card_words(display, lexicon, language)),
        details=_members(_detail_words(display, lexicon, language)),
    )


def _card_words(display: "Display", lexicon: "Lexicon", language: str) -> dict[str, Any]:
    brand = None if display.brand_id is None else lexicon.brands[display.brand_id]
    category = None if display.category_id is None else lexicon.categories[display.category_id]
    return {
        "seller": {
            "id": str(display.seller_id),
            "code": display.seller_code,
            "name": display.seller_name,
        },
        "category": category
        and {"code": category[0].rpartition("/")[2], "name": name_in(category[1], language)},
        "brand": brand and {"code": brand[0], "name": name_in(brand[1], language)},
        "image": _image(display.images[0], language) if display.images else None,
    }


def _detail_words(display: "Display", lexicon: "Lexicon", language: str) -> dict[str, Any]:
    return {
        "images": [_image(each, language) for each in display.images],
        "description": name_in(display.descriptions, language),
        "breadcrumbs": [
            {"code": code, "name": name_in(names, language)} for code, names in _ancestry(display, lexicon)
        ],
        "attributes": [
            {
                "code": attribute.code,
                "name": name_in(attribute.names, language),
                "value": value,
                "text": _value_text(attribute, value, lexicon, language),
            }
            for attribute, value in _told(display, lexicon)
        ],
    }


def _value_text(attribute: "AttributeWords", value: Any, lexicon: "Lexicon", language: str) -> str:
    if attribute.kind == "choice":
        return name_in(attribute.options.get(value, {}), language)
    if attribute.kind == "number" and attribute.unit_id is not None:
        return f"{value} {name_in(lexicon.units[attribute.unit_id][1], language)}"
    return str(value)


def _told(display: "Display", lexicon: "Lexicon") -> list[tuple["AttributeWords", Any]]:
    """The attributes that have a value, in the catalogue's order."""
    given = {**display.product_attributes, **display.variant_attributes}
    known = [(lexicon.attributes[code], value) for code, value in given.items() if code in lexicon.attributes]
    return sorted(known, key=lambda pair: (pair[0].position, pair[0].code))


def _filtered(display: "Display", lexicon: "Lexicon") -> Iterator[tuple["AttributeWords", Any]]:
    return (pair for pair in _told(display, lexicon) if pair[0].is_filter)


def _numbers(display: "Display", lexicon: "Lexicon") -> dict[str, str]:
    return {
        attribute.code: str(value)
        for attribute, value in _filtered(display, lexicon)
        if attribute.kind == "number"
    }


def _category_codes(display: "Display", lexicon: "Lexicon") -> Sequence[str]:
    if display.category_id is None:
        return ()
    return lexicon.categories[display.category_id][0].split("/")


def _ancestry(display: "Display", lexicon: "Lexicon") -> Iterator[tuple[str, "Names"]]:
    codes = _category_codes(display, lexicon)
    for depth, code in enumerate(codes, start=1):
        yield code, lexicon.category_names["/".join(codes[:depth])]

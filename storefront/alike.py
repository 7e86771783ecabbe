"""What do all sizes of a product have in common of that which a buyer is shown, and finds it by?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.languages import name_in
from storefront.policy import LANGUAGES
from storefront.words.documents import Texts

if TYPE_CHECKING:
    from catalog.queries.displaying import AttributeWords, Display, Lexicon, Names
    from catalog.queries.picturing import Shown

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DEPTH = 4
_Told = Sequence[tuple["AttributeWords", Any]]


@dataclass(frozen=True, slots=True)
class Called:
    """What a value of a facet is called, by language, and its place among its siblings."""

    kind: str
    code: str
    names: "Names"
    position: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """
    What sizes of one product share that have the same attributes and pictures.

    `categories` are the codes of its category and of those above it, from the root down, and empty ones
    behind; `facets` by what it is found, such as `category=flour`, `brand=…`, `seller=KZ01`,
    `a.grade=premium`, sorted; `numbers` its attributes that are numbers, as JSON; `papers` its
    certificates, as JSON. `cards` and `details` are members of a JSON object without its braces,
    one text for each of `LANGUAGES`.
    """

    categories: Sequence[str]
    facets: Sequence[str]
    numbers: str
    papers: str
    cards: Sequence[str]
    details: Sequence[str]
    labels: Sequence[Called]
    texts: Texts


class Likenesses:
    """What was made for one size and serves the others, for listings that are shown by the same facts."""

    def __init__(self, lexicon: "Lexicon") -> None:
        self._lexicon = lexicon
        self._made: dict[tuple[object, ...], Alike] = {}

    def of(self, display: "Display") -> Alike:
        """What the listing shares with other sizes of its product."""
        attributes = display.variant_attributes
        key = (
            display.product_id,
            ENCODE(attributes) if attributes else "",
            *[each.id for each in display.images],
        )
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = _alike(display, self._lexicon)
        return found


def members(shown: Mapping[str, Any]) -> str:
    """A JSON object without its braces."""
    return ENCODE(shown)[1:-1]


def _alike(display: "Display", lexicon: "Lexicon") -> Alike:
    told = _told(display, lexicon)
    filtered = [pair for pair in told if pair[0].is_filter]
    ancestry = list(_ancestry(display, lexicon))
    codes = [code for code, _ in ancestry]
    return Alike(
        categories=(*codes, *[""] * (_DEPTH - len(codes))),
        facets=sorted(_facets(display, lexicon, codes, filtered)),
        numbers=ENCODE({each.code: str(value) for each, value in filtered if each.kind == "number"}),
        papers=ENCODE(_papers(display)),
        cards=[members(_card(display, lexicon, language)) for language in LANGUAGES],
        details=[members(_details(display, lexicon, ancestry, told, language)) for language in LANGUAGES],
        labels=list(_labels(display, lexicon, ancestry, filtered)),
        texts=_texts(display, lexicon, ancestry, told),
    )


def _told(display: "Display", lexicon: "Lexicon") -> _Told:
    """The attributes that have a value, in the catalogue's order."""
    given = {**display.product_attributes, **display.variant_attributes}
    known = [(lexicon.attributes[code], value) for code, value in given.items() if code in lexicon.attributes]
    return sorted(known, key=lambda pair: (pair[0].position, pair[0].code))


def _ancestry(display: "Display", lexicon: "Lexicon") -> Iterator[tuple[str, "Names"]]:
    if display.category_id is None:
        return
    codes = lexicon.categories[display.category_id][0].split("/")
    for depth, code in enumerate(codes, start=1):
        yield code, lexicon.category_names["/".join(codes[:depth])]


def _facets(display: "Display", lexicon: "Lexicon", codes: Sequence[str], filtered: _Told) -> Iterator[str]:
    for code in codes:
        yield f"category={code}"
    if display.brand_id is not None:
        yield f"brand={lexicon.brands[display.brand_id][0]}"
    yield f"seller={display.seller_code}"
    yield f"origin={display.origin_country}"
    if display.standard:
        yield f"standard={display.standard}"
    for attribute, value in filtered:
        if attribute.kind == "choice":
            yield f"a.{attribute.code}={value}"
        elif attribute.kind == "flag":
            yield f"a.{attribute.code}={'true' if value else 'false'}"


def _labels(
    display: "Display", lexicon: "Lexicon", ancestry: Sequence[tuple[str, "Names"]], filtered: _Told
) -> Iterator[Called]:
    """What the values of its facets are called."""
    for depth, (code, names) in enumerate(ancestry, start=1):
        yield Called("category", code, names, depth)
    if display.brand_id is not None:
        yield Called("brand", *lexicon.brands[display.brand_id])
    yield Called("seller", display.seller_code, {"en": display.seller_name})
    for attribute, value in filtered:
        yield Called("attribute", attribute.code, attribute.names, attribute.position)
        if attribute.kind == "choice":
            yield Called(f"a.{attribute.code}", value, attribute.options[value])


def _papers(display: "Display") -> list[dict[str, Any]]:
    return [
        {
            "kind": paper.kind,
            "number": paper.number,
            "issuer": paper.issuer,
            "valid_from": paper.valid_from.isoformat(),
            "valid_to": paper.valid_to and paper.valid_to.isoformat(),
            "scan": paper.scan,
        }
        for paper in display.papers
    ]


def _card(display: "Display", lexicon: "Lexicon", language: str) -> dict[str, Any]:
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


def _details(
    display: "Display",
    lexicon: "Lexicon",
    ancestry: Sequence[tuple[str, "Names"]],
    told: _Told,
    language: str,
) -> dict[str, Any]:
    return {
        "images": [_image(each, language) for each in display.images],
        "description": name_in(display.descriptions, language),
        "breadcrumbs": [{"code": code, "name": name_in(names, language)} for code, names in ancestry],
        "attributes": [
            {
                "code": attribute.code,
                "name": name_in(attribute.names, language),
                "value": value,
                "text": _value_text(attribute, value, lexicon, language),
            }
            for attribute, value in told
        ],
    }


def _image(image: "Shown", language: str) -> dict[str, Any]:
    return {
        "alt": name_in(image.alt, language),
        "width": image.width,
        "height": image.height,
        "urls": image.urls,
    }


def _value_text(attribute: "AttributeWords", value: Any, lexicon: "Lexicon", language: str) -> str:
    if attribute.kind == "choice":
        return name_in(attribute.options.get(value, {}), language)
    if attribute.kind == "number" and attribute.unit_id is not None:
        return f"{value} {name_in(lexicon.units[attribute.unit_id][1], language)}"
    return str(value)


def _texts(
    display: "Display", lexicon: "Lexicon", ancestry: Sequence[tuple[str, "Names"]], told: _Told
) -> Texts:
    """By which words all sizes are found."""
    around = [names for _, names in ancestry]
    if display.brand_id is not None:
        around.append(lexicon.brands[display.brand_id][1])
    said = [(attribute, value) for attribute, value in told if attribute.kind != "flag"]
    facts = {
        language: [_value_text(attribute, value, lexicon, language) for attribute, value in said]
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

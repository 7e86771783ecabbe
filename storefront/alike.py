"""What do all sizes of a product have in common of that which a buyer is shown, and finds it by?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from kit.languages import name_in, said_in
from storefront.policy import LANGUAGES
from storefront.words.documents import Texts

if TYPE_CHECKING:
    from catalog.queries.displaying import AttributeWords, Display, Lexicon, Names
    from catalog.queries.picturing import Shown

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DEPTH = 4
_Told = Sequence[tuple["AttributeWords", Any]]
_Said = Sequence[tuple["AttributeWords", Sequence["_Phrase"]]]


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
    `a.grade=premium`, sorted; `numbers` its attributes that are numbers, as JSON; `facts` how it keeps and
    its certificates. `facts`, and `cards` and `details` of which there is one for each of `LANGUAGES`, are
    members of a JSON object without its braces.
    """

    categories: Sequence[str]
    facets: Sequence[str]
    numbers: str
    facts: str
    cards: Sequence[str]
    details: Sequence[str]
    labels: Sequence[Called]
    texts: Texts


class Likenesses:
    """What was made for one size and serves the others, for listings that are shown by the same facts."""

    def __init__(self, lexicon: "Lexicon") -> None:
        self._phrases = _Phrases(lexicon)
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
            found = self._made[key] = _alike(display, self._phrases)
        return found


class _Phrase(NamedTuple):
    """What an attribute and its value are called in one language: the value alone, and both as JSON."""

    text: str
    shown: str


class _Place(NamedTuple):
    """Where goods stand in one language: members of their card, and the way there from the root as JSON."""

    card: str
    crumbs: str


class _Phrases:
    """What is said of thousands of goods, put into words once."""

    def __init__(self, lexicon: "Lexicon") -> None:
        self.lexicon = lexicon
        self._of_values: dict[tuple[str, str], list[_Phrase]] = {}
        self._of_places: dict[tuple[UUID | None, UUID | None], list[_Place]] = {}

    def of_value(self, attribute: "AttributeWords", value: Any) -> list[_Phrase]:
        """One for each of `LANGUAGES`."""
        key = (attribute.code, ENCODE(value))
        found = self._of_values.get(key)
        if found is None:
            found = [self._phrase(attribute, value, language) for language in LANGUAGES]
            self._of_values[key] = found
        return found

    def of_place(self, category_id: UUID | None, brand_id: UUID | None) -> list[_Place]:
        """One for each of `LANGUAGES`."""
        found = self._of_places.get((category_id, brand_id))
        if found is None:
            found = [self._place(category_id, brand_id, language) for language in LANGUAGES]
            self._of_places[category_id, brand_id] = found
        return found

    def ancestry(self, category_id: UUID | None) -> Iterator[tuple[str, "Names"]]:
        """The category and those above it, from the root down."""
        for path, names in self.lexicon.ancestry(category_id):
            yield path.rpartition("/")[2], names

    def _phrase(self, attribute: "AttributeWords", value: Any, language: str) -> _Phrase:
        text = str(value)
        if attribute.kind == "choice":
            text = name_in(attribute.options.get(value, {}), language)
        elif attribute.kind == "number" and attribute.unit_id is not None:
            text = f"{value} {name_in(self.lexicon.units[attribute.unit_id][1], language)}"
        name = name_in(attribute.names, language)
        shown = {"code": attribute.code, "name": name, "value": value, "text": text}
        return _Phrase(text, ENCODE(shown))

    def _place(self, category_id: UUID | None, brand_id: UUID | None, language: str) -> _Place:
        way = [{"code": code, "name": name_in(names, language)} for code, names in self.ancestry(category_id)]
        brand = None if brand_id is None else self.lexicon.brands[brand_id]
        card = {
            "category": way[-1] if way else None,
            "brand": brand and {"code": brand[0], "name": name_in(brand[1], language)},
        }
        return _Place(members(card), ENCODE(way))


def members(shown: Mapping[str, Any]) -> str:
    """A JSON object without its braces."""
    return ENCODE(shown)[1:-1]


def _alike(display: "Display", phrases: _Phrases) -> Alike:
    lexicon = phrases.lexicon
    told = lexicon.told(display)
    filtered = [pair for pair in told if pair[0].is_filter]
    said = [(attribute, phrases.of_value(attribute, value)) for attribute, value in told]
    ancestry = list(phrases.ancestry(display.category_id))
    places = phrases.of_place(display.category_id, display.brand_id)
    codes = [code for code, _ in ancestry]
    return Alike(
        categories=(*codes, *[""] * (_DEPTH - len(codes))),
        facets=sorted(_facets(display, lexicon, codes, filtered)),
        numbers=ENCODE({each.code: str(value) for each, value in filtered if each.kind == "number"}),
        facts=members(_facts(display)),
        cards=_cards(display, places),
        details=_details(display, places, said),
        labels=list(_labels(display, lexicon, ancestry, filtered)),
        texts=_texts(display, lexicon, ancestry, said),
    )


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


def _facts(display: "Display") -> dict[str, Any]:
    return {
        "standard": display.standard,
        "shelf_life_days": display.shelf_life_days,
        "temperature_class": display.temperature_class,
        "segregation_class": display.segregation_class,
        "certificates": _papers(display),
    }


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


def _cards(display: "Display", places: Sequence[_Place]) -> list[str]:
    seller = {"id": str(display.seller_id), "code": display.seller_code, "name": display.seller_name}
    shown = ENCODE(seller)
    first = display.images[0] if display.images else None
    return [
        f'"seller":{shown},{place.card},"image":{ENCODE(first and _image(first, display, language))}'
        for language, place in zip(LANGUAGES, places, strict=True)
    ]


def _details(display: "Display", places: Sequence[_Place], said: _Said) -> list[str]:
    return [
        f'"images":{ENCODE([_image(each, display, language) for each in display.images])},'
        f'"description":{ENCODE(name_in(display.descriptions, language))},'
        f'"breadcrumbs":{place.crumbs},'
        f'"attributes":[{",".join([phrases[nth].shown for _, phrases in said])}]'
        for nth, (language, place) in enumerate(zip(LANGUAGES, places, strict=True))
    ]


def _image(image: "Shown", display: "Display", language: str) -> dict[str, Any]:
    return {
        # Who can't see a picture learns at least of what it is, in words that they read.
        "alt": said_in(image.alt, language) or name_in(display.product_names, language),
        "width": image.width,
        "height": image.height,
        "urls": image.urls,
    }


def _texts(
    display: "Display", lexicon: "Lexicon", ancestry: Sequence[tuple[str, "Names"]], said: _Said
) -> Texts:
    """By which words all sizes are found."""
    around = [names for _, names in ancestry]
    if display.brand_id is not None:
        around.append(lexicon.brands[display.brand_id][1])
    words = [phrases for attribute, phrases in said if attribute.kind != "flag"]
    facts = {language: [each[nth].text for each in words] for nth, language in enumerate(LANGUAGES)}
    return Texts(
        names={language: [name] for language, name in display.product_names.items()},
        labels={language: [each[language] for each in around if language in each] for language in LANGUAGES},
        facts={**facts, "ru": [*facts["ru"], display.standard]},
        descriptions={language: [text] for language, text in display.descriptions.items()},
        proper=[display.seller_name, display.seller_local_name],
        codes=[display.hs6],
    )

"""Which columns of ours does a row of a seller's file stand for, and what of it can't be?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from catalog.attributes import Spec, check, number_as_kept
from catalog.identifiers import country_error, gtin13_error
from catalog.neutral import AttributeSaid, CategorySaid, Fault, HsCode, NeutralRow
from catalog.policy import (
    LANGUAGES,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    MAX_UNIT_CM3,
    MAX_UNIT_G,
    MAX_UNIT_MM,
)
from catalog.texts import neat, text_error
from kit.errors import FieldProblem
from kit.money import EXPONENTS, Money

# What of new goods may stand in a mapping, for all of them or by the seller's category.
DEFAULTS = (
    *("category", "hs6", "origin", "package_kind", "temperature_class", "segregation_class"),
    *("length_mm", "width_mm", "height_mm", "packaging_g"),
)
SIDES = ("length_mm", "width_mm", "height_mm")
_MOST = {
    **dict.fromkeys(("net_g", "gross_g"), MAX_UNIT_G),
    "volume_cm3": MAX_UNIT_CM3,
    **dict.fromkeys(SIDES, MAX_UNIT_MM),
}
# A column of ours by the name under which a file tells it.
_SAID = {
    "origin_country": "origin",
    "tariff_code_id": "hs_code",
    "net_g": "net_weight",
    "gross_g": "gross_weight",
    "volume_cm3": "volume",
    "length_mm": "length",
    "width_mm": "width",
    "height_mm": "height",
    "gtin13": "barcode",
    "code": "product_key",
}
_YES = frozenset({"1", "true", "yes", "да", "иә", "是"})
_NO = frozenset({"0", "false", "no", "нет", "жоқ", "否"})


class Tariff(Protocol):
    """A kind of goods that customs know."""

    id: UUID
    hs6: str
    cn10: str
    eaeu10: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of ours: what is asked of its goods, and whether it takes any."""

    id: UUID
    is_open: bool
    specs: Mapping[str, Spec]


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known while rows are read: `defaults` of the seller's mapping, the rest by code.

    `options` gives the code of an attribute's option by its name, in small letters; `brands` the id by code
    or name, likewise.
    """

    currency: str
    market_currency: str
    defaults: Mapping[str, Any]
    kinds: Mapping[str, Kind]
    specs: Mapping[str, Spec]
    options: Mapping[str, Mapping[str, str]]
    brands: Mapping[str, UUID]
    tariff: Callable[[str], Tariff | None]


@dataclass(slots=True)
class Told:
    """Columns that a row tells, typed facts apart, with what is wrong and what was left out."""

    columns: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def said_of(column: str) -> str:
    """Under which name a file tells a column."""
    return _SAID.get(column, column.removesuffix("_id"))


def refused(problem: FieldProblem) -> Fault:
    """What a verb refuses, as a fault of the row."""
    name = problem.pointer.strip("/").replace("/", ".").replace("~1", "/").replace("~0", "~")
    return Fault(said_of(name), "import.refused", {"why": problem.message})


def product_told(row: NeutralRow, known: Known) -> Told:
    """What a row tells of its product."""
    told = Told()
    for column, texts, most in (
        ("names", row.names, LONGEST_NAME),
        ("descriptions", row.descriptions, LONGEST_DESCRIPTION),
    ):
        if words := _words(column, texts, most, told):
            told.columns[column] = words
    if row.brand:
        brand = known.brands.get(row.brand.strip().casefold())
        if brand is None:
            told.notes.append(Fault("brand", "import.unknown_brand", {"found": row.brand[:80]}))
        else:
            told.columns["brand_id"] = brand
    if row.origin:
        if country_error(row.origin):
            told.faults.append(Fault("origin", "import.unknown_country", {"found": row.origin[:40]}))
        else:
            told.columns["origin_country"] = row.origin
    if row.hs_code is not None:
        _code(row.hs_code, known, told)
    _attributes(row.attributes, "product", known, told)
    return told


def variant_told(row: NeutralRow, known: Known) -> Told:
    """What a row tells of its variant."""
    told = Told()
    if words := _words("names", row.variant_names, LONGEST_NAME, told):
        told.columns["names"] = words
    for name, most in _MOST.items():
        value = getattr(row, name)
        if value is None:
            continue
        if 0 < value <= most:
            told.columns[name] = value
        else:
            told.faults.append(Fault(said_of(name), "import.out_of_range", {"least": 1, "most": most}))
    if gtin := _gtin(row, told):
        told.columns["gtin13"] = gtin
    _attributes(row.attributes, "variant", known, told)
    return told


def defaults_of(row: NeutralRow, known: Known, told: Told) -> dict[str, Any]:
    """What the mapping says of goods that a file doesn't tell, those of the seller's category first."""
    general = {name: known.defaults[name] for name in DEFAULTS if known.defaults.get(name)}
    if not row.categories:
        return general
    by_category = known.defaults.get("categories", {})
    for category in row.categories:
        for name in _names_of(category):
            if name in by_category:
                return {**general, **{key: value for key, value in by_category[name].items() if value}}
    if "category" not in general:
        first = row.categories[0]
        found = " / ".join(first.path) or first.key
        told.notes.append(Fault("category", "import.unmapped_category", {"found": found[:120]}))
    return general


def price_told(row: NeutralRow, known: Known, faults: list[Fault]) -> Money | None:
    """What one unit costs, in the currency of its market."""
    if row.price is None:
        return None
    currency = row.price.currency or known.currency
    if not currency:
        faults.append(Fault("currency", "import.currency_untold", {"wanted": known.market_currency}))
        return None
    if currency != known.market_currency:
        facts = {"found": currency[:8], "wanted": known.market_currency}
        faults.append(Fault("currency", "import.other_currency", facts))
        return None
    minor = row.price.amount.scaleb(EXPONENTS[currency])
    if minor != minor.to_integral_value():
        faults.append(Fault("price", "import.too_many_places", {"most": EXPONENTS[currency]}))
        return None
    return Money(int(minor), currency)


def moved_by(was_minor: int, becomes_minor: int) -> int:
    """By how many whole percent a price moves, up or down."""
    return int(abs(Decimal(becomes_minor) - was_minor) * 100 / was_minor) if was_minor else 0


def size_faults(columns: Mapping[str, Any]) -> list[Fault]:
    """Which sizes of a variant, all of them known, contradict each other."""
    faults = []
    if columns["gross_g"] < columns["net_g"]:
        faults.append(Fault("gross_weight", "import.less_than_net", {"net_g": columns["net_g"]}))
    if columns["volume_cm3"] > (box := box_cm3(columns)):
        faults.append(Fault("volume", "import.more_than_box", {"box_cm3": box}))
    return faults


def tell_other_mass(columns: dict[str, Any], packaging_g: int) -> list[Fault]:
    """Of a unit of which a file tells one mass, the other one: what is around the goods lies between them."""
    net_g, gross_g = columns.get("net_g"), columns.get("gross_g")
    if net_g and not gross_g:
        columns["gross_g"] = net_g + packaging_g
    elif gross_g and not net_g:
        if gross_g <= packaging_g:
            return [Fault("gross_weight", "import.lighter_than_packaging", {"packaging_g": packaging_g})]
        columns["net_g"] = gross_g - packaging_g
    return []


def box_cm3(columns: Mapping[str, Any]) -> int:
    """How many cubic centimetres a box of these sides holds."""
    length, width, height = (int(columns[side]) for side in SIDES)
    return -(-length * width * height // 1000)


def _words(column: str, texts: Mapping[str, str], most: int, told: Told) -> dict[str, str]:
    words = {}
    for language, text in texts.items():
        said = neat(text)
        where = f"{said_of(column).removesuffix('s')}.{language}"
        if not said or language not in LANGUAGES:
            continue
        if text_error(said, lines=column == "descriptions"):
            told.faults.append(Fault(where, "import.unreadable"))
        elif len(said) > most:
            told.faults.append(Fault(where, "import.too_long", {"most": most}))
        else:
            words[language] = said
    return words


def _code(said: HsCode, known: Known, told: Told) -> None:
    """Six digits are known everywhere; ten only in the book of which they are."""
    tariff = known.tariff(said.hs6)
    if tariff is None:
        told.faults.append(Fault("hs_code", "import.unknown_hs_code", {"found": said.digits}))
        return
    told.columns["tariff_code_id"] = tariff.id
    column = {"eaeu": "eaeu10", "cn": "cn10"}.get(said.book)
    if column is None or len(said.digits) != 10:
        return
    only = getattr(tariff, column)
    if only and only != said.digits:
        told.faults.append(Fault("hs_code", "import.other_code", {"found": said.digits, "known": only}))
    else:
        told.columns[column] = said.digits


def _gtin(row: NeutralRow, told: Told) -> str:
    """The first number that others know, in thirteen digits; one of twelve has a nought ahead."""
    for barcode in row.barcodes:
        if barcode.is_in_store:
            continue
        digits = barcode.digits.zfill(13) if len(barcode.digits) == 12 else barcode.digits
        digits = digits[1:] if len(digits) == 14 and digits.startswith("0") else digits
        if len(digits) != 13:
            told.notes.append(Fault("barcode", "import.other_barcode", {"found": barcode.digits}))
        elif gtin13_error(digits):
            told.faults.append(Fault("barcode", "import.wrong_barcode", {"found": barcode.digits}))
        else:
            return digits
    return ""


def _attributes(said: tuple[AttributeSaid, ...], level: str, known: Known, told: Told) -> None:
    for each in said:
        spec = known.specs.get(each.code) if each.code else None
        if spec is None and each.code and level == "product":
            told.faults.append(Fault(f"attributes.{each.code}", "import.unknown_attribute"))
        elif spec is not None and spec.level == level:
            told.attributes[each.code] = _typed(each.value, spec, known)


def _typed(text: str, spec: Spec, known: Known) -> object:
    words = neat(text)
    if spec.kind == "choice":
        return known.options.get(spec.code, {}).get(words.casefold(), words)
    if spec.kind == "number":
        # As it is kept, so that it differs from what is there only where it says something else.
        return number_as_kept(words.replace(",", ".").replace(" ", "").replace("\u00a0", ""), spec)
    if spec.kind == "flag":
        return True if words.casefold() in _YES else False if words.casefold() in _NO else words
    return words


def attribute_faults(
    attributes: Mapping[str, Any], level: str, kind: Kind | None
) -> tuple[dict[str, Any], list[Fault]]:
    """Typed facts of new goods as they are kept, and which of them their category doesn't take."""
    specs = {} if kind is None else kind.specs
    checked = check(attributes, level=level, known=specs, asked=specs.keys())
    return checked.facts, [refused(problem) for problem in checked.problems]


def _names_of(category: CategorySaid) -> tuple[str, ...]:
    return (category.key, " / ".join(category.path), *reversed(category.path))

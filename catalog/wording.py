"""How is a reader told the facts of goods, and what their seller hasn't said yet?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kit.languages import language_of, name_in
from kit.words import Words

if TYPE_CHECKING:
    from catalog.queries.calling import Called

# As the papers themselves are called; the rows of them are none of a letter's business.
PAPERS: Mapping[str, Words] = {
    "phytosanitary": _("Phytosanitary certificate"),
    "veterinary": _("Veterinary certificate"),
    "health": _("Health certificate"),
    "origin": _("Certificate of origin"),
    "conformity": _("Declaration or certificate of conformity"),
    "gacc": _("Registration with China Customs"),
    "halal": _("Halal certificate"),
    "organic": _("Organic certificate"),
    "quality": _("Quality management certificate"),
}
_ATTRIBUTE = "attributes."
_FACTS = {
    "brand": _("Brand"),
    "category": _("Category"),
    "cn10": _("Code for China"),
    "content": _("Content"),
    "eaeu10": _("Code for the EAEU"),
    "gacc_registration_no": _("Registration with China Customs"),
    "gross_g": _("Gross mass, g"),
    "gtin13": _("GTIN"),
    "height_mm": _("Height, mm"),
    "hs6": _("HS code"),
    "length_mm": _("Length, mm"),
    "net_g": _("Net mass, g"),
    "origin_country": _("Country of origin"),
    "package_kind": _("Package"),
    "segregation_class": _("Segregation class"),
    "shelf_life_days": _("Shelf life, days"),
    "standard": _("Standard"),
    "temperature_class": _("Temperature class"),
    "unit": _("Unit of its content"),
    "volume_cm3": _("Volume, cm³"),
    "width_mm": _("Width, mm"),
}
# Values of our own books, by the fact that holds them.
_VALUES = {
    "origin_country": {"CN": _("China"), "KZ": _("Kazakhstan")},
    "temperature_class": {
        "AMBIENT_DRY": _("without cooling"),
        "AMBIENT_COOL_15_21": _("at 15 to 21 °C"),
        "CHILLED_2_6": _("at 2 to 6 °C"),
        "FROZEN_-18": _("at -18 °C"),
    },
    "segregation_class": {
        "COSMETICS": _("cosmetics"),
        "DAIRY_CHILLED": _("chilled dairy"),
        "DAIRY_POWDER": _("milk powder"),
        "DANGEROUS": _("dangerous goods"),
        "DRY_FOOD": _("dry food"),
        "ELECTRONICS": _("electronics"),
        "FEED": _("feed"),
        "FROZEN_MEAT": _("frozen meat"),
        "LIQUID_FOOD": _("liquid food"),
        "PROJECT_CARGO": _("project cargo"),
        "TEXTILE": _("textiles"),
    },
}


def fact_name(fact: str) -> str:
    """What a fact is called in the language that is spoken now, an attribute by its code."""
    return str(_FACTS.get(fact) or _spelt(fact.removeprefix(_ATTRIBUTE)))


class Teller:
    """Tells facts in the language of the page; `called` knows what staff have named."""

    def __init__(self, called: "Called") -> None:
        self._called = called
        self._language = language_of(get_language() or "en")

    def label(self, fact: str) -> str:
        """What a fact is called; one that nobody has named is told by its code."""
        if not fact.startswith(_ATTRIBUTE):
            return fact_in_words(fact)
        code = fact.removeprefix(_ATTRIBUTE)
        known = self._called.attributes.get(code)
        return (known and self._in(known.names)) or _spelt(code)

    def value(self, fact: str, value: Any) -> str:
        """A value as people read it, empty where there is none."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, Mapping):
            return ", ".join(f"{key}: {each}" for key, each in value.items())
        if fact.startswith(_ATTRIBUTE):
            return self._answer(fact.removeprefix(_ATTRIBUTE), str(value))
        return self._named(fact, str(value))

    def _answer(self, code: str, value: str) -> str:
        known = self._called.attributes.get(code)
        if known is None:
            return value
        if value in known.options:
            return self._in(known.options[value]) or value
        unit = self._in(known.symbols)
        return f"{value} {unit}" if unit else value

    def _named(self, fact: str, value: str) -> str:
        if fact == "category":
            names = self._called.categories
            return " / ".join(self._in(names.get(code, {})) or code for code in value.split("/"))
        if fact == "brand":
            return self._in(self._called.brands.get(value, {})) or value
        if fact in ("unit", "package_kind"):
            return self._in(self._called.units.get(value, {})) or value
        return str(_VALUES.get(fact, {}).get(value, value))

    def _in(self, names: Mapping[str, str]) -> str:
        return name_in(names, self._language)


def lacks_of(pointers: Iterable[str], teller: Teller) -> Iterator[str]:
    """What `catalog.completeness.lacking` found in one language, each thing in words, pictures counted."""
    pictures = 0
    for pointer in pointers:
        _empty, of, *which = pointer.split("/")
        if of == "images":
            pictures += 1
        elif of == "variants":
            yield gettext("the name of %(sku)s") % {"sku": "/".join(which[:-2])}
        elif of == "attributes":
            yield teller.label(f"{_ATTRIBUTE}{which[0]}")
        else:
            yield gettext("its name") if of == "names" else gettext("its description")
    if pictures:
        words = ngettext("what %(n)d picture shows", "what %(n)d pictures show", pictures)
        yield words % {"n": pictures}


def fact_in_words(fact: str) -> str:
    """What a fact is called that is a column."""
    return str(_FACTS.get(fact) or _spelt(fact))


def class_in_words(code: str) -> str:
    """What is carried, by the class that the books have."""
    return str(_VALUES["segregation_class"].get(code) or _spelt(code))


def carried_in_words(code: str) -> str:
    """The same, or how cool it is to be kept."""
    return str(_VALUES["temperature_class"].get(code) or class_in_words(code))


def _spelt(code: str) -> str:
    return code.replace("_", " ").replace("-", " ").capitalize()

"""How do the values of one place of a file become a neutral row?"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog.neutral import (
    AttributeSaid,
    Barcode,
    Books,
    CategorySaid,
    NeutralRow,
    Place,
    PriceSaid,
    SellerMapping,
    StockSaid,
)
from channels.readers.aliases import Meaning
from channels.readers.rules import (
    Marks,
    Wrong,
    barcode_of,
    cm3_of,
    currency_of,
    flag_of,
    grams_of,
    hs_code_of,
    mm_of,
    origin_of,
    price_of,
    stock_of,
    text_of,
)
from channels.readers.units import unit_said

_PLAIN: Mapping[str, Callable[[str], object]] = {
    "brand": text_of("name"),
    "is_withdrawn": flag_of,
    "origin": origin_of,
    "sku": text_of("sku"),
}
MOST_IMAGES = 50
MOST_BARCODES = 20
MOST_ATTRIBUTES = 100
MOST_PRICES = 50
MOST_WAREHOUSES = 500
_LONGEST_URL = 1_000
_LONGEST_LIST = 1_000
_TAG = re.compile(r"<(?=[a-zA-Z/!])(/?)([a-zA-Z][a-zA-Z0-9]{0,15})?[^<>]*+>")
_BREAKS = {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_UNSHOWN = {"script", "style", "iframe", "object", "head"}
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
_MASSES = {"net_weight": "net_g", "gross_weight": "gross_g"}
_LENGTHS = {"length": "length_mm", "width": "width_mm", "height": "height_mm"}


class RowMaker:
    """Gathers what one place of a file says; `made` is the row, with all that is wrong with it."""

    def __init__(
        self, place: Place, mapping: SellerMapping, *, currency: str = "", books: Books | None = None
    ) -> None:
        self.marks = Marks()
        self.product_key = ""
        self.variant_key = ""
        self._place = place
        self._mapping = mapping
        self._currency = currency or mapping.currency
        self._books = books or mapping.books
        self._said: dict[str, object] = {}
        self._names: dict[str, dict[str, str]] = {"name": {}, "variant": {}, "description": {}}
        self._barcodes: dict[str, Barcode] = {}
        self._prices: list[tuple[str, str, str]] = []
        self._price_currency = ""
        self._warehouses: dict[str, int] = {}
        self._units: tuple[list[str], list[str]] = ([], [])
        self._attributes: list[AttributeSaid] = []
        self._categories: dict[str, CategorySaid] = {}
        self._images: dict[str, None] = {}
        self._lists: Mapping[str, Callable[[str], None]] = {
            "barcode": self.barcode,
            "category": self.category,
            "image": self.image,
            "product_key": lambda written: self.key(product=written),
            "unit": lambda written: self.unit(words=(written,)),
            "variant_key": lambda written: self.key(variant=written),
        }

    def put(self, meaning: Meaning, written: str, *, name: str = "") -> None:
        """What stands under a name that means something."""
        field, value = meaning.field, written.strip()
        if not field or not value:
            return
        if field == "attribute":
            self.attribute(name or meaning.attribute, value, unit=meaning.unit, code=meaning.attribute)
        elif field in _MASSES:
            self._take(_MASSES[field], field, grams_of(meaning.unit or "kg"), value)
        elif field in _LENGTHS:
            self._take(_LENGTHS[field], field, mm_of(meaning.unit or "cm"), value)
        elif field == "price":
            self.price(value, currency=meaning.currency)
        elif field == "stock":
            self.stock(value, warehouse=meaning.warehouse)
        else:
            self._put_other(field, value, meaning)

    def _put_other(self, field: str, value: str, meaning: Meaning) -> None:
        if field in {"name", "description"}:
            {"name": self.name, "description": self.description}[field](value, language=meaning.language)
        elif field in self._lists:
            self._lists[field](value)
        elif field == "hs_code":
            self._take("hs_code", field, hs_code_of(meaning.book), value)
        elif field == "volume":
            self._take("volume_cm3", field, cm3_of(meaning.unit or "m3"), value)
        elif field == "currency":
            self._price_currency = value
        else:
            self._take(field, field, _PLAIN[field], value)

    def key(self, *, product: str = "", variant: str = "") -> None:
        """The keys that the file itself has for a product and for a variant of it."""
        self.product_key = self.marks.take("product_key", text_of("key"), product) or self.product_key
        self.variant_key = self.marks.take("variant_key", text_of("key"), variant) or self.variant_key

    def key_by_what_there_is(self) -> None:
        """Of tables, which seldom have keys: the SKU is one, or else a barcode."""
        barcode = next(iter(self._barcodes), "")
        self.variant_key = self.variant_key or str(self._said.get("sku", "")) or self.product_key or barcode
        self.product_key = self.product_key or self.variant_key

    def name(self, written: str, *, language: str = "", of: str = "name") -> None:
        """What the product is called; of "variant", what tells a variant from its siblings."""
        text = self.marks.take("name", text_of("name"), html.unescape(written) if "&" in written else written)
        if text:
            self._names[of].setdefault(language or self._mapping.language, text)

    def description(self, written: str, *, language: str = "") -> None:
        """A description, of which tags are no part."""
        text = self.marks.take("description", text_of("description"), without_tags(written))
        if text:
            self._names["description"].setdefault(language or self._mapping.language, text)

    def barcode(self, written: str) -> None:
        """One barcode, or several parted by commas, semicolons or blanks."""
        if len(written) > _LONGEST_LIST:
            self.marks.wrong(
                "barcode", "text.too_long", found=written[:30], length=len(written), most=_LONGEST_LIST
            )
            return
        for part in re.split(r"[,;|\s]+(?=[0-9']{8})", written.strip())[:MOST_BARCODES]:
            found = self.marks.take("barcode", barcode_of, part)
            if found and found.digits not in self._barcodes and len(self._barcodes) < MOST_BARCODES:
                self._barcodes[found.digits] = found
                if found.is_in_store:
                    self.marks.note("barcode", "barcode.in_store", found=found.digits)

    def price(self, written: str, *, currency: str = "", price_type: str = "") -> None:
        """An amount of one price list; which counts is known when all are."""
        if written.strip() and len(self._prices) < MOST_PRICES:
            self._prices.append((written, currency, price_type))

    def stock(self, written: str, *, warehouse: str = "") -> None:
        """How many units there are, in one warehouse or in all."""
        units = stock_of(self.marks, "stock", written)
        if units is None:
            return
        if not warehouse:
            self._said["total"] = units
        elif len(self._warehouses) < MOST_WAREHOUSES:
            self._warehouses[warehouse] = self._warehouses.get(warehouse, 0) + units

    def available(self, written: str) -> None:
        """Whether any are there, of files that don't count."""
        self._take("is_available", "stock", flag_of, written)

    def unit(self, *, codes: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        """The unit in which goods are counted, by codes and by words."""
        self._units[0].extend(codes)
        self._units[1].extend(words)

    def attribute(self, name: str, value: str, *, unit: str = "", code: str = "") -> None:
        """A property that no field of ours holds."""
        told = self.marks.take("attributes", text_of("value"), value)
        if told and len(self._attributes) < MOST_ATTRIBUTES:
            self._attributes.append(AttributeSaid(" ".join(name.split())[:100], told, unit[:20], code))

    def category(self, written: str) -> None:
        """A path of names parted by ">" or "/" with blanks around, as sheets have it."""
        told = " ".join(written.split())[:_LONGEST_LIST]
        path = tuple(part.strip()[:200] for part in re.split(r">| / ", told) if part.strip())
        self.categories([CategorySaid(told[:200], path)])

    def categories(self, found: Iterable[CategorySaid]) -> None:
        """Categories by their key, each with its path where the file tells it."""
        self._categories.update((each.key, each) for each in found)

    def image(self, written: str) -> None:
        """One address or path of a picture, or several addresses parted by commas, semicolons or blanks."""
        for piece in re.split(r"(?=https?://)", written):
            part = piece.strip(",;| \t\r\n")
            if not part:
                continue
            if len(part) > _LONGEST_URL:
                self.marks.note(
                    "image", "text.too_long", found=part[:30], length=len(part), most=_LONGEST_URL
                )
            elif len(self._images) < MOST_IMAGES:
                self._images[part] = None

    def withdrawn(self) -> None:
        """The seller has taken it from sale."""
        self._said["is_withdrawn"] = True

    def made(self) -> NeutralRow:
        """The row; without a key nobody could tell what it is about."""
        unit = unit_said(codes=tuple(self._units[0]), words=tuple(self._units[1]), mapped=self._mapping.units)
        if unit and not unit.code:
            self.marks.note("unit", "unit.unknown", found=unit.written)
        prices = tuple(self._priced())
        if not (self.product_key or self.variant_key or self.marks.faults):
            self.marks.wrong("product_key", "key.missing")
        said: dict[str, Any] = dict(self._said)
        stock = StockSaid(said.pop("total", None), self._warehouses, said.pop("is_available", None))
        return NeutralRow(
            place=self._place,
            product_key=self.product_key or self.variant_key,
            variant_key=self.variant_key,
            names=self._names["name"],
            variant_names=self._names["variant"],
            descriptions=self._names["description"],
            barcodes=tuple(self._barcodes.values()),
            price=self._chosen(prices),
            prices=prices,
            stock=None if stock == StockSaid() else stock,
            unit=unit,
            attributes=tuple(self._attributes),
            categories=tuple(self._categories.values()),
            images=tuple(self._images),
            faults=tuple(self.marks.faults),
            notes=tuple(self.marks.notes),
            **said,
        )

    def _take(self, slot: str, field: str, read: Callable[[str], object], written: str) -> None:
        """What is said twice counts once, as it was first said."""
        value = self.marks.take(field, read, written)
        if value is not None:
            self._said.setdefault(slot, value)

    def _priced(self) -> Iterable[PriceSaid]:
        """The price by which buyers pay must be right; of other lists those that can be read are told."""
        for written, currency, price_type in self._prices:
            listed = self._books.price_types.get(price_type)
            told = currency or self._price_currency or (listed.currency if listed else "") or self._currency
            try:
                yield PriceSaid(price_of(written), currency_of(told) if told.strip() else "", price_type)
            except Wrong as wrong:
                if self._counts(price_type):
                    found = told if wrong.code.startswith("currency") else written
                    self.marks.wrong("price", wrong.code, found=found.strip()[:60], **wrong.facts)

    def _counts(self, price_type: str) -> bool:
        """Whether buyers pay by a list: the one chosen by its key or name, or the only one where none is."""
        chosen = self._mapping.price_type
        if chosen and price_type:
            return chosen in {price_type, self._name_of(price_type)}
        return len({each for _, _, each in self._prices}) == 1

    def _chosen(self, prices: tuple[PriceSaid, ...]) -> PriceSaid | None:
        found = next((each for each in prices if self._counts(each.price_type)), None)
        lists = {each for _, _, each in self._prices}
        if not lists or any(map(self._counts, lists)):
            return found
        if self._mapping.price_type:
            self.marks.note("price", "price.type_missing", found=self._mapping.price_type[:60])
        else:
            named = sorted(self._name_of(each) or each for each in lists)
            self.marks.wrong("price", "price.type_not_chosen", found=", ".join(named)[:60])
        return None

    def _name_of(self, price_type: str) -> str:
        listed = self._books.price_types.get(price_type)
        return listed.name if listed else ""


def refused(place: Place, field: str, code: str, /, *, key: str = "", **facts: str | int) -> NeutralRow:
    """A place of which no more is known than why it can't be used."""
    maker = RowMaker(place, SellerMapping())
    maker.key(product=key[:200])
    maker.marks.wrong(field, code, **facts)
    return maker.made()


def without_tags(written: str) -> str:
    """The words of a description in HTML, however often its tags were escaped; lines where paragraphs end."""
    text = written
    for _ in range(2):
        if not _TAG.search(text) and _TAG.search(unescaped := html.unescape(text)):
            text = unescaped
    shown: list[str] = []
    end, unshown = 0, ""
    for tag in _TAG.finditer(text):
        name, closes = (tag[2] or "").lower(), bool(tag[1])
        if unshown:
            unshown = "" if closes and name == unshown else unshown
        else:
            shown.append(text[end : tag.start()])
            shown.append("\n" if name in _BREAKS else "")
            unshown = name if name in _UNSHOWN and not closes else ""
        end = tag.end()
    if not unshown:
        shown.append(text[end:])
    return _EMPTY_LINES.sub("\n\n", html.unescape("".join(shown)).replace("\u00a0", " "))

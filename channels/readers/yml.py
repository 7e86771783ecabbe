"""What does a feed in the language of Yandex Market say (YML)?"""

from collections.abc import Iterator
from dataclasses import replace

from catalog.neutral import Books, CategorySaid, Header, NeutralRow, Place, SellerMapping
from channels.readers.aliases import Meaning, chosen
from channels.readers.building import RowMaker, refused
from channels.readers.port import Reading, Source, begun, opened
from channels.readers.rules import currency_said
from channels.readers.xml_pieces import LARGEST_PIECE, NAMED_AT_ONCE, Node, Opened, document

FORMAT = "yml"
_ROOT = "yml_catalog"
_SHOP = f"{_ROOT}/shop"
_OFFER = f"{_SHOP}/offers/offer"
_MOST_CATEGORIES = 50_000
_MOST_NAMES = 2_000
_DEEPEST_CATEGORY = 20
_SIDES = ("length", "width", "height")
_YES = {"true", "yes", "1"}


class YmlReader:
    """Reads feeds of both kinds of offers, with a line that names a document type or without."""

    format = FORMAT

    def detect(self, head: bytes, name: str) -> int:
        """By the root's name."""
        return 100 if f"<{_ROOT}".encode() in head[:NAMED_AT_ONCE] else 0

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """One row an offer; `group_id` makes variants of one product out of them."""
        return begun(Header(FORMAT), lambda reading: _File(source, name, mapping, reading).rows())


class _File:
    """A feed half read: its categories and currencies, which stand before the offers."""

    def __init__(self, source: Source, name: str, mapping: SellerMapping, reading: Reading) -> None:
        self._source, self._name, self._mapping, self._reading = source, name, mapping, reading
        self._categories: dict[str, tuple[str, str]] = {}
        self._currency = ""
        self._mappable: dict[str, None] = {}
        self._is_told = False

    def rows(self) -> Iterator[NeutralRow]:
        with opened(self._source) as stream:
            for found in document(stream, ("offer", "category", "currency"), _ROOT):
                if isinstance(found, Opened) and found.path == _ROOT:
                    dated = found.attributes.get("date", "").strip()[:40]
                    self._reading.header = replace(self._reading.header, dated=dated)
                if isinstance(found, Node) and found.path == _OFFER:
                    row = self._row(found)
                    self._tell()
                    yield row
                elif isinstance(found, Node):
                    self._shop(found)
        self._tell()

    def _shop(self, found: Node) -> None:
        key = found.attributes.get("id", "").strip()[:200]
        if found.name == "currency" and found.attributes.get("rate", "").strip() in {"1", "1.0"}:
            self._currency = self._currency or currency_said(key)
        elif found.name == "category" and key and len(self._categories) < _MOST_CATEGORIES:
            above = found.attributes.get("parentId", "").strip()[:200]
            self._categories[key] = (found.text.strip()[:200], above)

    def _tell(self) -> None:
        names = tuple(self._mappable)
        if self._is_told and len(names) == len(self._reading.header.mappable):
            return
        self._is_told = True
        books = Books(categories={key: self._path(key) for key in self._categories})
        self._reading.header = replace(
            self._reading.header, currency=self._currency, books=books, mappable=names
        )

    def _path(self, key: str) -> tuple[str, ...]:
        """The names from the root down; a category that is its own ancestor has a path of its own."""
        names: list[str] = []
        seen: set[str] = set()
        while key in self._categories and key not in seen and len(names) < _DEEPEST_CATEGORY:
            seen.add(key)
            name, key = self._categories[key]
            names.append(name)
        return tuple(reversed(names))

    def _row(self, offer: Node) -> NeutralRow:
        place, key = (
            Place(self._name, offer.line, "shop/offers/offer"),
            offer.attributes.get("id", "").strip(),
        )
        if offer.is_overgrown:
            return refused(place, "product_key", "row.too_large", key=key, most=LARGEST_PIECE)
        maker = RowMaker(place, self._mapping, currency=self._currency)
        group = offer.attributes.get("group_id", "").strip()
        maker.key(product=group or key, variant=key)
        maker.put(Meaning("sku"), offer.said("vendorCode"))
        maker.name(_name(offer))
        _facts(offer, maker)
        self._params(offer, maker)
        category = offer.said("categoryId")[:200]
        if category:
            maker.categories([CategorySaid(category, self._path(category))])
        _price(offer, maker)
        maker.stock(offer.said("count"))
        maker.available(offer.attributes.get("available", ""))
        if offer.said("disabled").lower() in _YES:
            maker.withdrawn()
        return maker.made()

    def _params(self, offer: Node, maker: RowMaker) -> None:
        """A parameter is a field only where its seller says so: feeds have elements for what they know."""
        for param in offer.all("param"):
            name, unit = (
                param.attributes.get("name", "").strip()[:200],
                param.attributes.get("unit", "").strip(),
            )
            if not name or not param.text.strip():
                continue
            if len(self._mappable) < _MOST_NAMES:
                self._mappable.setdefault(name)
            meaning = chosen(name, self._mapping.fields)
            if meaning is None:
                maker.attribute(name, param.text, unit=unit)
            else:
                maker.put(replace(meaning, unit=unit or meaning.unit), param.text, name=name)


def _name(offer: Node) -> str:
    """The name, else what it is put together from, whether the offer says that it is or not."""
    parts = (offer.said("typePrefix"), offer.said("vendor"), offer.said("model"))
    return offer.said("name") or " ".join(filter(None, parts) if parts[2] else ())


def _facts(offer: Node, maker: RowMaker) -> None:
    maker.put(Meaning("brand"), offer.said("vendor"))
    maker.put(Meaning("origin"), offer.said("country_of_origin"))
    maker.description(offer.said("description"))
    for barcode in offer.all("barcode"):
        maker.barcode(barcode.text)
    for picture in offer.all("picture"):
        maker.image(picture.text)
    # With its packaging, in kilograms.
    maker.put(Meaning("gross_weight", unit="kg"), offer.said("weight"))
    sides = offer.said("dimensions").split("/")
    if len(sides) == len(_SIDES):
        for field, side in zip(_SIDES, sides, strict=True):
            maker.put(Meaning(field, unit="cm"), side)
    elif offer.said("dimensions"):
        maker.marks.wrong("length", "dimensions.invalid", found=offer.said("dimensions")[:60])
    code = offer.one("tn-ved-codes", "tn-ved-code")
    if code is not None:
        maker.put(Meaning("hs_code", book="eaeu"), code.text)


def _price(offer: Node, maker: RowMaker) -> None:
    price = offer.one("price")
    if price is None:
        return
    if price.attributes.get("from", "").strip().lower() in _YES:
        maker.marks.wrong("price", "price.starts_from", found=price.text.strip()[:60])
    else:
        maker.price(price.text, currency=offer.said("currencyId"))

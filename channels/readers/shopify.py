"""What does a product file of Shopify say, with the headers of before 2024 or those of after?"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO

from catalog.neutral import CategorySaid, Header, NeutralRow, Place, SellerMapping
from channels.readers.aliases import Meaning, chosen, folded
from channels.readers.building import RowMaker, refused
from channels.readers.csv_lines import CsvRow, Dialect, csv_rows, dialect_of
from channels.readers.port import HEAD_BYTES, Reading, Source, Unreadable, begun, opened

FORMAT = "shopify"
# More variants and pictures than Shopify lets one product have.
MOST_ROWS_OF_ONE = 2_500
# The headers of both dialects, as `folded` leaves them.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "handle": ("handle", "urlhandle"),
    "title": ("title",),
    "description": ("bodyhtml", "description"),
    "vendor": ("vendor",),
    "category": ("productcategory", "standardproducttype"),
    "type": ("type", "customproducttype"),
    "published": ("published", "publishedononlinestore"),
    "status": ("status",),
    "sku": ("variantsku", "sku"),
    "barcode": ("variantbarcode", "barcode"),
    "grams": ("variantgrams", "weightvaluegrams"),
    "tracker": ("variantinventorytracker", "inventorytracker"),
    "quantity": ("variantinventoryqty", "inventoryquantity"),
    "policy": ("variantinventorypolicy", "continuesellingwhenoutofstock"),
    "price": ("variantprice", "price"),
    "shipping": ("variantrequiresshipping", "requiresshipping"),
    "image": ("imagesrc", "productimageurl"),
    "position": ("imageposition",),
    "alt": ("imagealttext",),
    "variant_image": ("variantimage", "variantimageurl"),
    **{f"option{place} {part}": (f"option{place}{part}",) for place in "123" for part in ("name", "value")},
}
_OF_PICTURES = {"handle", "image", "position", "alt"}
# What else may stand in a cell says that the cells of its row have moved.
_ANSWERS = {"", "true", "false", "yes", "no"}
_ALLOWED = {
    "policy": {*_ANSWERS, "deny", "continue"},
    "shipping": _ANSWERS,
    "published": _ANSWERS,
    "status": {"", "active", "draft", "archived", "unlisted"},
}
_NO_VARIANTS = ("title", "default title")
_LEAST_KNOWN = 3
# Headers that tables of other kinds don't have.
_SURE = {"bodyhtml", "urlhandle", "option1name", "variantsku", "variantprice", "option1value"}
_NOT_ENDED = "the row has no end"


class ShopifyReader:
    """
    Reads the file that Shopify exports and people edit.

    Rows of one handle are one product: the first tells what it is, the others are variants or pictures.
    """

    format = FORMAT

    def detect(self, head: bytes, name: str) -> int:
        """By the handle and the title among its headers."""
        try:
            return 90 if dialect_of(head, _score).score >= _LEAST_KNOWN else 0
        except Unreadable:
            return 0

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """One row a variant, with what the file says of its product."""
        return begun(Header(FORMAT), lambda reading: _rows(source, name, mapping, reading))


@dataclass(slots=True)
class _Product:
    """The rows of a handle, those of variants by line, the pictures of them all."""

    handle: str
    variants: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    refused: list[NeutralRow] = field(default_factory=list)
    size: int = 0
    line: int = 0

    def take(self, line: int, row: Mapping[str, str]) -> None:
        self._count(line)
        self.line = self.line or line
        if row.get("image"):
            self.images[row["image"]] = None
        if any(value for name, value in row.items() if name not in _OF_PICTURES):
            self.variants.append((line, row))

    def refuse(self, row: NeutralRow) -> None:
        """A bad row among those of the product, told after them."""
        self._count(row.place.line)
        self.refused.append(row)

    def _count(self, line: int) -> None:
        self.size += 1
        if self.size > MOST_ROWS_OF_ONE:
            raise Unreadable("shopify.too_many_rows", line=line, most=MOST_ROWS_OF_ONE)


def _rows(source: Source, name: str, mapping: SellerMapping, reading: Reading) -> Iterator[NeutralRow]:
    with opened(source) as stream:
        dialect = _dialect(stream)
        with closing(csv_rows(stream, dialect)) as rows:
            names = next(rows).cells
            columns = _columns(names)
            reading.header = Header(
                FORMAT,
                encoding=dialect.encoding,
                mappable=tuple(dict.fromkeys(filter(None, names))),
                read_as={names[place]: known for known, place in columns.items()},
            )
            yield from _grouped(rows, names, columns | _mapped(names, columns, mapping), name, mapping)


def _grouped(
    rows: Iterator[CsvRow], names: Sequence[str], places: Mapping[str, int], name: str, mapping: SellerMapping
) -> Iterator[NeutralRow]:
    """The rows of products, of which one at a time is in memory; a bad row is refused where it stands."""
    product: _Product | None = None
    for row in rows:
        wrong = _refusal(row, Place(name, row.line), names, places)
        if wrong is not None:
            if product is None:
                yield wrong
            else:
                product.refuse(wrong)
            continue
        told = {known: row.cells[place] for known, place in places.items()}
        if product is None or product.handle != told["handle"]:
            if product is not None:
                yield from _made(product, name, mapping)
            product = _Product(told["handle"])
        product.take(row.line, told | ({} if row.is_ended else {_NOT_ENDED: "true"}))
    if product is not None:
        yield from _made(product, name, mapping)


def _dialect(stream: IO[bytes]) -> Dialect:
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    dialect = dialect_of(head, _score)
    if dialect.score < _LEAST_KNOWN:
        raise Unreadable("table.no_header", most=1)
    return dialect


def _score(rows: Sequence[Sequence[str]]) -> int:
    """How many of the headers are Shopify's, nought without the two that make it so."""
    known = _columns(rows[0]) if rows else {}
    is_shopify = {"handle", "title"} <= set(known) and len({folded(name) for name in rows[0]} & _SURE) > 0
    return len(known) if is_shopify else 0


def _columns(names: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(folded(name), place)
    return {
        known: places[spelt]
        for known, spellings in _COLUMNS.items()
        for spelt in spellings
        if spelt in places
    }


def _mapped(names: Sequence[str], columns: Mapping[str, int], mapping: SellerMapping) -> dict[str, int]:
    """The other columns that a seller has mapped, such as metafields, each by its own name."""
    read = set(columns.values())
    return {
        name: place
        for place, name in enumerate(names)
        if place not in read and name and chosen(name, mapping.fields)
    }


def _refusal(
    row: CsvRow, place: Place, names: Sequence[str], columns: Mapping[str, int]
) -> NeutralRow | None:
    """A row that has more or fewer cells than there are headers, or whose cells have moved, is not read."""
    handle = row.cells[columns["handle"]] if columns["handle"] < len(row.cells) else ""
    if len(row.cells) != len(names):
        return refused(place, "row", "row.ragged", key=handle, cells=len(row.cells), columns=len(names))
    for known, allowed in _ALLOWED.items():
        column = columns.get(known)
        if column is not None and row.cells[column].lower() not in allowed:
            moved = {"column": names[column][:60], "found": row.cells[column][:60]}
            return refused(place, "row", "row.moved", key=handle, **moved)
    return refused(place, "product_key", "key.missing") if not handle else None


def _made(product: _Product, name: str, mapping: SellerMapping) -> Iterator[NeutralRow]:
    first = product.variants[0][1] if product.variants else {}
    for turn, (line, row) in enumerate(product.variants):
        maker = RowMaker(Place(name, line), mapping)
        maker.key(product=product.handle)
        _of_product(first, maker)
        if turn == 0:
            for image in product.images:
                maker.image(image)
        _of_variant(row, first, maker)
        maker.key(variant=_variant_key(row, product.handle))
        for column in row.keys() - _COLUMNS.keys() - {_NOT_ENDED}:
            maker.put(chosen(column, mapping.fields) or Meaning(""), row[column], name=column)
        if row.get(_NOT_ENDED):
            maker.marks.note("row", "row.not_ended")
        yield maker.made()
    if not product.variants and product.images:
        # Pictures alone, of a product whose other rows stand elsewhere.
        maker = RowMaker(Place(name, product.line), mapping)
        maker.key(product=product.handle)
        for image in product.images:
            maker.image(image)
        yield maker.made()
    yield from product.refused


def _of_product(first: Mapping[str, str], maker: RowMaker) -> None:
    """What only the first row of a product tells."""
    if first.get("title"):
        maker.name(first["title"])
    else:
        maker.marks.wrong("name", "shopify.no_title")
    maker.description(first.get("description", ""))
    maker.put(Meaning("brand"), first.get("vendor", ""))
    for known in ("category", "type"):
        if path := first.get(known, ""):
            maker.categories([CategorySaid(path[:200], tuple(part.strip() for part in path.split(">")))])
    if (
        first.get("status", "").lower() in {"draft", "archived"}
        or first.get("published", "").lower() == "false"
    ):
        maker.withdrawn()


def _of_variant(row: Mapping[str, str], first: Mapping[str, str], maker: RowMaker) -> None:
    values = []
    for place in "123":
        option, value = first.get(f"option{place} name", ""), row.get(f"option{place} value", "")
        if value and (option.lower(), value.lower()) != _NO_VARIANTS:
            values.append(value)
            maker.attribute(option or f"Option{place}", value)
    maker.name(", ".join(values), of="variant")
    maker.put(Meaning("sku"), row.get("sku", "").lstrip("'"))
    maker.barcode(row.get("barcode", ""))
    maker.price(row.get("price", ""))
    grams = row.get("grams", "")
    # Nought is what Shopify writes where nobody has weighed.
    maker.put(Meaning("gross_weight", unit="g"), "" if grams.strip("0.") == "" else grams)
    if "tracker" in row and not row["tracker"]:
        # What isn't tracked has a count of nought, and is sold all the same.
        maker.available("true")
    else:
        maker.stock(row.get("quantity", ""))
    if row.get("variant_image"):
        maker.image(row["variant_image"])


def _variant_key(row: Mapping[str, str], handle: str) -> str:
    """The SKU; without one, the handle with the values of the options, which are one variant's."""
    values = [row.get(f"option{place} value", "") for place in "123"]
    return row.get("sku", "").lstrip("'").strip() or "/".join([handle, *filter(None, values)])

"""How are neutral rows, and what a file says of itself, kept as JSON?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from catalog.neutral import (
    AttributeSaid,
    Barcode,
    Books,
    CategorySaid,
    Fault,
    Header,
    HsCode,
    NeutralRow,
    Place,
    PriceSaid,
    PriceType,
    SellerMapping,
    StockSaid,
    UnitSaid,
)

Json = dict[str, Any]

_PLAIN = (
    *("product_key", "variant_key", "sku", "names", "variant_names", "descriptions", "brand", "net_g"),
    *("gross_g", "volume_cm3", "length_mm", "width_mm", "height_mm", "origin", "is_withdrawn"),
)


def row_as_json(row: NeutralRow) -> Json:
    """A row, without what the file doesn't tell; `row_of` reads it again."""
    said: Json = {
        name: value for name in _PLAIN if (value := getattr(row, name)) not in (None, "", False, {})
    }
    for name in ("names", "variant_names", "descriptions"):
        if name in said:
            said[name] = dict(said[name])
    said["place"] = [row.place.file, row.place.line, row.place.path]
    for name in ("barcodes", "attributes", "categories", "prices"):
        if values := getattr(row, name):
            said[name] = [_flat(value) for value in values]
    for name in ("price", "stock", "hs_code", "unit"):
        if (value := getattr(row, name)) is not None:
            said[name] = _flat(value)
    if row.images:
        said["images"] = list(row.images)
    for name in ("faults", "notes"):
        if faults := getattr(row, name):
            said[name] = [fault_as_json(each) for each in faults]
    return said


def row_of(said: Mapping[str, Any]) -> NeutralRow:
    """The row that was kept so."""
    values: Json = {"product_key": "", **{name: said[name] for name in _PLAIN if name in said}}
    for name, make in _LISTS.items():
        if name in said:
            values[name] = tuple(make(each) for each in said[name])
    for name, make in _SINGLES.items():
        if name in said:
            values[name] = make(said[name])
    if "images" in said:
        values["images"] = tuple(said["images"])
    return NeutralRow(place=Place(*said["place"]), **values)


def fault_as_json(fault: Fault) -> Json:
    """A fault, as a list of them is kept with a row."""
    return {"field": fault.field, "code": fault.code, "facts": dict(fault.facts)}


def fault_of(said: Mapping[str, Any]) -> Fault:
    """The fault that was kept so."""
    return Fault(said["field"], said["code"], said.get("facts", {}))


def header_as_json(header: Header) -> Json:
    """What a file says of itself, as JSON."""
    said: Json = _listed(asdict(header))
    return said


def header_of(said: Mapping[str, Any]) -> Header:
    """The header that was kept so."""
    rest = {name: value for name, value in said.items() if name not in ("books", "mappable", "sheets")}
    return Header(
        **rest,
        books=books_of(said.get("books", {})),
        mappable=tuple(said.get("mappable", ())),
        sheets=tuple(said.get("sheets", ())),
    )


def mapping_as_json(mapping: SellerMapping) -> Json:
    """What a seller has chosen, as JSON, the books apart."""
    said: Json = _listed(asdict(mapping))
    del said["books"]
    return said


def mapping_of(said: Mapping[str, Any], books: Books) -> SellerMapping:
    """What a seller has chosen, with the books of earlier files."""
    return SellerMapping(**said, books=books)


def books_as_json(books: Books) -> Json:
    """What keys mean, as JSON."""
    said: Json = _listed(asdict(books))
    return said


def books_in_parts(books: Books, *, most: int) -> Iterator[Json]:
    """The same in parts of about so many characters."""
    part: Json = {}
    weight = 0
    for name, book in books_as_json(books).items():
        for key, meaning in book.items():
            part.setdefault(name, {})[key] = meaning
            weight += len(key) + len(str(meaning))
            if weight >= most:
                yield part
                part, weight = {}, 0
    if part:
        yield part


def books_of(said: Mapping[str, Any]) -> Books:
    """The books that were kept so."""
    return Books(
        properties=said.get("properties", {}),
        answers=said.get("answers", {}),
        categories={key: tuple(path) for key, path in said.get("categories", {}).items()},
        price_types={key: PriceType(**each) for key, each in said.get("price_types", {}).items()},
        warehouses=said.get("warehouses", {}),
    )


def _flat(value: Any) -> Json:
    said = {name: getattr(value, name) for name in type(value).__slots__}
    if "amount" in said:
        said["amount"] = str(said["amount"])
    if "by_warehouse" in said:
        said["by_warehouse"] = dict(said["by_warehouse"])
    # A stock of nought, and that there is nothing of it, are told: to Python both are equal to False.
    return {name: value for name, value in said.items() if value is not None and value not in ("", {}, ())}


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _listed(each) for key, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, tuple | list) else value


def _price_of(said: Mapping[str, Any]) -> PriceSaid:
    return PriceSaid(Decimal(said["amount"]), said.get("currency", ""), said.get("price_type", ""))


def _category_of(said: Mapping[str, Any]) -> CategorySaid:
    return CategorySaid(said.get("key", ""), tuple(said.get("path", ())))


_LISTS: Mapping[str, Callable[[Any], Any]] = {
    "barcodes": lambda said: Barcode(**said),
    "attributes": lambda said: AttributeSaid(
        said.get("name", ""), said.get("value", ""), said.get("unit", ""), said.get("code", "")
    ),
    "categories": _category_of,
    "prices": _price_of,
    "faults": fault_of,
    "notes": fault_of,
}
_SINGLES: Mapping[str, Callable[[Any], Any]] = {
    "price": _price_of,
    "stock": lambda said: StockSaid(**said),
    "hs_code": lambda said: HsCode(said["digits"], said.get("book", "")),
    "unit": lambda said: UnitSaid(said.get("written", ""), said.get("code", "")),
}

"""What does a seller's file say of goods, whichever format it came in?"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# What a property, a requisite or a column of any name may be read as; `attributes.<code>` besides.
FIELDS = (
    *("product_key", "variant_key", "sku", "name", "description", "brand", "barcode"),
    *("price", "currency", "stock", "net_weight", "gross_weight", "volume", "length", "width", "height"),
    *("hs_code", "origin", "unit", "category", "image", "is_withdrawn"),
)
ATTRIBUTE = "attributes."


@dataclass(frozen=True, slots=True)
class Fault:
    """
    What is wrong with one field: a code, with the facts of its sentence.

    `catalog.neutral_wording.fault_said` tells it in the language of whoever reads.
    """

    field: str
    code: str
    facts: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stood: the file's name, the line (the row of a sheet), the element or the sheet."""

    file: str
    line: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A GTIN of 8, 12, 13 or 14 digits; a shop's own code is good inside it and never published."""

    digits: str
    is_in_store: bool = False


@dataclass(frozen=True, slots=True)
class HsCode:
    """
    A customs code as it was written: 6, 8 or 10 digits.

    `book` says whose they are, `eaeu` or `cn`; empty where the file doesn't tell. Only the first six
    mean the same everywhere (the Harmonized System), so nobody copies ten from one book to another.
    """

    digits: str
    book: str = ""

    @property
    def hs6(self) -> str:
        """What is the same in all tariffs."""
        return self.digits[:6]


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """A unit of measure as it was written, and ours that it means; empty where we know none."""

    written: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class PriceSaid:
    """A price as it was written, in major units; currency and type are empty where the file doesn't tell."""

    amount: Decimal
    currency: str = ""
    price_type: str = ""


@dataclass(frozen=True, slots=True)
class StockSaid:
    """
    How many whole units are there: in all, and by the seller's own name of a warehouse.

    Both are told by some files, and need not agree. `is_available` is what files say that count nothing.
    """

    total: int | None = None
    by_warehouse: Mapping[str, int] = dataclasses.field(default_factory=dict)
    is_available: bool | None = None

    @property
    def units(self) -> int | None:
        """One number: the total, else the sum of the warehouses, else nought where none is there."""
        if self.total is not None:
            return self.total
        if self.by_warehouse:
            return sum(self.by_warehouse.values())
        return 0 if self.is_available is False else None


@dataclass(frozen=True, slots=True)
class CategorySaid:
    """A category of the seller's own: its key in the file, its names from the root down."""

    key: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeSaid:
    """A property that no field of ours holds: name, value, unit; `code` if it was mapped to one of ours."""

    name: str
    value: str
    unit: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class NeutralRow:
    """
    What one place of a file says of a product or of a variant of it.

    None, or nothing in a list, means that the file doesn't tell, so that what is known stays. Without
    a `variant_key` it speaks of the product as a whole. A variant alone of its kind has the product's key.
    `names` are the product's on every row, `variant_names` what tells a variant from its siblings.
    A row with `faults` isn't applied; `notes` say what was read otherwise than it was written.
    """

    place: Place
    product_key: str
    variant_key: str = ""
    sku: str | None = None
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    variant_names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    descriptions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    brand: str | None = None
    barcodes: tuple[Barcode, ...] = ()
    price: PriceSaid | None = None
    prices: tuple[PriceSaid, ...] = ()
    stock: StockSaid | None = None
    net_g: int | None = None
    gross_g: int | None = None
    volume_cm3: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    hs_code: HsCode | None = None
    origin: str | None = None
    unit: UnitSaid | None = None
    attributes: tuple[AttributeSaid, ...] = ()
    categories: tuple[CategorySaid, ...] = ()
    images: tuple[str, ...] = ()
    is_withdrawn: bool = False
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceType:
    """A price list of the seller's, by its key."""

    name: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """
    What a file's keys mean, each by its key.

    Later files name keys alone, so whoever keeps files of a seller keeps these and hands them back
    (`SellerMapping.books`). `answers` are the values that properties of reference types point to.
    """

    properties: Mapping[str, str] = dataclasses.field(default_factory=dict)
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    price_types: Mapping[str, PriceType] = dataclasses.field(default_factory=dict)
    warehouses: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def with_later(self, later: "Books") -> "Books":
        """These with what a later file says; where both know a key, the later one counts."""
        return Books(
            {**self.properties, **later.properties},
            {**self.answers, **later.answers},
            {**self.categories, **later.categories},
            {**self.price_types, **later.price_types},
            {**self.warehouses, **later.warehouses},
        )


@dataclass(frozen=True, slots=True)
class Header:
    """
    What a file says of itself.

    `version` is information, never a gate, and so is `dated`, which has any form. `is_changes_only` means
    that what it doesn't name stays; only where it is False may what isn't named be taken from sale, and None
    means that the file doesn't tell. `mappable` are the names of properties, requisites or columns that a
    seller may map to fields; `read_as` those that were understood, with the field.
    """

    format: str
    version: str = ""
    dated: str = ""
    is_changes_only: bool | None = None
    currency: str = ""
    books: Books = dataclasses.field(default_factory=Books)
    mappable: tuple[str, ...] = ()
    read_as: Mapping[str, str] = dataclasses.field(default_factory=dict)
    encoding: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SellerMapping:
    """
    What a seller has chosen for the reading of a file.

    `fields` maps the name of a property, requisite or column to one of `FIELDS`, to `attributes.<code>`,
    or to nothing, which leaves it unread; it goes before what we would guess. `price_type` names the price
    list that buyers pay by, `currency` is that of files that name none, `units` maps units as written to the
    codes of ours, `language` is that of names whose language a file doesn't say, `sheet` a workbook's sheet.

    :raises ValueError: naming a name that is mapped to no such field.
    """

    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    price_type: str = ""
    currency: str = ""
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)
    language: str = "ru"
    sheet: str = ""
    books: Books = dataclasses.field(default_factory=Books)

    def __post_init__(self) -> None:
        for name, target in self.fields.items():
            code = target.removeprefix(ATTRIBUTE)
            if not (target in {"", *FIELDS} or (code and code != target)):
                raise ValueError(f"fields: {name!r} is mapped to {target!r}, which is no field")

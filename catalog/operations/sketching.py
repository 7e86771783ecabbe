"""How are goods that a file tells of for the first time made, before they are saved?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from catalog.import_facts import (
    SIDES,
    Told,
    attribute_faults,
    box_cm3,
    defaults_of,
    said_of,
    size_faults,
    tell_other_mass,
)
from catalog.models import Product, Variant
from catalog.neutral import Fault, NeutralRow
from catalog.neutral_json import row_of
from catalog.operations.matching import Lawbook
from catalog.texts import neat, text_error
from kit.database import new_row

# What a row says of a product as a whole, and holds of variants that are told later.
OF_VARIANTS = (*("sku", "barcodes", "net_g", "gross_g", "volume_cm3"), *SIDES)
_NEEDED = ("net_g", "gross_g", *SIDES)
_LONGEST_CODE = 64


def new_product(said: NeutralRow, told: Told, *, book: Lawbook, at: datetime) -> Product | None:
    """A product by what a row tells of it and what holds of new goods; None: it lacks something."""
    defaults = defaults_of(said, book.known, told)
    columns = {
        "origin_country": defaults.get("origin"),
        "temperature_class": defaults.get("temperature_class"),
        "segregation_class": defaults.get("segregation_class"),
        **told.columns,
    }
    if "tariff_code_id" not in columns and "hs6" in defaults and not told.faults:
        tariff = book.known.tariff(defaults["hs6"])
        columns["tariff_code_id"] = tariff.id if tariff else None
    kind = book.known.kinds.get(defaults.get("category", ""))
    if kind is not None and not kind.is_open:
        told.faults.append(Fault("category", "import.closed_category", {"found": defaults["category"]}))
    facts, faults = attribute_faults(told.attributes, "product", kind)
    told.faults += faults
    wrong = {fault.field for fault in told.faults}
    needed = ("names", "origin_country", "tariff_code_id", "temperature_class", "segregation_class")
    told.faults += [
        Fault(said_of(name), "import.required")
        for name in needed
        if not columns.get(name) and said_of(name) not in wrong
    ]
    told.faults += _code_faults("product_key", said.product_key)
    if told.faults:
        return None
    columns |= {"attributes": facts, "category_id": kind.id if kind else None}
    return new_row(Product, seller=book.seller, code=said.product_key, created_at=at, **columns)


def new_variant(
    said: NeutralRow, told: Told, *, product: Product, book: Lawbook, at: datetime
) -> Variant | None:
    """A variant of a product, likewise."""
    defaults = defaults_of(said, book.known, Told())
    columns = {name: defaults[name] for name in ("package_kind", *SIDES) if name in defaults}
    columns |= told.columns
    if "packaging_g" in defaults:
        told.faults += tell_other_mass(columns, defaults["packaging_g"])
    kind = next((each for each in book.known.kinds.values() if each.id == product.category_id), None)
    facts, faults = attribute_faults(told.attributes, "variant", kind)
    told.faults += faults
    wrong = {fault.field for fault in told.faults}
    told.faults += [
        Fault(said_of(name), "import.required")
        for name in (*_NEEDED, "package_kind")
        if not columns.get(name) and said_of(name) not in wrong
    ]
    sku = sku_of(said)
    told.faults += _code_faults("sku", sku)
    if told.faults:
        return None
    columns.setdefault("volume_cm3", box_cm3(columns))
    told.faults += size_faults(columns)
    if told.faults:
        return None
    return new_row(
        Variant,
        product=product,
        seller=book.seller,
        sku=sku,
        created_at=at,
        **{**columns, "attributes": facts},
    )


def sku_of(said: NeutralRow) -> str:
    """How a new variant is called: as the file says, else by its key, without the product's ahead of it."""
    key = said.variant_key or said.product_key
    return said.sku or (key if len(key) <= _LONGEST_CODE else key.rpartition("#")[2])


def filled(said: NeutralRow, whole: Mapping[str, Any]) -> NeutralRow:
    """A row of a variant with what was told of its product as a whole, where it says nothing itself."""
    if not whole:
        return said
    told = row_of({"place": ["", 0, ""], "product_key": said.product_key, **whole})
    lacking = [name for name in OF_VARIANTS if name in whole and not getattr(said, name)]
    return replace(said, **{name: getattr(told, name) for name in lacking})


def _code_faults(name: str, code: str) -> list[Fault]:
    if len(code) > _LONGEST_CODE:
        return [Fault(name, "import.too_long", {"most": _LONGEST_CODE})]
    return [Fault(name, "import.unreadable")] if text_error(code) or neat(code) != code else []

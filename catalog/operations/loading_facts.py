"""What do the demonstration's sellers tell of themselves and of their goods?"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from catalog.attributes import Spec, check
from catalog.models import Attribute, Brand, Category, Product, Seller, TariffCode, Unit, Variant
from catalog.operations.loading_law import DATA, names_of
from catalog.queries.taxonomy import Asked, asked_of_many, attributes_with_options, spec_of
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle

FACT_COLUMNS = (
    *("product", "category", "brand", "attributes", "variant_attributes"),
    *("description_en", "description_ru", "description_kk", "description_zh"),
)
_YES = {"yes": True, "no": False}
# The sample's SKUs end in the size of their package.
_SIZE = re.compile(r"-([0-9]+)(KG|G|ML|L|PCS)")


@inside_transaction
def load_seller_words(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load what sellers tell of themselves; the sellers must be loaded.

    :raises BadReferenceRow: naming file, row and column.
    """
    sellers = set(Seller.objects.values_list("code", flat=True))
    rows = read_rows(folder / "sample_seller_words.csv", ("seller_code", "description_en"))
    wanted = {
        (row.choices("seller_code", sellers),): {"descriptions": names_of(row, "description")} for row in rows
    }
    return {"seller descriptions": settle(Seller, wanted, key=("code",), at=at).tally}


@inside_transaction
def load_facts(*, at: datetime, folder: Path = DATA) -> dict[str, Tally]:
    """
    Load category, brand, typed facts and descriptions of the sample products, content of their sizes.

    Products and the kinds of goods must be loaded.

    :raises BadReferenceRow: naming file, row and column.
    """
    return facts_of(list(read_rows(folder / "sample_facts.csv", FACT_COLUMNS)), at=at)


@inside_transaction
def facts_of(rows: Sequence[RefRow], *, at: datetime) -> dict[str, Tally]:
    """The same for rows that are read already."""
    products = _products(rows)
    categories = {row.code: row for row in Category.objects.all()}
    asked = asked_of_many(list(categories.values()))
    known = {row.code: spec_of(row) for row in attributes_with_options()}
    brands = dict(Brand.objects.values_list("code", "pk"))
    told = settle(
        Product,
        {
            (products[row.text("product")].seller_id, row.text("product")): {
                "category_id": categories[row.choices("category", categories)].pk,
                "brand_id": brands[row.choices("brand", brands)] if row.has("brand") else None,
                "attributes": _typed(row, "attributes", known, asked[row.text("category")]),
                "descriptions": names_of(row, "description"),
                "eaeu10": _eaeu10(products[row.text("product")].tariff_code),
            }
            for row in rows
        },
        key=("seller_id", "code"),
        at=at,
    )
    sized = settle(Variant, _sizes(rows, products, known, asked), key=("seller_id", "sku"), at=at)
    return {"product facts": told.tally, "variant facts": sized.tally}


def _products(rows: Sequence[RefRow]) -> dict[str, Product]:
    # A real seller may use the same code; the sample's begin with its seller's.
    found = {
        product.code: product
        for product in Product.objects.filter(code__in={row.text("product") for row in rows})
        .select_related("seller", "tariff_code")
        .prefetch_related("variants")
        if product.code.startswith(f"{product.seller.code}-")
    }
    for row in rows:
        row.choices("product", found)
    return found


def _sizes(
    rows: Sequence[RefRow],
    products: Mapping[str, Product],
    known: Mapping[str, Spec],
    asked: Mapping[str, Asked],
) -> dict[tuple[UUID, str], dict[str, Any]]:
    units = dict(Unit.objects.values_list("code", "pk"))
    return {
        (variant.seller_id, variant.sku): {
            "attributes": _typed(row, "variant_attributes", known, asked[row.text("category")]),
            **_content(variant.sku, units),
        }
        for row in rows
        for variant in products[row.text("product")].variants.all()
    }


def _typed(row: RefRow, column: str, known: Mapping[str, Spec], asked: Asked) -> dict[str, Any]:
    """`grade=premium;organic=yes` as typed facts; what staff have the category ask no more is left out."""
    level = Attribute.Level.VARIANT if column.startswith("variant") else Attribute.Level.PRODUCT
    given: dict[str, object] = {}
    for part in row.items(column):
        code, _, value = part.partition("=")
        is_flag = code in known and known[code].kind == Attribute.Kind.FLAG
        given[code] = _YES.get(value, value) if is_flag else value
    checked = check(given, level=level, known=known, asked=known)
    if checked.problems:
        raise row.wrong(column, f"{checked.problems[0].pointer} {checked.problems[0].message}")
    return {code: fact for code, fact in checked.facts.items() if code in asked.attributes}


def _content(sku: str, units: Mapping[str, UUID]) -> dict[str, Any]:
    found = _SIZE.search(sku)
    if found is None:
        return {"unit_id": None, "content": None}
    return {"unit_id": units[found[2].lower()], "content": Decimal(found[1])}


def _eaeu10(code: TariffCode) -> str:
    """The longer code of the EAEU for what travels there; what leaves it has China's."""
    return code.eaeu10 if code.direction == "CN-KZ" else ""

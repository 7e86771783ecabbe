"""What is read out of the product files of Shopify?"""

import csv
from collections.abc import Mapping
from decimal import Decimal
from io import StringIO

import pytest

from catalog.neutral import AttributeSaid, Barcode, CategorySaid, PriceSaid, SellerMapping, StockSaid
from channels.readers.shopify import ShopifyReader
from tests.channels.files import faults, header_of, notes, rows_of, unread

SHOPIFY = ShopifyReader()
OLD = {
    "handle": "Handle",
    "title": "Title",
    "body": "Body (HTML)",
    "vendor": "Vendor",
    "type": "Type",
    "published": "Published",
    "name": "Option1 Name",
    "value": "Option1 Value",
    "sku": "Variant SKU",
    "grams": "Variant Grams",
    "tracker": "Variant Inventory Tracker",
    "quantity": "Variant Inventory Qty",
    "policy": "Variant Inventory Policy",
    "price": "Variant Price",
    "shipping": "Variant Requires Shipping",
    "barcode": "Variant Barcode",
    "image": "Image Src",
    "position": "Image Position",
    "variant_image": "Variant Image",
    "status": "Status",
}
NEW = OLD | {
    "handle": "URL handle",
    "body": "Description",
    "published": "Published on online store",
    "name": "Option1 name",
    "value": "Option1 value",
    "sku": "SKU",
    "grams": "Weight value (grams)",
    "tracker": "Inventory tracker",
    "quantity": "Inventory quantity",
    "policy": "Continue selling when out of stock",
    "price": "Price",
    "shipping": "Requires shipping",
    "barcode": "Barcode",
    "image": "Product image URL",
    "position": "Image position",
    "variant_image": "Variant image URL",
}
FIRST = {
    "handle": "flour",
    "title": "Flour",
    "body": "<p>White.</p><p>Fine.</p>",
    "vendor": "Tsesna",
    "type": "Food",
    "published": "TRUE",
    "name": "Size",
    "value": "5 kg",
    "sku": "FL-5",
    "grams": "5200",
    "tracker": "shopify",
    "quantity": "12",
    "policy": "deny",
    "price": "9.90",
    "shipping": "true",
    "barcode": "'4870120001234",
    "image": "https://a.example/1.jpg",
    "position": "1",
    "status": "active",
}
SECOND = {
    "handle": "flour",
    "value": "10 kg",
    "sku": "FL-10",
    "grams": "0.0",
    "quantity": "-1",
    "tracker": "shopify",
    "price": "18.5",
}
PICTURE = {"handle": "flour", "image": "https://a.example/2.jpg", "position": "2"}


def export(*rows: Mapping[str, str], headers: Mapping[str, str] = OLD) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers.values())
    writer.writerows([row.get(key, "") for key in headers] for row in rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("headers", [OLD, NEW])
def test_a_product_with_variants_and_pictures_is_read_in_both_dialects(headers: Mapping[str, str]) -> None:
    data = export(FIRST, SECOND, PICTURE, headers=headers)
    assert SHOPIFY.detect(data, "products.csv") == 90
    five, ten = rows_of(SHOPIFY, data)
    assert (five.product_key, five.variant_key, five.sku) == ("flour", "FL-5", "FL-5")
    assert (five.names, five.variant_names) == ({"ru": "Flour"}, {"ru": "5 kg"})
    assert (five.descriptions, five.brand) == ({"ru": "White.\n\nFine."}, "Tsesna")
    assert (five.barcodes, five.gross_g) == ((Barcode("4870120001234"),), 5200)
    assert (five.price, five.stock) == (PriceSaid(Decimal("9.90")), StockSaid(12))
    assert (five.attributes, five.categories) == (
        (AttributeSaid("Size", "5 kg"),),
        (CategorySaid("Food", ("Food",)),),
    )
    assert five.images == ("https://a.example/1.jpg", "https://a.example/2.jpg")
    # Only its first row names a product, its brand and its options.
    assert (ten.names, ten.brand, ten.attributes) == (
        {"ru": "Flour"},
        "Tsesna",
        (AttributeSaid("Size", "10 kg"),),
    )
    assert (ten.gross_g, ten.stock, notes(ten)) == (None, StockSaid(0), [("stock", "stock.negative")])
    assert (ten.images, five.faults, ten.faults) == ((), (), ())


def test_a_default_title_is_no_variant() -> None:
    (row,) = rows_of(SHOPIFY, export(FIRST | {"name": "Title", "value": "Default Title"}))
    assert (row.variant_names, row.attributes) == ({}, ())


def test_a_variant_without_sku_is_known_by_its_options() -> None:
    rows = rows_of(SHOPIFY, export(FIRST | {"sku": ""}, SECOND | {"sku": ""}))
    assert [row.variant_key for row in rows] == ["flour/5 kg", "flour/10 kg"]


def test_a_ragged_row_is_refused_and_the_others_are_read() -> None:
    lines = export(FIRST, SECOND, FIRST | {"handle": "bran", "sku": "BR"}).decode().split("\n")
    lines[2] += ",DENY"
    rows = {row.place.line: row for row in rows_of(SHOPIFY, "\n".join(lines).encode())}
    assert faults(rows[3]) == [("row", "row.ragged")]
    assert rows[3].faults[0].facts == {"cells": len(OLD) + 1, "columns": len(OLD)}
    assert [(rows[line].sku, faults(rows[line])) for line in (2, 4)] == [("FL-5", []), ("BR", [])]


@pytest.mark.parametrize("column", ["policy", "shipping", "published", "status"])
def test_a_row_whose_cells_have_moved_is_refused_by_the_column(column: str) -> None:
    (row,) = rows_of(SHOPIFY, export(FIRST | {column: "42.5"}))
    (fault,) = row.faults
    assert (fault.code, fault.facts) == ("row.moved", {"column": OLD[column], "found": "42.5"})
    assert row.price is None


def test_words_under_a_mass_are_refused_by_name() -> None:
    (row,) = rows_of(SHOPIFY, export(FIRST | {"grams": "DENY"}))
    assert faults(row) == [("gross_weight", "number.invalid")]


def test_a_product_that_nobody_has_named_is_refused() -> None:
    (row,) = rows_of(SHOPIFY, export(SECOND))
    assert faults(row) == [("name", "shopify.no_title")]


def test_what_is_not_tracked_is_there_whatever_its_count_says() -> None:
    (row,) = rows_of(SHOPIFY, export(FIRST | {"tracker": "", "quantity": "0"}))
    assert row.stock == StockSaid(is_available=True)


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "archived"}, {"published": "FALSE"}])
def test_what_is_not_published_is_withdrawn_with_all_its_variants(change: dict[str, str]) -> None:
    assert [row.is_withdrawn for row in rows_of(SHOPIFY, export(FIRST | change, SECOND))] == [True, True]


def test_pictures_of_a_product_whose_rows_stand_elsewhere_are_its_own() -> None:
    first, other, pictures = rows_of(SHOPIFY, export(FIRST, FIRST | {"handle": "bran", "sku": "BR"}, PICTURE))
    assert (pictures.product_key, pictures.variant_key, pictures.images) == ("flour", "", (PICTURE["image"],))
    assert [row.faults for row in (first, other, pictures)] == [(), (), ()]
    assert pictures.place.line == 4


def test_lines_within_quotes_are_one_cell() -> None:
    (row,) = rows_of(SHOPIFY, export(FIRST | {"body": 'White,\n"fine"'}))
    assert (row.descriptions, row.place.line) == ({"ru": 'White,\n"fine"'}, 2)


def test_a_seller_says_in_which_currency_prices_are_and_what_other_columns_mean() -> None:
    headers = OLD | {"hs": "Product: HS (custom)"}
    mapping = SellerMapping(currency="USD", language="en", fields={"Product: HS (custom)": "hs_code"})
    (row,) = rows_of(SHOPIFY, export(FIRST | {"hs": "110100"}, headers=headers), mapping)
    assert (row.price, row.names) == (PriceSaid(Decimal("9.90"), "USD"), {"en": "Flour"})
    assert row.hs_code is not None
    assert row.hs_code.hs6 == "110100"


def test_the_header_says_what_is_read() -> None:
    header = header_of(SHOPIFY, export(FIRST))
    assert (header.format, header.read_as["Variant SKU"], header.encoding) == ("shopify", "sku", "utf-8")


def test_no_product_has_rows_without_end() -> None:
    assert unread(SHOPIFY, export(*([FIRST] + [PICTURE] * 2_600))).code == "shopify.too_many_rows"


def test_a_table_of_another_kind_is_none_of_shopifys() -> None:
    assert SHOPIFY.detect(b"sku,title,price\nA,B,1\n", "products.csv") == 0

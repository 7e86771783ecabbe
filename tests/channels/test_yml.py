"""What is read out of feeds for Yandex Market?"""

from decimal import Decimal

import pytest

from catalog.neutral import (
    AttributeSaid,
    Barcode,
    CategorySaid,
    HsCode,
    NeutralRow,
    PriceSaid,
    SellerMapping,
    StockSaid,
)
from channels.readers.yml import YmlReader
from tests.channels.files import faults, header_of, rows_of, unread

YML = YmlReader()
CATEGORIES = (
    '<categories><category id="1">Еда</category><category id="2" parentId="1">Мука</category>'
    '<category id="8" parentId="9">А</category><category id="9" parentId="8">Б</category></categories>'
)


def feed(*offers: str, doctype: str = "", categories: str = CATEGORIES, declared: str = "UTF-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{declared}"?>{doctype}<yml_catalog date="2025-05-16 10:00"><shop>'
        '<currencies><currency id="RUR" rate="1"/><currency id="KZT" rate="0.2"/></currencies>'
        f"{categories}<offers>{''.join(offers)}</offers></shop></yml_catalog>"
    )


def offer(
    *inside: str, attributes: str = 'id="FL-5" available="true"', name: str = "<name>Мука</name>"
) -> str:
    return f"<offer {attributes}>{name}{''.join(inside)}</offer>"


def only(*inside: str, mapping: SellerMapping | None = None, **facts: str) -> NeutralRow:
    (row,) = rows_of(YML, feed(offer(*inside, **facts)).encode(), mapping)
    return row


def test_an_offer_is_read_whole() -> None:
    row = only(
        "<price>16000</price><currencyId>KZT</currencyId><categoryId>2</categoryId><vendor>Цесна</vendor>",
        "<vendorCode>М-1</vendorCode><picture>https://a.example/1.jpg</picture>",
        "<picture>https://a.example/2.jpg</picture><barcode>4870120001234</barcode>",
        "<country_of_origin>Казахстан</country_of_origin><weight>5.2</weight>",
        "<dimensions>30.5/20/8</dimensions><count>12</count>",
        "<tn-ved-codes><tn-ved-code>1101001500</tn-ved-code></tn-ved-codes>",
        '<param name="Сорт">Высший</param><param name="Клейковина" unit="%">28</param>',
    )
    assert (row.product_key, row.variant_key, row.sku) == ("FL-5", "FL-5", "М-1")
    assert (row.names, row.brand, row.origin) == ({"ru": "Мука"}, "Цесна", "KZ")
    assert row.price == PriceSaid(Decimal(16000), "KZT")
    assert row.categories == (CategorySaid("2", ("Еда", "Мука")),)
    assert (row.gross_g, row.length_mm, row.width_mm, row.height_mm) == (5200, 305, 200, 80)
    assert row.stock == StockSaid(12, is_available=True)
    assert row.hs_code == HsCode("1101001500", "eaeu")
    assert row.barcodes == (Barcode("4870120001234"),)
    assert row.images == ("https://a.example/1.jpg", "https://a.example/2.jpg")
    assert row.attributes == (AttributeSaid("Сорт", "Высший"), AttributeSaid("Клейковина", "28", "%"))
    assert row.faults == ()


def test_a_line_that_names_a_document_type_is_passed_over() -> None:
    data = feed(
        offer("<description>Мука&nbsp;белая</description>"),
        doctype='<!DOCTYPE yml_catalog SYSTEM "shops.dtd">',
    )
    (row,) = rows_of(YML, data.encode())
    assert row.descriptions == {"ru": "Мука белая"}


@pytest.mark.parametrize(("declared", "encoding"), [("UTF-8", "utf-8"), ("windows-1251", "cp1251")])
def test_both_encodings_are_read(declared: str, encoding: str) -> None:
    data = feed(offer(), declared=declared).encode(encoding)
    assert YML.detect(data, "feed.xml") == 100
    assert rows_of(YML, data)[0].names == {"ru": "Мука"}


@pytest.mark.parametrize("attributes", ['id="1"', 'id="1" type="vendor.model"'])
def test_a_name_is_put_together_where_there_is_none(attributes: str) -> None:
    row = only(
        "<typePrefix>Мука</typePrefix><vendor>Цесна</vendor><model>Экстра</model>",
        attributes=attributes,
        name="",
    )
    assert row.names == {"ru": "Мука Цесна Экстра"}


def test_offers_of_one_group_are_variants_of_one_product() -> None:
    rows = rows_of(YML, feed(*(offer(attributes=f'id="{key}" group_id="G"') for key in ("A", "B"))).encode())
    assert [(row.product_key, row.variant_key) for row in rows] == [("G", "A"), ("G", "B")]


@pytest.mark.parametrize(
    "written",
    [
        "<![CDATA[<p>Из <b>зерна</b>.</p><p>Без добавок.</p>]]>",
        "&lt;p&gt;Из &lt;b&gt;зерна&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Без добавок.&lt;/p&gt;",
        "&amp;lt;p&amp;gt;Из зерна.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Без добавок.&amp;lt;/p&amp;gt;",
        "Из зерна.\n\nБез добавок.",
    ],
)
def test_descriptions_are_words_however_often_their_tags_were_escaped(written: str) -> None:
    assert only(f"<description>{written}</description>").descriptions == {"ru": "Из зерна.\n\nБез добавок."}


def test_scripts_are_no_words() -> None:
    row = only(
        "<description><![CDATA[До<script>alert('<p>')</script> и <STYLE>p{}</STYLE>после]]></description>"
    )
    assert row.descriptions == {"ru": "До и после"}


def test_a_feed_that_counts_nothing_says_whether_there_is_any() -> None:
    absent = only(attributes='id="1" available="false"').stock
    assert absent == StockSaid(is_available=False)
    assert absent.units == 0
    assert only(attributes='id="1" available="true"').stock == StockSaid(is_available=True)
    assert only(attributes='id="1"').stock is None


def test_a_disabled_offer_is_withdrawn_and_one_to_order_is_not() -> None:
    assert only("<disabled>true</disabled>").is_withdrawn
    assert not only(attributes='id="1" available="false"').is_withdrawn


def test_a_price_that_only_begins_there_is_no_price() -> None:
    row = only('<price from="true">100</price><currencyId>KZT</currencyId>')
    assert (row.price, faults(row)) == (None, [("price", "price.starts_from")])


def test_a_price_without_currency_is_in_that_of_the_feed() -> None:
    row = only("<price>100</price>")
    assert row.price == PriceSaid(Decimal(100), "RUB")
    assert header_of(YML, feed(offer()).encode()).currency == "RUB"


def test_a_category_that_the_feed_does_not_list_keeps_its_key() -> None:
    (row,) = rows_of(YML, feed(offer("<categoryId>77</categoryId>"), categories="").encode())
    assert row.categories == (CategorySaid("77"),)


def test_categories_that_are_each_others_parents_end() -> None:
    assert only("<categoryId>8</categoryId>").categories == (CategorySaid("8", ("Б", "А")),)


def test_a_seller_maps_a_parameter_to_a_field() -> None:
    row = only(
        '<param name="Вес нетто" unit="г">500</param>',
        mapping=SellerMapping(fields={"вес нетто": "net_weight"}),
    )
    assert (row.net_g, row.attributes) == (500, ())
    assert header_of(YML, feed(offer('<param name="Сорт">1</param>')).encode()).mappable == ("Сорт",)


def test_sides_that_are_not_three_are_refused_by_name() -> None:
    assert faults(only("<dimensions>30x20x8</dimensions>")) == [("length", "dimensions.invalid")]


def test_a_customs_code_of_another_length_is_refused_by_name() -> None:
    row = only("<tn-ved-codes><tn-ved-code>11010</tn-ved-code></tn-ved-codes>")
    assert faults(row) == [("hs_code", "hs.leading_zero")]


def test_a_feed_that_declares_an_entity_is_not_read() -> None:
    data = feed(offer(), doctype='<!DOCTYPE yml_catalog [<!ENTITY a "b">]>')
    assert unread(YML, data.encode()).code == "file.entity"

"""What is read out of the price lists that sellers hand to Kaspi.kz?"""

from decimal import Decimal

import pytest

from catalog.neutral import NeutralRow, PriceSaid, SellerMapping, StockSaid
from channels.readers import Unreadable
from channels.readers.kaspi import KaspiReader
from tests.channels.files import faults, header_of, notes, read, rows_of

KASPI = KaspiReader()
PLACE = '<availability available="yes" storeId="PP1" stockCount="7"/>'


def feed(*offers: str, namespace: str = 'xmlns="kaspiShopping"', date: str = "2026-04-13") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<kaspi_catalog date="{date}" {namespace}>'
        f"<company>Цесна</company><merchantid>123</merchantid><offers>{''.join(offers)}</offers></kaspi_catalog>"
    ).encode()


def offer(
    *, sku: str = "FL-5", model: str = "Мука 5 кг", price: str = "<price>3822</price>", places: str = PLACE
) -> str:
    return (
        f'<offer sku="{sku}"><model>{model}</model><brand>Цесна</brand>'
        f"<availabilities>{places}</availabilities>{price}</offer>"
    )


def only(*, mapping: SellerMapping | None = None, **facts: str) -> NeutralRow:
    (row,) = rows_of(KASPI, feed(offer(**facts)), mapping)
    return row


@pytest.mark.parametrize(
    "namespace",
    ['xmlns="kaspiShopping"', "", 'xmlns="http://kaspi.kz/kaspishopping"'],
)
def test_an_offer_is_read_whole_in_every_dialect(namespace: str) -> None:
    data = feed(offer(), namespace=namespace)
    assert KASPI.detect(data, "price.xml") == 100
    (row,) = rows_of(KASPI, data)
    assert (row.product_key, row.variant_key, row.sku) == ("FL-5", "FL-5", "FL-5")
    assert (row.names, row.brand) == ({"ru": "Мука 5 кг"}, "Цесна")
    assert row.price == PriceSaid(Decimal(3822), "KZT")
    assert row.stock == StockSaid(None, {"PP1": 7}, is_available=True)
    assert (row.faults, row.notes, row.is_withdrawn) == ((), (), False)


@pytest.mark.parametrize("date", ["string", "2026-04-13", "2026-08-20T20:53:59Z", "2025-12-11 16:40:00"])
def test_the_date_may_say_anything(date: str) -> None:
    assert len(rows_of(KASPI, feed(offer(), date=date))) == 1
    assert header_of(KASPI, feed(offer(), date=date)).dated == date


def test_a_feed_is_whole_and_counts_in_tenge() -> None:
    header = header_of(KASPI, feed(offer(places=PLACE.replace("PP1", "123_PP2"))))
    assert (header.is_changes_only, header.currency) == (False, "KZT")
    assert header.books.warehouses == {"123_PP2": "123_PP2"}


def test_goods_that_are_nowhere_available_are_withdrawn() -> None:
    row = only(places=PLACE.replace("yes", "no"))
    assert row.is_withdrawn
    assert row.stock == StockSaid(None, {"PP1": 0}, is_available=False)


def test_goods_that_are_available_somewhere_are_not_withdrawn() -> None:
    row = only(places=PLACE + '<availability available="no" storeId="PP2" stockCount="9"/>')
    assert not row.is_withdrawn
    assert row.stock == StockSaid(None, {"PP1": 7, "PP2": 0}, is_available=True)


def test_a_feed_that_counts_nothing_says_that_there_is_some() -> None:
    row = only(places='<availability available="yes" storeId="PP1"/>')
    assert row.stock == StockSaid(None, {}, is_available=True)
    assert row.stock.units is None


def test_availability_straight_in_the_offer_is_read_as_well() -> None:
    (row,) = rows_of(KASPI, feed(f'<offer sku="A"><model>М</model>{PLACE}<price>5</price></offer>'))
    assert row.stock == StockSaid(None, {"PP1": 7}, is_available=True)


def test_the_seller_chooses_the_city_by_whose_prices_buyers_pay() -> None:
    cities = (
        '<cityprices><cityprice cityId="750000000">3900</cityprice>'
        '<cityprice cityId="710000000">4000</cityprice></cityprices>'
    )
    assert faults(only(price=cities)) == [("price", "price.type_not_chosen")]
    row = only(price=cities, mapping=SellerMapping(price_type="710000000"))
    assert (row.price, row.faults) == (PriceSaid(Decimal(4000), "KZT", "710000000"), ())
    assert set(header_of(KASPI, feed(offer(price=cities))).books.price_types) == {"750000000", "710000000"}


def test_a_brand_that_is_none_is_not_told() -> None:
    (row,) = rows_of(KASPI, feed(offer().replace("<brand>Цесна<", "<brand>Без бренда<")))
    assert row.brand is None


def test_the_same_sku_twice_is_refused_the_second_time() -> None:
    first, second = rows_of(KASPI, feed(offer(), offer(model="Мука другая")))
    assert (faults(first), faults(second)) == ([], [("variant_key", "key.doubled")])


def test_cyrillic_that_was_encoded_twice_is_refused_by_name() -> None:
    row = only(model="Мука".encode().decode("cp1251"))
    assert faults(row) == [("name", "text.doubly_encoded")]
    assert faults(only(model="Мука".encode().decode("latin-1").replace("\x9c", "\u0153"))) != []


def test_an_ampersand_that_nobody_escaped_ends_the_reading_with_its_line() -> None:
    reading = read(KASPI, feed(offer(), "\n", offer(sku="B", model="A & B")))
    assert next(reading.rows).sku == "FL-5"
    with pytest.raises(Unreadable) as refusal:
        list(reading.rows)
    assert (refusal.value.code, refusal.value.facts["line"]) == ("file.no_xml", 3)


def test_a_price_of_words_is_refused_by_name() -> None:
    row = only(price="<price>договорная</price>")
    (fault,) = row.faults
    assert (fault.field, fault.code, fault.facts) == ("price", "number.invalid", {"found": "договорная"})


def test_what_is_owed_to_buyers_is_noted() -> None:
    assert notes(only(places=PLACE.replace('"7"', '"-2"'))) == [("stock", "stock.negative")]

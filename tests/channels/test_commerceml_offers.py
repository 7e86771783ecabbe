"""What is read out of the offers that 1C writes: sizes, prices, stock?"""

from decimal import Decimal

import pytest

from catalog.neutral import (
    AttributeSaid,
    NeutralRow,
    PriceSaid,
    PriceType,
    SellerMapping,
    StockSaid,
)
from channels.readers.commerceml import CommerceMlReader
from tests.channels.files import (
    ALMATY,
    ASTANA,
    BOOTS,
    COST,
    FLOUR,
    RETAIL,
    catalogue,
    commerce,
    faults,
    header_of,
    notes,
    offer,
    package,
    price_list,
    prices,
    product,
    rows_of,
    unread,
)

ONE_C = CommerceMlReader()


def offered(*inside: str, mapping: SellerMapping | None = None, lists: str = "", **facts: str) -> NeutralRow:
    (row,) = rows_of(ONE_C, commerce(package(offer(*inside, **facts), lists=lists)).encode(), mapping)
    return row


def there(warehouse: str, units: str) -> str:
    return f'<Склад ИдСклада="{warehouse}" КоличествоНаСкладе="{units}"/>'


def left(warehouse: str, units: str) -> str:
    place = f"<Склад><Ид>{warehouse}</Ид><Количество>{units}</Количество></Склад>"
    return f"<Остатки><Остаток>{place}</Остаток></Остатки>"


def test_an_offer_with_sizes_is_a_variant_of_its_product() -> None:
    features = "".join(
        f"<ХарактеристикаТовара><Наименование>{name}</Наименование><Значение>{value}</Значение></ХарактеристикаТовара>"
        for name, value in (("Размер", "38"), ("Цвет", "Чёрный"))
    )
    row = offered(
        f"<ХарактеристикиТовара>{features}</ХарактеристикиТовара>",
        key=f"{BOOTS}#ad5de1b6#2",
        name="Ботинки (38, Чёрный)",
    )
    assert (row.product_key, row.variant_key) == (BOOTS, f"{BOOTS}#ad5de1b6#2")
    assert (row.names, row.variant_names) == ({"ru": "Ботинки"}, {"ru": "38, Чёрный"})
    assert row.attributes == (AttributeSaid("Размер", "38"), AttributeSaid("Цвет", "Чёрный"))


def test_without_features_the_brackets_behind_the_name_tell_the_size() -> None:
    row = offered(key=f"{BOOTS}#ad5de1b6", name="Ботинки женские (38)")
    assert (row.names, row.variant_names) == ({"ru": "Ботинки женские"}, {"ru": "38"})


def test_an_offer_without_sizes_is_its_product_alone() -> None:
    row = offered(name="Мука (5 кг)")
    assert (row.product_key, row.variant_key) == (FLOUR, FLOUR)
    assert (row.names, row.variant_names) == ({"ru": "Мука (5 кг)"}, {})


def test_an_offer_whose_product_is_not_in_the_file_is_a_row_like_any_other() -> None:
    data = commerce(catalogue(product()), package(offer(), offer(key=BOOTS)))
    rows = rows_of(ONE_C, data.encode())
    assert [(row.product_key, row.variant_key, faults(row)) for row in rows] == [
        (FLOUR, "", []),
        (FLOUR, FLOUR, []),
        (BOOTS, BOOTS, []),
    ]


def test_the_seller_chooses_by_which_of_several_price_lists_buyers_pay() -> None:
    lists = price_list((RETAIL, "Розничная", "KZT"), (COST, "Закупочная", "руб."))
    both = prices((COST, "0"), (RETAIL, "45000.0"))
    row = offered(both, lists=lists, mapping=SellerMapping(price_type=RETAIL))
    assert row.price == PriceSaid(Decimal("45000.0"), "KZT", RETAIL)
    # What they don't pay by may be nonsense.
    assert (row.prices, row.faults) == ((row.price,), ())
    header = header_of(ONE_C, commerce(package(offer(both), lists=lists)).encode())
    assert header.books.price_types == {
        RETAIL: PriceType("Розничная", "KZT"),
        COST: PriceType("Закупочная", "RUB"),
    }
    assert header.currency == ""


def test_a_price_list_is_chosen_by_its_name_too() -> None:
    lists = price_list((RETAIL, "Розничная", "KZT"), (COST, "Закупочная", "KZT"))
    both = prices((COST, "100"), (RETAIL, "150"))
    row = offered(both, lists=lists, mapping=SellerMapping(price_type="Розничная"))
    assert (row.price, notes(row)) == (PriceSaid(Decimal(150), "KZT", RETAIL), [])


def test_the_chosen_price_list_counts_wherever_it_stands() -> None:
    both = prices((COST, "100"), (RETAIL, "150"), currency="KZT")
    row = offered(both, mapping=SellerMapping(price_type=RETAIL))
    assert row.price == PriceSaid(Decimal(150), "KZT", RETAIL)
    assert [each.price_type for each in row.prices] == [COST, RETAIL]


def test_a_file_that_explains_keys_without_end_is_refused() -> None:
    lists = price_list(*((f"list-{number}", "Розничная", "KZT") for number in range(1_001)))
    refusal = unread(ONE_C, commerce(package(offer(), lists=lists)).encode())
    assert (refusal.code, refusal.facts) == ("file.too_many_keys", {"most": 1_000})


def test_of_several_price_lists_none_is_guessed() -> None:
    lists = price_list((RETAIL, "Розничная", "KZT"), (COST, "Закупочная", "KZT"))
    row = offered(prices((COST, "100"), (RETAIL, "150")), lists=lists)
    assert (row.price, faults(row)) == (None, [("price", "price.type_not_chosen")])
    assert row.faults[0].facts["found"] == "Закупочная, Розничная"


def test_the_only_price_list_counts_unless_another_was_chosen() -> None:
    lists = price_list((COST, "Закупочная", "KZT"))
    assert offered(prices((COST, "231.7400")), lists=lists).price == PriceSaid(
        Decimal("231.7400"), "KZT", COST
    )
    row = offered(prices((COST, "100")), lists=lists, mapping=SellerMapping(price_type=RETAIL))
    assert (row.price, faults(row), notes(row)) == (None, [], [("price", "price.type_missing")])


@pytest.mark.parametrize(
    ("written", "code"),
    [("RUB", "RUB"), ("RUR", "RUB"), ("руб.", "RUB"), ("руб", "RUB"), ("тенге", "KZT"), ("KZT", "KZT")],
)
def test_currencies_are_known_in_all_their_spellings(written: str, code: str) -> None:
    row = offered(prices((RETAIL, "10"), currency=written))
    assert row.price is not None
    assert row.price.currency == code


def test_a_currency_in_which_the_shop_does_not_count_refuses_the_row() -> None:
    row = offered(prices((RETAIL, "10"), currency="грн"))
    (fault,) = row.faults
    assert (row.price, fault.field, fault.code, fault.facts["found"]) == (
        None,
        "price",
        "currency.unknown",
        "грн",
    )


@pytest.mark.parametrize(
    ("inside", "stock"),
    [
        ("<Количество>12</Количество>", StockSaid(12)),
        (
            there(ALMATY, "5") + there(ASTANA, "2.0"),
            StockSaid(None, {ALMATY: 5, ASTANA: 2}),
        ),
        (
            left(ALMATY, "5") + left(ASTANA, "1.0000"),
            StockSaid(None, {ALMATY: 5, ASTANA: 1}),
        ),
        (
            "<Количество>9</Количество>" + there(ALMATY, "5"),
            StockSaid(9, {ALMATY: 5}),
        ),
    ],
)
def test_stock_is_read_in_all_its_spellings(inside: str, stock: StockSaid) -> None:
    assert offered(inside).stock == stock


def test_what_is_owed_is_no_stock_and_a_part_of_a_unit_is_none() -> None:
    row = offered(f'<Количество>-3</Количество><Склад ИдСклада="{ALMATY}" КоличествоНаСкладе="2.7"/>')
    assert row.stock == StockSaid(0, {ALMATY: 2})
    assert notes(row) == [("stock", "stock.negative"), ("stock", "stock.rounded_down")]


def test_the_same_offer_twice_in_one_file_counts_once() -> None:
    first, second = rows_of(ONE_C, commerce(package(offer(), offer())).encode())
    assert first.faults == ()
    (fault,) = second.faults
    assert (fault.code, fault.facts) == ("key.doubled", {"found": FLOUR, "line": first.place.line})


def test_a_row_without_any_key_is_refused() -> None:
    assert faults(offered(key="")) == [("product_key", "key.missing")]

"""What is read out of sellers' own tables?"""

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
from channels.readers.tables import TableReader
from tests.channels.files import faults, header_of, notes, read, rows_of, unread, xlsx

TABLE = TableReader()
HEADER = ("Артикул", "Наименование", "Цена", "Остаток")
FLOUR = ("М-1", "Мука", "1 200,50", "12")


def csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return "".join(f"{row}\r\n" for row in rows).encode(encoding)


def told(name: str, cell: object, mapping: SellerMapping | None = None) -> NeutralRow:
    """What a row says whose one column besides the SKU has a name and a cell."""
    (row,) = rows_of(TABLE, xlsx([("Артикул", name), ("М-1", cell)]), mapping)
    return row


# ---- the row of names ------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("Артикул", "Наименование", "Цена, тг", "Остаток, шт", "Вес брутто, кг", "Страна происхождения"),
        ("Артикул", "Тауар атауы", "Бағасы (теңге)", "Қалдық", "Салмағы", "Шыққан елі"),
        ("SKU", "Name", "Price KZT", "Quantity", "Gross weight (kg)", "Country of origin"),
        ("货号", "商品名称", "价格（坚戈）", "库存", "毛重", "原产国"),
    ],
)
def test_columns_are_known_in_four_languages(names: tuple[str, ...]) -> None:
    (row,) = rows_of(TABLE, xlsx([names, ("М-1", "Мука", "1200", "12", "5,2", "KZ")]))
    assert (row.product_key, row.variant_key, row.sku) == ("М-1", "М-1", "М-1")
    assert (row.names, row.price) == ({"ru": "Мука"}, PriceSaid(Decimal(1200), "KZT"))
    assert (row.stock, row.gross_g, row.origin, row.faults) == (StockSaid(12), 5200, "KZ", ())


def test_the_row_of_names_is_searched_among_the_first_twenty() -> None:
    above: list[tuple[str, ...]] = [("Прайс-лист",), (), ("Цена", "в тенге")] + [("…",)] * 17
    reading = read(TABLE, xlsx([*above, HEADER, FLOUR]))
    assert [(row.sku, row.place.line, row.place.path) for row in reading.rows] == [("М-1", 22, "Прайс")]
    assert unread(TABLE, xlsx([*above, ("…",), HEADER, FLOUR])).code == "table.no_header"


def test_blank_rows_above_do_not_count() -> None:
    blank: list[tuple[str, ...]] = [()] * 40
    assert [row.place.line for row in rows_of(TABLE, xlsx([("Прайс-лист",), *blank, HEADER, FLOUR]))] == [43]


def test_names_over_merged_cells_go_on_in_the_row_below() -> None:
    rows = [
        ("Артикул", "Наименование", "Остаток", None, "Цена"),
        (None, None, "Алматы", "Астана", None),
        ("М-1", "Мука", 5, 7, 100),
    ]
    (row,) = rows_of(TABLE, xlsx(rows))
    assert row.stock == StockSaid(None, {"Алматы": 5, "Астана": 7})
    assert row.place.line == 3


def test_goods_right_under_the_names_are_no_names() -> None:
    rows = [("Артикул", "Наименование", None), (None, "Мука без артикула", "белая"), ("М-1", "Мука", "серая")]
    assert len(rows_of(TABLE, xlsx(rows))) == 2


def test_of_several_sheets_the_one_that_names_most_is_read_unless_another_is_chosen() -> None:
    data = xlsx(
        [("Инструкция",), ("Артикул", "Цена")],
        ("Товары", [HEADER, FLOUR]),
        ("Архив", [HEADER, ("М-9", "Старая мука", "1", "0")]),
        sheet="О файле",
    )
    assert [row.sku for row in rows_of(TABLE, data)] == ["М-1"]
    assert header_of(TABLE, data).sheets == ("О файле", "Товары", "Архив")
    assert [row.sku for row in rows_of(TABLE, data, SellerMapping(sheet="Архив"))] == ["М-9"]


@pytest.mark.parametrize("sheet", ["Нет такого", "О файле"])
def test_a_chosen_sheet_that_a_later_file_has_not_or_that_names_nothing_hinders_nobody(sheet: str) -> None:
    data = xlsx([("Инструкция",)], ("Товары", [HEADER, FLOUR]), sheet="О файле")
    assert [row.sku for row in rows_of(TABLE, data, SellerMapping(sheet=sheet))] == ["М-1"]


def test_a_seller_maps_columns_of_any_name() -> None:
    mapping = SellerMapping(
        fields={"Ном.№": "sku", "ИТОГО": "price", "сорт муки": "attributes.grade", "Цена": ""}
    )
    data = xlsx([("Ном.№", "Цена", "Итого", "Сорт_муки"), ("М-1", "чушь", 100, "Высший")])
    (row,) = rows_of(TABLE, data, mapping)
    assert (row.sku, row.price) == ("М-1", PriceSaid(Decimal(100)))
    assert (row.attributes, row.faults) == ((AttributeSaid("Сорт_муки", "Высший", code="grade"),), ())
    assert header_of(TABLE, data, mapping).mappable == ("Ном.№", "Цена", "Итого", "Сорт_муки")


def test_of_two_columns_of_one_field_the_usual_name_counts() -> None:
    (row,) = rows_of(TABLE, xlsx([("Артикул", "Модель", "Наименование"), ("М-1", "X-200", "Мука")]))
    assert row.names == {"ru": "Мука"}


def test_names_in_several_languages_stand_side_by_side() -> None:
    names = ("SKU", "Name_en", "Наименование (рус)", "Атауы (қаз)", "名称 (zh)")
    (row,) = rows_of(TABLE, xlsx([names, ("M", "Flour", "Мука", "Ұн", "面粉")]))
    assert row.names == {"en": "Flour", "ru": "Мука", "kk": "Ұн", "zh-Hans": "面粉"}


def test_a_row_without_sku_is_known_by_its_barcode() -> None:
    (row,) = rows_of(TABLE, xlsx([("Штрихкод", "Цена"), ("4870120001234", 5)]))
    assert (row.product_key, row.variant_key) == ("4870120001234", "4870120001234")


def test_a_row_without_any_key_is_refused() -> None:
    (row,) = rows_of(TABLE, xlsx([HEADER, (None, "Мука", "5", "1")]))
    assert faults(row) == [("product_key", "key.missing")]


# ---- cells -----------------------------------------------------------------------------


def test_a_barcode_that_a_spreadsheet_has_kept_as_a_number_is_whole() -> None:
    assert told("Штрихкод", 4870120001234).barcodes == (Barcode("4870120001234"),)
    assert told("Штрихкод", 4870120001234.0).barcodes == (Barcode("4870120001234"),)


@pytest.mark.parametrize("cell", ["4.87012E+12", "4,87012E+12", "4,87Е+12"])
def test_a_barcode_that_a_spreadsheet_has_rounded_is_refused_with_its_reason(cell: str) -> None:
    (fault,) = told("Штрихкод", cell).faults
    assert (fault.field, fault.code, fault.facts["found"]) == ("barcode", "barcode.scientific", cell)


def test_a_customs_code_without_its_first_nought_is_refused_with_its_reason() -> None:
    (fault,) = told("Код ТН ВЭД", 402109100).faults
    assert (fault.field, fault.code, fault.facts["digits"]) == ("hs_code", "hs.leading_zero", 9)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Код ТН ВЭД", HsCode("1101001500", "eaeu")),
        ("海关编码", HsCode("1101001500", "cn")),
        ("HS code", HsCode("1101001500", "")),
    ],
)
def test_ten_digits_belong_to_the_book_that_the_column_names(name: str, code: HsCode) -> None:
    assert told(name, "1101 00 15 00").hs_code == code
    assert code.hs6 == "110100"


def test_six_digits_belong_to_no_book() -> None:
    assert told("Код ТН ВЭД", "110100").hs_code == HsCode("110100", "")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1\u00a0200,50 ₸", "1200.50"),
        ("1 200 тг.", "1200"),
        ("12,345.60", "12345.60"),
        ("12.345,60", "12345.60"),
        (1200.5, "1200.5"),
        (0.1 + 0.2, "0.3"),
        ("¥99", "99"),
    ],
)
def test_prices_are_read_as_people_write_them(cell: object, amount: str) -> None:
    row = told("Цена", cell)
    assert row.faults == ()
    assert row.price is not None
    assert str(row.price.amount) == amount


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,234", "number.ambiguous"),
        ("по запросу", "number.invalid"),
        ("0", "price.not_positive"),
        ("-5", "price.not_positive"),
        ("1,2,3", "number.invalid"),
        ("1e5", "number.scientific"),
        ("9999999999999", "number.too_large"),
    ],
)
def test_what_is_no_price_is_refused_with_its_reason(cell: str, code: str) -> None:
    assert faults(told("Цена", cell)) == [("price", code)]


@pytest.mark.parametrize(
    ("name", "cell", "grams"),
    [
        ("Вес", "1,4", 1400),
        ("Вес, г", "500", 500),
        ("Вес", "500 г", 500),
        ("Вес, кг", 0.01, 10),
        ("Weight (lb)", "2", 907),
        ("毛重", "2千克", 2000),
    ],
)
def test_masses_are_read_in_the_unit_that_name_or_cell_says(name: str, cell: object, grams: int) -> None:
    assert told(name, cell).gross_g == grams


def test_a_mass_in_another_kind_of_unit_is_refused() -> None:
    assert faults(told("Вес", "2 м")) == [("gross_weight", "measure.unit")]
    assert faults(told("Вес", "-2 кг")) == [("gross_weight", "measure.negative")]


def test_lists_in_one_cell_are_taken_apart() -> None:
    names = ("Артикул", "Фото", "Категория", "Штрихкод")
    cells = (
        "М-1",
        "https://a.example/1.jpg, https://a.example/2.jpg",
        "Еда > Мука",
        "4870120001234; 4006381333931",
    )
    (row,) = rows_of(TABLE, xlsx([names, cells]))
    assert row.images == ("https://a.example/1.jpg", "https://a.example/2.jpg")
    assert row.categories == (CategorySaid("Еда > Мука", ("Еда", "Мука")),)
    assert [each.digits for each in row.barcodes] == ["4870120001234", "4006381333931"]


def test_empty_rows_are_no_rows_however_many() -> None:
    blank: list[tuple[str | None, ...]] = [(None,), ("",), ("  ",)]
    rows = rows_of(TABLE, xlsx([HEADER, *blank * 100, FLOUR, *blank * 100]))
    assert [(row.sku, row.place.line) for row in rows] == [("М-1", 302)]


def test_a_country_that_nobody_knows_is_refused_by_name() -> None:
    (fault,) = told("Страна", "Атлантида").faults
    assert (fault.field, fault.code, fault.facts) == ("origin", "origin.unknown", {"found": "Атлантида"})


def test_a_flag_may_be_said_in_any_language() -> None:
    assert told("Снят с продажи", "да").is_withdrawn
    assert not told("下架", "否").is_withdrawn
    assert faults(told("Снят с продажи", "может быть")) == [("is_withdrawn", "flag.invalid")]


# ---- CSV -------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "kz1048"])
def test_a_text_is_read_in_whatever_encoding_and_delimiter(delimiter: str, encoding: str) -> None:
    rows = (delimiter.join(HEADER), delimiter.join(("М-1", "Мука", "1200", "12")))
    data = csv(*rows, encoding=encoding)
    assert TABLE.detect(data, "goods.csv") > 40
    (row,) = rows_of(TABLE, data)
    assert (row.sku, row.names, row.stock, row.place.line) == ("М-1", {"ru": "Мука"}, StockSaid(12), 2)


def test_chinese_and_kazakh_texts_are_told_apart() -> None:
    chinese = csv("货号,商品名称,价格", "A-1,面粉,5", encoding="gb18030")
    kazakh = csv("Артикул;Тауар атауы;Бағасы", "A-1;Ұн;5", encoding="kz1048")
    assert rows_of(TABLE, chinese)[0].names == {"ru": "面粉"}
    assert rows_of(TABLE, kazakh)[0].names == {"ru": "Ұн"}
    assert (header_of(TABLE, chinese).encoding, header_of(TABLE, kazakh).encoding) == ("gb18030", "kz1048")


def test_a_row_with_more_or_fewer_cells_than_names_is_refused_whole() -> None:
    rows = rows_of(
        TABLE, csv(";".join(HEADER), "М-1;Мука;5", "М-2;Мука;белая;5;1", "М-3;Мука;5;1;;", "М-4;Мука;5;1")
    )
    assert [(row.sku, faults(row)) for row in rows] == [
        (None, [("row", "row.ragged")]),
        (None, [("row", "row.ragged")]),
        ("М-3", []),
        ("М-4", []),
    ]


def test_a_last_row_without_its_end_may_have_been_cut_and_says_so() -> None:
    first, last = rows_of(TABLE, csv(";".join(HEADER), "М-1;Мука;5;1", "М-2;Мука;5;10").rstrip()[:-1])
    assert (notes(first), notes(last)) == ([], [("row", "row.not_ended")])


def test_lines_in_quotes_are_one_cell() -> None:
    (row,) = rows_of(TABLE, csv("Артикул;Описание", 'М-1;"Первая\nвторая; строка"'))
    assert (row.descriptions, row.place.line) == ({"ru": "Первая\nвторая; строка"}, 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (csv("Артикул;Описание", 'М-1;"не закрыта'), "file.bad_csv"),
        (csv("Артикул;Цена") + b"M" * 1_100_000, "file.line_too_long"),
        (csv("Артикул;Цена", "М-1;5") * 3_000 + b"\xff\xfe;5\n", "file.not_in_encoding"),
        (b"sku;price\nA\x00;5\n", "file.no_text"),
        (b"\x00\x01\x02", "file.no_text"),
        (b"", "file.empty"),
        (b"hello\n", "table.no_header"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert unread(TABLE, data).code == code


# ---- Kaspi's spreadsheet ---------------------------------------------------------------

KASPI = ("SKU", "model", "brand", "price", "PP1", "PP2", "preorder")


def test_the_spreadsheet_of_kaspi_counts_by_pick_up_point() -> None:
    data = xlsx(
        [
            KASPI,
            ("FL-5", "Мука", "Цесна", 3822, 7, "yes", None),
            ("FL-6", "Отруби", "Цесна", 100, "no", "no", 3),
        ]
    )
    first, second = rows_of(TABLE, data)
    assert (first.names, first.price) == ({"ru": "Мука"}, PriceSaid(Decimal(3822), "KZT"))
    assert (first.stock, first.is_withdrawn) == (StockSaid(None, {"PP1": 7}, is_available=True), False)
    assert (second.stock, second.is_withdrawn) == (
        StockSaid(None, {"PP1": 0, "PP2": 0}, is_available=False),
        True,
    )
    header = header_of(TABLE, data)
    assert (header.format, header.currency, header.is_changes_only) == ("kaspi_sheet", "KZT", False)

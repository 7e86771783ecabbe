"""Which values may stand in a row of a seller's file, and what do they mean?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.neutral import FIELDS, Barcode, HsCode, Place, SellerMapping
from channels.readers.aliases import Meaning, chosen, meaning_of
from channels.readers.building import RowMaker, without_tags
from channels.readers.rules import (
    Marks,
    Wrong,
    barcode_of,
    cm3_of,
    currency_of,
    decimal_of,
    grams_of,
    hs_code_of,
    mm_of,
    origin_of,
    price_of,
    stock_of,
    text_of,
)
from channels.readers.units import unit_said


def why(read: object, written: str) -> str:
    with pytest.raises(Wrong) as wrong:
        read(written)  # type: ignore[operator]
    return wrong.value.code


@pytest.mark.parametrize(
    ("written", "in_store"),
    [
        # The check digit by hand: 3·(8+0+2+0+1+3) + (4+7+1+0+0+2) = 42 + 14 = 56, and 60 - 56 = 4.
        ("4870120001234", False),
        # The worked example of the General Specifications: 629104150021 has 3.
        ("6291041500213", False),
        ("96385074", False),
        ("036000291452", False),
        ("16291041500210", False),
        ("2000018987155", True),
        ("0212345678909", True),
        ("0412345678903", True),
        ("20123451", True),
        ("02345673", True),
    ],
)
def test_a_barcode_with_the_right_check_digit_is_taken(written: str, in_store: bool) -> None:
    assert barcode_of(written) == Barcode(written, in_store)


@given(st.integers(10**12, 10**13 - 1), st.integers(1, 9))
def test_any_other_check_digit_is_refused(number: int, other: int) -> None:
    body = str(number)[:12]
    right = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    assert barcode_of(f"{body}{right}").digits == f"{body}{right}"
    assert why(barcode_of, f"{body}{(right + other) % 10}") == "barcode.check_digit"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("4.87012E+12", "barcode.scientific"),
        ("4,87012Е+12", "barcode.scientific"),
        ("487012000123", "barcode.check_digit"),
        ("12345", "barcode.length"),
        ("48701200012345678", "barcode.length"),
        ("ABC-123", "barcode.not_digits"),
        ("٤٨٧٠١٢٠٠٠١٢٣٤", "barcode.not_digits"),
    ],
)
def test_what_is_no_barcode_is_refused_with_its_reason(written: str, code: str) -> None:
    assert why(barcode_of, written) == code


@pytest.mark.parametrize(
    "written", ["'4870120001234", "4 870120 001234", "4870120001234.0", "4870120001234\u00a0"]
)
def test_what_programs_put_around_a_barcode_is_none_of_it(written: str) -> None:
    assert barcode_of(written).digits == "4870120001234"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1\u00a0234\u202f567,89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("-0,5", "-0.5"),
        ("−5", "-5"),
        (".5", "0.5"),
        ("45000.0", "45000.0"),
        ("231.7400", "231.7400"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, number: str) -> None:
    assert str(decimal_of(written)) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.23.4567", "number.invalid"),
        ("12,34,567", "number.invalid"),
        ("1,23.45,6", "number.invalid"),
        ("NaN", "number.invalid"),
        ("inf", "number.invalid"),
        ("", "number.invalid"),
        ("-", "number.invalid"),
        ("1" * 40, "number.invalid"),
        ("1e9999", "number.scientific"),
        ("٣", "number.invalid"),
    ],
)
def test_what_is_no_number_is_refused(written: str, code: str) -> None:
    assert why(decimal_of, written) == code


@given(st.text(max_size=30))
def test_no_text_breaks_a_rule(text: str) -> None:
    for read in (
        decimal_of,
        price_of,
        currency_of,
        barcode_of,
        origin_of,
        hs_code_of(),
        grams_of(),
        text_of("name"),
    ):
        try:
            read(text)
        except Wrong as wrong:
            assert wrong.code  # noqa: PT017


def test_a_whole_comma_of_a_price_may_part_thousands_so_it_is_refused() -> None:
    assert why(price_of, "1,234") == "number.ambiguous"
    assert price_of("1,23") == Decimal("1.23")
    assert price_of("1,234.00") == Decimal("1234.00")
    # Nobody writes thousands of kilograms so.
    assert grams_of()("1,234") == 1234


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("RUR", "RUB"),
        ("₸", "KZT"),
        ("Тенге", "KZT"),
        ("cny", "CNY"),
        ("人民币", "CNY"),
        ("398", "KZT"),
        ("€", "EUR"),
    ],
)
def test_currencies_have_many_names(written: str, code: str) -> None:
    assert currency_of(written) == code


@pytest.mark.parametrize("written", ["UAH", "грн.", "BYN", "XXX", "валюта"])
def test_a_currency_in_which_nobody_pays_here_is_refused(written: str) -> None:
    assert why(currency_of, written) == "currency.unknown"


@pytest.mark.parametrize(("written", "digits"), [("110100", 6), ("1101 00 15", 8), ("1101.00.150.0", 10)])
def test_customs_codes_are_kept_as_long_as_they_were_written(written: str, digits: int) -> None:
    code = hs_code_of("eaeu")(written)
    assert (len(code.digits), code.book, code.hs6) == (digits, "" if digits == 6 else "eaeu", "110100")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1101", "hs.length"),
        ("402109100", "hs.leading_zero"),
        ("40210", "hs.leading_zero"),
        ("110l00", "hs.not_digits"),
    ],
)
def test_customs_codes_of_other_lengths_are_refused(written: str, code: str) -> None:
    assert why(hs_code_of(), written) == code


def test_six_digits_of_a_code_are_nobodys_own() -> None:
    assert hs_code_of("cn")("110100") == hs_code_of("eaeu")("110100") == HsCode("110100")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("КАЗАХСТАН", "KZ"),
        ("Қазақстан", "KZ"),
        ("哈萨克斯坦", "KZ"),
        ("KAZ", "KZ"),
        ("398", "KZ"),
        ("Россия", "RU"),
        ("КОРЕЯ, РЕСПУБЛИКА", "KR"),
        ("North Korea", "KP"),
        ("Киргизия", "KG"),
    ],
)
def test_countries_have_many_names(written: str, code: str) -> None:
    assert origin_of(written) == code


@pytest.mark.parametrize(
    ("codes", "words", "ours"),
    [
        (("796 ",), ("",), "pcs"),
        (("6",), (), ""),
        (("06",), (), "m"),
        (("1",), ("шт.",), "pcs"),
        ((), ("KGM",), "kg"),
        (("", "NMB"), (), "pcs"),
        ((), ("千克",), "kg"),
        ((), ("дана",), "pcs"),
        ((), ("Литр",), "l"),
    ],
)
def test_units_are_known_by_three_books_and_four_languages(
    codes: tuple[str, ...], words: tuple[str, ...], ours: str
) -> None:
    said = unit_said(codes=codes, words=words, mapped={})
    assert said is not None
    assert said.code == ours


def test_lengths_and_volumes_are_whole_millimetres_and_cubic_centimetres() -> None:
    assert (mm_of()("30.5"), mm_of()("1,2 м"), cm3_of()("0.027"), cm3_of()("2 л")) == (
        305,
        1200,
        27_000,
        2_000,
    )


def test_stock_is_whole_and_never_less_than_nothing() -> None:
    marks = Marks()
    assert [stock_of(marks, "stock", each) for each in ("7.0000", "-3", "2.9", "много")] == [7, 0, 2, None]
    assert [each.code for each in marks.notes] == ["stock.negative", "stock.rounded_down"]
    assert [each.code for each in marks.faults] == ["number.invalid"]


def test_words_lose_what_nobody_sees_and_keep_what_they_say() -> None:
    assert text_of("name")("\ufeff Мука\u00ad  «Экстра»\u200b ") == "Мука «Экстра»"
    assert why(text_of("name"), "Мука\u202eаклум") == "text.control_characters"
    assert why(text_of("sku"), "A" * 65) == "text.too_long"


@pytest.mark.parametrize("encoding", ["cp1251", "latin-1"])
def test_words_that_were_encoded_twice_are_refused(encoding: str) -> None:
    assert why(text_of("name"), "Рис".encode().decode(encoding)) == "text.doubly_encoded"


@pytest.mark.parametrize("words", ["РС-20", "Ñandú café", "Мука СОРТ «Р»", "面粉", "Үн"])
def test_words_that_only_look_so_are_not(words: str) -> None:
    assert text_of("name")(words) == words


def test_a_sign_that_is_no_tag_stays() -> None:
    assert without_tags("Жир < 5 % и > 1 %") == "Жир < 5 % и > 1 %"
    assert without_tags("<ul><li>Один</li><li>Два</li></ul>") == "\n\nОдин\n\nДва\n\n"


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Вес нетто (г)", Meaning("net_weight", unit="г")),
        ("ШТРИХ-КОД", Meaning("barcode")),
        ("Ед. изм.", Meaning("unit")),
        ("Объём, м3", Meaning("volume", unit="м3")),
        ("Цена (₸)", Meaning("price", currency="KZT")),
        ("Остаток Склад №2", Meaning("stock", warehouse="Склад №2")),
        ("Описание_kk", Meaning("description", language="kk")),
        ("Цена закупа", None),
        ("Примечание", None),
    ],
)
def test_names_mean_fields_with_what_they_say_besides(name: str, meaning: Meaning | None) -> None:
    assert meaning_of(name) == meaning


def test_a_seller_maps_to_fields_that_there_are() -> None:
    for field in FIELDS:
        maker = RowMaker(Place("goods.csv", 1), SellerMapping(fields={"Что-то": field}))
        maker.put(Meaning(field), "7")
        assert maker.made().place.line == 1
    assert SellerMapping(fields={"Сорт": "attributes.grade", "Цвет": ""}).fields
    for target in ("colour", "attributes.", "attributes"):
        with pytest.raises(ValueError, match="'Цвет' is mapped to"):
            SellerMapping(fields={"Цвет": target})


def test_what_a_seller_chose_keeps_the_unit_of_its_name() -> None:
    assert chosen("Масса брутто, г", {"масса БРУТТО г": "net_weight"}) == Meaning("net_weight", unit="г")
    assert chosen("Сорт", {"Цвет": "brand"}) is None

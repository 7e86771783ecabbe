"""Sizes, codes and words come out of a text in one form, however they were typed."""

import pytest

from storefront.words.folding import LONGEST_TEXT
from storefront.words.tokens import Kind, tokens_of


def texts(text: str) -> list[str]:
    """The normal forms of a text's tokens."""
    return [token.text for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("麵粉", "面粉"),
        ("駱駝奶粉", "骆驼奶粉"),
        ("蕎麥 2公斤", "荞麦 2公斤"),
        ("面粉", "面粉"),
        ("皇后", "皇后"),
    ],
)
def test_traditional_characters_are_the_simplified_ones(traditional: str, simplified: str) -> None:
    assert tokens_of(traditional) == tokens_of(simplified)


@pytest.mark.parametrize(
    "typed",
    ["2 kg", "2kg", "2 Kg.", "2кг", "2 килограмма", "2千克", "2 公斤", "２ｋｇ", "2000 g", "2,0 кг", "4斤"],
)
def test_two_kilograms_are_one_word_in_every_language(typed: str) -> None:
    assert texts(typed) == ["2000g"]


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("500 ml", "500ml"),
        ("0,5 л", "500ml"),
        ("500毫升", "500ml"),
        ("20,000 mAh", "20000mah"),
        ("20000 мА·ч", "20000mah"),
        ("20000毫安时", "20000mah"),
        ("6,7 дюйма", "6d7in"),
        ("6.7英寸", "6d7in"),
        ("1 дана", "1pcs"),
        ("1件", "1pcs"),
    ],
)
def test_a_size_is_its_number_of_a_base_unit(typed: str, normal: str) -> None:
    assert texts(typed) == [normal]


def test_a_unit_inside_a_word_is_no_unit() -> None:
    assert texts("2 kgb") == ["2", "kgb"]
    assert texts("3 little") == ["3", "little"]


@pytest.mark.parametrize("typed", ["200x220", "200 x 220", "200×220", "200*220", "200х220"])
def test_the_two_sides_of_a_thing_are_one_word(typed: str) -> None:
    assert texts(typed) == ["200x220"]


def test_sides_keep_the_unit_behind_them_apart_so_that_it_may_be_left_out() -> None:
    assert texts("200x220 cm") == ["200x220", "2200mm"]
    assert texts("12 x 25 г, 300 г") == ["12x25", "25g", "300g"]


def test_a_standard_is_its_numbers() -> None:
    assert texts("ГОСТ 26574-2017") == ["гост", "26574", "2017"]


@pytest.mark.parametrize(
    "standard",
    [
        *(
            "GB/T 1355-2021",
            "GB 1355",
            "QB/T 2653",
            "ISO 9001:2015",
            "IEC 62368-1",
            "EN 61000-3-2",
            "GOST 572",
        ),
        *("ГОСТ 26574-2017", "ГОСТ Р 52189-2003", "СТ РК 166-2015", "ТР ТС 004/2011"),
    ],
)
def test_a_standard_is_the_same_with_and_without_a_space_before_its_number(standard: str) -> None:
    publisher, _, number = standard.rpartition(" ")
    for around in ("{}", "按{}标准", "flour, {}."):
        joined, apart = around.format(publisher + number), around.format(standard)
        assert texts(joined) == texts(apart)


@pytest.mark.parametrize("code", ["KZ01-FLR-2KG", "GB01-FLR-2KG", "CN/12", "GB/T1355-A"])
def test_what_has_letters_behind_its_number_is_a_code_and_no_standard(code: str) -> None:
    assert texts(code) == [code.lower()]
    assert texts("TR CU 009/2011") == ["tr", "cu", "009", "2011"]


def test_a_sku_is_a_code_as_it_was_typed() -> None:
    [token] = tokens_of("KZ01-FLR-PRM-2KG")
    assert (token.text, token.kind) == ("kz01-flr-prm-2kg", Kind.CODE)


def test_a_text_longer_than_any_name_is_looked_at_no_further() -> None:
    assert texts("x " * LONGEST_TEXT) == ["x"] * (LONGEST_TEXT // 2)


def test_words_lose_case_accents_and_possession() -> None:
    assert texts("Mare’s МЁД й SPF50+") == ["mare", "мед", "й", "spf50"]


def test_a_word_typed_in_two_alphabets_is_read_in_one() -> None:
    assert texts("мoлoкo") == ["молоко"]


def test_chinese_comes_in_runs_between_signs() -> None:
    assert texts("烘焙用小麦粉（特等），2千克") == ["烘焙用小麦粉", "特等", "2000g"]


@pytest.mark.parametrize("typed", ["", "   ", "'&|!():*<->", "\x00\ud800\ufffe", "）（！", "-" * 500])
def test_what_has_no_word_has_no_tokens(typed: str) -> None:
    assert texts(typed) == []

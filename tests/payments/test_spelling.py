"""Are sums written in words as Russian and Kazakh have them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import CURRENCIES, Money
from payments.spelling import in_words


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (0, "KZT", "Ноль тенге 00 тиынов"),
        (1_01, "KZT", "Один тенге 01 тиын"),
        (1_00, "CNY", "Один юань 00 фэней"),
        (2_02, "CNY", "Два юаня 02 фэня"),
        (5_05, "CNY", "Пять юаней 05 фэней"),
        (11_11, "CNY", "Одиннадцать юаней 11 фэней"),
        (21_21, "RUB", "Двадцать один рубль 21 копейка"),
        (112_00, "USD", "Сто двенадцать долларов США 00 центов"),
        (1_000_00, "KZT", "Одна тысяча тенге 00 тиынов"),
        (2_022_50, "KZT", "Две тысячи двадцать два тенге 50 тиынов"),
        (11_000_00, "KZT", "Одиннадцать тысяч тенге 00 тиынов"),
        (123_456_78, "KZT", "Сто двадцать три тысячи четыреста пятьдесят шесть тенге 78 тиынов"),
        (1_000_000_00, "EUR", "Один миллион евро 00 евроцентов"),
        (2_000_001_00, "CNY", "Два миллиона один юань 00 фэней"),
        (1_001, "KRW", "Одна тысяча одна вона"),
        (22, "KRW", "Двадцать две воны"),
        (5_001_000_000_000_00, "KZT", "Пять триллионов один миллиард тенге 00 тиынов"),
    ],
)
def test_a_sum_in_russian(minor: int, currency: str, said: str) -> None:
    assert in_words(Money(minor, currency), "ru") == said


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (0, "KZT", "Нөл теңге 00 тиын"),
        (1_01, "KZT", "Бір теңге 01 тиын"),
        (17_50, "CNY", "Он жеті юань 50 фэнь"),
        (100_00, "KZT", "Бір жүз теңге 00 тиын"),
        (1_000_00, "KZT", "Бір мың теңге 00 тиын"),
        (123_456_78, "KZT", "Бір жүз жиырма үш мың төрт жүз елу алты теңге 78 тиын"),
        (999_999_99, "USD", "Тоғыз жүз тоқсан тоғыз мың тоғыз жүз тоқсан тоғыз АҚШ доллары 99 цент"),
        (2_030_040_00, "KZT", "Екі миллион отыз мың қырық теңге 00 тиын"),
        (35_000, "KRW", "Отыз бес мың вона"),
        (1_000_000_060_00, "KZT", "Бір миллиард алпыс теңге 00 тиын"),
    ],
)
def test_a_sum_in_kazakh(minor: int, currency: str, said: str) -> None:
    assert in_words(Money(minor, currency), "kk") == said


_KK_ONES = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_KK_TENS = ("он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
_NUMBERS = {
    **{word: number for number, word in enumerate(_KK_ONES)},
    **dict(zip(_KK_TENS, range(10, 100, 10), strict=True)),
}
_SCALES = {"мың": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def read(said: str) -> int:
    """The number that Kazakh words are."""
    whole = group = 0
    for word in said.lower().split():
        if word in _SCALES:
            whole, group = whole + group * _SCALES[word], 0
        else:
            group = group * 100 if word == "жүз" else group + _NUMBERS[word]
    return whole + group


@given(st.integers(1, 10**13 - 1))
def test_what_is_written_is_read_as_the_same_number(number: int) -> None:
    assert read(in_words(Money(number * 100, "KZT"), "kk").removesuffix(" теңге 00 тиын")) == number


@given(st.integers(0, 10**14), st.sampled_from(CURRENCIES), st.sampled_from(["ru", "kk"]))
def test_every_sum_of_every_currency_has_words(minor: int, currency: str, language: str) -> None:
    said = in_words(Money(minor, currency), language)
    assert "  " not in said
    assert said[0].isupper()


@pytest.mark.parametrize("language", ["en", "zh-Hans", ""])
def test_other_languages_write_digits(language: str) -> None:
    with pytest.raises(ValueError, match="not written in words"):
        in_words(Money(100, "KZT"), language)


def test_no_sum_below_nought_is_written_in_words() -> None:
    with pytest.raises(ValueError, match="below nought"):
        in_words(Money(-1, "KZT"), "ru")

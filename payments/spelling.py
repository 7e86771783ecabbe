"""How is a sum of money written in words, as bills in Russian and Kazakh have it?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kit.money import EXPONENTS, Money

_Forms = tuple[str, str, str]


class _Russian(NamedTuple):
    """One, few and many of a currency's unit, and its minor unit, if any, which stands after digits."""

    unit: _Forms
    minor: _Forms | None = None
    is_feminine: bool = False


_RU: Mapping[str, _Russian] = {
    "KZT": _Russian(("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов")),
    "CNY": _Russian(("юань", "юаня", "юаней"), ("фэнь", "фэня", "фэней")),
    "USD": _Russian(("доллар США", "доллара США", "долларов США"), ("цент", "цента", "центов")),
    "EUR": _Russian(("евро", "евро", "евро"), ("евроцент", "евроцента", "евроцентов")),
    "RUB": _Russian(("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
    "KRW": _Russian(("вона", "воны", "вон"), is_feminine=True),
}
_KK: Mapping[str, tuple[str, str]] = {
    "KZT": ("теңге", "тиын"),
    "CNY": ("юань", "фэнь"),
    "USD": ("АҚШ доллары", "цент"),
    "EUR": ("еуро", "еуроцент"),
    "RUB": ("ресей рублі", "копейка"),
    "KRW": ("вона", ""),
}
# From the third power of a thousand down; the thousand itself is feminine in Russian.
_RU_SCALES: Sequence[_Forms] = (
    ("триллион", "триллиона", "триллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("миллион", "миллиона", "миллионов"),
    ("тысяча", "тысячи", "тысяч"),
)
_KK_SCALES = ("триллион", "миллиард", "миллион", "мың")
_RU_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_RU_TEENS = (
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать"),
    *("пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
_RU_TENS = (
    *("", "", "двадцать", "тридцать", "сорок"),
    *("пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
_RU_HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста"),
    *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
_KK_ONES = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_KK_TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
LANGUAGES = ("ru", "kk")


def in_words(amount: Money, language: str) -> str:
    """
    "Одна тысяча двести тенге 50 тиынов", "Бір мың екі жүз теңге 50 тиын": units in words, the rest in digits.

    :raises ValueError: for a sum below nought, or a language other than Russian and Kazakh.
    """
    if amount.minor < 0:
        raise ValueError("a sum below nought isn't written in words")
    if language not in LANGUAGES:
        raise ValueError(f"sums are not written in words in {language}")
    exponent = EXPONENTS[amount.currency]
    whole, rest = divmod(amount.minor, 10**exponent)
    digits = f"{rest:0{exponent}d}" if exponent else ""
    if language == "ru":
        names = _RU[amount.currency]
        said = f"{_russian(whole, is_feminine=names.is_feminine)} {_form(whole, names.unit)}"
        minor = _form(rest, names.minor) if names.minor else ""
    else:
        unit, minor = _KK[amount.currency]
        said = f"{_kazakh(whole)} {unit}"
    return " ".join([said[0].upper() + said[1:], *((digits, minor) if digits else ())])


def _russian(number: int, *, is_feminine: bool) -> str:
    if number == 0:
        return "ноль"
    words: list[str] = []
    groups = _groups(number)
    for group, scale in zip(groups, _RU_SCALES, strict=False):
        if group:
            words += [*_russian_group(group, is_feminine=scale is _RU_SCALES[-1]), _form(group, scale)]
    return " ".join([*words, *_russian_group(groups[-1], is_feminine=is_feminine)])


def _russian_group(group: int, *, is_feminine: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    if tens == 1:
        words = [_RU_HUNDREDS[hundreds], _RU_TEENS[ones]]
    else:
        last = {1: "одна", 2: "две"}.get(ones, _RU_ONES[ones]) if is_feminine else _RU_ONES[ones]
        words = [_RU_HUNDREDS[hundreds], _RU_TENS[tens], last]
    return [word for word in words if word]


def _form(number: int, forms: _Forms) -> str:
    """1, 21, 101 take the first; 2 to 4, 22 the second; 5, 11 to 14, 0 the third."""
    tens, ones = number // 10 % 10, number % 10
    if tens == 1 or ones == 0 or ones > 4:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]


def _kazakh(number: int) -> str:
    if number == 0:
        return "нөл"
    words: list[str] = []
    groups = _groups(number)
    for group, scale in zip(groups, _KK_SCALES, strict=False):
        if group:
            words += [*_kazakh_group(group), scale]
    return " ".join([*words, *_kazakh_group(groups[-1])])


def _kazakh_group(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    # "One hundred", not "hundred": papers about money leave no room before a word.
    words = [_KK_ONES[hundreds], "жүз" if hundreds else "", _KK_TENS[tens], _KK_ONES[ones]]
    return [word for word in words if word]


def _groups(number: int) -> list[int]:
    """Five groups of three digits, from trillions down."""
    return [number // 1000**power % 1000 for power in (4, 3, 2, 1, 0)]

"""Is a value of a seller's file what it should be, and which one is meant?"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from stdnum import ean

from catalog.neutral import Barcode, Fault, HsCode
from catalog.texts import neat, text_error
from kit.countries import code_of_country
from kit.money import CURRENCIES

T = TypeVar("T")

# A name, a key and a description that no page has room for; the catalogue's own limits are not larger.
LONGEST = {"key": 200, "sku": 64, "name": 200, "description": 10_000, "value": 200}
# A number, a code or an answer; patterns would be tried on what is longer for hours.
_LONGEST_SHORT = 100
MOST_UNITS = 1_000_000_000
MOST_G = 30_000_000
MOST_MM = 20_000
MOST_CM3 = 100_000_000
MOST_PRICE = Decimal(10**12)

# How sellers and their programs write the currencies, besides ISO 4217.
_CURRENCIES = {
    **dict.fromkeys(("rur", "руб", "рубль", "рубли", "р", "₽", "643", "810"), "RUB"),
    **dict.fromkeys(("тенге", "тг", "тнг", "теңге", "₸", "398", "kzt.", "坚戈"), "KZT"),
    **dict.fromkeys(("юань", "юани", "¥", "￥", "元", "人民币", "rmb", "cnh", "156"), "CNY"),
    **dict.fromkeys(("$", "доллар", "долл", "дол", "us$", "美元", "840"), "USD"),
    **dict.fromkeys(("€", "евро", "еуро", "欧元", "978"), "EUR"),
    **dict.fromkeys(("₩", "вона", "410", "韩元"), "KRW"),
    **dict.fromkeys(("грн", "гривна", "₴", "980"), "UAH"),
}
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u3000']+")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eEеЕ][+-]?[0-9]{1,9}")
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,15})?(?:\.[0-9]{1,12})?")
_GROUPS = {sign: re.compile(rf"[0-9]{{1,3}}(?:\{sign}[0-9]{{3}})+") for sign in ".,"}
# What stands around an amount: a sign or a short word, never more digits.
_AROUND = re.compile(r"^(?:[^\W\d_]{1,6}\.?)?[₸₽¥￥$€₩₴]?|[₸₽¥￥$€₩₴]?(?:[^\W\d_]{1,8}\.?)?[₸₽¥￥$€₩₴]?$")
_GRAMS = {
    **dict.fromkeys(("g", "gr", "г", "гр", "грамм", "克", "grams", "gram", "163", "grm"), Decimal(1)),
    **dict.fromkeys(("kg", "кг", "килограмм", "千克", "公斤", "kgs", "166", "kgm"), Decimal(1_000)),
    **dict.fromkeys(("t", "т", "тонна", "吨", "168", "tne"), Decimal(1_000_000)),
    **dict.fromkeys(("mg", "мг"), Decimal("0.001")),
    **dict.fromkeys(("lb", "lbs", "фунт"), Decimal("453.59237")),
    **dict.fromkeys(("oz",), Decimal("28.349523125")),
}
_MM = {
    **dict.fromkeys(("mm", "мм", "毫米"), Decimal(1)),
    **dict.fromkeys(("cm", "см", "厘米", "公分"), Decimal(10)),
    **dict.fromkeys(("m", "м", "米"), Decimal(1_000)),
}
_CM3 = {
    **dict.fromkeys(("cm3", "см3", "см³", "cm³", "ml", "мл"), Decimal(1)),
    **dict.fromkeys(("dm3", "дм3", "дм³", "l", "л"), Decimal(1_000)),
    **dict.fromkeys(("m3", "м3", "м³", "m³", "куб.м", "cbm", "立方米"), Decimal(1_000_000)),
}
_MEASURE = re.compile(r"([+-]?[0-9][0-9\s\u00a0\u202f.,]*|[.,][0-9]+)\s*([^\W\d_].*)?")
_FLAGS = {
    **dict.fromkeys(("true", "1", "yes", "y", "да", "иә", "是", "истина"), True),
    **dict.fromkeys(("false", "0", "no", "n", "нет", "жоқ", "否", "ложь"), False),
}
# Copied along with words from pages and office programs, seen by nobody.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_SEPARATORS = re.compile("[\u2028\u2029\u0085\u000b\u000c]")
# UTF-8 that was read as Windows-1251 or Latin-1 and written as UTF-8 again: "РњСѓРєР°", "ÐœÑƒÐºÐ°".
_TWICE = re.compile(
    "[РС][\u0080-\u00bf\u0400-\u045f\u2010-\u2122]|[ÐÑ][\u0080-\u00bf\u0100-\u02ff\u2010-\u2122]"
)


class Wrong(ValueError):
    """A value can't be used: why, with the facts of the sentence."""

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Marks:
    """Gathers what is wrong with the fields of one row, and what was read otherwise than it was written."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []

    def take(self, name: str, read: Callable[[str], T], written: str) -> T | None:
        """What `read` makes of a text; None where it is empty or wrong, which is noted against the field."""
        if not written.strip():
            return None
        try:
            return read(written)
        except Wrong as wrong:
            self.wrong(name, wrong.code, **{"found": written.strip()[:60]} | wrong.facts)
            return None

    def wrong(self, name: str, code: str, /, **facts: str | int) -> None:
        """The row can't be used because of a field."""
        self.faults.append(Fault(name, code, facts))

    def note(self, name: str, code: str, /, **facts: str | int) -> None:
        """The row can be used, and its seller should know."""
        self.notes.append(Fault(name, code, facts))


def decimal_of(written: str) -> Decimal:
    """
    A number as people write it: blanks between thousands, a comma or a point before the fraction.

    Where both stand, the last one is before the fraction: 1.234,50 and 1,234.50. A lone comma is one.

    :raises Wrong: if it is none, or is written with an exponent.
    """
    text = _BLANKS.sub("", _short(written)).replace("−", "-")
    if _SCIENTIFIC.fullmatch(text.lstrip("+-")):
        raise Wrong("number.scientific")
    sign = "-" if text.startswith("-") else ""
    text = text.lstrip("+-")
    commas, points = text.count(","), text.count(".")
    if commas and points:
        thousands, point = (",", ".") if text.rindex(".") > text.rindex(",") else (".", ",")
        whole, _, fraction = text.rpartition(point)
        if not _GROUPS[thousands].fullmatch(whole):
            raise Wrong("number.invalid")
        text = f"{whole.replace(thousands, '')}.{fraction}"
    elif commas + points > 1:
        thousands = "," if commas else "."
        if not _GROUPS[thousands].fullmatch(text):
            raise Wrong("number.invalid")
        text = text.replace(thousands, "")
    text = text.replace(",", ".")
    if text in {"", "."} or not text.isascii() or not _PLAIN.fullmatch(text):
        raise Wrong("number.invalid")
    return Decimal(sign + text)


def price_of(written: str) -> Decimal:
    """
    An amount above nothing, with or without the sign of its currency.

    :raises Wrong: also if a lone comma stands before three digits, which may part thousands or not.
    """
    text = _AROUND.sub("", _BLANKS.sub("", _short(written)))
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", text):
        raise Wrong("number.ambiguous")
    amount = decimal_of(text)
    if amount <= 0:
        raise Wrong("price.not_positive")
    if amount > MOST_PRICE:
        raise Wrong("number.too_large")
    return amount


def currency_of(written: str) -> str:
    """
    The code of ISO 4217 behind any of its spellings: RUR, руб., тенге, ¥.

    :raises Wrong: if it is none in which the shop counts.
    """
    text = _short(written)
    code = _CURRENCIES.get(text.lower().rstrip("."), text.upper())
    if code not in CURRENCIES:
        raise Wrong("currency.unknown")
    return code


def currency_said(written: str) -> str:
    """The same of a whole list of prices; what is no currency stays as written, for its prices are judged."""
    try:
        return currency_of(written) if written.strip() else ""
    except Wrong:
        return written.strip()[:10]


def units_of(written: str) -> int:
    """
    Whole units of stock; a part of one is no unit, less than nothing is nothing.

    :raises Wrong: if it is no number.
    """
    amount = decimal_of(written)
    if amount > MOST_UNITS:
        raise Wrong("number.too_large")
    return max(int(amount.to_integral_value(rounding="ROUND_FLOOR")), 0)


def stock_of(marks: Marks, name: str, written: str) -> int | None:
    """The same, and a note where it isn't what was written."""
    units = marks.take(name, units_of, written)
    if units is not None:
        amount = decimal_of(written)
        if amount < 0:
            marks.note(name, "stock.negative", found=written.strip()[:60])
        elif amount != units:
            marks.note(name, "stock.rounded_down", found=written.strip()[:60], units=units)
    return units


def grams_of(unit: str = "kg") -> Callable[[str], int]:
    """What reads a mass: in the unit that stands behind the number, else in `unit`; as whole grams."""
    return _measured(_GRAMS, unit, MOST_G)


def mm_of(unit: str = "cm") -> Callable[[str], int]:
    """The same for a length, as whole millimetres."""
    return _measured(_MM, unit, MOST_MM)


def cm3_of(unit: str = "m3") -> Callable[[str], int]:
    """The same for a volume, as whole cubic centimetres."""
    return _measured(_CM3, unit, MOST_CM3)


def is_measure(unit: str) -> bool:
    """Whether a word is a unit of mass, length or volume."""
    word = unit.lower().strip(" .")
    return word in _GRAMS or word in _MM or word in _CM3


def is_in_store(digits: str) -> bool:
    """Whether a barcode is for use inside a shop: whoever likes gives such a number, so it names nothing."""
    if len(digits) == 8:
        return digits[0] in "02"
    return digits.zfill(13)[-13:-11] in {"02", "04", *map(str, range(20, 30))}


def barcode_of(written: str) -> Barcode:
    """
    A GTIN by its check digit (GS1 General Specifications, 7.9).

    Prefixes 02, 04 and 20 to 29 are for use inside a shop, as is what begins with 0 or 2 among eight digits.

    :raises Wrong: if a spreadsheet has rounded it, or it is no GTIN.
    """
    text = _BLANKS.sub("", _short(written).lstrip("'’`"))
    if _SCIENTIFIC.fullmatch(text):
        raise Wrong("barcode.scientific")
    digits = re.sub(r"\.0+$", "", text)
    if not re.fullmatch("[0-9]+", digits, re.ASCII):
        raise Wrong("barcode.not_digits")
    if len(digits) not in {8, 12, 13, 14}:
        raise Wrong("barcode.length", digits=len(digits))
    # Its place of checking is the last one of 14, whatever was left away in front.
    expected = ean.calc_check_digit(digits[:-1])
    if digits[-1] != expected:
        raise Wrong("barcode.check_digit", expected=expected)
    return Barcode(digits, is_in_store(digits))


def hs_code_of(book: str = "") -> Callable[[str], HsCode]:
    """What reads a customs code of a book: 6 digits mean the same everywhere, 8 and 10 are the book's own."""

    def read(written: str) -> HsCode:
        digits = re.sub(r"[\s\u00a0.\-']", "", _short(written))
        if not re.fullmatch("[0-9]+", digits, re.ASCII):
            raise Wrong("hs.not_digits")
        if len(digits) in {5, 7, 9}:
            raise Wrong("hs.leading_zero", digits=len(digits))
        if len(digits) not in {6, 8, 10}:
            raise Wrong("hs.length", digits=len(digits))
        return HsCode(digits, "" if len(digits) == 6 else book)

    return read


def origin_of(written: str) -> str:
    """
    The two letters of a country, by any of its names in our languages or its codes.

    :raises Wrong: if it is none that we know.
    """
    code = code_of_country(_short(written))
    if not code:
        raise Wrong("origin.unknown")
    return code


def flag_of(written: str) -> bool:
    """
    Yes or no in any of our languages.

    :raises Wrong: if it is neither.
    """
    flag = _FLAGS.get(_short(written).lower())
    if flag is None:
        raise Wrong("flag.invalid")
    return flag


def text_of(what: str) -> Callable[[str], str]:
    """What reads a text of a kind of `LONGEST`; only a description has lines."""

    def read(written: str) -> str:
        # Before blanks are made alike, of which some are halves of letters then.
        if _is_twice_encoded(written):
            raise Wrong("text.doubly_encoded", found=" ".join(written.split())[:30])
        text = neat(written)
        if not text.isprintable():
            text = _UNSEEN.sub("", _SEPARATORS.sub("\n", text))
        if what != "description":
            text = " ".join(text.split())
        if len(text) > LONGEST[what]:
            raise Wrong("text.too_long", found=text[:30], length=len(text), most=LONGEST[what])
        if text_error(text, lines=what == "description"):
            raise Wrong("text.control_characters", found="")
        return text

    return read


def _short(written: str) -> str:
    text = written.strip()
    if len(text) > _LONGEST_SHORT:
        raise Wrong("text.too_long", found=text[:30], length=len(text), most=_LONGEST_SHORT)
    return text


def _is_twice_encoded(text: str) -> bool:
    if not _TWICE.search(text):
        return False
    for encoding in ("cp1251", "cp1252", "latin-1"):
        try:
            again = text.encode(encoding).decode()
        except UnicodeError:
            continue
        if len(again) < len(text):
            return True
    return False


def _measured(units: dict[str, Decimal], usual: str, most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        found = _MEASURE.fullmatch(_short(written))
        if found is None:
            raise Wrong("number.invalid")
        unit = (found[2] or usual).lower().strip(" .")
        if unit not in units:
            raise Wrong("measure.unit", unit=unit[:20])
        amount = int((decimal_of(found[1]) * units[unit]).to_integral_value())
        if amount < 0:
            raise Wrong("measure.negative")
        if amount > most:
            raise Wrong("number.too_large")
        return amount

    return read

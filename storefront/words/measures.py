"""Which size is meant, however it is written?"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_SPELLINGS: dict[tuple[str, int | str], str] = {
    ("g", "0.001"): "mg мг 毫克",
    ("g", 1): "g gr gram grams г гр грамм грамма граммов 克",
    ("g", 500): "斤",
    (
        "g",
        1000,
    ): "kg kgs kilo kilos kilogram kilograms кг кило килограмм килограмма килограммов 千克 公斤",
    ("g", 1_000_000): "t ton tons tonne tonnes т тонна тонны тонн 吨",
    ("ml", 1): "ml мл миллилитр миллилитров 毫升",
    ("ml", 1000): "l lt liter liters litre litres л литр литра литров 升",
    ("mm", 1): "mm мм 毫米",
    ("mm", 10): "cm см сантиметр сантиметров 厘米 公分",
    ("mm", 1000): "m м метр метра метров 米",
    ("in", 1): "inch inches дюйм дюйма дюймов 英寸 寸",
    ("pcs", 1): "pcs pc piece pieces шт штука штуки штук дана 件 片 个 只",
    ("w", 1): "w watt вт ватт 瓦",
    ("w", 1000): "kw квт киловатт 千瓦",
    ("mah", 1): "mah мач ма·ч ма*ч ма·сағ мас 毫安时 毫安",
    ("gb", 1): "gb гб гигабайт",
    ("gb", 1024): "tb тб терабайт",
}
UNITS = {
    spelling: (base, Decimal(str(factor)))
    for (base, factor), spellings in _SPELLINGS.items()
    for spelling in spellings.split()
}
# One spelling of each unit for whoever types the unit alone.
_FIRST_SPELLINGS = {key: spellings.split()[0] for key, spellings in _SPELLINGS.items()}
_PLAIN = {each: _FIRST_SPELLINGS[key] for key, spellings in _SPELLINGS.items() for each in spellings.split()}
_LARGEST = Decimal(10) ** 15


class Size(NamedTuple):
    """So much of a base unit: grams, millilitres, millimetres, pieces, watts …"""

    amount: Decimal
    unit: str

    @property
    def lexeme(self) -> str:
        """One word whatever it was typed as: 2 kg, 2кг, 2千克 and 2000 g are 2000g."""
        return plain_number(self.amount) + self.unit


@lru_cache(maxsize=8192)
def number_of(text: str) -> Decimal | None:
    """20,000 and 20000 are one number, 6,7 and 6.7 another; None if it is none."""
    whole, comma, rest = text.partition(",")
    if comma and ("," in rest or (len(rest) == 3 and whole != "0" and "." not in rest)):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number < _LARGEST else None


@lru_cache(maxsize=8192)
def size_of(number: str, unit: str) -> Size | None:
    """The size that a number and a spelling of a unit make."""
    amount = number_of(number)
    if amount is None or unit not in UNITS:
        return None
    base, factor = UNITS[unit]
    return Size(amount * factor, base)


def unit_of(word: str) -> str:
    """The plain spelling of a unit, 千克 and кг are kg; nothing if it is no unit."""
    return _PLAIN.get(word, "")


def plain_number(number: Decimal) -> str:
    """Digits only, `d` before decimals, so that nothing takes it apart: 6d7."""
    return f"{number.normalize():f}".replace(".", "d")

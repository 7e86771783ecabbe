"""Of which words, sizes and codes is a text made?"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from storefront.words.folding import fold, is_han, one_script
from storefront.words.measures import UNITS, number_of, plain_number, size_of

_HAN = r"\u3400-\u9fff々〇\U00020000-\U0003134f"
_LETTER = rf"(?:(?![{_HAN}])[^\W\d_])"
_NUMBER = r"(?>\d+(?:[.,]\d+)*)"


def _units() -> str:
    """The longest spelling first; a Chinese one needs no end of word behind it, others do."""
    longest_first = sorted(UNITS, key=len, reverse=True)
    han = "|".join(re.escape(each) for each in longest_first if is_han(each[0]))
    rest = "|".join(re.escape(each) for each in longest_first if not is_han(each[0]))
    return rf"(?:(?:{rest})(?!{_LETTER}|\d)|(?:{han}))"


_UNIT = _units()
_TOKEN = re.compile(
    rf"(?P<size>(?P<amount>{_NUMBER})\s?(?P<unit>{_UNIT}))"
    r"|(?P<code>(?=[\d/_-]*[a-z])(?=[a-z/_-]*\d)[a-z0-9]+(?:[/_-][a-z0-9]+)+)"
    rf"|(?P<sides>(?P<one>{_NUMBER})\s?[x×х*]\s?(?:(?P<two>{_NUMBER})(?!\s?{_UNIT})|(?=(?P<sized>{_NUMBER}))))"
    rf"|(?P<number>{_NUMBER})(?!{_LETTER})"
    rf"|(?P<han>[{_HAN}]+)"
    rf"|(?P<word>(?:{_LETTER}|\d)+(?:'{_LETTER}+)*)"
)
_CODE_PART = re.compile(r"[a-z0-9]+")


class Kind(StrEnum):
    WORD = "word"
    HAN = "han"
    NUMBER = "number"
    SIZE = "size"
    CODE = "code"


class Token(NamedTuple):
    """A piece of a folded text: its normal form, where it stands; of a size also number and unit as typed."""

    text: str
    kind: Kind
    start: int
    end: int
    amount: str = ""
    unit: str = ""


@lru_cache(maxsize=65_536)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text as people write it, in order."""
    return tuple(tokens_in(fold(text)))


def tokens_in(folded: str) -> Iterator[Token]:
    """The tokens of a folded text, in order."""
    for match in _TOKEN.finditer(folded):
        kind = Kind.NUMBER if match["sides"] else _kind(match)
        amount = _number(match["amount"]) if match["size"] else ""
        yield Token(_normal(match), kind, *match.span(), amount, match["unit"] or "")


def code_parts(code: str) -> list[str]:
    """What stands between the hyphens of a code as it was typed."""
    return _CODE_PART.findall(code)


def joined_code(code: str) -> str:
    """A code as one word, so that nothing takes it apart: kz01-flr-prm → kz01flrprm."""
    return "".join(code_parts(code))


def _kind(match: re.Match[str]) -> Kind:
    return next(kind for kind in Kind if match[kind.value])


def _normal(match: re.Match[str]) -> str:
    if match["size"]:
        size = size_of(match["amount"], match["unit"])
        return size.lexeme if size else _digits(match["amount"])
    if match["sides"]:
        return f"{_number(match['one'])}x{_number(match['two'] or match['sized'])}"
    if match["number"]:
        return _number(match["number"])
    return one_script(match["word"].removesuffix("'s").replace("'", "")) if match["word"] else match[0]


def _number(text: str) -> str:
    """Short numbers by value (6,7 = 6.7); long ones and those with leading noughts are names, as typed."""
    number = number_of(text)
    if number is None or (text[0] == "0" and text.isdigit()):
        return _digits(text)
    return plain_number(number)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)

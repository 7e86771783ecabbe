"""Of which words, sizes and codes is a text made?"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from storefront.words.folding import fold, is_han, one_script
from storefront.words.measures import UNITS, number_of, plain_number, size_of
from storefront.words.standards import PUBLISHER

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
    rf"|(?P<publisher>{PUBLISHER})"
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


# What stands between the same brackets of the expression is one kind; sides of a box are numbers.
_KINDS = {**{kind.value: kind for kind in Kind}, "sides": Kind.NUMBER, "publisher": Kind.WORD}


@lru_cache(maxsize=8_192)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text as people write it, in order."""
    return tuple(tokens_in(fold(text)))


def tokens_in(folded: str) -> Iterator[Token]:
    """The tokens of a folded text, in order."""
    for match in _TOKEN.finditer(folded):
        # The group that closed last is the outermost one: which alternative it was.
        kind = _KINDS[match.lastgroup or ""]
        if kind is Kind.WORD:
            text = one_script(match[0].removesuffix("'s").replace("'", ""))
            yield Token(text, kind, *match.span())
        elif kind is Kind.SIZE:
            yield Token(_size(match), kind, *match.span(), _number(match["amount"]), match["unit"])
        else:
            yield Token(_normal(match), kind, *match.span())


def code_parts(code: str) -> list[str]:
    """What stands between the hyphens of a code as it was typed."""
    return _CODE_PART.findall(code)


def joined_code(code: str) -> str:
    """A code as one word, so that nothing takes it apart: kz01-flr-prm → kz01flrprm."""
    return "".join(code_parts(code))


def _size(match: re.Match[str]) -> str:
    size = size_of(match["amount"], match["unit"])
    return size.lexeme if size else _digits(match["amount"])


def _normal(match: re.Match[str]) -> str:
    if match["sides"]:
        return f"{_number(match['one'])}x{_number(match['two'] or match['sized'])}"
    return _number(match["number"]) if match["number"] else match[0]


@lru_cache(maxsize=8_192)
def _number(text: str) -> str:
    """Short numbers by value (6,7 = 6.7); long ones and those with leading noughts are names, as typed."""
    number = number_of(text)
    if number is None or (text[0] == "0" and text.isdigit()):
        return _digits(text)
    return plain_number(number)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)

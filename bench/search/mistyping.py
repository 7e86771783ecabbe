"""Which queries do people type who hit one key wrongly?"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]{2,}")
_RIGHT = 3
_ALPHABETS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "kk": "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}


@dataclass(frozen=True, slots=True)
class Name:
    """What a listing of a market is called in one language."""

    sku: str
    market: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A query with one edit; the listings that have the words as they were before."""

    market: str
    language: str
    before: str
    query: str
    grades: Mapping[str, int]


def mistyped(names: Sequence[Name], *, count: int, rng: random.Random) -> Iterator[Mistyped]:
    """Queries of one word, of two or of a whole name, in which one word has one random edit."""
    alphabets = {**_ALPHABETS, "zh-Hans": _characters(names)}
    for _ in range(count):
        name = rng.choice(names)
        words = list(_WORD.finditer(name.text))
        first = rng.randrange(len(words))
        chosen = rng.choice([words[first : first + 1], words[first : first + 2], words])
        edited = rng.choice(chosen)
        start, end = chosen[0].start(), chosen[-1].end()
        if chosen is words:
            start, end = 0, len(name.text)
        wrong = _edited(edited[0], alphabets[name.language], rng)
        query = name.text[start : edited.start()] + wrong + name.text[edited.end() : end]
        wanted = name.text[start:end]
        right = {
            other.sku: _RIGHT
            for other in names
            if (other.market, other.language) == (name.market, name.language)
            and _says(other.text, wanted, [word[0] for word in chosen], whole=chosen is words)
        }
        yield Mistyped(name.market, name.language, wanted, query, right)


def _says(text: str, wanted: str, words: Sequence[str], *, whole: bool) -> bool:
    if whole:
        return text == wanted
    return set(words) <= set(_WORD.findall(text))


def _edited(word: str, alphabet: str, rng: random.Random) -> str:
    place, letter = rng.randrange(len(word)), rng.choice(alphabet)
    edits = {
        "insert": word[:place] + letter + word[place:],
        "delete": word[:place] + word[place + 1 :],
        "replace": word[:place] + letter + word[place + 1 :],
        "transpose": word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    }
    return edits[rng.choice(list(edits))]


def _characters(names: Sequence[Name]) -> str:
    texts = {name.text for name in names if name.language == "zh-Hans"}
    return "".join(sorted({each for text in texts for each in text if "一" <= each <= "鿿"}))

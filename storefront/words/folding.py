"""What is left of a text when nothing counts but which characters were meant?"""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

LONGEST_TEXT = 2000

# Letters that look alike on screen and are mixed up when two keyboards are at hand.
_CYRILLIC_TWINS = str.maketrans("aceopxyikmhtb", "асеорхуікмнтв")
_LATIN_TWINS = str.maketrans("асеорхуікмнтв", "aceopxyikmhtb")
_DROPPED = {*"\u00ad\u200b\u200c\u200d\u2060\ufeff", "\u0301"}
_TYPED_LATIN, _LATIN, _CYRILLIC = re.compile("[a-z]"), re.compile("[a-zà-ɏ]"), re.compile("[Ѐ-ӿ]")
_KAZAKH = re.compile("[әғқңөұүһі]")
_APOSTROPHES = "’‘ʼ`´"
# One character for one: what a whole phrase would turn into depends on who reads it.
_SIMPLIFIED = OpenCC("t2s").convert


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """Lower case, simplified characters (麵 → 面), one form (Ａ → a, ㎏ → kg), ё → е, nothing unseen."""
    if len(_FOLDING) > _MOST_CHARACTERS:
        _FOLDING.clear()
    return composed(text).translate(_FOLDING)


def composed(text: str) -> str:
    """The text with accents in their letters (й is one character), cut to what is worth looking at."""
    return unicodedata.normalize("NFC", text[:LONGEST_TEXT])


def folded(text: str) -> list[tuple[str, int]]:
    """What each character of the composed text folds to, with its place in that text."""
    return [(_fold_character(each), place) for place, each in enumerate(composed(text))]


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in _DROPPED:
        return ""
    if character in _APOSTROPHES:
        return "'"
    plain = unicodedata.normalize("NFKC", character).lower().replace("ё", "е")
    if is_han(plain[0]):
        plain = _SIMPLIFIED(plain)
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Co", "Cn") else each for each in plain)


class _Folding(dict[int, str]):
    """What each character that was met folds to, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold_character(chr(code))
        return found


_FOLDING = _Folding()
_MOST_CHARACTERS = 8192


def one_script(word: str) -> str:
    """A word typed in two scripts (Latin o in молоко) in the one that most of its letters have."""
    if word.isascii() or not _TYPED_LATIN.search(word):
        return word
    latin = sum("a" <= each <= "z" for each in word)
    cyrillic = sum("Ѐ" <= each <= "ӿ" for each in word)
    if not cyrillic:
        return word
    return word.translate(_CYRILLIC_TWINS if cyrillic >= latin else _LATIN_TWINS)


def is_han(character: str) -> bool:
    """Whether a character is Chinese."""
    return (
        "\u3400" <= character <= "\u9fff" or character in "々〇" or "\U00020000" <= character <= "\U0003134f"
    )


def is_latin(word: str) -> bool:
    """Whether a word has Latin letters."""
    return _LATIN.search(word) is not None


def is_cyrillic(word: str) -> bool:
    """Whether a word has Cyrillic letters."""
    return _CYRILLIC.search(word) is not None


def is_kazakh(word: str) -> bool:
    """Whether a word has letters that Kazakh has and Russian hasn't."""
    return _KAZAKH.search(word) is not None

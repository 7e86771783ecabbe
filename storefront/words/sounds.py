"""How does a word sound, whichever of the two alphabets it is typed in?"""

import re
import unicodedata
from functools import lru_cache

# One sign for each sound, so that one wrong letter stays one wrong letter: ш and sh are š, я and ya are ä.
# What Russian keyboards lack counts as what people type instead: ұ and ү are u, қ is k, ы and й are i.
_SOUNDS = {
    **dict(zip("абвгдежзиклмнопрстуфхцчшюя", "abvgdežziklmnoprstufhcčšüä", strict=True)),
    **dict(zip("әғэйіықңөұүһщ", "ageiiiknouuhš", strict=True)),
    "ъ": "",
    "ь": "",
}
_CYRILLIC = str.maketrans(_SOUNDS)
_DIGRAPHS = {
    "shch": "š",
    "sch": "š",
    "sh": "š",
    "ch": "č",
    "zh": "ž",
    "kh": "h",
    "gh": "g",
    "ph": "f",
    "ck": "k",
    "ts": "c",
    "tz": "c",
    "ya": "ä",
    "ja": "ä",
    "yu": "ü",
    "ju": "ü",
    "yo": "e",
    "jo": "e",
    "ye": "e",
}
_LETTERS = {"y": "i", "j": "ž", "w": "v", "q": "k", "x": "h"}
_SPELLINGS = {**_DIGRAPHS, **_LETTERS}
_ANY = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_TWICE = re.compile(r"(.)\1+")
_TURKIC = str.maketrans({"ş": "sh", "ç": "ch", "ı": "y", "ğ": "g", "ž": "zh", "š": "sh", "č": "ch"})


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """шұбат and shubat are šubat, қымыз, kymyz and qymyz are kimiz."""
    latin = word.translate(_CYRILLIC)
    if latin == word:
        plain = unicodedata.normalize("NFD", word.translate(_TURKIC))
        bare = "".join(each for each in plain if not unicodedata.combining(each))
        latin = _ANY.sub(lambda match: _SPELLINGS[match[0]], bare)
    return _TWICE.sub(r"\1", latin)

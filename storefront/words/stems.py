"""Which part of a word stays when its endings change?"""

from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

LANGUAGES = ("en", "ru", "kk", "zh-Hans")

# The same algorithms as PostgreSQL's own `english` and `russian`: a test compares them.
_ENGLISH = snowballstemmer.stemmer("english")
_RUSSIAN = snowballstemmer.stemmer("russian")

_BACK, _FRONT, _VOICELESS = "аоыұуяюё", "әеіөүиэ", "пткқсшщчцфхһ"
# Plural, third person possessive, cases: what each may stand behind (v a vowel, s a consonant with voice,
# u one without), as the sounds of Kazakh ask. No first and second person: nobody looks for "my flour", and
# қымыз would lose its end.
_ENDINGS_BEHIND = {
    "v": "сы сі сын сін ны ні на не нда нде ндағы ндегі",
    "s": "дар дер дың дің ды ді",
    "u": "тар тер тың тің ты ті қа ке та те тан тен тағы тегі",
    "su": "ы і ын ін",
    "vs": "лар лер ның нің ға ге да де дан ден нан нен дағы дегі",
    "vsu": "сыз сіз мен бен пен",
}
_BEHIND = {ending: behind for behind, endings in _ENDINGS_BEHIND.items() for ending in endings.split()}
_LONGEST_FIRST = sorted(_BEHIND, key=len, reverse=True)
# Words of Kazakh that join others and mean nothing alone; PostgreSQL's dictionaries know those of English and
# Russian.
_JOINING = (
    "мен бен пен менен бенен пенен және немесе яки үшін да де та те ма ме ба бе па пе ғана"
    " туралы арқылы бойынша дейін кейін сияқты секілді"
)
KAZAKH_STOPS = frozenset(_JOINING.split())
# A Russian ending is heard otherwise than it is spelt: льняново for льняного.
_HEARD, _SPELT = ("ово", "ево"), "го"
_SHORTEST_HEARD = 6
_EITHER_HARMONY = {"мен", "бен", "пен"}
_SHORTEST_OPEN = 3


@lru_cache(maxsize=65_536)
def english(word: str) -> str:
    """Flours → flour."""
    return str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=65_536)
def russian(word: str) -> str:
    """муки → мук."""
    return str(_RUSSIAN.stemWord(word))


@lru_cache(maxsize=65_536)
def kazakh(word: str) -> str:
    """ұны, ұнын, ұнынан, ұндарды → ұн: endings off, the longest first, until none is left."""
    while (shorter := _without_ending(word)) != word:
        word = shorter
    return word


def _without_ending(word: str) -> str:
    for ending in _LONGEST_FIRST:
        stem = word.removesuffix(ending)
        if stem != word and _may_stand_alone(stem) and _agrees(stem, ending):
            return stem
    return word


def _may_stand_alone(stem: str) -> bool:
    """ұн and ет are words, ма of мата isn't: two letters are enough if the last is a consonant."""
    has_vowel = any(each in _BACK or each in _FRONT for each in stem)
    return has_vowel and (len(stem) >= _SHORTEST_OPEN or (len(stem) > 1 and _sound(stem[-1]) != "v"))


def _agrees(stem: str, ending: str) -> bool:
    if _sound(stem[-1]) not in _BEHIND[ending]:
        return False
    if ending in _EITHER_HARMONY:
        return True
    last = next(each for each in reversed(stem) if each in _BACK or each in _FRONT)
    return (last in _BACK) == any(each in _BACK for each in ending)


def _sound(letter: str) -> str:
    if letter in _BACK or letter in _FRONT:
        return "v"
    return "u" if letter in _VOICELESS else "s"


def as_spelt(word: str) -> str:
    """Льняново as it should be spelt, льняного; empty if that ending isn't there."""
    return word[:-2] + _SPELT if len(word) >= _SHORTEST_HEARD and word.endswith(_HEARD) else ""


def stem(word: str, language: str) -> str:
    """The stem of a word in one language."""
    return _STEMMERS[language](word) if language in _STEMMERS else word


_STEMMERS = {"en": english, "ru": russian, "kk": kazakh}

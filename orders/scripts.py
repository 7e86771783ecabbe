"""How is a line written in Cyrillic read by someone who knows Latin letters only?"""

import re
import unicodedata

# The Kazakh alphabet in Latin letters of 2021; what only Russian has, as passports write it (ICAO Doc 9303).
_KAZAKH = {
    "а": "a", "ә": "ä", "б": "b", "в": "v", "г": "g", "ғ": "ğ", "д": "d", "е": "e", "ж": "j", "з": "z",
    "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ñ", "о": "o", "ө": "ö",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "ū", "ү": "ü", "ф": "f", "х": "h", "һ": "h",
    "ш": "ş", "ы": "y", "і": "ı",
}  # fmt: skip
_RUSSIAN = {"ё": "e", "ц": "ts", "ч": "ch", "щ": "shch", "ъ": "ie", "ь": "", "э": "e", "ю": "iu", "я": "ia"}
_LOWER = {**_KAZAKH, **_RUSSIAN}
_UPPER = {"И": "İ", "Й": "İ", "І": "I"}
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def latin(text: str) -> str:
    """The text with its Cyrillic letters in Latin ones; everything else stays as it is."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(_letter(whole, at) for at in range(len(whole)))


def has_han(text: str) -> bool:
    """Whether there are Chinese characters in it."""
    return bool(_HAN.search(text))


def _letter(text: str, at: int) -> str:
    letter = text[at]
    if letter in _UPPER:
        return _UPPER[letter]
    small = _LOWER.get(letter.lower())
    if small is None:
        return letter
    if letter.islower():
        return small
    # SHCH between capitals, Shch before a small letter.
    loud = text[at + 1 : at + 2].isupper() or (at > 0 and text[at - 1].isupper())
    return small.upper() if loud else small.capitalize()

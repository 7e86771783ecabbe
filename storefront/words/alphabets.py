"""In which order do names stand that are written in four scripts?"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_READINGS = Path(__file__).parents[1] / "data" / "pinyin.csv"
# Kazakh letters come behind those that they resemble, not behind the whole Cyrillic alphabet.
_BEHIND = "\uffff"
_ALPHABET = {
    "ё": "е" + _BEHIND,
    "ә": "а" + _BEHIND,
    "ғ": "г" + _BEHIND,
    "қ": "к" + _BEHIND,
    "ң": "н" + _BEHIND,
    "ө": "о" + _BEHIND,
    "ұ": "у" + _BEHIND,
    "ү": "у" + _BEHIND * 2,
    "һ": "х" + _BEHIND,
    "і": "ы" + _BEHIND,
}
# Chinese comes behind the alphabets, and what has no reading here behind what has one.
_CHINESE = "\u2e80"
# A cursor holds it, and an address has only so much room.
_LONGEST_KEY = 250
_SIGNS_BEFORE = re.compile(r"^[\W_]+")


def sort_key(name: str) -> str:
    """
    By what names are sorted, character by character, as people of all four languages expect.

    Latin, Cyrillic by the Kazakh alphabet (ё behind е in any), Chinese by pinyin: sound, tone, then the
    character itself. One that has several readings stands by its commonest, whatever is beside it, as in
    a dictionary: a word more behind it doesn't move a name. Full-width letters are letters, and what stands
    before the first letter or digit (《, ") moves nothing. The key means nothing but its order.
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    return (_SIGNS_BEFORE.sub("", plain) or plain).translate(_keys())[:_LONGEST_KEY]


@cache
def _keys() -> dict[int, str]:
    with _READINGS.open(encoding="utf-8", newline="") as file:
        chinese = {
            ord(each): f"{_CHINESE}{row['reading']}{each}"
            for row in csv.DictReader(file)
            for each in row["characters"]
        }
    return {**chinese, **str.maketrans(_ALPHABET)}

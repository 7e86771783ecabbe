"""What was meant by a word typed with the other keyboard layout switched on?"""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
# Folded texts have no ё.
_YO = {"`": "е"}
_KAZAKH = {"2": "ә", "3": "і", "4": "ң", "5": "ғ", "8": "ү", "9": "ұ", "0": "қ", "-": "ө", "=": "һ"}
_TO_CYRILLIC = str.maketrans({**dict(zip(_LATIN, _RUSSIAN, strict=True)), **_KAZAKH, **_YO})
_TO_LATIN = str.maketrans(dict(zip(_RUSSIAN, _LATIN, strict=True)))
_PLACES = {
    letter: (row, column)
    for rows in (("qwertyuiop", "asdfghjkl", "zxcvbnm"), ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"))
    for row, letters in enumerate(rows)
    for column, letter in enumerate(letters)
}


def other_layout(word: str) -> str:
    """Verf → мука, адщгк → flour; the word itself if nothing is on those keys."""
    if any("a" <= each <= "z" for each in word):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)


def are_neighbours(one: str, other: str) -> bool:
    """Whether two letters lie side by side, so that a finger may miss."""
    if one not in _PLACES or other not in _PLACES or (one < "z") != (other < "z"):
        return False
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1

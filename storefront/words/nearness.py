"""How far is what was typed from a word that we know?"""

from functools import lru_cache

from storefront.words.keyboards import are_neighbours

# A slip of the finger costs less than a letter that has nothing to do with the word.
_SWAP, _NEIGHBOUR, _DOUBLED, _EDIT = 0.7, 0.8, 0.7, 1.0
_FIRST_LETTER = 0.2
_LONGEST = 40


def deletions(word: str, depth: int = 1) -> set[str]:
    """The word, and what is left of it without any one letter (or any two)."""
    reached = layer = {word}
    for _ in range(depth):
        layer = {each[:place] + each[place + 1 :] for each in layer for place in range(len(each))} - {""}
        reached = reached | layer
    return reached


def slipped(beginning: str) -> list[str]:
    """Patterns of LIKE for words that begin so but for one slip behind their first letter, flq… for flo…"""
    heads: set[str] = set()
    for place in range(1, len(beginning)):
        before, letter, behind = beginning[:place], beginning[place], beginning[place + 1 :]
        heads |= {f"{before}_{behind}", before + behind, f"{before}_{letter}{behind}"}
        if behind:
            heads.add(before + behind[0] + letter + behind[1:])
    return sorted(f"{head}%" for head in heads)


@lru_cache(maxsize=65_536)
def distance(typed: str, meant: str, *, by_hand: bool = True) -> float:
    """Edits between two words: insert, delete, replace, swap neighbours; 0 is the same word."""
    if typed == meant:
        return 0.0
    if max(len(typed), len(meant)) > _LONGEST:
        return float(_LONGEST)
    rows = [[float(place) for place in range(len(meant) + 1)]]
    for row in range(1, len(typed) + 1):
        rows.append([float(row)])
        for column in range(1, len(meant) + 1):
            rows[row].append(_cheapest(typed[:row], meant[:column], rows, by_hand=by_hand))
    first = _FIRST_LETTER if typed[:1] != meant[:1] else 0.0
    return rows[-1][-1] + first


def _cheapest(typed: str, meant: str, rows: list[list[float]], *, by_hand: bool) -> float:
    """What the last letters of two beginnings cost; `rows` know all shorter ones."""
    row, column, letter, other = len(typed), len(meant), typed[-1], meant[-1]
    replaced = _NEIGHBOUR if by_hand and are_neighbours(letter, other) else _EDIT
    if letter == other:
        replaced = 0.0
    extra = _DOUBLED if typed[-2:-1] == letter else _EDIT
    missing = _DOUBLED if meant[-2:-1] == other else _EDIT
    best = min(
        rows[row - 1][column - 1] + replaced, rows[row - 1][column] + extra, rows[row][column - 1] + missing
    )
    if row > 1 and column > 1 and letter == meant[-2] and typed[-2] == other:
        best = min(best, rows[row - 2][column - 2] + _SWAP)
    return best

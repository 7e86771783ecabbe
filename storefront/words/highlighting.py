"""Which pieces of a name made it a hit?"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from storefront.words.documents import pairs_of
from storefront.words.expressions import Lexeme
from storefront.words.folding import composed, folded
from storefront.words.measures import unit_of
from storefront.words.stems import kazakh
from storefront.words.terms import stems_of
from storefront.words.tokens import Kind, Token, joined_code, tokens_in


class Segment(NamedTuple):
    """A piece of a text, marked if it is a hit; plain text, whatever shows it must escape it."""

    text: str
    hit: bool


class _Piece(NamedTuple):
    """A piece of a name that may be a hit, where it stands in it, and the words of an index that it is."""

    start: int
    end: int
    forms: frozenset[str]


def highlighted(text: str, lexemes: Iterable[Lexeme]) -> list[Segment]:
    """The text cut into pieces that were looked for and others; joined they are the text again."""
    whole = {each.text for each in lexemes if not each.is_prefix}
    beginnings = tuple(each.text for each in lexemes if each.is_prefix)
    shown, pieces = _pieces(text)
    hits: set[int] = set()
    for piece in pieces:
        begins = beginnings and any(form.startswith(beginnings) for form in piece.forms)
        if begins or not whole.isdisjoint(piece.forms):
            hits.update(range(piece.start, piece.end))
    return list(_cut(shown, hits))


@lru_cache(maxsize=16_384)
def _pieces(text: str) -> tuple[str, tuple[_Piece, ...]]:
    """The text as places count in it, and its pieces: the same names are shown again and again."""
    characters = folded(text)
    # Where each folded character came from: one of ours may fold to several, or to none.
    places = [place for piece, place in characters for _ in piece]
    tokens = tokens_in("".join(piece for piece, _ in characters))
    found = [
        _Piece(places[start], _end(characters, places[end - 1]), forms)
        for token in tokens
        for start, end, forms in _spans(token)
    ]
    return composed(text), tuple(found)


def _end(pieces: Sequence[tuple[str, int]], last: int) -> int:
    """Behind a character and what belongs to it unseen."""
    end = last + 1
    while end < len(pieces) and not pieces[end][0]:
        end += 1
    return end


def _spans(token: Token) -> Iterator[tuple[int, int, frozenset[str]]]:
    if token.kind is Kind.HAN:
        for pair, start in zip(pairs_of(token.text), range(token.start, token.end), strict=False):
            yield start, start + len(pair), frozenset({pair})
    else:
        yield token.start, token.end, frozenset(_forms(token))


def _forms(token: Token) -> set[str]:
    if token.kind is Kind.WORD:
        return {token.text, kazakh(token.text), *stems_of(token.text).values()}
    if token.kind is Kind.CODE:
        return {joined_code(token.text)}
    return {token.text, unit_of(token.unit)} if token.unit else {token.text}


def _cut(text: str, hits: set[int]) -> Iterator[Segment]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in hits) != (start in hits):
            yield Segment(text[start:place], start in hits)
            start = place

"""Which pieces of a name made it a hit?"""

from collections.abc import Iterable, Iterator, Sequence
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


def highlighted(text: str, lexemes: Iterable[Lexeme]) -> list[Segment]:
    """The text cut into pieces that were looked for and others; joined they are the text again."""
    whole = {each.text for each in lexemes if not each.is_prefix}
    beginnings = tuple(each.text for each in lexemes if each.is_prefix)
    pieces = folded(text)
    folded_text = "".join(piece for piece, _ in pieces)
    # Where each folded character came from: one of ours may fold to several, or to none.
    places = [place for piece, place in pieces for _ in piece]
    hits: set[int] = set()
    for token in tokens_in(folded_text):
        for start, end in _spans(token, whole, beginnings):
            hits.update(range(places[start], _end(pieces, places[end - 1])))
    return list(_cut(composed(text), hits))


def _end(pieces: Sequence[tuple[str, int]], last: int) -> int:
    """Behind a character and what belongs to it unseen."""
    end = last + 1
    while end < len(pieces) and not pieces[end][0]:
        end += 1
    return end


def _spans(token: Token, whole: set[str], beginnings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if token.kind is Kind.HAN:
        for pair, start in zip(pairs_of(token.text), range(token.start, token.end), strict=False):
            if pair in whole:
                yield start, start + len(pair)
        return
    forms = _forms(token)
    if whole & forms or (beginnings and any(form.startswith(beginnings) for form in forms)):
        yield token.start, token.end


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

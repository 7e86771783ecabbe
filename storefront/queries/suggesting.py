"""How could the beginning of a query go on?"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from storefront.policy import SUGGESTIONS
from storefront.queries import looking_up, searching
from storefront.queries.browsing import Spot
from storefront.queries.looking_up import Read
from storefront.queries.wishes import Wish
from storefront.words.asking import Asked, ask
from storefront.words.folding import is_cyrillic, is_han, is_kazakh
from storefront.words.highlighting import Segment, highlighted

_MOST_TERMS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word finished, or the name of a product, with what was typed marked."""

    text: str
    kind: str
    language: str
    product_id: UUID | None
    highlight: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """At most ten, the likeliest first; and what the beginning was corrected to."""

    items: Sequence[Suggestion]
    corrected_to: str | None


def suggestions(text: str, *, market: str, language: str) -> Suggestions:
    """How a query could go on: its last word finished, and products that would be found. Two queries."""
    asked = ask(text)
    if not asked.tokens:
        return Suggestions((), None)
    read = looking_up.read(asked, market=market)
    terms = list(_terms(asked, read))[:_MOST_TERMS]
    products = _products(read, Wish(market=market, language=_language_of(asked, language)))
    found = [*terms, *products][:SUGGESTIONS]
    return Suggestions(found, read.understood.corrected_to)


def _terms(asked: Asked, read: Read) -> Iterator[Suggestion]:
    """The last word finished, behind the words before it as they were typed."""
    last = asked.tokens[-1]
    before = asked.folded[: last.start]
    offered: set[str] = set()
    for term in read.completions.get(last.text, ()):
        text = before + term.text
        if text not in offered:
            offered.add(text)
            yield Suggestion(text, "term", term.language, None, _begun(text, len(before) + len(last.text)))


def _begun(text: str, typed: int) -> list[Segment]:
    return [Segment(text[:typed], hit=True), Segment(text[typed:], hit=False)]


def _products(read: Read, wish: Wish) -> Iterator[Suggestion]:
    """The products of the best hits, each once whatever its sizes."""
    hits = searching.search(wish, read, spot=Spot("relevance", limit=2 * SUGGESTIONS))
    lexemes = read.understood.lexemes
    offered: set[str] = set()
    for item in hits.shown.items:
        card = json.loads(item, strict=False)
        if card["product_id"] not in offered:
            offered.add(card["product_id"])
            marked = highlighted(card["name"], lexemes)
            yield Suggestion(card["name"], "product", wish.language, UUID(card["product_id"]), marked)


def _language_of(asked: Asked, reader: str) -> str:
    """The language that is typed, as far as letters tell; the reader's own if they allow it."""
    text = asked.tokens[-1].text
    if is_han(text[0]):
        return "zh-Hans"
    if is_kazakh(text):
        return "kk"
    if is_cyrillic(text):
        return reader if reader in ("ru", "kk") else "ru"
    return reader

"""How could the beginning of a query go on?"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from storefront.policy import SUGGESTIONS
from storefront.queries import looking_up, searching
from storefront.queries.browsing import Spot
from storefront.queries.looking_up import Read
from storefront.queries.searching import Hits
from storefront.queries.wishes import Wish
from storefront.windows import window_of
from storefront.words.asking import Asked, ask
from storefront.words.expressions import NOTHING, Expression, all_of, as_known, as_typed
from storefront.words.folding import is_cyrillic, is_han, is_kazakh
from storefront.words.highlighting import Segment, highlighted
from storefront.words.keyboards import other_layout
from storefront.words.spelling import Known

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


def suggestions(text: str, *, market: str, language: str, sandbox: bool = False) -> Suggestions:
    """How a query could go on: its last word finished, and products that would be found. Two queries."""
    window = window_of(market, sandbox=sandbox)
    read = looking_up.read(ask(text), market=window, finishing=True)
    asked = read.asked
    if not asked.tokens:
        return Suggestions((), None)
    last = asked.tokens[-1].text
    wish = Wish(market=market, language=_language_of(last, language), sandbox=sandbox)
    words = [] if read.before is None else list(_last_words(asked, read))
    together = _together(read.before or NOTHING, words)
    hits = searching.search(
        wish,
        read,
        spot=Spot("relevance", limit=2 * SUGGESTIONS),
        asked_besides=list(dict.fromkeys(together.values())),
    )
    products = list(_products(hits, read, wish))
    if together:
        words = [word for word in words if together[word] in hits.there]
        # What most names say together comes first, what none does last.
        words.sort(key=lambda word: -math.ceil(2 * hits.there[together[word]]))
    terms = list(_terms(_before(asked, read), words, is_found=bool(products)))[:_MOST_TERMS]
    found = [*terms, *products][:SUGGESTIONS]
    return Suggestions(found, read.understood.corrected_to if found else None)


class _Word(NamedTuple):
    """What the last word may be or become, how many of its letters were typed, what goods have of it."""

    term: Known
    typed: int
    expression: Expression
    # Itself, spelt rightly: worth while only for what is found.
    is_whole: bool = False


def _together(before: Expression, words: Sequence[_Word]) -> dict[_Word, Expression]:
    """The words that the last one may be, each together with those before it; empty if there are none."""
    if before == NOTHING:
        return {}
    return {word: all_of([before, word.expression]) for word in words}


def _terms(before: str, words: Sequence[_Word], *, is_found: bool) -> Iterator[Suggestion]:
    """The last word finished, behind those before it as they are spelt rightly; once."""
    offered: set[str] = set()
    is_right = is_found and any(word.is_whole for word in words)
    for term, typed, _, is_whole in words:
        text = before + term.text
        # Russian behind Kazakh: the goods may have both, but nobody says it.
        is_mixed = is_kazakh(before) and is_cyrillic(term.text) and term.language == "ru"
        if text not in offered and is_whole == is_right and not is_mixed:
            offered.add(text)
            yield Suggestion(text, "term", term.language, None, _begun(text, len(before) + typed))


def _begun(text: str, typed: int) -> list[Segment]:
    parts = (Segment(text[:typed], hit=True), Segment(text[typed:], hit=False))
    return [part for part in parts if part.text]


def _before(asked: Asked, read: Read) -> str:
    """What stands before the last word."""
    understood, last = read.understood, asked.tokens[-1]
    corrected = understood.corrected_to
    if corrected and understood.ends_in and corrected.endswith(understood.ends_in):
        return corrected.removesuffix(understood.ends_in)
    return asked.folded[: last.start]


def _last_words(asked: Asked, read: Read) -> Iterator[_Word]:
    """Words that the last one may be or become."""
    typed, understood = asked.tokens[-1].text, read.understood
    if longer := read.completions.get(typed, ()):
        yield from (_word(term, len(typed)) for term in longer)
        return
    spelt, other = understood.ends_in, other_layout(typed)
    if spelt not in ("", typed) and not understood.is_begun:
        said = all_of(map(as_typed, spelt.split()))
        yield _Word(Known(spelt, _language_of(spelt, "en")), len(spelt), said, is_whole=True)
    if turned := read.completions.get(other, ()):
        yield from (_word(term, len(other)) for term in turned)
    else:
        yield from (_word(term, 0) for term in read.slipped)


def _word(term: Known, typed: int) -> _Word:
    return _Word(term, typed, as_known(term.text, term.language))


def _products(hits: Hits, read: Read, wish: Wish) -> Iterator[Suggestion]:
    """The products of the best hits, each once whatever its sizes."""
    lexemes = read.understood.lexemes
    offered: set[str] = set()
    for item in hits.shown.items:
        card = json.loads(item, strict=False)
        if card["product_id"] not in offered:
            offered.add(card["product_id"])
            marked = highlighted(card["name"], lexemes)
            yield Suggestion(card["name"], "product", wish.language, UUID(card["product_id"]), marked)


def _language_of(text: str, reader: str) -> str:
    """The language that is typed, as far as letters tell; the reader's own if they allow it."""
    if is_han(text[0]):
        return "zh-Hans"
    if is_kazakh(text):
        return "kk"
    if is_cyrillic(text):
        return reader if reader in ("ru", "kk") else "ru"
    return reader

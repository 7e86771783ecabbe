"""How could the beginning of a query go on?"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from storefront.policy import SUGGESTIONS
from storefront.queries import looking_up, searching
from storefront.queries.browsing import Spot
from storefront.queries.looking_up import Read
from storefront.queries.searching import Hits
from storefront.queries.wishes import Wish
from storefront.words.asking import Asked, ask
from storefront.words.expressions import NOTHING, Expression, all_of, as_known
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


def suggestions(text: str, *, market: str, language: str) -> Suggestions:
    """How a query could go on: its last word finished, and products that would be found. Two queries."""
    read = looking_up.read(ask(text), market=market, finishing=True)
    asked = read.asked
    if not asked.tokens:
        return Suggestions((), None)
    wish = Wish(market=market, language=_language_of(asked.tokens[-1].text, language))
    finished = {} if read.before == NOTHING else _finished(read)
    hits = searching.search(
        wish,
        read,
        spot=Spot("relevance", limit=2 * SUGGESTIONS),
        asked_besides=list(dict.fromkeys(finished.values())),
    )
    products = list(_products(hits, read, wish))
    strange = {term for term, together in finished.items() if together not in hits.there}
    terms = list(_terms(asked, read, strange, is_found=bool(products)))[:_MOST_TERMS]
    found = [*terms, *products][:SUGGESTIONS]
    return Suggestions(found, read.understood.corrected_to if found else None)


def _finished(read: Read) -> dict[Known, Expression]:
    """The words that the last one may become, each together with those before it."""
    longer = dict.fromkeys(term for some in (*read.completions.values(), read.slipped) for term in some)
    return {term: all_of([read.before, as_known(term.text, term.language)]) for term in longer}


def _terms(asked: Asked, read: Read, strange: Collection[Known], *, is_found: bool) -> Iterator[Suggestion]:
    """The last word finished, behind those before it as they are spelt rightly; once, if goods have it."""
    before = _before(asked, read)
    offered: set[str] = set()
    for begun, term in _last_words(asked, read, is_found=is_found):
        text = before + term.text
        if text not in offered and term not in strange:
            offered.add(text)
            yield Suggestion(text, "term", term.language, None, _begun(text, len(before) + begun))


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


def _last_words(asked: Asked, read: Read, *, is_found: bool) -> Iterator[tuple[int, Known]]:
    """Words that the last one may be or become, and how many of their letters have been typed."""
    typed, understood = asked.tokens[-1].text, read.understood
    if longer := read.completions.get(typed, ()):
        yield from ((len(typed), term) for term in longer)
        return
    spelt, other = understood.ends_in, other_layout(typed)
    if spelt not in ("", typed) and not understood.is_begun and is_found:
        yield len(spelt), Known(spelt, _language_of(spelt, "en"))
        return
    if turned := read.completions.get(other, ()):
        yield from ((len(other), term) for term in turned)
        return
    yield from ((0, term) for term in read.slipped)


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

"""What does a query look for, once the known words have been looked up?"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from storefront.words.asking import Asked
from storefront.words.documents import pairs_of
from storefront.words.expressions import (
    NOTHING,
    Expression,
    Lexeme,
    all_of,
    any_of,
    as_code,
    as_typed,
    lexemes_in,
    phrase_of,
)
from storefront.words.spelling import Known, Reading, Vocabulary, read_run, read_word
from storefront.words.stems import KAZAKH_STOPS
from storefront.words.synonyms import Group, Synonyms
from storefront.words.tokens import Kind, Token

# A size that doesn't fit is a smaller fault than another thing altogether.
_SIZE_WEIGHT = 0.5
_MOST_UNITS = 10
# What has only part of a long query has its heaviest words: the more are looked for, the longer it takes.
_HEAVIEST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables say to the keys of a query: terms, synonyms, completions, words that mean nothing."""

    known: Sequence[Known] = ()
    groups: Sequence[Group] = ()
    completions: Mapping[str, Sequence[Known]] | None = None
    stops: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that a document can have or lack: as typed, in other words; what it weighs."""

    meant: Expression
    besides: Expression
    weight: float


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that a document must say: as typed, in other words, or as it could be meant."""

    meant: Expression
    besides: Expression
    possible: Expression
    units: tuple[Unit, ...]
    listings: int


@dataclass(frozen=True)
class Understood:
    """
    The concepts of a query, the spelling it was corrected to, and the words that nobody knows.

    `ends_in` is how its last word is spelt then, empty if that says nothing; `is_begun` if it is a beginning.
    """

    concepts: tuple[Concept, ...]
    corrected_to: str | None
    unknown: tuple[str, ...]
    ends_in: str = ""
    is_begun: bool = False

    @cached_property
    def strict(self) -> Expression:
        """Everything, as typed or in other words."""
        return all_of(any_of([each.meant, each.besides]) for each in self.concepts)

    @cached_property
    def wide(self) -> Expression:
        """Everything that somebody knows, or what it could be meant for."""
        known = [each for each in self.concepts if each.units]
        return all_of(any_of([each.meant, each.besides, each.possible]) for each in known)

    @cached_property
    def known(self) -> Expression:
        """Everything that somebody knows, as typed or in other words."""
        return all_of(any_of([each.meant, each.besides]) for each in self.concepts if each.units)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The heaviest units."""
        units = [unit for concept in self.concepts for unit in concept.units]
        return tuple(sorted(units, key=lambda unit: -unit.weight)[:_MOST_UNITS])

    @cached_property
    def most(self) -> Expression:
        """The heaviest units but any one; nothing if there are too few for that."""
        wanted = [any_of([unit.meant, unit.besides]) for unit in self.units[:_HEAVIEST]]
        if len(wanted) < 3:
            return NOTHING
        return any_of(all_of(wanted[:place] + wanted[place + 1 :]) for place in range(len(wanted)))

    @cached_property
    def some(self) -> Expression:
        """Any of the heaviest units."""
        return any_of(any_of([unit.meant, unit.besides]) for unit in self.units[:_HEAVIEST])

    @cached_property
    def phrase(self) -> Expression:
        """The words as they were typed, one after the other."""
        return phrase_of(each.meant for each in self.concepts)

    @cached_property
    def lexemes(self) -> frozenset[Lexeme]:
        """Every word that a hit may have because of the query."""
        parts = [part for each in self.concepts for part in (each.meant, each.besides, each.possible)]
        return frozenset(lexeme for part in parts for lexeme in lexemes_in(part))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the folded query with its reading."""

    start: int
    end: int
    kind: Kind
    reading: Reading


def understand(asked: Asked, found: Found) -> Understood:
    """Read the tokens of a query by the light of what is known; never fails, may find nothing to look for."""
    synonyms = Synonyms(found.groups)
    known = [*found.known, *(Known(*word) for word in synonyms.words())]
    vocabulary = Vocabulary(known, found.completions or {})
    pieces = _pieces(asked, vocabulary, found.stops, synonyms)
    concepts = tuple(_concepts(pieces, vocabulary, synonyms))
    last = pieces[-1] if pieces and pieces[-1].end == asked.tokens[-1].end else None
    return Understood(
        concepts=concepts,
        corrected_to=_corrected(asked, pieces),
        unknown=tuple(piece.reading.word for piece in pieces if not _is_known(piece, vocabulary, synonyms)),
        ends_in=last.reading.spelling if last else "",
        is_begun=last is not None and last.reading.is_begun,
    )


def _pieces(asked: Asked, vocabulary: Vocabulary, stops: Collection[str], synonyms: Synonyms) -> list[_Piece]:
    held = _held(asked.tokens, synonyms)
    tokens = [each for each in asked.tokens if each in held or each.text not in {*stops, *KAZAKH_STOPS}]
    pieces: list[_Piece] = []
    for token in tokens:
        reading = _read(token, vocabulary, asked)
        if token in held and not _is_spelt(reading):
            reading = Reading(token.text, as_typed(token.text), token.text, 0, is_known=True)
        before = pieces[-1] if pieces else None
        whole = None if before is None or asked.exact else _as_one(before, token, reading, vocabulary)
        if before and whole:
            pieces[-1] = _Piece(before.start, token.end, Kind.WORD, whole)
        else:
            pieces.append(_Piece(token.start, token.end, token.kind, reading))
    return pieces


def _held(tokens: Sequence[Token], synonyms: Synonyms) -> set[Token]:
    """The words of phrases that staff wrote down, whether or not goods have them: "no fat" isn't "fat"."""
    held: set[Token] = set()
    for is_word, group in groupby(tokens, key=lambda token: token.kind is Kind.WORD):
        words = list(group) if is_word else []
        for start, end in synonyms.spans([token.text for token in words], shortest=2):
            held.update(words[start:end])
    return held


def _read(token: Token, vocabulary: Vocabulary, asked: Asked) -> Reading:
    if token.kind is Kind.WORD:
        is_last = asked.is_open and token is asked.tokens[-1]
        return read_word(token.text, vocabulary, exact=asked.exact, is_last=is_last)
    if token.kind is Kind.HAN:
        return read_run(token.text, vocabulary, exact=asked.exact)
    if token.kind is Kind.CODE:
        return Reading(token.text, as_code(token.text), token.text, 1, is_known=True)
    listings = max((term.listings for term in vocabulary.same(token.text)), default=0)
    return Reading(
        word=token.text,
        meant=Lexeme(token.text),
        spelling=token.text,
        listings=listings,
        is_known=bool(listings) or token.kind is Kind.NUMBER,
        possible=Lexeme(token.amount) if token.amount else NOTHING,
    )


def _as_one(before: _Piece, token: Token, reading: Reading, vocabulary: Vocabulary) -> Reading | None:
    """Two words that nobody knows, which are one that somebody knows."""
    if before.kind is not Kind.WORD or token.kind is not Kind.WORD:
        return None
    if _is_spelt(before.reading) and _is_spelt(reading):
        return None
    whole = before.reading.word + token.text
    term = next((term for term in vocabulary.same(whole) if term.text == whole), None)
    return Reading(whole, as_typed(whole), whole, term.listings, is_known=True) if term else None


def _is_known(piece: _Piece, vocabulary: Vocabulary, synonyms: Synonyms) -> bool:
    """Whether somebody knows it; of a run of Chinese characters, all the parts that groups cut it into."""
    run = piece.reading.word
    if piece.reading.is_known or piece.kind is not Kind.HAN:
        return piece.reading.is_known
    parts = synonyms.parts_of(run)
    return bool(parts) and all(synonyms.of([part]) or vocabulary.same(part) for part in parts)


def _is_spelt(reading: Reading) -> bool:
    return reading.is_known and reading.spelling == reading.word


def _concepts(pieces: Sequence[_Piece], vocabulary: Vocabulary, synonyms: Synonyms) -> Iterator[Concept]:
    for is_run, group in groupby(pieces, key=lambda piece: piece.kind is Kind.HAN):
        if is_run:
            yield from (_run_concept(piece.reading, vocabulary, synonyms) for piece in group)
        else:
            yield from _word_concepts(list(group), synonyms)


def _word_concepts(pieces: Sequence[_Piece], synonyms: Synonyms) -> Iterator[Concept]:
    spelt = [piece.reading.spelling for piece in pieces]
    ends = dict(synonyms.spans(spelt))
    place = 0
    while place < len(pieces):
        end = ends.get(place, place + 1)
        besides = any_of(synonyms.of(spelt[place:end])) if place in ends else NOTHING
        yield _concept(pieces[place:end], besides)
        place = end


def _concept(pieces: Sequence[_Piece], besides: Expression) -> Concept:
    readings = [piece.reading for piece in pieces]
    likely = all_of(any_of([each.meant, each.likely]) for each in readings)
    return Concept(
        meant=all_of(each.meant for each in readings),
        besides=any_of([besides, likely]),
        possible=all_of(any_of([each.meant, each.possible]) for each in readings),
        units=tuple(
            Unit(piece.reading.meant, any_of([besides, piece.reading.likely]), _weight(piece))
            for piece in pieces
            if piece.reading.is_known or besides != NOTHING
        ),
        listings=min(each.listings for each in readings),
    )


def _weight(piece: _Piece) -> float:
    lighter = _SIZE_WEIGHT if piece.kind in (Kind.SIZE, Kind.NUMBER) else 1.0
    return lighter * piece.reading.weight


def _run_concept(reading: Reading, vocabulary: Vocabulary, synonyms: Synonyms) -> Concept:
    """A run of Chinese characters: its pairs together, or its parts in other words."""
    run = reading.spelling
    is_corrected = run != reading.word
    parts = [
        part
        for part in synonyms.parts_of(run)
        if is_corrected or synonyms.of([part]) or all(map(vocabulary.same, pairs_of(part)))
    ]
    cut = [any_of([as_typed(part), *synonyms.of([part])]) for part in parts]
    besides = any_of([*synonyms.of([run]), reading.likely, all_of(cut)])
    units = [Unit(as_typed(part), any_of(synonyms.of([part])), reading.weight) for part in parts]
    if not parts:
        known = [each for each in pairs_of(run) if vocabulary.same(each)]
        known = known or [each for each in run if vocabulary.same(each)]
        units = [Unit(as_typed(each), NOTHING, _pair_weight(each, vocabulary, len(known))) for each in known]
    return Concept(
        meant=reading.meant,
        besides=besides,
        possible=any_of([reading.possible, all_of(unit.meant for unit in units)]),
        units=tuple(units),
        listings=reading.listings,
    )


def _pair_weight(pair: str, vocabulary: Vocabulary, among: int) -> float:
    listings = max((term.listings for term in vocabulary.same(pair)), default=1)
    return 2 / (1 + math.log1p(listings)) / (1 + among)


def _corrected(asked: Asked, pieces: Sequence[_Piece]) -> str | None:
    text, is_corrected = asked.folded, False
    for piece in reversed(pieces):
        reading = piece.reading
        retyped = piece.kind is Kind.WORD and reading.word != text[piece.start : piece.end]
        if retyped or reading.spelling != reading.word:
            text = text[: piece.start] + reading.spelling + text[piece.end :]
            is_corrected = True
    return " ".join(text.split()) if is_corrected else None

"""Which known words may a typed word stand for?"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storefront.words.asking import SHORTEST_COMPLETED
from storefront.words.documents import PART_OF_RUN, pairs_of
from storefront.words.expressions import NOTHING, Expression, Lexeme, all_of, any_of, as_known, as_typed
from storefront.words.folding import is_cyrillic, is_han, is_kazakh, is_latin
from storefront.words.keyboards import other_layout
from storefront.words.nearness import distance
from storefront.words.sounds import sound_of
from storefront.words.stems import as_spelt, stem
from storefront.words.terms import splits, stems_of

# What is as likely as the best within this much is meant as well; what is much less likely only if nothing
# else is found.
_EQUAL, _AS_GOOD, _POSSIBLE, _MOST_READINGS = 0.02, 0.15, 1.0, 8
_LAYOUT_COST, _SPLIT_COST, _COMPLETION_COST, _MISSING_LETTER, _NOT_LAST = 0.3, 0.9, 0.3, 0.05, 0.3
_OTHER_SCRIPT, _OTHER_LENGTH, _FREQUENCY = 0.15, 0.15, 0.08
_SOUNDS_ALIKE, _PART, _EDIT = 0.4, 0.2, 1.0
_SHORTEST_EDITED, _SHORTEST_REAL = 2, 4
# Two slips leave nothing of a word that is as short as this; one costs no more.
_SHORT, _ONE_SLIP = 4, 1.2
_SHORTEST_RUN_CUT = 3
# Whoever changes the alphabet writes by ear, and hears at least how a word begins.
_MOST_BY_EAR = 1.19
# One letter may be written as four (щ as shch); longer words at most twice as long, and so much.
_MOST_UNHEARD = 2


class Known(NamedTuple):
    """A term of the catalogue, in so many listings."""

    text: str
    language: str
    listings: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What a typed word may be.

    `meant` is what it says or most likely should, `likely` what it may be
    almost as well, `possible` what it may be if nothing matches those;
    `spelling` differs from the word if it was corrected; `listings` is how
    many have it; `is_begun` if it is the beginning of what is meant.
    """

    word: str
    meant: Expression
    spelling: str
    listings: int
    is_known: bool
    likely: Expression = NOTHING
    possible: Expression = NOTHING
    is_begun: bool = False

    @property
    def weight(self) -> float:
        """Rare words say more than common ones."""
        return 1 / (1 + math.log1p(self.listings)) if self.is_known else 0.05


class Vocabulary:
    """The known terms that a query may mean, by what they are asked for by."""

    def __init__(self, known: Iterable[Known], completions: Mapping[str, Sequence[Known]]) -> None:
        self.known = tuple(dict.fromkeys(known))
        self.completions = completions
        self._same: dict[str, list[Known]] = {}
        self._stems: dict[tuple[str, str], list[Known]] = {}
        self._sounds: dict[str, list[Known]] = {}
        for term in self.known:
            self._same.setdefault(term.text, []).append(term)
            self._stems.setdefault((term.language, stem(term.text, term.language)), []).append(term)
            if is_cyrillic(term.text) or is_latin(term.text):
                root = stem(term.text, term.language)
                for sound in {sound_of(term.text), sound_of(root)}:
                    self._sounds.setdefault(sound, []).append(term)

    def same(self, word: str) -> list[Known]:
        """Terms that are this word, or another form of it."""
        found = list(self._same.get(word, ()))
        for language, root in stems_of(word).items():
            found += self._stems.get((language, root), ())
        return list(dict.fromkeys(found))

    def sounding(self, word: str) -> list[Known]:
        """Terms that sound like it in the other alphabet, or on the other keyboard."""
        # The same sound over and over is told as one, yet two hundred letters are no word of three.
        longest = (len(word) - _MOST_UNHEARD) / 2
        return [term for term in self._sounds.get(sound_of(word), []) if len(term.text) >= longest]

    def near(self, word: str) -> Iterator[tuple[float, Known]]:
        """Terms that differ by a slip, with what the slip costs."""
        for term in self.known:
            if term.text != word and term.language and _comparable(word, term.text):
                apart = _apart(word, term.text)
                if apart <= _most(word, term.text):
                    yield apart + (_PART if term.language == PART_OF_RUN else 0.0), term


def _comparable(word: str, term: str) -> bool:
    return is_han(word[0]) == is_han(term[0]) and len(term) > 1 and abs(len(word) - len(term)) <= 2


def _apart(word: str, term: str) -> float:
    if is_latin(word) != is_latin(term):
        return distance(sound_of(word), sound_of(term), by_hand=False) + _OTHER_SCRIPT
    plain = distance(word, term)
    if is_cyrillic(word) and is_cyrillic(term):
        sounds = distance(sound_of(word), sound_of(term), by_hand=False)
        if not sounds or len(word) > _SHORT:
            return min(plain, (sounds or _SOUNDS_ALIKE) + _OTHER_SCRIPT)
    if is_han(word[0]) and len(word) != len(term):
        return plain + _OTHER_LENGTH
    return plain


def _most(word: str, term: str) -> float:
    if len(word) <= _SHORT and not is_han(word[0]):
        return _ONE_SLIP
    if is_latin(word) != is_latin(term) and len(word) < 6:
        return _MOST_BY_EAR
    return 1.4 if len(word) < 6 else 2.25


def read_word(word: str, words: Vocabulary, *, exact: bool, is_last: bool) -> Reading:
    """What a word without Chinese characters says."""
    same = words.same(word)
    if same or exact:
        is_spelt_so = any(term.text == word for term in same)
        # A word that is right and isn't sold here, such as coffee, is no slip of another, such as toffee.
        is_sold = not is_spelt_so or any(term.listings for term in same)
        is_real = len(word) >= _SHORTEST_REAL and is_sold and not exact
        near = sorted(words.near(word))[:_MOST_READINGS] if is_real else []
        slips = [term for cost, term in near if cost <= _EDIT and not is_spelt_so]
        return Reading(
            word=word,
            meant=as_typed(word),
            spelling=word,
            listings=max((term.listings for term in same), default=0),
            is_known=bool(same),
            likely=any_of(as_known(term.text, term.language) for term in slips),
            possible=any_of(as_known(term.text, term.language) for _, term in near),
        )
    return _reading(word, sorted(_guesses(word, words, is_last=is_last)))


class Guess(NamedTuple):
    """Terms that a word may stand for, the likelier the cheaper: by a slip, by sound, as their beginning."""

    cost: float
    terms: tuple[Known, ...]
    is_slip: bool = True
    beginning: str = ""


def _guesses(word: str, words: Vocabulary, *, is_last: bool) -> Iterator[Guess]:
    for term in words.sounding(word):
        if is_latin(word) != is_latin(term.text):
            yield Guess(0.0, (term,), is_slip=False)
        else:
            yield Guess(_SOUNDS_ALIKE, (term,), is_slip=is_kazakh(word) == is_kazakh(term.text))
    if spelt := as_spelt(word):
        forms = [term for term in words.same(spelt) if term.language == "ru"]
        yield from (Guess(_SOUNDS_ALIKE, (term._replace(text=spelt),)) for term in forms)
    if len(word) >= _SHORTEST_EDITED:
        # One letter is as good as any other: whatever it may be a slip of, it is a beginning first.
        yield from (Guess(_LAYOUT_COST, (term,)) for term in words.same(other_layout(word)))
        yield from (Guess(cost - _common(term), (term,)) for cost, term in words.near(word))
    if len(word) >= SHORTEST_COMPLETED or is_last:
        yield from _completed(word, words, 0.0 if is_last else _NOT_LAST)
        if len(word) >= SHORTEST_COMPLETED:
            yield from _completed(other_layout(word), words, _LAYOUT_COST + (0.0 if is_last else _NOT_LAST))
    for left, right in splits(word):
        pair = (*words.same(left)[:1], *words.same(right)[:1])
        if len(pair) == len((left, right)):
            yield Guess(_SPLIT_COST - min(map(_common, pair)), pair)


def _completed(beginning: str, words: Vocabulary, more: float) -> Iterator[Guess]:
    for term in words.completions.get(beginning, ()):
        missing = _MISSING_LETTER * (len(term.text) - len(beginning))
        cost = _COMPLETION_COST + missing + more - _common(term)
        yield Guess(cost, (term,), is_slip=False, beginning=beginning)


def _common(term: Known) -> float:
    return _FREQUENCY * math.log10(1 + term.listings)


def _reading(word: str, guesses: Sequence[Guess]) -> Reading:
    """The best guesses are meant, others as good are likely, the rest possible."""
    if not guesses:
        return Reading(word, as_typed(word), word, 0, is_known=False)
    best = guesses[0]
    meant = [each for each in guesses if each.cost <= best.cost + _EQUAL][:_MOST_READINGS]
    likely = [each for each in guesses if each.cost <= best.cost + _AS_GOOD][:_MOST_READINGS]
    possible = [each for each in guesses if each.cost <= best.cost + _POSSIBLE][: 2 * _MOST_READINGS]
    begun = [Lexeme(best.beginning, is_prefix=True)] if best.beginning else []
    return Reading(
        word=word,
        meant=any_of([*begun, *map(_expression, meant), as_typed(word)]),
        spelling=" ".join(term.text for term in best.terms) if best.is_slip else best.beginning or word,
        listings=max(term.listings for each in meant for term in each.terms),
        is_known=True,
        likely=any_of(map(_expression, likely)),
        possible=any_of(map(_expression, possible)),
        is_begun=bool(best.beginning),
    )


def _expression(guess: Guess) -> Expression:
    return all_of(as_known(term.text, term.language) for term in guess.terms)


def read_run(run: str, words: Vocabulary, *, exact: bool) -> Reading:
    """What a run of Chinese characters says: itself if all its pairs are known, else what is nearest."""
    counts = [max((term.listings for term in words.same(pair)), default=0) for pair in pairs_of(run)]
    if all(counts) or words.same(run) or exact:
        return Reading(run, as_typed(run), run, min(counts), is_known=not exact or all(counts))
    near = sorted(Guess(cost - _common(term), (term,)) for cost, term in words.near(run))
    if parts := _parts(run, words):
        listings = min(term.listings for term in parts)
        meant = all_of(as_typed(term.text) for term in parts)
        possible = any_of(map(_expression, near[:_MOST_READINGS]))
        return Reading(run, meant, run, listings, is_known=True, possible=possible)
    longer = words.completions.get(run, ())
    begun = [Guess(_COMPLETION_COST, (term,), is_slip=False, beginning=run) for term in longer]
    return _reading(run, near or begun)


def _parts(run: str, words: Vocabulary) -> tuple[Known, ...]:
    """The two words that a run is made of, of which goods have both; empty if there are no such."""
    # One more character behind a longer word is sooner a slip.
    shortest = 1 if len(run) == _SHORTEST_RUN_CUT else 2
    for place in range(len(run) - shortest, 1, -1):
        halves = [words.same(half) for half in (run[:place], run[place:])]
        if all(any(term.listings for term in half) for half in halves):
            return tuple(max(half, key=lambda term: term.listings) for half in halves)
    return ()

"""Which other words say the same, in any of the languages?"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from storefront.words.expressions import Expression, all_of, as_known, as_typed
from storefront.words.folding import is_cyrillic, is_han
from storefront.words.sounds import sound_of
from storefront.words.stems import stem
from storefront.words.terms import keys_of, stems_of
from storefront.words.tokens import Kind, tokens_of

LONGEST_SPAN = 4


class Saying(NamedTuple):
    """One way to say what a group of synonyms says; asked only, found only, or both."""

    text: str
    language: str
    is_asked: bool = True
    is_found: bool = True


Group = tuple[Saying, ...]


@lru_cache(maxsize=8192)
def saying_keys(text: str, language: str) -> tuple[str, ...]:
    """The keys that a way to say it is stored by: those of each of its words."""
    return tuple(sorted({key for word in words_in(text) for key in keys_of(word, language)}))


@lru_cache(maxsize=8192)
def _forms(text: str, language: str) -> frozenset[str]:
    words = words_in(text)
    forms = {" ".join(stem(word, language) for word in words)}
    if any(is_cyrillic(word) for word in words):
        forms.add(_sounds(words))
    return frozenset(forms)


def words_in(text: str) -> list[str]:
    """What a way to say it is told by, folded: its words without sizes."""
    return [token.text for token in tokens_of(text) if token.kind is not Kind.SIZE]


def _sounds(words: Sequence[str]) -> str:
    return "~" + " ".join(map(sound_of, words))


def _span_forms(words: Sequence[str]) -> set[str]:
    if any(is_han(word[0]) for word in words):
        return {" ".join(words)}
    languages = {language for word in words for language in stems_of(word)}
    stems = {" ".join(stem(word, language) for word in words) for language in languages}
    return {*stems, _sounds(words)}


class Synonyms:
    """The groups that a query may touch."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._groups: dict[str, list[Group]] = {}
        for group in dict.fromkeys(groups):
            for saying in group:
                if saying.is_asked:
                    for form in _forms(saying.text, saying.language):
                        self._groups.setdefault(form, []).append(group)

    def words(self) -> list[tuple[str, str]]:
        """The single words that groups speak of, with their languages: they are known, on sale or not."""
        sayings = {saying for groups in self._groups.values() for group in groups for saying in group}
        one = [(words[0], saying.language) for saying in sayings if len(words := words_in(saying.text)) == 1]
        return sorted(one)

    def of(self, words: Sequence[str]) -> list[Expression]:
        """What else says what these words say, one after the other."""
        forms = _span_forms(words)
        groups = dict.fromkeys(group for form in forms for group in self._groups.get(form, ()))
        found = [_expression(saying) for group in groups for saying in group if saying.is_found]
        return list(dict.fromkeys(found))

    def spans(self, words: Sequence[str], *, shortest: int = 1) -> Iterator[tuple[int, int]]:
        """Where groups speak of so many words or more: the longest first, none within another."""
        taken = [False] * len(words)
        for length in range(min(LONGEST_SPAN, len(words)), shortest - 1, -1):
            for start in range(len(words) - length + 1):
                free = not any(taken[start : start + length])
                if free and self.of(words[start : start + length]):
                    taken[start : start + length] = [True] * length
                    yield start, start + length

    def parts_of(self, run: str) -> list[str]:
        """A run of Chinese characters cut where groups speak of its parts; empty if none does."""
        parts: list[str] = []
        place, found = 0, False
        while place < len(run):
            lengths = range(min(8, len(run) - place), 0, -1)
            length = next((n for n in lengths if self.of([run[place : place + n]])), 0)
            found = found or bool(length)
            if length or not parts or self.of([parts[-1]]):
                parts.append(run[place : place + max(length, 1)])
            else:
                parts[-1] += run[place]
            place += max(length, 1)
        return parts if found else []


@lru_cache(maxsize=8192)
def _expression(saying: Saying) -> Expression:
    words = words_in(saying.text)
    if saying.language == "zh-Hans":
        return all_of(as_typed(word) for word in words)
    return all_of(as_known(word, saying.language) for word in words)

"""By which keys is a known term found, and by which does a word that somebody typed look for it?"""

from collections.abc import Iterator
from functools import lru_cache

from storefront.words.folding import is_cyrillic, is_han, is_latin
from storefront.words.keyboards import other_layout
from storefront.words.nearness import deletions
from storefront.words.sounds import sound_of
from storefront.words.stems import as_spelt, english, kazakh, russian, stem

# What a key says: the term itself, its stem, its sound, what is left when letters are missing.
SAME, STEM, SOUND, NEAR = "=", "%", "~", "-"
_SHORTEST_NEAR, _LONG, _LONGEST_NEAR = 2, 9, 18
_LONGEST_RUN = 12


@lru_cache(maxsize=16_384)
def keys_of(text: str, language: str) -> tuple[str, ...]:
    """The keys that a known term is indexed by."""
    keys = {SAME + text}
    if not language:
        return tuple(keys)
    if is_han(text[0]):
        return tuple(sorted(keys | set(_near(text, 1))))
    root = stem(text, language)
    keys.add(STEM + root)
    depth = 2 if _LONG <= len(text) <= _LONGEST_NEAR else 1
    keys.update(_near(text, depth))
    if is_cyrillic(text) or is_latin(text):
        sound = sound_of(text)
        keys.update((SOUND + sound, SOUND + sound_of(root)))
        keys.update(_near(sound, 1))
    return tuple(sorted(keys))


def _near(word: str, depth: int) -> Iterator[str]:
    yield NEAR + word
    if _SHORTEST_NEAR <= len(word) <= _LONGEST_NEAR:
        yield from (NEAR + each for each in deletions(word, depth))


def stems_of(word: str) -> dict[str, str]:
    """The stems of a typed word in the languages that its letters allow."""
    if is_cyrillic(word):
        return {"ru": russian(word), "kk": kazakh(word)}
    if is_latin(word):
        return {"en": english(word)}
    return {}


def keys_for_word(word: str, *, forgiving: bool) -> set[str]:
    """The keys that a typed word asks for; forgiving: also what is near, or meant on another keyboard."""
    keys = {SAME + word, *(STEM + each for each in stems_of(word).values())}
    if is_han(word[0]):
        return keys | keys_for_run(word, forgiving=forgiving)
    sound = sound_of(word)
    keys.add(SOUND + sound)
    if not forgiving:
        return keys
    depth = 2 if _LONG <= len(word) <= _LONGEST_NEAR else 1
    keys.update(NEAR + each for each in deletions(word, depth) | deletions(sound))
    keys.add(SAME + other_layout(word))
    if spelt := as_spelt(word):
        keys.add(STEM + russian(spelt))
    keys.update(SAME + half for left, right in splits(word) for half in (left, right))
    return keys


def keys_for_run(run: str, *, forgiving: bool) -> set[str]:
    """The keys that a run of Chinese characters asks for: its parts, and itself with one missing."""
    run = run[:_LONGEST_RUN]
    parts = {run[i:j] for i in range(len(run)) for j in range(i + 1, min(i + 8, len(run)) + 1)}
    keys = {SAME + part for part in parts}
    return keys | {NEAR + each for each in deletions(run)} if forgiving and len(run) > 1 else keys


def splits(word: str) -> list[tuple[str, str]]:
    """The two words that may have been typed as one."""
    shortest = 2
    return [(word[:place], word[place:]) for place in range(shortest, len(word) - shortest + 1)]

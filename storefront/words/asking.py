"""What did somebody type, and what must be looked up to understand it?"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from storefront.words.folding import fold
from storefront.words.keyboards import other_layout
from storefront.words.terms import SAME, keys_for_word
from storefront.words.tokens import Kind, Token, tokens_in

LONGEST_QUERY = 200
MOST_WORDS = 12
# Of the Russian letters seven are where others have these.
_SIGN_IN_WORD = re.compile(r"[a-z][\[\];',.`]|[\[\];',.`][a-z]", re.ASCII)
_DIGIT = re.compile(r"\d")
# A shorter one is completed only where it is the last, which may go on.
SHORTEST_COMPLETED = 3


@dataclass(frozen=True)
class Asked:
    """
    A folded query and its pieces; `exact` when the reader insists on the spelling.

    `typed` is the folded query with the backtick, which else is an apostrophe like others, and ё on its key.
    `is_open` unless something follows, so that the last word is finished.
    """

    folded: str
    tokens: tuple[Token, ...]
    exact: bool = False
    typed: str = ""
    is_open: bool = True

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the known terms, and of the synonyms, that could be meant."""
        keys: set[str] = set()
        for token in self.tokens:
            if token.kind in (Kind.WORD, Kind.HAN):
                keys |= keys_for_word(token.text, forgiving=not self.exact)
            elif token.kind is not Kind.CODE:
                keys |= {SAME + token.text, SAME + token.amount}
        if not self.exact:
            keys |= {SAME + one.text + two.text for one, two in self.neighbours()}
        return sorted(keys)

    @cached_property
    def words(self) -> list[str]:
        """The words without sizes and codes: each may be the beginning of a longer one."""
        return [token.text for token in self.tokens if token.kind in (Kind.WORD, Kind.HAN)]

    @cached_property
    def beginnings(self) -> list[str]:
        """What longer words may begin with: the words as they were typed, or on another keyboard."""
        if self.exact:
            return self.words
        typed = [token.text for token in self.tokens if token.kind is Kind.WORD]
        return [*self.words, *(other_layout(word) for word in typed if len(word) >= SHORTEST_COMPLETED)]

    @cached_property
    def retyped(self) -> "Asked | None":
        """The same keys on the other keyboard, where signs among the letters hint at it: [kt, is хлеб."""
        if self.exact or not _SIGN_IN_WORD.search(self.typed):
            return None
        chunks = self.typed.split()
        return ask(" ".join(each if _DIGIT.search(each) else other_layout(each) for each in chunks))

    def neighbours(self) -> list[tuple[Token, Token]]:
        """Words that may have been one."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return [pair for pair in pairs if all(token.kind is Kind.WORD for token in pair)]


@lru_cache(maxsize=4096)
def ask(text: str, *, exact: bool = False) -> Asked:
    """Read a query; whatever is typed has some reading, if an empty one."""
    folded = fold(text[:LONGEST_QUERY])
    once: dict[str, Token] = {}
    for token in tokens_in(folded):
        once.setdefault(token.text, token)
    typed = "`".join(map(fold, text[:LONGEST_QUERY].split("`")))
    return Asked(folded=folded, tokens=tuple(once.values())[:MOST_WORDS], exact=exact, typed=typed)

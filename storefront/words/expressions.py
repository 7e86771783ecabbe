"""How is what may match a document written as PostgreSQL's text search reads it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storefront.words.documents import pairs_of, prepared_code
from storefront.words.folding import is_han
from storefront.words.measures import unit_of
from storefront.words.stems import stem
from storefront.words.terms import stems_of
from storefront.words.tokens import joined_code


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word of an index, or whatever begins with it."""

    text: str
    is_prefix: bool = False

    def written(self, weights: str = "") -> str:
        """`'мук':*A`: quoted, so that nothing typed is syntax."""
        quoted = self.text.replace("\\", "\\\\").replace("'", "''")
        marks = ("*" if self.is_prefix else "") + weights
        return f"'{quoted}'" + (f":{marks}" if marks else "")


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything of this."""

    parts: tuple["Expression", ...]

    def written(self, weights: str = "") -> str:
        """Joined by `&`."""
        return _joined(self.parts, " & ", weights)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of this."""

    parts: tuple["Expression", ...]

    def written(self, weights: str = "") -> str:
        """Joined by `|`."""
        return _joined(self.parts, " | ", weights)


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words one after the other."""

    parts: tuple["Expression", ...]

    def written(self, weights: str = "") -> str:
        """Joined by `<->`."""
        return _joined(self.parts, " <-> ", weights)


Expression = Lexeme | AllOf | AnyOf | Phrase
NOTHING = AnyOf(())


def _joined(parts: tuple[Expression, ...], sign: str, weights: str) -> str:
    written = [each.written(weights) for each in parts]
    return written[0] if len(written) == 1 else f"({sign.join(written)})" if written else ""


def any_of(parts: Iterable[Expression]) -> Expression:
    """Any of some, each once; the one if there is one."""
    flat = tuple(dict.fromkeys(_flattened(parts, AnyOf)))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def all_of(parts: Iterable[Expression]) -> Expression:
    """All of some, each once; the one if there is one."""
    flat = tuple(dict.fromkeys(_flattened(parts, AllOf)))
    if not flat:
        return NOTHING
    return flat[0] if len(flat) == 1 else AllOf(flat)


def _flattened(parts: Iterable[Expression], kind: type[AllOf] | type[AnyOf]) -> Iterator[Expression]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        elif part != NOTHING:
            yield part


def phrase_of(parts: Iterable[Expression]) -> Expression:
    """Some one after the other; nothing if there is only one."""
    side_by_side = tuple(map(_side_by_side, parts))
    return Phrase(side_by_side) if len(side_by_side) > 1 else NOTHING


def _side_by_side(part: Expression) -> Expression:
    """What stands together was typed together."""
    if isinstance(part, AnyOf):
        return AnyOf(tuple(map(_side_by_side, part.parts)))
    return Phrase(part.parts) if isinstance(part, AllOf) else part


def lexemes_in(expression: Expression) -> Iterator[Lexeme]:
    """Every word of an expression."""
    if isinstance(expression, Lexeme):
        yield expression
    else:
        for part in expression.parts:
            yield from lexemes_in(part)


def as_typed(word: str) -> Expression:
    """A word in every language that its letters allow, or Chinese characters in pairs."""
    if unit := unit_of(word):
        return Lexeme(unit)
    if is_han(word[0]):
        return all_of(map(Lexeme, pairs_of(word)))
    return any_of(map(Lexeme, (*stems_of(word).values(), word)))


def as_known(word: str, language: str) -> Expression:
    """A known term as its language indexes it."""
    if is_han(word[0]) or unit_of(word):
        return as_typed(word)
    return Lexeme(stem(word, language))


def lexemes_of(word: str, language: str) -> list[str]:
    """What documents have of a known term."""
    return [lexeme.text for lexeme in lexemes_in(as_known(word, language) if language else Lexeme(word))]


def as_code(code: str) -> Expression:
    """A code that may have been typed half, or words that only look like one."""
    whole = Lexeme(joined_code(code), is_prefix=True)
    return any_of([whole, all_of(map(Lexeme, prepared_code(code).split()[1:]))])

"""What do the typed facts of a product or a variant say, and which of them can't be true?"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from catalog.texts import neat, text_error
from kit.errors import FieldProblem, step

LONGEST_TEXT = 200
MOST_FACTS = 60
_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,9})?", re.ASCII)

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """
    An attribute as a checker knows it.

    `kind` is choice, number, text or flag; `level` is product or variant;
    `options` tells of each option's code whether it may still be chosen.
    """

    code: str
    kind: str
    level: str = "product"
    decimals: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    options: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """The facts as they are kept, and what is wrong with those that were refused."""

    facts: Facts
    problems: tuple[FieldProblem, ...]


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check(
    given: Mapping[str, object],
    *,
    level: str,
    known: Mapping[str, Spec],
    asked: Collection[str],
    kept: Mapping[str, object] | None = None,
) -> Checked:
    """
    Read facts by the code of their attribute, in the form in which they are kept.

    A choice is kept as its option's code, a number as decimal text with the
    attribute's decimals, words as they are, a flag as true or false. `asked`
    are the attributes that the category asks for; `kept` the facts that the
    row has, whose closed options stay. Each problem names `/attributes/<code>`.
    """
    facts: Facts = {}
    problems: list[FieldProblem] = []
    if len(given) > MOST_FACTS:
        problem = FieldProblem("/attributes", "field.invalid", f"has more than {MOST_FACTS} facts")
        return Checked({}, (problem,))
    for code, value in given.items():
        try:
            spec = _spec(code, level, known, asked)
            facts[code] = _read(spec, value, (kept or {}).get(code))
        except _Wrong as wrong:
            problems.append(FieldProblem("/attributes" + step(code), wrong.code, wrong.message))
    return Checked(facts, tuple(problems))


def number_as_kept(written: str, spec: Spec) -> str:
    """A number as `check` keeps it; what has another form, or too many places, stays as it was written."""
    if not _NUMBER.fullmatch(written):
        return written
    number = Decimal(written)
    return _padded(number, spec) if number == round(number, spec.decimals) else written


def missing(
    facts: Mapping[str, object], *, level: str, known: Mapping[str, Spec], required: Collection[str]
) -> Iterator[str]:
    """The codes of required attributes of a level that the facts don't tell, in order."""
    return (code for code in sorted(required) if known[code].level == level and code not in facts)


def _spec(code: str, level: str, known: Mapping[str, Spec], asked: Collection[str]) -> Spec:
    spec = known.get(code)
    if spec is None:
        raise _Wrong("field.unknown_attribute", "there is no such attribute")
    if spec.level != level:
        raise _Wrong("field.wrong_level", f"is told of a {spec.level}, not of a {level}")
    if code not in asked:
        raise _Wrong("field.not_asked", "the category doesn't ask for it")
    return spec


def _read(spec: Spec, value: object, kept: object) -> object:
    if spec.kind == "choice":
        return _choice(spec, value, kept)
    if spec.kind == "number":
        return _number(spec, value)
    if spec.kind == "flag":
        if not isinstance(value, bool):
            raise _Wrong("field.invalid", "must be true or false")
        return value
    return _text(value)


def _choice(spec: Spec, value: object, kept: object) -> str:
    if not isinstance(value, str) or value not in spec.options:
        opened = ", ".join(code for code, is_open in spec.options.items() if is_open)
        raise _Wrong("field.unknown_option", f"must be one of {opened}" if opened else "has no options yet")
    if not spec.options[value] and value != kept:
        raise _Wrong("field.closed_option", f"{value} may no longer be chosen")
    return value


def _number(spec: Spec, value: object) -> str:
    written = value if isinstance(value, str) else str(value)
    # True is a number to Python and to nobody else.
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not _NUMBER.fullmatch(written):
        raise _Wrong("field.invalid", 'must be a number with a decimal point, such as "14.5"')
    number = Decimal(written)
    if number != round(number, spec.decimals):
        places = f"{spec.decimals} decimal places" if spec.decimals else "no decimal places"
        raise _Wrong("field.invalid", f"has {places} at most" if spec.decimals else f"has {places}")
    if spec.least is not None and number < spec.least:
        raise _Wrong("field.out_of_range", f"must not be less than {_plain(spec.least)}")
    if spec.most is not None and number > spec.most:
        raise _Wrong("field.out_of_range", f"must not be more than {_plain(spec.most)}")
    return _padded(number, spec)


def _padded(number: Decimal, spec: Spec) -> str:
    # No fact says minus nothing.
    return f"{number + 0:.{spec.decimals}f}" if number else f"{Decimal(0):.{spec.decimals}f}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _Wrong("field.invalid", "must be words")
    words = neat(value)
    if error := text_error(words):
        raise _Wrong("field.invalid", error)
    if not words:
        raise _Wrong("field.invalid", "must not be empty; leave the attribute out instead")
    if len(words) > LONGEST_TEXT:
        raise _Wrong("field.invalid", f"must not be longer than {LONGEST_TEXT} characters")
    return words

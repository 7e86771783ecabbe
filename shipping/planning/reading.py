"""How is a planner's JSON read, so that whatever is wrong is named by row and field?"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

# Far beyond whatever is planned, and far below what arithmetic with it would lose.
_MOST = 10**12


class Malformed(ValueError):
    """What was handed in can't be read: `where` is such as `shipments[17].kg`."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where or 'the document'}: {why}")
        self.where, self.why = where, why


class Fields:
    """
    The members of one JSON object, each read with a check.

    Every method raises `Malformed` with the place of the member: an absent one,
    unless a default is given, and one of another type or beyond its limits.
    """

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise Malformed(where, "must be an object")
        self._members: Mapping[str, Any] = value
        self._where = where

    def place(self, name: object) -> str:
        """Where a member stands."""
        return f"{self._where}.{name}" if self._where else str(name)

    def has(self, name: str) -> bool:
        """Whether it is there, and not null."""
        return self._members.get(name) is not None

    def fail(self, name: str, why: str) -> Malformed:
        """What to raise about a member."""
        return Malformed(self.place(name), why)

    def number(self, name: str, *, least: float = 0.0, above: float | None = None) -> float:
        """A finite number of at least `least`, or more than `above`."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(name, "must be a number")
        if abs(value) > _MOST or not math.isfinite(value):
            raise self.fail(name, f"must be a number of at most {_MOST:g}")
        if value < least or (above is not None and value <= above):
            limit = f"more than {above:g}" if above is not None else f"at least {least:g}"
            raise self.fail(name, f"must be {limit}, not {value:g}")
        return float(value)

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number."""
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(name, "must be a whole number")
        if not least <= value <= _MOST:
            raise self.fail(name, f"must be from {least} to {_MOST:g}")
        return value

    def text(self, name: str) -> str:
        """Text that isn't empty."""
        value = self._get(name)
        if not isinstance(value, str) or not value:
            raise self.fail(name, "must be text")
        return value

    def one_of(self, name: str, known: Iterable[str], what: str) -> str:
        """One of some names."""
        value = self.text(name)
        if value not in set(known):
            raise self.fail(name, f"there is no {what} {value!r}")
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        value = self._get(name)
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            raise self.fail(name, "must be a list of names")
        return tuple(value)

    def wholes(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self._get(name)
        if not isinstance(value, list) or not all(type(each) is int for each in value):
            raise self.fail(name, "must be a list of whole numbers")
        return tuple(value)

    def lists_of_names(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        value = self._get(name)
        if not isinstance(value, list):
            raise self.fail(name, "must be a list")
        for place, each in enumerate(value):
            if not isinstance(each, list) or not all(isinstance(text, str) for text in each):
                raise self.fail(f"{name}[{place}]", "must be a list of names")
        return tuple(map(tuple, value))

    def flag(self, name: str) -> bool:
        """True or false; 0 and 1 are taken, too."""
        value = self._get(name)
        if value not in (True, False):
            raise self.fail(name, "must be true or false")
        return bool(value)

    def inside(self, name: str) -> "Fields":
        """An object inside."""
        return Fields(self._get(name), self.place(name))

    def rows(self, name: str) -> "Sequence[Fields]":
        """A list of objects."""
        value = self._get(name)
        if not isinstance(value, list):
            raise self.fail(name, "must be a list")
        return [Fields(each, f"{self.place(name)}[{place}]") for place, each in enumerate(value)]

    def each(self, read: Callable[["Fields", str], T]) -> dict[str, T]:
        """All members, each read by its name."""
        return {name: read(self, name) for name in self._members}

    def _get(self, name: str) -> Any:
        # Null is the same as absent.
        if self._members.get(name) is None:
            raise self.fail(name, "is missing")
        return self._members[name]

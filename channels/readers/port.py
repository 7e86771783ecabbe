"""What must a reader of sellers' files be able to do?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Protocol

from catalog.neutral import Fault, Header, NeutralRow, SellerMapping

# The head of a file that `detect` looks at.
HEAD_BYTES = 64 * 1024
MOST_ROWS = 500_000

Source = Path | IO[bytes]


class Unreadable(ValueError):
    """
    A whole file can't be read, or not to its end; `code` says why, `facts` where and what.

    `catalog.neutral_wording.unreadable_said` tells it in the language of whoever reads.
    """

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts


class Reading:
    """
    A file that is being read: its header, and its rows, which can be gone through once.

    `header` says what stands before the first row; once all rows are through, what stands in the whole file.
    Memory doesn't grow with the number of rows, but for the keys that were seen.
    """

    def __init__(self, header: Header) -> None:
        self.header = header
        self.rows: Iterator[NeutralRow] = iter(())


class Reader(Protocol):
    """A format of files."""

    format: str

    def detect(self, head: bytes, name: str) -> int:
        """How sure it is, from 0 to 100, that a file of this name that begins so is of its format."""

    def read(self, source: Source, *, name: str, mapping: SellerMapping) -> Reading:
        """
        The header and the rows of a file, a path or a stream of bytes at its beginning.

        :raises Unreadable: if it can't be begun; while rows are taken, if it can't be read to its end.
        """


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """The bytes of a source; a path's file is closed again, a stream is its owner's."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield source


def begun(header: Header, produce: Callable[[Reading], Iterator[NeutralRow]]) -> Reading:
    """A reading whose rows `produce` makes; the first is made at once, since the header is known with it."""
    reading = Reading(header)
    rows = _each_key_once(produce(reading))
    first = next(rows, None)
    reading.rows = rows if first is None else chain((first,), rows)
    return reading


def _each_key_once(rows: Iterator[NeutralRow]) -> Iterator[NeutralRow]:
    """The rows, of which one whose key came before is refused; there is no end of rows only for liars."""
    seen: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Unreadable("file.too_many_rows", most=MOST_ROWS)
        if not row.product_key:
            yield row
            continue
        # A number takes a fifth of the room that the keys would take.
        key = hash((row.product_key, row.variant_key))
        if key in seen:
            found = row.variant_key or row.product_key
            fault = Fault("variant_key", "key.doubled", {"found": found, "line": seen[key]})
            row = replace(row, faults=(*row.faults, fault))  # noqa: PLW2901 it is the same row, judged
        else:
            seen[key] = row.place.line
        yield row

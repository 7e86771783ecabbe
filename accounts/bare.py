"""Is a value shown to a person, or does it leave bare, for a program?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What pages show where there is no value.
NOTHING = "–"
_bare = ContextVar("bare", default=False)


@contextmanager
def bare() -> Iterator[None]:
    """
    Let the helpers of `accounts.desk` answer with what they were given, without links, labels or zones.

    So an export has instants and amounts where a page has words, and no page has to say so.
    """
    before = _bare.set(True)
    try:
        yield
    finally:
        _bare.reset(before)


def is_bare() -> bool:
    """Whether we are inside of `bare`."""
    return _bare.get()

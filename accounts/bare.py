"""Is a value shown to a person, or does it leave bare, for a program?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, TypeVar

from django.utils.html import format_html

from kit.money import Money
from kit.saying import sum_said

Shown = TypeVar("Shown", bound=Callable[..., Any])
# As an amount with its currency, as a number, as a part and its whole; not at all: it only leads elsewhere.
How = Literal["money", "number", "part", "nowhere"]

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


def leaving(how: How) -> Callable[[Shown], Shown]:
    """
    Say how the column of a list leaves, where that can't be told from the field it is sorted by.

        @admin.display(description=_("Free places"), ordering="least_mteu")
        @leaving("number")
        def free_places(self, departure): ...
    """

    def mark(shown: Shown) -> Shown:
        shown.leaves = how  # type: ignore[attr-defined]
        return shown

    return mark


def figure(amount: Money) -> str:
    """An amount in a column of such: right-aligned, its digits one under the other, with thousands."""
    if is_bare():
        return str(amount)
    return format_html('<span class="amount-figure">{}</span>', sum_said(amount))

"""How are columns that hold codes of our books told, and narrowed down by, in the reader's words?"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from kit.words import Words, in_words


class CodesFilter(admin.AllValuesFieldListFilter):
    """The values of a column that holds codes of our books, such as kinds of actors, in words."""

    @staticmethod
    def told(code: str) -> str:
        """How a code is told."""
        return in_words(code)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django's own, each in words."""
        for choice in super().choices(changelist):
            # Only what stands in the table is a code; the others, such as "All", are words already.
            is_code = str(choice["display"]) in {str(each) for each in self.lookup_choices}
            yield {**choice, "display": self.told(str(choice["display"]))} if is_code else choice


def coded(column: str, title: Words) -> Any:
    """A column of a list or a row that is shown in words; it may stand wherever its name might."""

    @admin.display(description=title, ordering=column)
    def shown(row: Any) -> str:
        return in_words(str(getattr(row, column)))

    shown.__name__ = f"{column}_in_words"
    return shown

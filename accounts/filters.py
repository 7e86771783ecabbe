"""By which codes may lists be narrowed down, told in the words of whoever reads?"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from kit.words import in_words


class CodesFilter(admin.AllValuesFieldListFilter):
    """The values of a column that holds codes of our books, such as kinds of actors, in words."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django's own, each in words."""
        for choice in super().choices(changelist):
            # Only what stands in the table is a code; the others, such as "All", are words already.
            is_code = str(choice["display"]) in {str(each) for each in self.lookup_choices}
            yield {**choice, "display": in_words(str(choice["display"]))} if is_code else choice

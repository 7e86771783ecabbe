"""By which name are those told who did what a list shows?"""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _

from accounts.queries import names_of, with_doers
from kit.words import in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.desk import StaffAdmin as _StaffAdmin
    from accounts.desk import StaffInline as _StaffInline
else:
    _StaffAdmin = _StaffInline = object


class NamesDoers(_StaffAdmin):
    """A list whose rows have `by_kind` and `by_id`; names come by one query for a page."""

    def gather(self, rows: list[Any]) -> None:
        """The names of all doers."""
        super().gather(rows)
        names = names_of(row.by_id for row in rows if row.by_id)
        for row in rows:
            row.doer = names.get(row.by_id, "")

    @display(description=_("By"))
    def by(self, row: Any) -> str:
        """Their name, else their e-mail address; whoever is neither is told by their kind."""
        if not hasattr(row, "doer"):
            self.gather([row])
        return str(row.doer) or in_words(row.by_kind)


class NamesFourEyes(_StaffAdmin):
    """
    Rows that one person asks for and another approves: `requested_by_id`, `approved_by_id`.

    Names come by one query for a page.
    """

    def gather(self, rows: list[Any]) -> None:
        """The names of both."""
        super().gather(rows)
        eyes = [who for row in rows for who in (row.requested_by_id, row.approved_by_id) if who]
        names = names_of(eyes)
        for row in rows:
            row.asker, row.approver = (
                names.get(who, str(who)) if who else "" for who in (row.requested_by_id, row.approved_by_id)
            )

    @display(description=_("Requested by"))
    def requested_by(self, row: Any) -> str:
        """Their name, else their e-mail address."""
        return self._eyes_of(row).asker  # type: ignore[no-any-return]

    @display(description=_("Approved by"))
    def approved_by(self, row: Any) -> str:
        """The same of whoever let it go."""
        return self._eyes_of(row).approver  # type: ignore[no-any-return]

    def _eyes_of(self, row: Any) -> Any:
        if not hasattr(row, "asker"):
            self.gather([row])
        return row


class NamesDoersInside(_StaffInline):
    """Rows inside the page of another that have `by_kind` and `by_id`; names come with the rows."""

    def get_queryset(self, request: "HttpRequest") -> "QuerySet[Any]":
        """Each with the name of whoever of ours did it."""
        return with_doers(super().get_queryset(request))

    @display(description=_("By"))
    def who(self, row: Any) -> str:
        """Their name, else their e-mail address; of others their kind and, where there is one, their id."""
        return row.doer or " ".join(str(part) for part in (in_words(row.by_kind), row.by_id) if part)

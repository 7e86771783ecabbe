"""What does the paper of a seller's month say?"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.saying import day_said, money_said, spoken
from kit.typesetting import Block, Column, Paper, Table
from payments import policy
from payments.chart import Kind
from payments.papers.parties import AUTHOR, foot_of, pages_said

if TYPE_CHECKING:
    from payments.models import LedgerEntry
    from payments.queries.statements import Statement


def statement_paper(
    whole: "Statement", lines: Sequence["LedgerEntry"], *, seller: str, at: datetime
) -> Paper:
    """Opening, lines, closing, in the words of the language that is active; `at` is when it was asked for."""
    month = f"{whole.month:%Y-%m}"
    columns = [
        *(
            Column(_("Date")),
            Column(pgettext("of a statement", "Operation"), wide=True),
            Column(_("For what")),
        ),
        *(Column(_("Part of the balance")), Column(_("Amount"), "right")),
    ]
    return Paper(
        title=_("Statement of account"),
        subtitle=f"{month} · {whole.currency}",
        language=spoken(),
        dated=at,
        author=AUTHOR,
        facts=[
            (_("Month"), month),
            (_("Currency"), whole.currency),
            (_("State"), _("final") if whole.is_final else _("the month goes on")),
        ],
        blocks=[Block(_("Seller"), seller)],
        tables=[
            _figures(whole),
            Table(columns, [_row(line) for line in lines], title=_("What moved the balance")),
        ],
        notes=[
            _("What is owed to you is a plus. Days are those of Almaty."),
            *([] if whole.is_final else [_("As of %(day)s.") % {"day": day_said(_there(at).date())}]),
        ],
        foot=foot_of(month, whole.currency, seller),
        pages=pages_said(),
    )


def _figures(whole: "Statement") -> Table:
    rows = [
        (_("When the month began"), money_said(whole.opening.pending), money_said(whole.opening.available)),
        (_("When it ended"), money_said(whole.closing.pending), money_said(whole.closing.available)),
    ]
    columns = [Column("", wide=True), Column(_("Not due yet"), "right"), Column(_("Available"), "right")]
    return Table(columns, rows)


def _row(line: "LedgerEntry") -> Sequence[str | tuple[str, str]]:
    is_pending = line.account.kind == Kind.SELLER_PENDING
    return [
        f"{_there(line.posted_at):%Y-%m-%d}",
        (str(line.transaction.get_kind_display()), line.reference),
        str(line.get_purpose_display()),
        _("Not due yet") if is_pending else _("Available"),
        money_said(line.owed),
    ]


def _there(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(policy.LEDGER_TIME_ZONE))

"""What does a seller see of their money?"""

import re
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from consoles.seller.parts import Line, Table
from consoles.seller.showing import address, at_home, page_of, show, show_list, status
from kit.clock import now
from kit.errors import NotFound
from kit.money import CURRENCIES
from payments.queries import statements
from payments.queries.ledger import balances_of
from payments.queries.payouts import payouts_of

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


def money(visit: Visit) -> HttpResponse:
    """What there is by currency, and the months in which something moved."""
    firm, sandbox = visit.actor.firm_id, visit.actor.sandbox
    balances = Table(
        (_("Currency"), _("Not due yet"), _("Available"), _("On its way")),
        [
            Line((each.currency, str(each.pending), str(each.available), str(each.on_its_way)))
            for each in balances_of(organisation_id=firm, sandbox=sandbox)
        ],
        _("Nothing was sold yet."),
        title=_("Balance"),
    )
    months = Table(
        (_("Month"), _("Currency")),
        [
            Line((f"{month:%Y-%m}", currency), address("statement", f"{month:%Y-%m}", currency))
            for month, currency in statements.months_of(organisation_id=firm, sandbox=sandbox)
        ],
        _("Nothing has moved yet."),
        title=_("Statements"),
    )
    return show(visit, "list", {"tables": [balances, months]}, title=_("Money"))


def statement(visit: Visit, month: str, currency: str) -> HttpResponse:
    """
    What moved a balance in a month, by pages.

    :raises NotFound: if there is no such month or currency.
    """
    if not _MONTH.fullmatch(month) or currency not in CURRENCIES:
        raise NotFound
    rows = statements.lines_of(
        organisation_id=visit.actor.firm_id, sandbox=visit.actor.sandbox, currency=currency
    )
    whole = statements.statement_of(
        rows, month=date.fromisoformat(f"{month}-01"), currency=currency, at=now()
    )
    page = page_of(visit, statements.lines_in(rows, whole.month), order=("id",))
    table = Table(
        (_("Posted"), _("What for"), _("Order or payout"), _("Part"), _("Amount")),
        [Line(_entry(visit, entry)) for entry in page.rows],
        _("Nothing moved in this month."),
    )
    notes = (
        _("At its beginning: %(available)s available, %(pending)s not due yet.") % _figures(whole.opening),
        _("At its end: %(available)s available, %(pending)s not due yet.") % _figures(whole.closing),
    )
    title = _("Statement %(month)s, %(currency)s") % {"month": month, "currency": currency}
    return show_list(visit, table, title=title, page=page, notes=notes)


def payouts(visit: Visit) -> HttpResponse:
    """What was paid out, the newest first."""
    page = page_of(visit, payouts_of(visit.actor.firm_id))
    table = Table(
        (_("Payout"), _("Status"), _("Amount"), _("To the account ending in"), _("Since")),
        [
            Line(
                (
                    row.number,
                    status(row.status),
                    str(row.amount),
                    row.account.number_end if row.account else NOTHING,
                    at_home(visit, row.scheduled_at),
                )
            )
            for row in page.rows
        ],
        _("Nothing was paid out yet."),
    )
    return show_list(visit, table, title=_("Payouts"), page=page)


def _entry(visit: Visit, entry: Any) -> tuple[Any, ...]:
    return (
        at_home(visit, entry.posted_at),
        entry.get_purpose_display(),
        entry.reference,
        entry.account.get_kind_display(),
        str(entry.owed),
    )


def _figures(of: statements.Figures) -> dict[str, str]:
    return {"available": str(of.available), "pending": str(of.pending)}

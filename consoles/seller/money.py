"""What does a seller see of their money, and where is it paid to?"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from catalog.queries.selling import own_seller
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, page_of, show_list, show_tables, status
from kit.clock import now
from kit.errors import NotFound
from kit.http import Stale
from kit.money import CURRENCIES
from kit.words import Words, all_told, say
from payments.errors import BadBankData
from payments.operations.banking import put_account
from payments.queries import statements
from payments.queries.ledger import balances_of
from payments.queries.payouts import current_account, payouts_of

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


VERBS = {"account": "changePayoutAccount"}
_WRONG: Mapping[str, Words] = {
    "/account_number": _("This account number can't be right: look at its digits again."),
    "/bic": _("This BIC can't be right: it has 8 or 11 characters, and is of a bank in your country."),
    "/kbe": _("A KBe has two digits, such as 17; only accounts in Kazakhstan have one."),
}


def money(visit: Visit) -> HttpResponse:
    """
    What there is by currency, the months in which something moved, and to which account it is paid.

    A post changes that account, which rests for some days first.
    """
    if visit.request.method == "POST":
        _change_account(visit)
        return visit.go("money")
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
    account = current_account(firm)
    verbs = [_account_form(visit, account)] if visit.does("changePayoutAccount") else ()
    tables = [balances, months, _account(visit, account)]
    return show_tables(visit, tables, title=_("Money"), verbs=verbs)


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


def _account(visit: Visit, row: Any) -> Table:
    rows = [] if row is None else [row]
    return Table(
        (_("Ends in"), _("Holder"), _("Bank"), "BIC", _("Nothing is paid there before")),
        [
            Line((each.number_end, each.holder, each.bank, each.bic, at_home(visit, each.usable_from)))
            for each in rows
        ],
        _("There is no account yet: nothing can be paid out."),
        title=_("Account for payouts"),
    )


def _account_form(visit: Visit, row: Any) -> Verb:
    fields = [
        Field("account_number", _("Account number: an IBAN in Kazakhstan, digits in China"), longest=40),
        Field("bic", "BIC", longest=11),
        Field("bank", _("Name of the bank"), longest=140),
        # Posted a second time it stands beside an account that is not the one before any more.
        Field("instead_of", "", kind="hidden", value=str(row.pk) if row else ""),
    ]
    if own_seller(visit.actor).country == "KZ":
        fields.insert(3, Field("kbe", "KBe", longest=2, value=row.kbe if row else ""))
    return Verb(
        "account",
        _("Be paid to this account"),
        title=_("Another account"),
        help=_(
            "It must be your company's own. Nothing is paid there for some days,"
            " and all who see your money hear of it."
        ),
        fields=fields,
    )


def _change_account(visit: Visit) -> None:
    longest = {"account_number": 40, "bic": 11, "bank": 140, "kbe": 2}
    given = {name: visit.typed(name, longest=most) for name, most in longest.items()}
    if not given["bank"]:
        messages.error(visit.request, gettext("Say what the bank is called."))
        return
    at = now()

    def put() -> None:
        seller = own_seller(visit.actor)
        known = current_account(seller.organisation_id)
        if visit.typed("instead_of", longest=36) != (str(known.pk) if known else ""):
            raise Stale(say("Somebody changed it meanwhile: look again."))
        try:
            put_account(
                organisation_id=seller.organisation_id,
                holder=seller.legal_name,
                tax_id=seller.tax_id,
                country=seller.country,
                sandbox=seller.sandbox,
                at=at,
                by=visit.actor,
                **given,
            )
        except BadBankData as problem:
            raise BadBankData(all_told(*(str(_WRONG[each.pointer]) for each in problem.fields))) from None

    visit.perform(put, done=_("The account is taken down. It rests for some days before it is used."))


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

"""What does a bill for a bank transfer say, as banks of Kazakhstan read it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.money import Money
from kit.saying import day_said, money_said, pair_said, spoken
from kit.typesetting import Column, Paper, Table
from payments.documents import Party
from payments.papers.parties import AUTHOR, block_of, foot_of, pages_said
from payments.spelling import LANGUAGES, in_words


@dataclass(frozen=True, slots=True)
class Bill:
    """Whom to pay how much by when: `orders` are the sums of its parts by the order's number."""

    number: str
    billed_at: datetime
    billed_date: date
    due_date: date
    total: Money
    payee: Party
    bank: Mapping[str, str]
    payer: Party
    orders: Mapping[str, int]
    sandbox: bool

    @property
    def words(self) -> dict[str, str]:
        """The total in words, by language."""
        return {language: in_words(self.total, language) for language in LANGUAGES}


def bill_paper(bill: Bill) -> Paper:
    """The bill in the words of the language that is active."""
    currency = bill.total.currency
    rows = [
        (str(number), _("Goods and their delivery, order %(order)s") % {"order": order}, said)
        for number, (order, minor) in enumerate(bill.orders.items(), 1)
        if (said := money_said(Money(minor, currency)))
    ]
    columns = [Column("№", "right"), Column(_("What for"), wide=True), Column(_("Amount"), "right")]
    bank = bill.bank
    return Paper(
        title=_("Bill for payment"),
        subtitle=bill.number,
        language=spoken(),
        dated=bill.billed_at,
        author=AUTHOR,
        facts=[
            (_("Date of issue"), day_said(bill.billed_date)),
            (_("Pay by"), day_said(bill.due_date)),
            (_("Currency"), currency),
        ],
        boxes=[
            *((_("Beneficiary"), bill.payee.name), (_("BIN"), bill.payee.tax_id)),
            *((_("Account (IBAN)"), bank["account"]), (_("Beneficiary code (KBe)"), bank["kbe"])),
            *((_("Bank of the beneficiary"), bank["bank"]), (_("BIC"), bank["bic"])),
            *((_("Purpose of payment"), bill.number), (_("Payment purpose code (KNP)"), bank["knp"])),
        ],
        blocks=[block_of(_("Beneficiary"), bill.payee), block_of(_("Payer"), bill.payer)],
        tables=[Table(columns, rows, totals=[(_("Total to pay"), money_said(bill.total))])],
        remark=_in_words(bill),
        notes=_notes(bill),
        foot=foot_of(bill.number, bill.payee.name),
        pages=pages_said(),
    )


def _in_words(bill: Bill) -> str:
    words = bill.words.get(spoken())
    return pair_said(pgettext("a sum of money", "In words"), words) if words else ""


def _notes(bill: Bill) -> list[str]:
    return [
        *([_("Of the test world: nothing is to be paid.")] if bill.sandbox else []),
        _("Write the purpose of payment as it stands here: the transfer is found by it."),
        _("The order ends by itself if the money has not come by the day named above."),
    ]

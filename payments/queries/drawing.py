"""Which bytes are the paper of a document, a bill or a statement, in one language?"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from kit.typesetting import Paper, typeset
from payments import policy
from payments.documents import Party
from payments.errors import NoBill
from payments.models import IssuedDocument, LedgerEntry
from payments.papers.bills import Bill, bill_paper
from payments.papers.invoices import invoice_paper
from payments.papers.statements import statement_paper
from payments.queries.commission import local_day
from payments.queries.payments import PaymentFacts
from payments.queries.statements import Statement

__all__ = ["Bill", "bill_of", "bill_pdf", "document_pdf", "statement_pdf"]

_INSTRUCTIONS = "instructions"
_INSTANT = timedelta(microseconds=1)


def document_pdf(document: IssuedDocument, *, language: str) -> bytes:
    """An invoice or a credit note; the same bytes whenever it is asked for."""
    return _drawn(lambda: invoice_paper(document), language)


def bill_pdf(bill: Bill, *, language: str) -> bytes:
    """A bill for a bank transfer."""
    return _drawn(lambda: bill_paper(bill), language)


def statement_pdf(
    whole: Statement, lines: Sequence[LedgerEntry], *, seller: str, language: str, at: datetime
) -> bytes:
    """A seller's month; `lines` are those of all of it."""
    return _drawn(lambda: statement_paper(whole, lines, seller=seller, at=at), language)


def bill_of(payment: PaymentFacts, *, payer: Party, sandbox: bool) -> Bill:
    """
    The bill by which an open payment is to be transferred.

    :raises NoBill: if it is paid in another way, or its time is over.
    """
    told = payment.next_action
    if told.get("kind") != _INSTRUCTIONS or "account" not in told:
        raise NoBill(payment=str(payment.id), status=payment.status)
    zone = ZoneInfo(policy.PAYEE_TIME_ZONE)
    # The deadline is the midnight that ends the last day.
    last = payment.expires_at.astimezone(zone) - _INSTANT
    return Bill(
        number=told["invoice_reference"],
        billed_at=payment.created_at,
        billed_date=local_day(payment.created_at),
        due_date=last.date(),
        total=payment.amount,
        payee=Party(
            name=told["payee"], country=policy.PAYEE_COUNTRY, tax_id=told["payee_bin"], tax_id_kind="BIN"
        ),
        bank={name: told[name] for name in ("account", "kbe", "bank", "bic", "knp")},
        payer=payer,
        orders=dict(sorted(payment.parts.items())),
        sandbox=sandbox,
    )


def _drawn(paper: Callable[[], Paper], language: str) -> bytes:
    with translation.override(language.lower()):
        said = paper()
    return typeset(said)

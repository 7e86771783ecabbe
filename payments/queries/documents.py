"""Which invoices and credit notes are there, and what is still to be written?"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from payments import policy
from payments.chart import OF_SELLERS
from payments.documents import COMMISSION, GOODS, INVOICE, Draft, Line, Party
from payments.models import DueDocument, IssuedDocument, LedgerEntry, Refund, RefundItem
from payments.queries.commission import local_day, vat_percent

__all__ = ["COMMISSION", "GOODS", "Credited", "Draft", "Line", "Party", "local_day"]


class Credited(NamedTuple):
    """What a refund takes off the invoices of one line of an order, in minor units."""

    line_id: UUID
    units: int
    goods_minor: int
    commission_minor: int
    commission_vat_minor: int


def documents_of(*, reference: str, subjects: Sequence[str] = (GOODS,)) -> QuerySet[IssuedDocument]:
    """The documents of an order; those of its goods unless more is asked for."""
    rows = IssuedDocument.objects.filter(reference=reference, subject__in=subjects)
    return rows.select_related("corrects")


def documents_of_firm(*, organisation_id: UUID, sandbox: bool) -> QuerySet[IssuedDocument]:
    """What a seller issued, and what it was issued by us."""
    concerned = Q(issuer_id=organisation_id) | Q(recipient_id=organisation_id)
    return IssuedDocument.objects.filter(concerned, sandbox=sandbox).select_related("corrects")


def invoice_of(*, reference: str, subject: str) -> IssuedDocument | None:
    """The invoice of an order for goods, or for commission."""
    return IssuedDocument.objects.filter(reference=reference, subject=subject, kind=INVOICE).first()


def due_documents(*, reference: str = "") -> list[UUID]:
    """Facts that wait for their documents, at most one sweep's load; the first tried the least."""
    due = DueDocument.objects.filter(settled_at__isnull=True)
    if reference:
        due = due.filter(reference=reference)
    return list(due.order_by("tries", "id").values_list("pk", flat=True)[: policy.DOCUMENT_SWEEP_SIZE])


def borne_by_seller(*, refund_id: UUID) -> int:
    """How much of a refund was taken from what its order's seller had earned, in minor units."""
    lines = LedgerEntry.objects.filter(
        transaction__key=f"refund_due:{refund_id}", account__kind__in=OF_SELLERS
    )
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def done_refunds(*, reference: str) -> list[UUID]:
    """The refunds of an order whose money has left, the first first."""
    rows = Refund.objects.filter(part__order_reference=reference, status="done")
    return list(rows.order_by("id").values_list("pk", flat=True))


def credited_by_refund(*, refund_id: UUID) -> list[Credited]:
    """
    What a refund at the seller's cost takes off the invoices of its order, by line; nothing of any other.

    None of refunds from before their lines were known. One query.
    """
    items = RefundItem.objects.filter(refund_id=refund_id, refund__borne_by__in=Refund.AT_SELLERS_COST)
    return [
        Credited(
            line_id=item.line.line_id,
            units=item.units,
            goods_minor=item.goods_minor,
            commission_minor=item.commission_minor,
            commission_vat_minor=item.commission_vat_minor,
        )
        for item in items.select_related("line").order_by("line_id")
    ]


def is_left_out(invoice: IssuedDocument, *, refund_id: UUID) -> bool:
    """Whether an invoice never had what a refund, or the one that it is the next try of, is for."""
    left_out = invoice.content.get("leaves_out", ())
    if not left_out:
        return False
    first = Refund.objects.filter(pk=refund_id).values_list("first_try_id", flat=True).first()
    return str(first or refund_id) in left_out


def commission_vat_percent(at: datetime) -> Decimal:
    """
    By which rate the commission of a checkout was taxed.

    :raises LookupError: if no rate is known for the day.
    """
    return vat_percent(local_day(at))


def operator_party() -> Party:
    """
    Who we are on our own invoices.

    :raises LookupError: if the settings don't say it.
    """
    payee = settings.PAYEE
    if not payee.get("name") or not payee.get("bin"):
        raise LookupError("PAYEE_NAME and PAYEE_BIN say in whose name invoices for commission are issued")
    return Party(
        name=payee["name"],
        country=policy.OPERATOR_COUNTRY,
        tax_id=payee["bin"],
        tax_id_kind="BIN",
        address=payee.get("address", ""),
    )

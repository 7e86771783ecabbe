"""How does an invoice or a credit note get its number, once, and stay as it was issued?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from kit.ids import uuid7
from kit.jobs import announce
from kit.moves import tell_begun
from kit.transactions import inside_transaction
from payments import policy
from payments.documents import (
    CREDIT_NOTE,
    INVOICE,
    Draft,
    Line,
    content_of,
    credit_lines,
    fits,
    left_of,
    lines_in,
    number_of,
    parties_in,
)
from payments.models import DocumentCounter, DueDocument, IssuedDocument


@inside_transaction
def note_due(*, kind: str, reference: str, at: datetime, about_id: UUID | None = None) -> None:
    """
    Note that documents may have to be written for a fact of an order; `about_id` is the refund, if it is one.

    The same fact is noted once. Whoever knows the order writes them afterwards.
    """
    fact = f"{kind}:{about_id or reference}"
    row = DueDocument(kind=kind, fact=fact, reference=reference, about_id=about_id, created_at=at)
    DueDocument.objects.bulk_create([row], ignore_conflicts=True)
    announce("payments.document_due", reference=reference)


@inside_transaction
def take_due(*, due_id: UUID) -> DueDocument | None:
    """
    Lock a fact that waits for its documents; None if it has them, or somebody else is at it.

    Facts of one order have their turn one after the other: what corrects an invoice waits for it.
    """
    waiting = DueDocument.objects.filter(settled_at__isnull=True)
    due = waiting.select_for_update(skip_locked=True).filter(pk=due_id).first()
    if due is None or waiting.filter(reference=due.reference, pk__lt=due.pk).exists():
        return None
    return due


@inside_transaction
def settle_due(due: DueDocument, *, at: datetime) -> None:
    """Note that a locked fact has its documents, or needs none."""
    due.settled_at = at
    due.version += 1
    due.save(update_fields=["settled_at", "version"])


@inside_transaction
def count_try(*, due_id: UUID) -> None:
    """Count, before anything else is done, that a fact's turn has come: what fails goes behind the others."""
    DueDocument.objects.filter(pk=due_id, settled_at__isnull=True).update(tries=F("tries") + 1)


@inside_transaction
def issue_invoice(*, draft: Draft, at: datetime) -> IssuedDocument | None:
    """
    Issue an invoice under its legal entity's next number; None if there is one for this fact.

    Whoever issues for the same entity at the same time waits until we commit or roll back.
    The day, and with it the year, is that of the issuer's clocks.
    """
    return _issue(draft, kind=INVOICE, at=at)


@inside_transaction
def issue_credit_note(
    *,
    invoice: IssuedDocument,
    fact: str,
    reason: str,
    at: datetime,
    most_minor: int | None = None,
    named: Sequence[Line] = (),
) -> IssuedDocument | None:
    """
    Credit an invoice, whole or by `most_minor` with VAT, and never more than is left of it.

    By the lines that are `named`, as long as they are left; else by as much of what is left.

    None if there is a credit note for this fact, or nothing is left. The caller holds the
    lock of the order, so that what is left stays so; the database refuses what would be too much.
    """
    if IssuedDocument.objects.filter(fact=fact).exists():
        return None
    lines = _to_credit(invoice, named, most_minor)
    if not lines:
        return None
    issuer, recipient = parties_in(invoice.content)
    draft = Draft(
        subject=invoice.subject,
        fact=fact,
        reference=invoice.reference,
        currency=invoice.currency,
        issuer=issuer,
        recipient=recipient,
        lines=lines,
        supplied_date=_day(issuer.country, at),
        sandbox=invoice.sandbox,
        issuer_id=invoice.issuer_id,
        recipient_id=invoice.recipient_id,
        reason=reason,
    )
    return _issue(draft, kind=CREDIT_NOTE, at=at, corrects=invoice)


def _issue(
    draft: Draft, *, kind: str, at: datetime, corrects: IssuedDocument | None = None
) -> IssuedDocument | None:
    day = _day(draft.issuer.country, at)
    counter = _locked_counter(draft, kind=kind, year=day.year)
    # A twin has committed by now.
    if IssuedDocument.objects.filter(fact=draft.fact).exists():
        return None
    counter.last += 1
    counter.save(update_fields=["last"])
    content = content_of(draft)
    if corrects is not None:
        content["corrects"] = {"number": corrects.number, "issue_date": corrects.issue_date.isoformat()}
    net = sum(line.net_minor for line in draft.lines)
    vat = sum(line.vat_minor for line in draft.lines)
    issued = IssuedDocument.objects.create(
        id=uuid7(),
        kind=kind,
        subject=draft.subject,
        fact=draft.fact,
        number=number_of(kind, day.year, counter.last),
        issuer_tax_id=draft.issuer.tax_id,
        issuer_id=draft.issuer_id,
        recipient_id=draft.recipient_id,
        year=day.year,
        serial=counter.last,
        reference=draft.reference,
        corrects=corrects,
        currency=draft.currency,
        net_minor=net,
        vat_minor=vat,
        total_minor=net + vat,
        issued_at=at,
        issue_date=day,
        # Goods are paid before they are invoiced, commission is kept back from what they bring.
        due_date=day,
        content=content,
        sandbox=draft.sandbox,
        created_at=at,
    )
    tell_begun([issued], at=at)
    return issued


def _locked_counter(draft: Draft, *, kind: str, year: int) -> DocumentCounter:
    of_whom = {
        "issuer_tax_id": draft.issuer.tax_id,
        "sandbox": draft.sandbox,
        "kind": kind,
        "year": year,
    }
    DocumentCounter.objects.bulk_create([DocumentCounter(**of_whom)], ignore_conflicts=True)
    return DocumentCounter.objects.select_for_update().get(**of_whom)


def _to_credit(invoice: IssuedDocument, named: Sequence[Line], most_minor: int | None) -> Sequence[Line]:
    invoiced, credited = lines_in(invoice.content), _credited_lines(invoice)
    if named and fits(named, left=left_of(invoiced, credited)):
        return named
    most = sum(line.total_minor for line in named) if named else most_minor
    return credit_lines(invoiced, credited, most_minor=most)


def _credited_lines(invoice: IssuedDocument) -> Sequence[Line]:
    notes = IssuedDocument.objects.filter(corrects=invoice).values_list("content", flat=True)
    return [line for content in notes for line in lines_in(content)]


def _day(country: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(policy.DOCUMENT_TIME_ZONES[country])).date()

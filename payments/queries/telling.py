"""What is told of money, to those whom the owners of its references name?"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from news.snapshots import instant, instant_or_none, money, standing
from news.telling import Happened, Telling
from payments.models import IssuedDocument, Payment, Payout, Refund


class Facts(NamedTuple):
    """What is told of one event (JSON), and the opaque reference of whom it concerns."""

    reference: str
    data: dict[str, object]


def payments_told(events: Sequence[Happened]) -> dict[UUID, Facts]:
    """By the event's id; the reference is the order group's. One query."""
    rows = Payment.objects.in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Facts(row.reference, {**standing(event, row), **_payment(row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def refunds_told(events: Sequence[Happened]) -> dict[UUID, Facts]:
    """By the event's id; the reference is the order's. One query."""
    rows = Refund.objects.select_related("part").in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Facts(row.part.order_reference, {**standing(event, row), **_refund(row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def payouts_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of money on its way to them. One query."""
    rows = Payout.objects.in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Telling([row.organisation_id], {**standing(event, row), **_payout(row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def documents_told(events: Sequence[Happened]) -> dict[UUID, Facts]:
    """By the event's id; the reference is the order's. One query."""
    rows = IssuedDocument.objects.select_related("corrects").in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Facts(row.reference, {**standing(event, row), **_document(row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def _payment(row: Payment) -> dict[str, object]:
    return {
        "reference": row.reference,
        "provider": row.provider,
        "amount": money(row.amount_minor, row.currency),
        "expires_at": instant(row.expires_at),
        "captured_at": instant_or_none(row.captured_at),
    }


def _refund(row: Refund) -> dict[str, object]:
    return {
        "reference": row.part.order_reference,
        "amount": money(row.amount_minor, row.currency),
        "requested_at": instant(row.requested_at),
        "done_at": instant_or_none(row.done_at),
    }


def _document(row: IssuedDocument) -> dict[str, object]:
    return {
        "number": row.number,
        "kind": row.kind,
        "subject": row.subject,
        "reference": row.reference,
        "total": row.total.as_json(),
        "issue_date": row.issue_date.isoformat(),
        "corrects": row.corrects.number if row.corrects else None,
    }


def _payout(row: Payout) -> dict[str, object]:
    return {
        "number": row.number,
        "amount": row.amount.as_json() if row.amount else None,
        "paid": row.paid.as_json() if row.paid else None,
        "ended_at": instant_or_none(row.ended_at),
    }

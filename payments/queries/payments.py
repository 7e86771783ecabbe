"""What is known about the money of an order group?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from kit.money import Money
from payments import lifecycle
from payments.errors import PaymentNotFound
from payments.models import Payment, PaymentPart

PaymentStatus = Literal["unpaid", "pending", "authorised", "paid", "part_refunded", "refunded", "overpaid"]


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One payment, as upper apps may show it. `parts` is minor units by order."""

    id: UUID
    version: int
    reference: str
    provider: str
    provider_ref: str
    status: str
    amount: Money
    received: Money
    parts: Mapping[str, int]
    next_action: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    captured_at: datetime | None
    ended_at: datetime | None
    allowed_actions: tuple[str, ...]


def payment(payment_id: UUID) -> PaymentFacts:
    """
    One payment by its id.

    :raises PaymentNotFound: if there is none.
    """
    found = _with_parts().filter(pk=payment_id).first()
    if found is None:
        raise PaymentNotFound(payment=str(payment_id))
    return facts(found)


def payments_of(references: Collection[str]) -> list[PaymentFacts]:
    """All payments of order groups, the newest first."""
    return [facts(row) for row in _with_parts().filter(reference__in=references).order_by("-id")]


def payments_with(ids: Collection[UUID]) -> dict[UUID, PaymentFacts]:
    """Some payments by their ids. Two queries."""
    return {row.pk: facts(row) for row in _with_parts().filter(pk__in=ids)}


def open_payment(*, reference: str) -> PaymentFacts | None:
    """The payment of an order group that is under way, if there is one."""
    rows = _with_parts().filter(reference=reference, status__in=lifecycle.OPEN_PAYMENT)
    found = rows.first()
    return None if found is None else facts(found)


def captured(*, references: Collection[str]) -> set[str]:
    """Which of the order groups are paid."""
    rows = Payment.objects.filter(reference__in=references, status__in=lifecycle.CAPTURED_PAYMENT)
    return set(rows.values_list("reference", flat=True))


def payment_status(*, reference: str, order_reference: str) -> PaymentStatus:
    """Where an order stands with its money."""
    return payment_statuses(references={order_reference: reference})[order_reference]


def payment_statuses(*, references: Mapping[str, str]) -> dict[str, PaymentStatus]:
    """`payment_status` of many orders (order reference → group reference) by one query."""
    refunded = Sum("refunds__amount_minor", filter=Q(refunds__status="done"), default=0)
    parts = PaymentPart.objects.filter(
        order_reference__in=references.keys(),
        payment__reference__in=set(references.values()),
        payment__status__in=lifecycle.LIVE_PAYMENT,
    ).annotate(refunded_minor=refunded, group=F("payment__reference"))
    statuses: dict[str, PaymentStatus] = dict.fromkeys(references, "unpaid")
    for part in parts.select_related("payment"):
        if references[part.order_reference] == part.group:
            statuses[part.order_reference] = _status_of(part, part.refunded_minor)
    return statuses


def facts(row: Payment) -> PaymentFacts:
    """A row with its parts, frozen."""
    return PaymentFacts(
        id=row.id,
        version=row.version,
        reference=row.reference,
        provider=row.provider,
        provider_ref=row.provider_ref,
        status=row.status,
        amount=row.amount,
        received=row.received,
        parts={part.order_reference: part.amount_minor for part in row.parts.all()},
        next_action=row.next_action if row.is_open else {},
        created_at=row.created_at,
        expires_at=row.expires_at,
        captured_at=row.captured_at,
        ended_at=row.ended_at,
        allowed_actions=("cancel",) if row.is_open else (),
    )


def _with_parts() -> QuerySet[Payment]:
    return Payment.objects.prefetch_related("parts")


def _status_of(part: PaymentPart, refunded_minor: int) -> PaymentStatus:
    payment = part.payment
    if payment.status == "authorised":
        return "authorised"
    if payment.status not in lifecycle.CAPTURED_PAYMENT:
        return "pending"
    if refunded_minor >= part.amount_minor:
        return "refunded"
    if refunded_minor:
        return "part_refunded"
    return "overpaid" if payment.received_minor > payment.amount_minor else "paid"

"""How do the books begin where money came before there were any?"""

from datetime import datetime

from kit.actors import Actor
from kit.transactions import inside_transaction
from payments import lifecycle, postings
from payments.models import LedgerTransaction, Payment, Refund
from payments.operations.documenting import note_due
from payments.operations.posting import post, post_refund_dead, post_refund_due, post_refund_sent
from payments.postings import Standing


@inside_transaction
def book_payments(*, reference: str, at: datetime, by: Actor) -> int:
    """Book what came for the payments of an order group, as far as it isn't booked; how many it was not."""
    rows = Payment.objects.select_for_update(no_key=True).filter(reference=reference, received_minor__gt=0)
    unbooked = [payment for payment in rows.order_by("id") if not _is_booked(payment)]
    for payment in unbooked:
        received = Standing(payment.received_minor, payment.status in lifecycle.CAPTURED_PAYMENT)
        _book(payment, was=Standing(0, counts=False), now=received, at=at, by=by)
        if payment.status == Payment.Status.REFUNDED:
            _book(payment, was=received, now=Standing(0, counts=False), at=at, by=by, suffix=":returned")
    return len(unbooked)


@inside_transaction
def book_refunds(*, reference: str, at: datetime, by: Actor) -> None:
    """Book the refunds of an order group, as far as they aren't booked."""
    rows = Refund.objects.filter(part__payment__reference=reference).select_related("part__payment")
    for refund in rows.order_by("id"):
        post_refund_due(refund=refund, at=at, by=by)
        if refund.status in lifecycle.DEAD_REFUND:
            post_refund_dead(refund=refund, at=at, by=by)
        if refund.status == Refund.Status.DONE:
            post_refund_sent(refund=refund, at=at, by=by)
            note_due(kind="refunded", reference=refund.part.order_reference, about_id=refund.pk, at=at)


def _is_booked(payment: Payment) -> bool:
    return LedgerTransaction.objects.filter(
        kind=LedgerTransaction.Kind.PAYMENT, key__startswith=f"payment:{payment.pk}:"
    ).exists()


def _book(
    payment: Payment, *, was: Standing, now: Standing, at: datetime, by: Actor, suffix: str = ""
) -> None:
    entries = postings.payment(
        provider=payment.provider,
        currency=payment.currency,
        reference=payment.reference,
        parts={part.order_reference: part.amount_minor for part in payment.parts.all()},
        was=was,
        now=now,
    )
    post(
        entries,
        kind=LedgerTransaction.Kind.PAYMENT,
        key=f"payment:{payment.pk}:0{suffix}",
        reference=payment.reference,
        sandbox=payment.sandbox,
        occurred_at=payment.captured_at,
        at=at,
        by=by,
    )

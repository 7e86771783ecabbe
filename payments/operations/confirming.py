"""What do staff decide about a transfer that stands in the bank statement?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction
from kit.words import say
from payments import lifecycle
from payments.errors import AmountMismatch, LineAlreadyBooked, NoSurplus, NotATransfer
from payments.models import Payment, PaymentEvent
from payments.operations.locking import lock_payment
from payments.operations.settling import (
    Outcome,
    capture,
    decide_open_events,
    note_received,
    settle,
)

_TRANSFER = "bank_transfer"


@inside_transaction
def confirm_transfer(
    *, payment_id: UUID, received_minor: int, at: datetime, by: Actor, statement_line: str = ""
) -> Payment:
    """
    Book one receipt of `received_minor` from the bank statement.

    The payment is captured when all receipts together are exactly what is due.
    Anything else pays nothing: the receipt waits for `accept_surplus`, for the
    missing rest, or for `cancel_payment`. `statement_line` names the line, at
    most 100 characters: booking the same one again changes nothing.

    :raises PaymentNotFound: if there is none.
    :raises NotATransfer: if it isn't paid by bank transfer.
    :raises AmountMismatch: if nothing was received.
    :raises LineAlreadyBooked: if the line was booked for something else.
    """
    payment = lock_payment(payment_id)
    if payment.provider != _TRANSFER:
        raise NotATransfer(payment=str(payment.id))
    if received_minor <= 0:
        raise AmountMismatch(say("A receipt is more than nothing."))
    event = _receipt(payment, kind="transfer", minor=received_minor, line=statement_line, at=at)
    if event is None:
        return payment
    total = payment.received_minor + received_minor
    if payment.is_open or payment.status in lifecycle.DEAD_PAYMENT:
        outcome = settle(payment=payment, received_minor=total, currency=payment.currency, at=at, by=by)
    else:
        # Unlike a notification told twice, a second line of the statement is more money.
        note_received(payment=payment, received_minor=total, at=at, by=by)
        outcome = Outcome.WRONG_AMOUNT
    event.outcome = outcome
    event.save(update_fields=["outcome"])
    return payment


@inside_transaction
def accept_surplus(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Count an overpaid transfer as paid; the surplus stays visible until it is returned.

    :raises PaymentNotFound: if there is none.
    :raises NoSurplus: if the payment isn't open with more than is due.
    """
    payment = lock_payment(payment_id)
    if not payment.is_open or payment.received_minor <= payment.amount_minor:
        raise NoSurplus(payment=str(payment.id))
    return capture(payment=payment, received_minor=payment.received_minor, at=at, by=by)


@inside_transaction
def return_surplus(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Note that what came beyond the due amount has been sent back to the payer.

    :raises PaymentNotFound: if there is none.
    :raises NoSurplus: if the payment isn't captured with more than is due.
    """
    payment = lock_payment(payment_id)
    surplus = payment.received_minor - payment.amount_minor
    if payment.status not in lifecycle.CAPTURED_PAYMENT or surplus <= 0:
        raise NoSurplus(payment=str(payment.id))
    _receipt(payment, kind="surplus_returned", minor=surplus, line="", at=at, outcome=Outcome.APPLIED)
    note_received(payment=payment, received_minor=payment.amount_minor, at=at, by=by)
    decide_open_events(payment, Outcome.APPLIED)
    return payment


def _receipt(
    payment: Payment, *, kind: str, minor: int, line: str, at: datetime, outcome: Outcome = Outcome.NEW
) -> PaymentEvent | None:
    event = PaymentEvent(
        provider=payment.provider,
        provider_event_id=f"line:{line or uuid7()}",
        payment=payment,
        kind=kind,
        amount_minor=minor,
        currency=payment.currency,
        occurred_at=at,
        received_at=at,
        processed_at=at,
        outcome=outcome,
        raw=line,
        created_at=at,
    )
    PaymentEvent.objects.bulk_create([event], ignore_conflicts=True)
    kept = PaymentEvent.objects.get(provider=event.provider, provider_event_id=event.provider_event_id)
    if kept.id == event.id:
        return kept
    if (kept.payment_id, kept.kind, kept.amount_minor) != (payment.id, kind, minor):
        raise LineAlreadyBooked(line=line)
    return None

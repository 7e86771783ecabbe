"""What becomes of a payment when money for it has come?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.jobs import announce
from kit.moves import move
from kit.transactions import inside_transaction
from kit.words import say
from payments import lifecycle
from payments.errors import NothingUnmatched, PaymentAlreadyOpen
from payments.models import Payment, PaymentEvent
from payments.operations.calling import Kind, State, close_at_provider
from payments.operations.locking import lock_payment
from payments.operations.posting import post_money

Outcome = PaymentEvent.Outcome


@inside_transaction
def settle(*, payment: Payment, received_minor: int, currency: str, at: datetime, by: Actor) -> Outcome:
    """
    Judge what has come in all for a locked payment, then act on it.

    Exactly the sum due captures an open payment; another sum pays nothing until
    staff decide; money for a dead payment is kept apart as unmatched.
    """
    if payment.status in lifecycle.DEAD_PAYMENT:
        keep_apart(payment=payment, received_minor=received_minor, at=at, by=by)
        return Outcome.UNMATCHED
    exact = (received_minor, currency) == (payment.amount_minor, payment.currency)
    if not payment.is_open:
        known = (received_minor, currency) == (payment.received_minor, payment.currency)
        return Outcome.REPEATED if known else Outcome.WRONG_AMOUNT
    if exact:
        capture(payment=payment, received_minor=received_minor, at=at, by=by)
        return Outcome.APPLIED
    if currency == payment.currency:
        note_received(payment=payment, received_minor=received_minor, at=at, by=by)
    return Outcome.WRONG_AMOUNT


@inside_transaction
def capture(
    *, payment: Payment, received_minor: int, at: datetime, by: Actor, to: str = "captured"
) -> Payment:
    """
    Count a locked payment as paid, then tell whoever waits for the money.

    `to` is `matched` for one whose money came after it had ended.
    """
    post_money(payment=payment, received_minor=received_minor, counts=True, at=at, by=by)
    move(payment, to=to, at=at, by=by, received_minor=received_minor, captured_at=at)
    decide_open_events(payment, Outcome.APPLIED)
    announce("payments.captured", reference=payment.reference)
    return payment


@inside_transaction
def keep_apart(*, payment: Payment, received_minor: int, at: datetime, by: Actor) -> Payment:
    """Keep the money of a dead, locked payment as unmatched, for staff to send back."""
    post_money(payment=payment, received_minor=received_minor, counts=False, at=at, by=by)
    move(
        payment,
        to="unmatched",
        at=at,
        by=by,
        reason="money for a dead payment",
        received_minor=received_minor,
    )
    decide_open_events(payment, Outcome.UNMATCHED)
    return payment


@inside_transaction
def end(*, payment: Payment, to: str, at: datetime, by: Actor, reason: str = "") -> Payment:
    """
    Let an open, locked payment die; what had come for it is unmatched from then on.

    `to` is `expired`, `cancelled` or, by its provider's word, `failed`.
    """
    move(payment, to=to, at=at, by=by, reason=reason, ended_at=at)
    if to != "failed":
        close_at_provider(payment=payment, at=at)
    if payment.events.filter(outcome=Outcome.WRONG_AMOUNT).exists():
        keep_apart(payment=payment, received_minor=payment.received_minor, at=at, by=by)
    return payment


def note_received(*, payment: Payment, received_minor: int, at: datetime, by: Actor) -> None:
    """Remember what has come in all for a locked payment, without paying anything."""
    counts = payment.status in lifecycle.CAPTURED_PAYMENT
    post_money(payment=payment, received_minor=received_minor, counts=counts, at=at, by=by)
    payment.received_minor = received_minor
    payment.version += 1
    payment.save(update_fields=["received_minor", "version"])


def decide_open_events(payment: Payment, outcome: Outcome) -> None:
    """What was left to staff is decided."""
    payment.events.filter(outcome=Outcome.WRONG_AMOUNT).update(outcome=outcome)


@inside_transaction
def count_late_money(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Count the money of a dead payment as paid after all; the caller has locked its orders, which stand.

    :raises PaymentNotFound: if there is none.
    :raises NothingUnmatched: if it holds no unmatched money, or another sum than was due.
    :raises PaymentAlreadyOpen: if another payment of the group is open or captured.
    """
    payment = lock_payment(payment_id)
    if payment.status != "unmatched" or payment.received_minor != payment.amount_minor:
        raise NothingUnmatched(payment=str(payment.id), status=payment.status)
    if payment.calls.filter(kind=Kind.GIVE_BACK).exclude(state=State.REFUSED).exists():
        raise NothingUnmatched(say("It is being sent back."), payment=str(payment.id))
    alive = Payment.objects.filter(reference=payment.reference, status__in=lifecycle.LIVE_PAYMENT)
    if alive.exists():
        raise PaymentAlreadyOpen(reference=payment.reference)
    capture(payment=payment, received_minor=payment.received_minor, at=at, by=by, to="matched")
    payment.events.filter(outcome=Outcome.UNMATCHED).update(outcome=Outcome.APPLIED)
    return payment

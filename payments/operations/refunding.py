"""How does money go back?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from kit.actors import SYSTEM, Actor
from kit.money import Money
from kit.moves import move, tell_begun
from kit.transactions import inside_transaction
from kit.words import say
from payments import lifecycle
from payments.errors import (
    ApproverIsRequester,
    NothingUnmatched,
    PaymentNotFound,
    RefundTooLarge,
    SentByProvider,
)
from payments.models import Payment, PaymentEvent, PaymentPart, ProviderCall, Refund
from payments.operations.calling import note_call
from payments.operations.documenting import note_due
from payments.operations.locking import lock_payment, lock_refund
from payments.operations.posting import post_money, post_refund_dead, post_refund_due, post_refund_sent
from payments.operations.settling import decide_open_events
from payments.providers import provider_named


@inside_transaction
def request_refund(
    *, reference: str, order_reference: str, amount_minor: int, reason: str, at: datetime, by: Actor
) -> Refund:
    """
    Note that part of an order's captured money is due back; staff see it at once.

    What never was money is back at once, too.

    :raises PaymentNotFound: if no captured payment of the group has this order.
    :raises RefundTooLarge: if that, with all other living refunds of the order,
        is more than was captured for it, or if it isn't positive.
    """
    part = _lock_captured_part(reference=reference, order_reference=order_reference)
    living = part.refunds.exclude(status__in=lifecycle.DEAD_REFUND)
    left = part.amount_minor - (living.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    if not 0 < amount_minor <= left:
        raise RefundTooLarge(
            say("At most %(left)s is left to refund.", left=Money(left, part.payment.currency)),
            left_minor=left,
        )
    refund = Refund.objects.create(
        part=part,
        amount_minor=amount_minor,
        currency=part.payment.currency,
        reason=reason,
        requested_at=at,
        requested_by_id=_person(by),
        created_at=at,
    )
    post_refund_due(refund=refund, at=at, by=by)
    tell_begun([refund], at=at)
    if part.payment.sandbox:
        # Nobody looks after test money: it goes back by itself.
        for status in ("approved", "in_transit"):
            move(refund, to=status, at=at, by=SYSTEM)
        move(refund, to="done", at=at, by=SYSTEM, done_at=at)
        post_refund_sent(refund=refund, at=at, by=SYSTEM)
        _note_documents(refund, at=at)
    return refund


@inside_transaction
def approve_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Let a refund be sent; four eyes see it. Who sends money back by itself is told to.

    :raises RefundNotFound: if there is none.
    :raises ApproverIsRequester: if nobody, or the one who asked for it, approves.
    :raises IllegalMove: if it isn't waiting for approval.
    """
    refund, person = lock_refund(refund_id), _person(by)
    if person is None or person == refund.requested_by_id:
        raise ApproverIsRequester(refund=str(refund.id))
    move(refund, to="approved", at=at, by=by, approved_by_id=person)
    payment = refund.part.payment
    if provider_named(payment.provider).sends_refunds:
        note_call(
            payment=payment,
            kind=ProviderCall.Kind.REFUND,
            ref=refund.id.hex,
            amount=refund.amount,
            refund=refund,
            at=at,
        )
    return refund


@inside_transaction
def decline_refund(*, refund_id: UUID, at: datetime, by: Actor, reason: str = "") -> Refund:
    """
    Refuse a refund, so that its amount may be asked for again.

    :raises RefundNotFound: if there is none.
    :raises IllegalMove: if it isn't waiting for approval.
    """
    refund = move(lock_refund(refund_id), to="declined", at=at, by=by, reason=reason)
    post_refund_dead(refund=refund, at=at, by=by)
    return refund


@inside_transaction
def send_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Note that an approved refund has been ordered at the bank or provider.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises IllegalMove: if it isn't approved.
    """
    return move(_lock_moved_by(refund_id, by), to="in_transit", at=at, by=by)


@inside_transaction
def finish_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Note that the money has left us.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises IllegalMove: if it isn't in transit.
    """
    refund = move(_lock_moved_by(refund_id, by), to="done", at=at, by=by, done_at=at)
    post_refund_sent(refund=refund, at=at, by=by)
    _note_documents(refund, at=at)
    return refund


@inside_transaction
def fail_refund(*, refund_id: UUID, at: datetime, by: Actor, reason: str = "") -> Refund:
    """
    Note that the money couldn't be sent; trying again is a new refund.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises IllegalMove: if it isn't approved or in transit.
    """
    refund = move(_lock_moved_by(refund_id, by), to="failed", at=at, by=by, reason=reason)
    post_refund_dead(refund=refund, at=at, by=by)
    return refund


@inside_transaction
def refund_unmatched(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Note that the money of a dead payment has been sent back to the payer.

    :raises PaymentNotFound: if there is none.
    :raises NothingUnmatched: if it holds no unmatched money.
    """
    payment = lock_payment(payment_id)
    if payment.status != "unmatched":
        raise NothingUnmatched(payment=str(payment.id), status=payment.status)
    post_money(payment=payment, received_minor=0, counts=False, at=at, by=by)
    move(payment, to="refunded", at=at, by=by)
    decide_open_events(payment, PaymentEvent.Outcome.UNMATCHED)
    return payment


def _lock_captured_part(*, reference: str, order_reference: str) -> PaymentPart:
    parts = PaymentPart.objects.select_related("payment").filter(
        payment__reference=reference,
        payment__status__in=lifecycle.CAPTURED_PAYMENT,
        order_reference=order_reference,
    )
    # NO KEY: refunds point here.
    part = parts.select_for_update(of=("self",), no_key=True).first()
    if part is None:
        raise PaymentNotFound(say("No captured payment has this order."), order=order_reference)
    return part


def _lock_moved_by(refund_id: UUID, by: Actor) -> Refund:
    """The refund, of which nobody but its provider knows what became of it once that was told to send it."""
    refund = lock_refund(refund_id)
    if by.kind != "system" and refund.calls.filter(state__in=ProviderCall.UNFINISHED).exists():
        raise SentByProvider(refund=str(refund.id))
    return refund


def _note_documents(refund: Refund, *, at: datetime) -> None:
    note_due(kind="refunded", reference=refund.part.order_reference, about_id=refund.pk, at=at)


def _person(by: Actor) -> UUID | None:
    # The human behind a key counts, else approving by key would get round the four eyes.
    return by.user_id or by.key_id

"""How does money go back by the provider that took it?"""

from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.money import Money
from kit.transactions import inside_transaction
from payments import policy
from payments.errors import NothingUnmatched
from payments.models import Payment, PaymentEvent, ProviderCall
from payments.operations.calling import Kind, State, ask_now, end_call, note_call, put_off
from payments.operations.locking import lock_payment, lock_refund
from payments.operations.refunding import fail_refund, finish_refund, refund_unmatched, send_refund
from payments.providers import MoneyBack, Notification, provider_named
from payments.providers.port import Standing

Outcome = PaymentEvent.Outcome


@inside_transaction
def give_back(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Send the money of a dead payment back to its payer.

    Its provider is told where that sends money back; else this notes that people have.

    :raises PaymentNotFound: if there is none.
    :raises NothingUnmatched: if it holds no unmatched money.
    """
    payment = lock_payment(payment_id)
    if payment.status != "unmatched":
        raise NothingUnmatched(payment=str(payment.id), status=payment.status)
    if not provider_named(payment.provider).sends_refunds:
        return refund_unmatched(payment_id=payment_id, at=at, by=by)
    refused = payment.calls.filter(kind=Kind.GIVE_BACK, state=State.REFUSED).count()
    note_call(
        payment=payment,
        kind=Kind.GIVE_BACK,
        # What was refused once stays so under its id.
        ref=f"{payment.id.hex}b{refused + 1}",
        amount=_what_came(payment),
        at=at,
    )
    return payment


def money_back(call: ProviderCall) -> MoneyBack:
    """What the provider is told of a refund, with what went back before."""
    earlier = call.payment.calls.filter(kind__in=ProviderCall.MONEY_BACK, state__in=(State.DONE, State.SENT))
    before = sum(earlier.exclude(pk=call.pk).values_list("amount_minor", flat=True))
    return MoneyBack(ref=call.ref, amount=call.amount, before_minor=before)


@inside_transaction
def take_outcome(*, call: ProviderCall, standing: Standing, reason: str, at: datetime) -> None:
    """Act on where a provider says that money stands which it was told to send back."""
    payment = lock_payment(call.payment_id)
    if standing == "refunding":
        if put_off(call, state=State.SENT, pause=policy.REFUND_ASK_EVERY, at=at) and call.refund_id:
            _send(call.refund_id, at=at)
    elif standing == "refunded":
        if end_call(call, state=State.DONE, at=at):
            _finish(call, payment, at=at)
    elif standing == "refused":
        why = reason or "refused by the provider"
        if end_call(call, state=State.REFUSED, at=at, error=why) and call.refund_id:
            fail_refund(refund_id=call.refund_id, at=at, by=SYSTEM, reason=why)


@inside_transaction
def take_refund_news(*, payment: Payment, said: Notification, at: datetime) -> Outcome:
    """Judge what a provider says by itself of money that it sends back, then act on it."""
    call = ProviderCall.objects.filter(
        payment=payment, kind__in=ProviderCall.MONEY_BACK, ref=said.refund_ref
    ).first()
    if call is None:
        return Outcome.UNKNOWN_REFUND
    if said.standing == "refunding":
        # No more than that something happened there: the provider is asked what.
        ask_now(call, at=at)
        return Outcome.NOTED
    if (said.amount_minor, said.currency) != (call.amount_minor, call.currency):
        return Outcome.WRONG_AMOUNT
    if not call.is_unfinished:
        expected = State.DONE if said.standing == "refunded" else State.REFUSED
        return Outcome.REPEATED if call.state == expected else Outcome.CONTRADICTS
    take_outcome(call=call, standing=said.standing, reason=said.kind, at=at)
    return Outcome.APPLIED if said.standing == "refunded" else Outcome.NOTED


def _send(refund_id: UUID, *, at: datetime) -> None:
    if lock_refund(refund_id).status == "approved":
        send_refund(refund_id=refund_id, at=at, by=SYSTEM)


def _finish(call: ProviderCall, payment: Payment, *, at: datetime) -> None:
    if call.refund_id:
        _send(call.refund_id, at=at)
        finish_refund(refund_id=call.refund_id, at=at, by=SYSTEM)
    elif payment.status == "unmatched":
        refund_unmatched(payment_id=payment.id, at=at, by=SYSTEM)


def _what_came(payment: Payment) -> Money:
    """The money that is kept apart, in the currency in which it came."""
    events = payment.events.filter(outcome=Outcome.UNMATCHED).order_by("-id")
    came = events.values_list("amount_minor", "currency").first()
    return Money(*came) if came else payment.received

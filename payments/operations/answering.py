"""What does an answer of a provider change?"""

from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.moves import move
from kit.transactions import inside_transaction
from payments import policy
from payments.models import Payment, PaymentEvent, ProviderCall
from payments.operations.calling import Kind, State, close_at_provider, end_call, pause_after, put_off
from payments.operations.locking import lock_payment
from payments.operations.receiving import take_in
from payments.operations.returning import take_outcome
from payments.operations.settling import end
from payments.providers import Answer


@inside_transaction
def take_answer(*, payment: Payment, answer: Answer, at: datetime, by: Actor) -> PaymentEvent | None:
    """
    Act on where a provider says that a payment stands; what it put into the inbox, if money came.

    What the provider doesn't know yet changes nothing: a page that nobody has opened is unknown to some.
    """
    if answer.said is not None:
        # Nothing is locked before the inbox: a notification that comes meanwhile goes the same way.
        event = take_in(provider=payment.provider, said=answer.said, at=at, by=by)
        _keep_number(lock_payment(payment.id), answer)
        return event
    locked = lock_payment(payment.id)
    _keep_number(locked, answer)
    if answer.standing == "failed" and locked.is_open:
        end(payment=locked, to="failed", at=at, by=by, reason=answer.reason)
    if answer.standing == "waiting" and locked.status in ("created", "unknown"):
        action = dict(answer.next_action) or locked.next_action
        move(locked, to="pending", at=at, by=by, next_action=action)
    return None


@inside_transaction
def note_unknown(*, payment_id: UUID, at: datetime) -> None:
    """Show that nobody knows whether a payment has reached its provider."""
    payment = lock_payment(payment_id)
    if payment.status == "created":
        move(payment, to="unknown", at=at, by=SYSTEM, reason="no answer from the provider")


@inside_transaction
def note_silence(call: ProviderCall, *, error: str, at: datetime) -> None:
    """Let a call that nobody answered wait: next time the provider is asked before it is told again."""
    if call.kind == Kind.CREATE:
        note_unknown(payment_id=call.payment_id, at=at)
    put_off(call, state=State.UNSURE, pause=pause_after(call.attempts), at=at, error=error)


@inside_transaction
def note_answer(call: ProviderCall, answer: Answer, *, at: datetime) -> None:
    """
    Act on what a provider answered to a call, unless it is another's turn by now.

    The payment is locked before the call, as everywhere.
    """
    if call.kind in ProviderCall.MONEY_BACK:
        take_outcome(call=call, standing=answer.standing, reason=answer.reason, at=at)
        return
    take_answer(payment=call.payment, answer=answer, at=at, by=SYSTEM)
    if answer.standing == "waiting" and call.kind == Kind.CLOSE:
        put_off(call, state=State.SENT, pause=policy.QUERY_AFTER, at=at)
        return
    refused = call.kind == Kind.CREATE and answer.standing == "failed"
    ended = end_call(call, state=State.REFUSED if refused else State.DONE, at=at, error=answer.reason)
    payment = lock_payment(call.payment_id)
    if ended and call.kind == Kind.CREATE and answer.standing == "waiting" and not payment.is_open:
        # It was given up while we asked for its money, and may be asked for all the same.
        close_at_provider(payment=payment, at=at)


def _keep_number(payment: Payment, answer: Answer) -> None:
    if answer.provider_id and answer.provider_id != payment.provider_id:
        payment.provider_id = answer.provider_id
        payment.version += 1
        payment.save(update_fields=["provider_id", "version"])

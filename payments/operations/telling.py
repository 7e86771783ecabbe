"""How are outside providers told what they are to do, with no transaction open?"""

import logging
import time
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction, owns_transaction
from payments import lifecycle, policy
from payments.errors import ProviderAway, RefundNotFound, SentByProvider
from payments.models import ProviderCall, Refund
from payments.operations.answering import note_answer, note_silence, note_unknown
from payments.operations.calling import Kind, State, claim_call, due_calls, end_call
from payments.operations.refunding import fail_refund
from payments.operations.returning import money_back
from payments.providers import Answer, Provider, provider_named

log = logging.getLogger(__name__)


def call_provider(*, call_id: UUID, at: datetime) -> ProviderCall | None:
    """
    Tell a provider what one call says, then write down what it answered.

    The attempt is on record before; what came of an earlier attempt without an answer is asked first,
    and told again under the same id only if the provider knows nothing of it. None: it isn't its turn.
    """
    call = owns_transaction(claim_call)(call_id=call_id, at=at)
    if call is None:
        return None
    if call.kind == Kind.CREATE and call.payment.status in lifecycle.DEAD_PAYMENT:
        owns_transaction(end_call)(call, state=State.DROPPED, at=at)
        return call
    try:
        answer = _tell(provider_named(call.payment.provider), call, at)
    except ProviderAway as error:
        log.warning("%s of %s got no answer: %s", call.kind, call.payment.provider, error)
        owns_transaction(note_silence)(call, error=str(error), at=at)
    else:
        owns_transaction(note_answer)(call, answer, at=at)
    call.refresh_from_db()
    return call


def call_due(*, at: datetime) -> list[UUID]:
    """Make the calls that are due, the oldest first; who doesn't answer waits for the next sweep."""
    made, silent = [], set[str]()
    until = time.monotonic() + policy.SWEEP_FOR.total_seconds()
    due = due_calls(at).order_by("due_at", "id").values_list("id", "payment__provider")
    for call_id, provider in due[: policy.SWEEP_SIZE]:
        if time.monotonic() > until:
            break
        if provider in silent:
            continue
        made.append(call_id)
        try:
            call = call_provider(call_id=call_id, at=at)
        except Exception:
            # One call that breaks us must not keep the others from their turn.
            log.exception("call %s could not be made", call_id)
            continue
        if call is not None and call.state == State.UNSURE:
            silent.add(provider)
    return made


def give_up_refund(*, refund_id: UUID, reason: str, at: datetime, by: Actor) -> Refund:
    """
    Let a refund fail that its provider, asked just now, knows nothing of: it can be sent in another way.

    Opens transactions of its own: no provider is asked inside of one.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if the provider is being told just now, or knows of it.
    :raises ProviderAway: if the provider doesn't say.
    """
    refund = Refund.objects.select_related("part__payment").filter(pk=refund_id).first()
    if refund is None:
        raise RefundNotFound(refund=str(refund_id))
    found = refund.calls.filter(state__in=ProviderCall.UNFINISHED).first()
    if found is None:
        return owns_transaction(fail_refund)(refund_id=refund_id, at=at, by=by, reason=reason)
    call = owns_transaction(_claim_now)(found, at=at)
    if call is None:
        raise SentByProvider(refund=str(refund_id))
    provider = provider_named(call.payment.provider)
    try:
        answer = provider.query_refund(payment=call.payment, back=money_back(call), at=at)
    except ProviderAway as error:
        owns_transaction(note_silence)(call, error=str(error), at=at)
        raise
    if answer.standing != "absent":
        owns_transaction(note_answer)(call, answer, at=at)
        raise SentByProvider(refund=str(refund_id), standing=answer.standing)
    return owns_transaction(_give_up)(call, reason=reason, at=at, by=by)


def _tell(provider: Provider, call: ProviderCall, at: datetime) -> Answer:
    payment = call.payment
    if call.kind == Kind.CLOSE:
        return provider.close(payment=payment, at=at)
    if call.kind == Kind.CREATE:
        if call.attempts > 1:
            owns_transaction(note_unknown)(payment_id=payment.id, at=at)
            known = provider.query(payment=payment, at=at)
            if known.standing in ("paid", "failed"):
                return known
        # What it waits for already it is told under the same id: what its payer has to do was lost with
        # the answer.
        return provider.create(payment=payment, at=at)
    back = money_back(call)
    if call.attempts > 1:
        known = provider.query_refund(payment=payment, back=back, at=at)
        if known.standing != "absent":
            return known
    return provider.refund(payment=payment, back=back, at=at)


@inside_transaction
def _claim_now(call: ProviderCall, *, at: datetime) -> ProviderCall | None:
    ProviderCall.objects.filter(pk=call.pk, leased_until=None).update(due_at=at)
    return claim_call(call_id=call.pk, at=at)


@inside_transaction
def _give_up(call: ProviderCall, *, reason: str, at: datetime, by: Actor) -> Refund:
    refund_id = call.refund_id
    if refund_id is None or not end_call(call, state=State.DROPPED, at=at, error=reason):
        raise SentByProvider(call=str(call.id))
    return fail_refund(refund_id=refund_id, at=at, by=by, reason=reason)

"""What does a provider know about a payment that it hasn't told us?"""

import logging
import time
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.transactions import inside_transaction, owns_transaction
from payments.errors import PaymentNotFound, ProviderAway
from payments.models import Payment, PaymentEvent
from payments.operations.answering import take_answer
from payments.policy import SWEEP_FOR
from payments.providers import provider_named
from payments.queries.sweeping import to_ask_about

log = logging.getLogger(__name__)


def query_payment(*, payment_id: UUID, at: datetime, by: Actor) -> PaymentEvent | None:
    """
    Ask the provider what it took, then act on its answer as on a notification.

    Opens transactions of its own: no provider is asked inside of one. None
    means that the provider knows of no money.

    :raises PaymentNotFound: if there is none.
    :raises ProviderAway: if the provider doesn't say.
    """
    payment = owns_transaction(_note_the_attempt)(payment_id=payment_id, at=at)
    answer = provider_named(payment.provider).query(payment=payment, at=at)
    return owns_transaction(take_answer)(payment=payment, answer=answer, at=at, by=by)


def query_pending(*, at: datetime, providers: Collection[str] | None = None) -> list[UUID]:
    """
    Ask about the online payments that are due to be asked about, the longest unasked first.

    Of all providers or some. One that doesn't answer is left alone until the next sweep, or it would
    keep the others from their turn.
    """
    asked, silent = [], set[str]()
    until = time.monotonic() + SWEEP_FOR.total_seconds()
    for payment_id, provider in to_ask_about(at=at, providers=providers):
        if time.monotonic() > until:
            break
        if provider in silent:
            continue
        asked.append(payment_id)
        try:
            query_payment(payment_id=payment_id, at=at, by=SYSTEM)
        except ProviderAway as error:
            silent.add(provider)
            log.warning("%s was asked about payment %s and didn't answer: %s", provider, payment_id, error)
        except Exception:
            # One payment that breaks us must not keep the others from their turn.
            log.exception("payment %s could not be asked about", payment_id)
    return asked


@inside_transaction
def _note_the_attempt(*, payment_id: UUID, at: datetime) -> Payment:
    # Counted before the question, so that one payment that breaks it can't hold up the rest.
    if not Payment.objects.filter(pk=payment_id).update(queried_at=at):
        raise PaymentNotFound(payment=str(payment_id))
    return Payment.objects.get(pk=payment_id)

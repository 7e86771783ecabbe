"""What does a provider know about a payment that it hasn't told us?"""

from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.transactions import inside_transaction, owns_transaction
from payments.errors import PaymentNotFound
from payments.models import Payment, PaymentEvent
from payments.operations.receiving import take_in
from payments.providers import provider_named
from payments.queries.sweeping import ids_to_ask_about


def query_payment(*, payment_id: UUID, at: datetime, by: Actor) -> PaymentEvent | None:
    """
    Ask the provider what it took, then act on its answer as on a notification.

    Opens transactions of its own: no provider is asked inside of one. None
    means that the provider knows of no money.

    :raises PaymentNotFound: if there is none.
    """
    payment = owns_transaction(_note_the_attempt)(payment_id=payment_id, at=at)
    known = provider_named(payment.provider).query(payment=payment, at=at)
    if known is None:
        return None
    return owns_transaction(take_in)(provider=payment.provider, said=known, at=at, by=by)


def query_pending(*, at: datetime) -> list[UUID]:
    """Ask about the online payments that are due to be asked about, the longest unasked first."""
    ids = ids_to_ask_about(at=at)
    for payment_id in ids:
        query_payment(payment_id=payment_id, at=at, by=SYSTEM)
    return ids


@inside_transaction
def _note_the_attempt(*, payment_id: UUID, at: datetime) -> Payment:
    # Counted before the question, so that one payment that breaks it can't hold up the rest.
    if not Payment.objects.filter(pk=payment_id).update(queried_at=at):
        raise PaymentNotFound(payment=str(payment_id))
    return Payment.objects.get(pk=payment_id)

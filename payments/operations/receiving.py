"""What is done with the word of a provider that money has come?"""

from collections.abc import Mapping
from datetime import datetime

from kit.actors import SYSTEM, Actor
from kit.transactions import inside_transaction
from payments import policy
from payments.errors import BadNotification, ProviderNotFound
from payments.models import Payment, PaymentEvent
from payments.operations.returning import take_refund_news
from payments.operations.settling import end, settle
from payments.providers import PROVIDERS, Ack, Notification

Outcome = PaymentEvent.Outcome


@inside_transaction
def receive_notification(
    *, provider: str, body: bytes, headers: Mapping[str, str], at: datetime
) -> PaymentEvent | None:
    """
    Verify a notification on its raw bytes, keep it once in the inbox, act on it once.

    A notification that came before is answered with its first row, unchanged; None is news in which
    there is no money.

    :raises ProviderNotFound: if no such provider sends notifications.
    :raises BadNotification: if the body is too large or can't be read.
    :raises BadSignature: if the provider hasn't signed it, or not now.
    """
    if provider not in PROVIDERS:
        raise ProviderNotFound(provider=provider)
    if len(body) > policy.MAX_NOTIFICATION_BYTES:
        raise BadNotification(f"A notification has at most {policy.MAX_NOTIFICATION_BYTES} bytes.")
    said = PROVIDERS[provider].parse_notification(body=body, headers=headers, at=at)
    return None if said is None else take_in(provider=provider, said=said, at=at, by=SYSTEM)


def ack_of(provider: str) -> Ack:
    """How a notification of a known provider is answered once it is in our books."""
    return PROVIDERS[provider].ack()


@inside_transaction
def take_in(*, provider: str, said: Notification, at: datetime, by: Actor) -> PaymentEvent:
    """Put what a provider surely said into the inbox; the first time also act on it."""
    event = PaymentEvent(
        provider=provider,
        provider_event_id=said.event_id,
        kind=said.kind,
        amount_minor=said.amount_minor,
        currency=said.currency,
        occurred_at=said.occurred_at,
        received_at=at,
        raw=said.raw,
        created_at=at,
    )
    # A twin in another transaction makes us wait here, then find its row.
    PaymentEvent.objects.bulk_create([event], ignore_conflicts=True)
    kept = PaymentEvent.objects.get(provider=provider, provider_event_id=said.event_id)
    return _act_on(kept, said, at=at, by=by) if kept.id == event.id else kept


def _act_on(event: PaymentEvent, said: Notification, *, at: datetime, by: Actor) -> PaymentEvent:
    rows = Payment.objects.select_for_update(no_key=True)
    payment = rows.filter(provider=event.provider, provider_ref=said.provider_ref).first()
    event.payment = payment
    event.outcome = Outcome.UNKNOWN_PAYMENT
    if payment is not None:
        event.outcome = _judge(payment, said, at=at, by=by)
    event.processed_at = at
    event.save(update_fields=["payment", "outcome", "processed_at"])
    return event


def _judge(payment: Payment, said: Notification, *, at: datetime, by: Actor) -> Outcome:
    if said.refund_ref or said.standing in ("refunding", "refunded", "refused"):
        return take_refund_news(payment=payment, said=said, at=at)
    if said.standing == "paid":
        return settle(payment=payment, received_minor=said.amount_minor, currency=said.currency, at=at, by=by)
    if said.standing == "failed" and payment.is_open:
        end(payment=payment, to="failed", at=at, by=by, reason=said.kind)
    return Outcome.NOTED

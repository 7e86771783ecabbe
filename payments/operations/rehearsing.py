"""What becomes of a payment of the test world, at its tester's word?"""

import json
from datetime import datetime
from typing import Literal
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from payments import lifecycle
from payments.errors import PaymentNotFound
from payments.models import Payment
from payments.operations.locking import lock_payment
from payments.operations.receiving import take_in
from payments.operations.settling import end
from payments.providers import SANDBOX, Notification

Outcome = Literal["captured", "doubled", "wrong_amount", "failed", "expired", "late", "unknown"]
OUTCOMES: tuple[Outcome, ...] = (
    "captured",
    "doubled",
    "wrong_amount",
    "failed",
    "expired",
    "late",
    "unknown",
)
_ENDS = ("failed", "expired")


@inside_transaction
def rehearse(*, payment_id: UUID, outcome: Outcome, at: datetime, by: Actor) -> Payment:
    """
    Let the sandbox's provider say what it is told to say, by the same roads as a real one's word.

    `captured` is all that is due, `doubled` the same notification twice, `wrong_amount` one minor
    unit less, `late` all of it after the payment has expired, `unknown` a provider that timed out.

    :raises PaymentNotFound: if there is none in the test world.
    :raises IllegalMove: if its status has no such way on.
    """
    payment = lock_payment(payment_id)
    if not payment.sandbox:
        raise PaymentNotFound(payment=str(payment_id))
    if outcome in _ENDS:
        return end(payment=payment, to=outcome, at=at, by=by)
    if outcome == "unknown":
        return move(payment, to="unknown", at=at, by=by)
    if outcome == "late":
        if payment.is_open:
            end(payment=payment, to="expired", at=at, by=by)
        elif payment.status not in lifecycle.DEAD_PAYMENT:
            raise _nothing_due(payment)
    elif not payment.is_open:
        raise _nothing_due(payment)
    said = _said(payment, minor=payment.amount_minor - (outcome == "wrong_amount"), at=at)
    for _ in range(2 if outcome == "doubled" else 1):
        take_in(provider=SANDBOX.name, said=said, at=at, by=SYSTEM)
    payment.refresh_from_db()
    return payment


def _nothing_due(payment: Payment) -> IllegalMove:
    return IllegalMove(
        f"the payment is {payment.status}: no money is waited for", resource="payment", was=payment.status
    )


def _said(payment: Payment, *, minor: int, at: datetime) -> Notification:
    """A notification as a provider would send it."""
    event_id = f"test_{uuid7().hex}"
    raw = {"id": event_id, "charge": payment.provider_ref, "amount_minor": minor}
    return Notification(
        event_id=event_id,
        provider_ref=payment.provider_ref,
        kind="charge.paid",
        amount_minor=minor,
        currency=payment.currency,
        occurred_at=at,
        raw=json.dumps(raw),
    )

"""How does a payment end without money?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from payments import lifecycle
from payments.errors import AlreadyPaid, PaymentClosed
from payments.models import Payment
from payments.operations.locking import lock_payment
from payments.operations.settling import end


@inside_transaction
def cancel_payment(*, payment_id: UUID, at: datetime, by: Actor, reason: str = "") -> Payment:
    """
    Close an open payment; if a wrong sum had come for it, that becomes unmatched money.

    :raises PaymentNotFound: if there is none.
    :raises AlreadyPaid: if the money has been taken.
    :raises PaymentClosed: if it has ended before.
    """
    payment = lock_payment(payment_id)
    if payment.status in lifecycle.CAPTURED_PAYMENT:
        raise AlreadyPaid(payment=str(payment.id))
    if not payment.is_open:
        raise PaymentClosed(payment=str(payment.id), status=payment.status)
    return end(payment=payment, to="cancelled", at=at, by=by, reason=reason)


@inside_transaction
def close_open(*, reference: str, to: Literal["expired", "cancelled"], at: datetime, by: Actor) -> bool:
    """
    Close whatever payment of an order group is open, unless its money has been taken.

    The caller has locked the order. False means: it is paid after all, so the
    order must live.
    """
    rows = Payment.objects.select_for_update(no_key=True)
    payments = list(rows.filter(reference=reference, status__in=lifecycle.LIVE_PAYMENT).order_by("id"))
    if any(payment.status in lifecycle.CAPTURED_PAYMENT for payment in payments):
        return False
    for payment in payments:
        end(payment=payment, to=to, at=at, by=by)
    return True

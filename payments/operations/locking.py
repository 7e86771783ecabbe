"""Which row of money may only one transaction hold at a time?"""

from uuid import UUID

from kit.transactions import inside_transaction
from kit.words import say
from payments import lifecycle
from payments.errors import PaymentNotFound, RefundNotDead, RefundNotFound, RefundRepeated
from payments.models import Payment, PaymentPart, Refund


@inside_transaction
def lock_payment(payment_id: UUID) -> Payment:
    """
    The payment, held until the transaction ends.

    :raises PaymentNotFound: if there is none.
    """
    # NO KEY: inbox rows point here, and inserting one must not wait for us.
    payment = Payment.objects.select_for_update(no_key=True).filter(pk=payment_id).first()
    if payment is None:
        raise PaymentNotFound(payment=str(payment_id))
    return payment


@inside_transaction
def lock_captured_part(*, order_reference: str, **of_payment: str) -> PaymentPart:
    """
    The share of an order in a captured payment, held until the transaction ends.

    :raises PaymentNotFound: if no captured payment has this order.
    """
    parts = PaymentPart.objects.select_related("payment").filter(
        payment__status__in=lifecycle.CAPTURED_PAYMENT,
        order_reference=order_reference,
        **{f"payment__{name}": value for name, value in of_payment.items()},
    )
    # NO KEY: refunds point here.
    part = parts.select_for_update(of=("self",), no_key=True).first()
    if part is None:
        raise PaymentNotFound(say("No captured payment has this order."), order=order_reference)
    return part


@inside_transaction
def lock_refund(refund_id: UUID) -> Refund:
    """
    The refund, held until the transaction ends.

    :raises RefundNotFound: if there is none.
    """
    refund = Refund.objects.select_for_update(no_key=True).filter(pk=refund_id).first()
    if refund is None:
        raise RefundNotFound(refund=str(refund_id))
    return refund


@inside_transaction
def lock_dead_refund(refund_id: UUID) -> Refund:
    """
    A refund that died and wasn't asked for again, held until the transaction ends: nobody asks meanwhile.

    :raises RefundNotFound: if there is none.
    :raises RefundNotDead: if its money goes back, or went.
    :raises RefundRepeated: if another try followed it.
    """
    refund = lock_refund(refund_id)
    if not refund.is_dead:
        raise RefundNotDead(refund=str(refund_id), status=refund.status)
    again = Refund.objects.filter(instead_of=refund).values_list("pk", flat=True).first()
    if again is not None:
        raise RefundRepeated(refund=str(refund_id), again=str(again))
    return refund


@inside_transaction
def lock_last_try(refund_id: UUID) -> Refund:
    """
    The last try of a refund, held until the transaction ends.

    :raises RefundNotFound: if there is none.
    """
    refund = lock_refund(refund_id)
    # Whoever asks once more holds the try before it, so the last one stays the last.
    while again := Refund.objects.filter(instead_of=refund).values_list("pk", flat=True).first():
        refund = lock_refund(again)
    return refund

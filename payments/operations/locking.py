"""Which row of money may only one transaction hold at a time?"""

from uuid import UUID

from kit.transactions import inside_transaction
from payments.errors import PaymentNotFound, RefundNotFound
from payments.models import Payment, Refund


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
def lock_refund(refund_id: UUID) -> Refund:
    """
    The refund, held until the transaction ends.

    :raises RefundNotFound: if there is none.
    """
    refund = Refund.objects.select_for_update(no_key=True).filter(pk=refund_id).first()
    if refund is None:
        raise RefundNotFound(refund=str(refund_id))
    return refund

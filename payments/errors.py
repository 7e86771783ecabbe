"""For which reasons does money say no."""

from kit.errors import Conflict, Invalid, NotFound, Refused


class PaymentNotFound(NotFound):
    code = "payments.payment_not_found"
    title = "There is no such payment."


class UnknownProvider(Invalid):
    code = "payments.unknown_provider"
    title = "There is no such payment provider."


class PaymentAlreadyOpen(Conflict):
    code = "payments.already_open"
    title = "A payment for this order group is already open or captured."


class PaymentClosed(Conflict):
    code = "payments.closed"
    title = "The payment can no longer be changed."


class AlreadyPaid(Conflict):
    code = "payments.already_paid"
    title = "The money has already been taken."


class BadSignature(Invalid):
    code = "payments.bad_signature"
    title = "The signature of the notification is wrong."


class AmountMismatch(Refused):
    code = "payments.amount_mismatch"
    title = "The amount differs from what is due."


class RefundTooLarge(Refused):
    code = "payments.refund_too_large"
    title = "More would be refunded than was captured."


class RefundNotFound(NotFound):
    code = "payments.refund_not_found"
    title = "There is no such refund."


class NoRate(Refused):
    code = "fx.no_rate"
    title = "There is no exchange rate fresh enough."

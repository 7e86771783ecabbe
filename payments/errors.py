"""For which reasons does money say no?"""

from kit.errors import Conflict, Invalid, NotFound, Refused, Unavailable


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


class RefundPartTooLarge(Refused):
    code = "payments.refund_part_too_large"
    title = "More of a line would be refunded than it cost."


class RefundLineNotFound(NotFound):
    code = "payments.refund_line_not_found"
    title = "The order has no such line, or it is named twice."


class NothingToRefund(Refused):
    code = "payments.nothing_to_refund"
    title = "Nothing would go back."


class SaleNotStanding(Conflict):
    code = "payments.sale_not_standing"
    title = "The order was not paid and split, or has ended: it is refunded as a whole."


class RefundNotFound(NotFound):
    code = "payments.refund_not_found"
    title = "There is no such refund."


class RefundNotDead(Conflict):
    code = "payments.refund_not_dead"
    title = "Only a refund that was declined or failed is asked for again."


class RefundRepeated(Conflict):
    code = "payments.refund_repeated"
    title = "The refund was asked for again: what becomes of it is the last try's to say."


class RefundReasonMissing(Invalid):
    code = "payments.refund_reason_missing"
    title = "Say why a failed refund is given up."


class NoRate(Refused):
    code = "fx.no_rate"
    title = "There is no exchange rate fresh enough."


class ProviderNotFound(NotFound):
    code = "payments.provider_not_found"
    title = "No payment provider sends notifications here."


class BadNotification(Invalid):
    code = "payments.bad_notification"
    title = "The notification can't be read."


class NotATransfer(Conflict):
    code = "payments.not_a_transfer"
    title = "Only a bank transfer is confirmed by hand."


class NothingUnmatched(Conflict):
    code = "payments.nothing_unmatched"
    title = "This payment holds no unmatched money."


class NoSurplus(Conflict):
    code = "payments.no_surplus"
    title = "No more came than is due."


class ApproverIsRequester(Refused):
    code = "payments.approver_is_requester"
    title = "A refund is approved by another person than the one who asked for it."


class ChargeNotFound(NotFound):
    code = "payments.charge_not_found"
    title = "The demo provider knows no such charge."


class ChargeAlreadyPaid(Conflict):
    code = "payments.charge_already_paid"
    title = "This charge has already been paid."


class LineAlreadyBooked(Conflict):
    code = "payments.line_already_booked"
    title = "This line of the bank statement has been booked differently before."


class CurrencyNotTaken(Refused):
    code = "payments.currency_not_taken"
    title = "This provider takes no money of that currency."


class ProviderAway(Unavailable):
    code = "payments.provider_away"
    title = "The payment provider doesn't answer."


class SentByProvider(Conflict):
    code = "payments.sent_by_provider"
    title = "The provider sends this money back, and says what becomes of it."


class NothingToDismiss(Conflict):
    code = "payments.nothing_to_dismiss"
    title = "This entry of the inbox waits for nobody."


class BadStatement(Invalid):
    code = "payments.bad_statement"
    title = "The bank statement can't be read."


class StatementLineNotFound(NotFound):
    code = "payments.statement_line_not_found"
    title = "There is no such line of a bank statement."


class StatementLineDecided(Conflict):
    code = "payments.statement_line_decided"
    title = "This line of the bank statement has been decided."


class PayoutNotFound(NotFound):
    code = "payments.payout_not_found"
    title = "There is no such payout."


class PayoutNotDue(Conflict):
    code = "payments.payout_not_due"
    title = "Nothing can be paid out yet."


class PayoutApproverIsRequester(Refused):
    code = "payments.payout_approver_is_requester"
    title = "So large a payout is approved by another person than the one who asked for it."


class NotForFile(Conflict):
    code = "payments.not_for_file"
    title = "These payouts can't be ordered by such a file."


class StrangeCost(Invalid):
    code = "payments.strange_cost"
    title = "What left our account for it is more than nothing, in one of the payout's currencies."


class BadBankData(Invalid):
    code = "payments.bad_bank_data"
    title = "The bank data can't be right."


class NothingToBook(Conflict):
    code = "payments.nothing_to_book"
    title = "The books have no such money."


class BookedBefore(Conflict):
    code = "payments.booked_before"
    title = "This line of the statement has been booked before."


class PayoutAccountMissing(NotFound):
    code = "payments.payout_account_missing"
    title = "There are no bank data yet."


class StatementTooLong(Refused):
    code = "payments.statement_too_long"
    title = "The month has more lines than fit into one file: read it page by page."


class BadRates(Invalid):
    code = "fx.bad_document"
    title = "The document of exchange rates can't be read."


class BadRate(Invalid):
    code = "fx.bad_rate"
    title = "This can't be an exchange rate."


class RateDocumentNotFound(NotFound):
    code = "fx.document_not_found"
    title = "There is no such document of rates."


class RateDocumentDecided(Conflict):
    code = "fx.document_decided"
    title = "This document of rates has been decided."


class NoBill(Conflict):
    code = "payments.no_bill"
    title = "The payment is not waiting for a bank transfer, so it has no bill."


class PaperTooLong(Refused):
    code = "payments.paper_too_long"
    title = "The statement has more lines than fit on paper: ask for CSV."

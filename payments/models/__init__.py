"""Which rows does money keep?"""

from payments.models.calls import ProviderCall
from payments.models.commission import CommissionRule
from payments.models.demo import DemoCharge
from payments.models.documents import DocumentCounter, DueDocument, InvoiceBalance, IssuedDocument
from payments.models.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from payments.models.payments import Payment, PaymentEvent, PaymentMove, PaymentPart
from payments.models.payouts import Payout, PayoutAccount, PayoutFile, PayoutMove
from payments.models.rates import FxRate, RateDocument, RateFeed
from payments.models.refunds import Refund, RefundItem, RefundMove
from payments.models.sales import Sale, SaleLine
from payments.models.statements import StatementLine

__all__ = [
    "CommissionRule",
    "DemoCharge",
    "DocumentCounter",
    "DueDocument",
    "FxRate",
    "InvoiceBalance",
    "IssuedDocument",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerTransaction",
    "Payment",
    "PaymentEvent",
    "PaymentMove",
    "PaymentPart",
    "Payout",
    "PayoutAccount",
    "PayoutFile",
    "PayoutMove",
    "ProviderCall",
    "RateDocument",
    "RateFeed",
    "Refund",
    "RefundItem",
    "RefundMove",
    "Sale",
    "SaleLine",
    "StatementLine",
]

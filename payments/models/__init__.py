"""Which rows does money keep?"""

from payments.models.calls import ProviderCall
from payments.models.demo import DemoCharge
from payments.models.payments import Payment, PaymentEvent, PaymentMove, PaymentPart
from payments.models.rates import FxRate
from payments.models.refunds import Refund, RefundMove
from payments.models.statements import StatementLine

__all__ = [
    "DemoCharge",
    "FxRate",
    "Payment",
    "PaymentEvent",
    "PaymentMove",
    "PaymentPart",
    "ProviderCall",
    "Refund",
    "RefundMove",
    "StatementLine",
]

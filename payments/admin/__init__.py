"""What do staff see of money?"""

from payments.admin import demo, payments, rates, refunds

__all__ = ["demo", "payments", "rates", "refunds"]

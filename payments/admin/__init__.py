"""What do staff see of money?"""

from payments.admin import demo, payments, rates, refunds, sorting, statements

__all__ = ["demo", "payments", "rates", "refunds", "sorting", "statements"]

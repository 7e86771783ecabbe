"""What money is to go back, for which orders?"""

from django.db.models import QuerySet

from payments.models import Refund


def refunds(*, status: str = "", order_reference: str = "") -> QuerySet[Refund]:
    """Refunds with their payment, of one status or order when asked."""
    wanted = {"status": status, "part__order_reference": order_reference}
    rows = Refund.objects.select_related("part__payment")
    return rows.filter(**{name: value for name, value in wanted.items() if value})

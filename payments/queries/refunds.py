"""What money is to go back, for which orders?"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kit.money import Money
from payments.models import Refund


class RefundFacts(NamedTuple):
    """One return of money, for which order."""

    order_reference: str
    amount: Money
    provider: str


def refunds(*, status: str = "", order_reference: str = "") -> QuerySet[Refund]:
    """Refunds of real money with their payment, of one status or order when asked."""
    wanted = {"status": status, "part__order_reference": order_reference}
    rows = Refund.objects.filter(part__payment__sandbox=False).select_related("part__payment")
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def refunds_with(ids: Collection[UUID]) -> dict[UUID, RefundFacts]:
    """Some refunds by their ids. One query."""
    rows = Refund.objects.filter(pk__in=ids).select_related("part__payment")
    return {
        row.pk: RefundFacts(row.part.order_reference, row.amount, row.part.payment.provider) for row in rows
    }

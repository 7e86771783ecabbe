"""What was ordered lately?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from kit.money import Money
from orders.models import Order


@dataclass(frozen=True, slots=True)
class Placed:
    """Orders of one status in one currency."""

    status: str
    count: int
    value: Money


def placed_since(*, since: datetime) -> list[Placed]:
    """Orders placed since an instant, in the order of their lifecycle. One query."""
    rows = Order.objects.filter(placed_at__gte=since, group__sandbox=False).values("status", "currency")
    found = rows.annotate(count=Count("id"), minor=Sum("total_minor")).order_by("currency")
    return sorted(
        (Placed(row["status"], row["count"], Money(row["minor"], row["currency"])) for row in found),
        key=lambda placed: Order.LIFECYCLE.states.index(placed.status),
    )

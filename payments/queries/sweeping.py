"""Which rows of money are due for another look?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from payments import lifecycle, policy
from payments.models import DemoCharge, Payment
from payments.providers import PROVIDERS


def ids_to_ask_about(*, at: datetime) -> list[UUID]:
    """
    Online payments open for a while, plus each dead one a last time, at most one sweep's load.

    The last time catches what a buyer paid just before the end without our hearing of it.
    """
    then = at - policy.QUERY_AFTER
    asked_long_ago = Q(queried_at__isnull=True) | Q(queried_at__lte=then)
    asked_before_end = Q(queried_at__isnull=True) | Q(queried_at__lt=F("ended_at") + policy.QUERY_AFTER)
    rows = Payment.objects.filter(provider__in=[name for name, each in PROVIDERS.items() if each.is_online])
    due = rows.filter(
        Q(asked_long_ago, status__in=lifecycle.OPEN_PAYMENT, created_at__lte=then)
        | Q(
            asked_before_end,
            status__in=lifecycle.DEAD_PAYMENT,
            ended_at__lte=then,
            ended_at__gte=at - policy.QUERY_DEAD_WITHIN,
        )
    ).order_by(F("queried_at").asc(nulls_first=True), "id")
    return list(due.values_list("id", flat=True)[: policy.SWEEP_SIZE])


def due_charges(*, at: datetime) -> list[UUID]:
    """Charges of the demo provider whose notification is due and unsent."""
    due = DemoCharge.objects.filter(paid_at__isnull=False, notify_at__lte=at, notified_at__isnull=True)
    return list(due.order_by("notify_at", "id").values_list("id", flat=True)[: policy.DEMO_SWEEP_SIZE])

"""Which rows of money are due for another look?"""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from payments import lifecycle, policy
from payments.models import DemoCharge, Payment, ProviderCall
from payments.providers import PROVIDERS, Provider


def to_ask_about(*, at: datetime, providers: Collection[str] | None = None) -> list[tuple[UUID, str]]:
    """
    Online payments open for a while, plus each dead one a last time: a sweep's load, with their providers.

    The last time catches what a buyer paid just before the end without our hearing of it. What its
    provider is still to be told of is left to whoever tells it.
    """
    online = [
        each
        for name, each in PROVIDERS.items()
        if each.is_online and (providers is None or name in providers)
    ]
    if not online:
        return []
    untold = ProviderCall.objects.filter(
        payment=OuterRef("pk"), kind=ProviderCall.Kind.CREATE, state__in=ProviderCall.UNFINISHED
    )
    due = Payment.objects.filter(reduce(or_, (_due(each, at) for each in online)), ~Exists(untold))
    due = due.order_by(F("queried_at").asc(nulls_first=True), "id")
    return list(due.values_list("id", "provider")[: policy.SWEEP_SIZE])


def silent_providers() -> list[str]:
    """Those that tell nothing by themselves, as far as this installation has them."""
    return [
        name
        for name, each in PROVIDERS.items()
        if each.is_online and each.ask_every < policy.QUERY_AFTER and each.is_open()
    ]


def due_charges(*, at: datetime) -> list[UUID]:
    """Charges of the demo provider whose notification is due and unsent."""
    due = DemoCharge.objects.filter(paid_at__isnull=False, notify_at__lte=at, notified_at__isnull=True)
    return list(due.order_by("notify_at", "id").values_list("id", flat=True)[: policy.DEMO_SWEEP_SIZE])


def _due(provider: Provider, at: datetime) -> Q:
    then, last = at - provider.ask_every, at - policy.QUERY_AFTER
    asked_long_ago = Q(queried_at__isnull=True) | Q(queried_at__lte=then)
    asked_before_end = Q(queried_at__isnull=True) | Q(queried_at__lt=F("ended_at") + policy.QUERY_AFTER)
    is_open = Q(asked_long_ago, status__in=lifecycle.OPEN_PAYMENT, created_at__lte=then)
    is_dead = Q(
        asked_before_end,
        status__in=lifecycle.DEAD_PAYMENT,
        ended_at__lte=last,
        ended_at__gte=at - policy.QUERY_DEAD_WITHIN,
    )
    return Q(provider=provider.name) & (is_open | is_dead)

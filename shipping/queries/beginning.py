"""Is there a railway to send anything on?"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from shipping.models import Departure, Route


def routes() -> QuerySet[Any]:
    """Routes that have legs."""
    return Route.objects.filter(route_legs__isnull=False)


def trains_ahead(*, at: datetime) -> QuerySet[Any]:
    """Trains that are planned or open, and leave after an instant."""
    statuses = (Departure.Status.PLANNED, Departure.Status.OPEN)
    return Departure.objects.filter(departs_at__gt=at, status__in=statuses)

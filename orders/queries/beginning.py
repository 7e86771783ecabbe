"""Does carriage have a price?"""

from datetime import date

from django.db.models import Q, QuerySet

from orders.models import FreightTariff


def freight_rates(*, on: date) -> QuerySet[FreightTariff]:
    """What carriage costs on a day."""
    return FreightTariff.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

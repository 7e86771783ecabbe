"""Does carriage have a price, and can it be told in the currency of each market?"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.models import FreightTariff
from payments.queries.rates import rates_that_count


def freight_rates(*, on: date) -> QuerySet[FreightTariff]:
    """What carriage costs on a day."""
    return FreightTariff.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def convertible_freight_rates(*, on: date, currencies: Collection[str]) -> QuerySet[FreightTariff]:
    """The same, or none at all while a rate lacks by which any of them is told in any of the currencies."""
    known = rates_that_count(on=on).filter(base=OuterRef("currency"))
    lacking = (
        freight_rates(on=on).exclude(currency=quote).exclude(Exists(known.filter(quote=quote)))
        for quote in currencies
    )
    return freight_rates(on=on).filter(*(~Exists(each) for each in lacking))

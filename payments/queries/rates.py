"""What is one currency worth in another?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from payments import policy
from payments.errors import NoRate
from payments.models import FxRate


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of the base currency is `rate` units of the quote currency, said on `date`."""

    rate: Decimal
    date: date


def latest_rate(*, base: str, quote: str, on: date) -> Rate:
    """
    The newest rate known on a day.

    :raises NoRate: if there is none, or it is older than the policy lets it count.
    """
    if base == quote:
        return Rate(rate=Decimal(1), date=on)
    oldest = on - policy.FX_RATE_COUNTS_FOR
    rows = FxRate.objects.filter(base=base, quote=quote, date__lte=on, date__gte=oldest)
    newest = rows.order_by("-date").first()
    if newest is None:
        raise NoRate(base=base, quote=quote, on=on.isoformat())
    return Rate(rate=newest.rate, date=newest.date)


def rates_that_count(*, on: date) -> QuerySet[FxRate]:
    """Rates by which prices are converted on a day: not older than the policy lets them count."""
    return FxRate.objects.filter(date__lte=on, date__gte=on - policy.FX_RATE_COUNTS_FOR)


def rates(*, base: str = "", quote: str = "", on: date | None = None) -> QuerySet[FxRate]:
    """Published rates, newest day first, of one pair or day when asked."""
    wanted = {"base": base, "quote": quote, "date": on}
    return FxRate.objects.filter(**{name: value for name, value in wanted.items() if value})

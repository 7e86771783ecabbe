"""What is one currency worth in another?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from kit.calendars import is_working_day
from kit.editions import Editions, Held
from payments import policy
from payments.errors import NoRate
from payments.exchange import PUBLISHER, Pair
from payments.models import FxRate, RateDocument, RateFeed


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of the base currency is `rate` units of the quote currency, said on `date`."""

    rate: Decimal
    date: date


@dataclass(frozen=True, slots=True)
class OldPair:
    """A pair whose newest rate is `days` working days of its publisher old."""

    base: str
    quote: str
    date: date
    days: int


# By pair and day, whether there is one or not. Each day's rates are another edition, with which the days
# before are forgotten.
_Newest = dict[tuple[str, str, date], "Rate | None"]
_NEWEST: Held[_Newest] = Held(dict, "payments_fxrate")


def latest_rate(*, base: str, quote: str, on: date, editions: Editions | None = None) -> Rate:
    """
    The newest rate known on a day, in its newest edition. One query, none where it is held.

    `editions` are those of tables, as `kit.editions` counts them.

    :raises NoRate: if there is none, or it is older than the policy lets it count.
    """
    if base == quote:
        return Rate(rate=Decimal(1), date=on)
    held = {} if editions is None else _NEWEST.at(editions)
    if (base, quote, on) not in held:
        held[base, quote, on] = _newest(base, quote, on)
    newest = held[base, quote, on]
    if newest is None:
        raise NoRate(base=base, quote=quote, on=on.isoformat())
    return newest


def _newest(base: str, quote: str, on: date) -> Rate | None:
    rows = rates_that_count(on=on).filter(base=base, quote=quote).order_by("-date", "-edition")
    newest = rows.values_list("rate", "date").first()
    return Rate(*newest) if newest else None


def is_published(*, base: str, quote: str) -> bool:
    """Whether somebody publishes what one currency is worth in another, however fresh that is."""
    return base == quote or (base, quote) in PUBLISHER


def rates_that_count(*, on: date) -> QuerySet[FxRate]:
    """Rates by which prices are converted on a day: not older than the policy lets them count."""
    return FxRate.objects.filter(date__lte=on, date__gte=on - policy.FX_RATE_COUNTS_FOR)


def rates(*, base: str = "", quote: str = "", on: date | None = None) -> QuerySet[FxRate]:
    """Published rates in their newest editions, newest day first, of one pair or day when asked."""
    wanted = {"base": base, "quote": quote, "date": on}
    return newest_editions().filter(**{name: value for name, value in wanted.items() if value})


def newest_editions() -> QuerySet[FxRate]:
    """One row for each pair and day: that which counts."""
    later = FxRate.objects.filter(
        date=OuterRef("date"),
        base=OuterRef("base"),
        quote=OuterRef("quote"),
        edition__gt=OuterRef("edition"),
    )
    return FxRate.objects.filter(~Exists(later))


def rates_of_days(*, first: date, last: date) -> dict[tuple[date, Pair], FxRate]:
    """What counts on some days, by day and pair. One query."""
    rows = FxRate.objects.filter(date__gte=first, date__lte=last).order_by("edition")
    return {(row.date, (row.base, row.quote)): row for row in rows}


def rates_before(day: date, *, pairs: Collection[Pair]) -> Mapping[Pair, Decimal]:
    """The newest rate before a day of each pair that has one, what demonstrations assume aside. One query."""
    rows = (
        FxRate.objects.filter(date__lt=day, base__in={base for base, _ in pairs})
        .exclude(origin=FxRate.Origin.ASSUMED)
        .order_by("base", "quote", "-date", "-edition")
        .distinct("base", "quote")
    )
    found = {(row.base, row.quote): row.rate for row in rows}
    return {pair: rate for pair, rate in found.items() if pair in pairs}


def old_pairs(*, at: datetime) -> list[OldPair]:
    """
    Pairs that the shop converts and whose newest rate is older than the policy's working days. One query.

    Working days are those of whoever publishes the pair. A pair that never had a rate isn't among them:
    what a first order needs stands in the list of first steps.
    """
    newest = {
        (row["base"], row["quote"]): row["newest"]
        for row in FxRate.objects.order_by().values("base", "quote").annotate(newest=Max("date"))
    }
    found = (_age(pair, newest[pair], at) for pair in PUBLISHER if pair in newest)
    return [each for each in found if each.days > policy.FX_RATE_OLD_AFTER]


def newest_of_pairs() -> dict[Pair, FxRate]:
    """What counts of each pair, whatever its age. One query."""
    rows = FxRate.objects.order_by("base", "quote", "-date", "-edition").distinct("base", "quote")
    return {(row.base, row.quote): row for row in rows}


def held_documents() -> QuerySet[RateDocument]:
    """Documents with rates too far from the day before, and those sent by hand, until finance decides."""
    return RateDocument.objects.filter(state=RateDocument.State.HELD)


def asked_publishers() -> Sequence[str]:
    """Whom this installation asks by itself."""
    return sorted(settings.EXCHANGE_RATE_FEEDS)


def due_publishers(*, at: datetime) -> list[str]:
    """Whose turn it is to be asked; one that was never asked has its turn now. One query."""
    later = Q(due_at__gt=at) | Q(leased_until__gt=at)
    waiting = set(RateFeed.objects.filter(later).values_list("publisher", flat=True))
    return [name for name in asked_publishers() if name not in waiting]


def _age(pair: Pair, newest: date, at: datetime) -> OldPair:
    publisher = PUBLISHER[pair]
    today = at.astimezone(ZoneInfo(policy.FX_FEEDS[publisher].zone)).date()
    # Months of silence are an alarm as well as days are: nobody needs their exact number.
    span = min((today - newest).days, 60)
    calendar = policy.FX_FEEDS[publisher].calendar
    days = sum(is_working_day(newest + timedelta(days=each), calendar) for each in range(1, span + 1))
    return OldPair(*pair, newest, days)

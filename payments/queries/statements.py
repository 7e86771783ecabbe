"""What moved a seller's money in a month, from which sum to which?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from kit.money import Money
from payments import policy
from payments.chart import OF_SELLERS, Kind
from payments.models import LedgerEntry

# A transaction that began before midnight has committed by then.
_SETTLES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Both parts of a balance at one instant."""

    pending: Money
    available: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One month of one currency, by the days of the operator's clocks.

    Until `is_final` it may still grow: afterwards nothing is ever posted into the month.
    """

    month: date
    currency: str
    opening: Figures
    closing: Figures
    is_final: bool


def lines_of(*, organisation_id: UUID, sandbox: bool, currency: str) -> QuerySet[LedgerEntry]:
    """All lines of a seller's accounts in a currency, with their transaction and account."""
    rows = LedgerEntry.objects.filter(
        account__owner_id=organisation_id,
        account__kind__in=OF_SELLERS,
        account__currency=currency,
        account__sandbox=sandbox,
    )
    return rows.select_related("transaction", "account")


def lines_in(rows: QuerySet[LedgerEntry], month: date) -> QuerySet[LedgerEntry]:
    """Those of one month, by the operator's clocks."""
    since, until = _bounds(month)
    return rows.filter(posted_at__gte=since, posted_at__lt=until)


def statement_of(rows: QuerySet[LedgerEntry], *, month: date, currency: str, at: datetime) -> Statement:
    """What stood on a seller's accounts when a month began, and when it ended or by now. One query."""
    since, until = _bounds(month)

    def sum_of(kind: Kind, before: datetime) -> Sum:
        return Sum("amount_minor", filter=Q(account__kind=kind, posted_at__lt=before), default=0)

    found = rows.order_by().aggregate(
        pending_before=sum_of(Kind.SELLER_PENDING, since),
        available_before=sum_of(Kind.SELLER_PAYABLE, since),
        pending_after=sum_of(Kind.SELLER_PENDING, until),
        available_after=sum_of(Kind.SELLER_PAYABLE, until),
    )
    return Statement(
        month=month,
        currency=currency,
        opening=Figures(
            Money(-found["pending_before"], currency), Money(-found["available_before"], currency)
        ),
        closing=Figures(Money(-found["pending_after"], currency), Money(-found["available_after"], currency)),
        is_final=at >= until + _SETTLES_WITHIN,
    )


def months_of(*, organisation_id: UUID, sandbox: bool) -> list[tuple[date, str]]:
    """Months in which something moved, each with its currency, the newest first; bounded. One query."""
    rows = LedgerEntry.objects.filter(
        account__owner_id=organisation_id, account__kind__in=OF_SELLERS, account__sandbox=sandbox
    )
    zone = ZoneInfo(policy.LEDGER_TIME_ZONE)
    months = rows.order_by().values_list(TruncMonth("posted_at", tzinfo=zone), F("account__currency"))
    found = sorted({(at.date(), currency) for at, currency in months.distinct()}, reverse=True)
    return found[: policy.MOST_STATEMENT_MONTHS]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _bounds(month: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(policy.LEDGER_TIME_ZONE)
    return tuple(datetime.combine(day, time(), zone) for day in (month, next_month(month)))  # type: ignore[return-value]

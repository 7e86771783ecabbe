"""How much money waits for staff to decide?"""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import Count, F, Q, QuerySet

from kit.clock import now
from kit.piles import Pile, pile
from payments import lifecycle, policy
from payments.models import Payment, PaymentEvent, ProviderCall, Refund, StatementLine
from payments.queries.rates import held_documents, old_pairs
from payments.queries.refunds import dead_ends

# What a provider said of money that nobody here knows, or that can't be.
LOOSE = ("unknown_payment", "unknown_refund", "contradicts")


@dataclass(frozen=True, slots=True)
class WaitingForStaff:
    """Counts of rows that only people can move on."""

    unmatched_payments: int
    undecided_payments: int
    refunds_due: int
    refunds_failed: int
    to_sort: int
    old_rates: int


def waiting_for_staff() -> WaitingForStaff:
    """What the dashboard shows in red. Five queries."""
    open_lines = StatementLine.objects.filter(state="open").order_by()
    refunds = Refund.objects.filter(
        part__payment__sandbox=False, status__in=("requested", "failed")
    ).aggregate(
        due=Count("pk", filter=Q(status="requested")),
        failed=Count("pk", filter=Q(status="failed", again__isnull=True)),
    )
    return WaitingForStaff(
        unmatched_payments=unmatched().count(),
        undecided_payments=undecided().count(),
        refunds_due=refunds["due"],
        refunds_failed=refunds["failed"],
        to_sort=open_lines.values("id").union(loose_events().order_by().values("id"), all=True).count(),
        old_rates=len(old_pairs(at=now())),
    )


def piles() -> dict[str, Pile]:
    """The same with since when the oldest of each waits, for the letter of the morning. Eight queries."""
    return {
        "unmatched": pile(unmatched(), "ended_at"),
        "undecided": pile(undecided(), "created_at"),
        "refunds": pile(
            Refund.objects.filter(status="requested", part__payment__sandbox=False), "requested_at"
        ),
        # Since when one was asked for: no column says when it died.
        "failed_refunds": pile(dead_ends("failed"), "requested_at"),
        "statement_lines": pile(StatementLine.objects.filter(state="open"), "created_at"),
        "loose_news": pile(loose_events(), "received_at"),
        "rate_documents": pile(held_documents(), "created_at"),
        "old_rates": _old_rates(),
    }


def _old_rates() -> Pile:
    """Pairs of currencies without a new rate, the oldest since the day of its last one."""
    old = old_pairs(at=now())
    since = min((each.date for each in old), default=None)
    return Pile(len(old), datetime.combine(since, time(), UTC) if since else None)


def unmatched() -> QuerySet[Payment]:
    """Dead payments whose money is here."""
    return Payment.objects.filter(status="unmatched", sandbox=False)


def undecided() -> QuerySet[Payment]:
    """Living payments for which another sum came than is due, until the rest comes or staff decide."""
    odd = Payment.objects.filter(status__in=lifecycle.LIVE_PAYMENT, received_minor__gt=0, sandbox=False)
    return odd.exclude(received_minor=F("amount_minor"))


def loose_events() -> QuerySet[PaymentEvent]:
    """News of money that is nothing of ours, or contradicts what was known, until staff look at it."""
    return PaymentEvent.objects.filter(outcome__in=LOOSE)


def stuck_calls() -> QuerySet[ProviderCall]:
    """What a provider was told again and again without an answer."""
    return ProviderCall.objects.filter(
        state__in=(ProviderCall.State.DUE, ProviderCall.State.UNSURE),
        attempts__gte=policy.CALL_TROUBLES_STAFF,
    )


def refused_returns() -> QuerySet[ProviderCall]:
    """Unmatched money that its provider refused to send back, as long as it is here."""
    return ProviderCall.objects.filter(
        kind=ProviderCall.Kind.GIVE_BACK, state=ProviderCall.State.REFUSED, payment__status="unmatched"
    )

"""Which payments may the lines of a bank statement be for?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from payments import lifecycle, policy
from payments.matching import Candidate, Line, Matcher, Suggestion, named_in
from payments.models import Payment, StatementLine


def matcher_for(lines: Sequence[StatementLine]) -> Matcher:
    """
    What knows the payments that some lines may be for: those that wait, and whatever the lines name.

    Three queries, however many lines there are.
    """
    numbers = {number for line in lines for number in named_in(line.purpose)}
    transfers = Payment.objects.filter(provider="bank_transfer", sandbox=False)
    waiting = transfers.filter(status__in=lifecycle.OPEN_PAYMENT).order_by("-id")
    named = transfers.filter(Q(reference__in=numbers) | Q(parts__order_reference__in=numbers))
    ids = {
        *waiting.values_list("id", flat=True)[: policy.MOST_CANDIDATES],
        *named.values_list("id", flat=True),
    }
    rows = Payment.objects.filter(pk__in=ids).prefetch_related("parts")
    return Matcher(_candidates(rows))


def suggestions(lines: Sequence[StatementLine], *, most: int) -> dict[UUID, list[Suggestion]]:
    """By line, the best first."""
    matcher = matcher_for(lines)
    return {line.id: matcher.suggest(line_of(line), most=most) for line in lines}


def line_of(row: StatementLine) -> Line:
    """A row as arithmetic knows it."""
    return Line(row.amount_minor, row.currency, row.purpose, row.payer_number, row.payer_account)


def open_lines() -> "QuerySet[StatementLine]":
    """What staff have yet to decide, the oldest first."""
    return StatementLine.objects.filter(state="open").order_by("booked_on", "id")


def sure_pairs(line_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Of some open lines those that are sure, each with the payment that it is for."""
    sure = open_lines().filter(pk__in=line_ids, is_sure=True, suggested__isnull=False)
    return [(line.pk, line.suggested_id) for line in sure if line.suggested_id]


def _candidates(rows: "QuerySet[Payment]") -> Iterable[Candidate]:
    found = list(rows)
    payers: dict[UUID, set[str]] = defaultdict(set)
    paid = StatementLine.objects.filter(payment__in=[row.id for row in found])
    for payment_id, number, account in paid.values_list("payment_id", "payer_number", "payer_account"):
        if payment_id is not None:
            payers[payment_id] |= {number, account} - {""}
    for row in found:
        yield Candidate(
            key=row.id,
            ref=row.provider_ref,
            group=row.reference,
            orders=tuple(part.order_reference for part in row.parts.all()),
            due_minor=row.amount_minor - row.received_minor,
            currency=row.currency,
            is_open=row.is_open,
            expires_at=row.expires_at,
            payers=frozenset(payers[row.id]),
        )

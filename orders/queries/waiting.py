"""Which returns and claims wait for staff to decide, and for what was nothing sent back?"""

from django.db.models import Count, Min, Q, QuerySet

from kit.clock import now
from kit.piles import Pile, pile
from orders.models import Claim, DeclinedUnits
from payments.queries import refunds

# Its seller has answered, or has looked at what came back: who is liable is for staff to say.
_READY = ("evidence", "inspected")
_ON_THEIR_WAY = ("in_transit", "received")


def for_staff() -> QuerySet[Claim]:
    """
    Those that are ready for a decision, those that their seller left unanswered.

    And returns that should have come back by now, of which nobody says that they came or how they look; and
    those that were decided, but whose refund came to nothing.
    """
    unanswered = Q(status="requested", escalated_at__isnull=False)
    silent = Q(status__in=_ON_THEIR_WAY, send_by_at__lte=now())
    unpaid = Q(status="resolved", refund__in=refunds.came_to_nothing())
    return Claim.objects.filter(
        unanswered | silent | unpaid | Q(status__in=_READY), order__group__sandbox=False
    )


def unpaid_declines() -> QuerySet[DeclinedUnits]:
    """
    Units that their seller declined and whose refund was declined, too: their buyer paid for nothing.

    Not where the money has gone back since, as with the rest of an order that was called off.
    """
    rows = DeclinedUnits.objects.filter(line__order__group__sandbox=False)
    return rows.filter(refund__in=refunds.declined_for_good())


def count_of_unpaid_declines() -> int:
    """How many refunds of such units there are. One query."""
    found: int = unpaid_declines().aggregate(count=Count("refund", distinct=True))["count"]
    return found


def piles() -> dict[str, Pile]:
    """How many wait, since the oldest was opened, or declined. Two queries."""
    told = unpaid_declines().aggregate(count=Count("refund", distinct=True), since=Min("declined_at"))
    return {
        "claims": pile(for_staff(), "opened_at"),
        "unpaid_declines": Pile(told["count"], told["since"]),
    }

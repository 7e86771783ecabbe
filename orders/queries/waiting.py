"""What of orders waits for staff?"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from kit.clock import now
from kit.piles import Pile, pile
from orders.lifecycle import DECIDABLE_CLAIM
from orders.models import Claim, DeclinedUnits, Order
from payments.queries import refunds

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
        unanswered | silent | unpaid | Q(status__in=DECIDABLE_CLAIM), order__group__sandbox=False
    )


def unpaid_declines() -> QuerySet[DeclinedUnits]:
    """
    Units that their seller declined and whose refund was declined, too: their buyer paid for nothing.

    Not where the money has gone back since, as with the rest of an order that was called off.
    """
    rows = DeclinedUnits.objects.filter(line__order__group__sandbox=False)
    return rows.filter(refund__in=refunds.declined_for_good())


def unpaid_of_order(order: Order) -> list[refunds.Unpaid]:
    """
    Refunds of units that its seller declined, which died: nobody else gives these units back meanwhile.

    Their buyer gets them by the next try of exactly that refund. Four queries at most.
    """
    first_tries = DeclinedUnits.objects.filter(line__order=order).values_list("refund", flat=True)
    return refunds.unpaid_of(set(first_tries))


def kept_by(unpaid: Iterable[refunds.Unpaid]) -> dict[UUID, refunds.Kept]:
    """
    What of each line the next tries of some refunds of declined units will take.

    Asked for elsewhere meanwhile, it went back twice.
    """
    kept: defaultdict[UUID, refunds.Kept] = defaultdict(refunds.Kept)
    for each in unpaid:
        for pk, some in each.lines.items():
            kept[pk] = kept[pk].plus(some)
    return kept


def kept_of_order(order: Order) -> dict[UUID, refunds.Kept]:
    """The same of all such refunds of an order. Four queries at most."""
    return kept_by(unpaid_of_order(order))


def unpaid_pile() -> Pile:
    """How many refunds of such units there are, since the oldest was declined. One query."""
    found = unpaid_declines().aggregate(count=Count("refund", distinct=True), oldest_at=Min("declined_at"))
    return Pile(**found)


def piles() -> dict[str, Pile]:
    """How many wait, since the oldest was opened, or declined. Two queries."""
    return {"claims": pile(for_staff(), "opened_at"), "unpaid_declines": unpaid_pile()}

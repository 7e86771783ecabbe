"""Which returns and claims wait for staff to decide?"""

from django.db.models import Q, QuerySet

from kit.clock import now
from kit.piles import Pile, pile
from orders.models import Claim

# Its seller has answered, or has looked at what came back: who is liable is for staff to say.
_READY = ("evidence", "inspected")
_ON_THEIR_WAY = ("in_transit", "received")


def for_staff() -> QuerySet[Claim]:
    """
    Those that are ready for a decision, those that their seller left unanswered.

    And returns that should have come back by now, of which nobody says that they came or how they look.
    """
    unanswered = Q(status="requested", escalated_at__isnull=False)
    silent = Q(status__in=_ON_THEIR_WAY, send_by_at__lte=now())
    return Claim.objects.filter(unanswered | silent | Q(status__in=_READY), order__group__sandbox=False)


def piles() -> dict[str, Pile]:
    """How many wait, since the oldest was opened. One query."""
    return {"claims": pile(for_staff(), "opened_at")}

"""Which returns and claims wait for staff to decide?"""

from django.db.models import Q, QuerySet

from kit.piles import Pile, pile
from orders.models import Claim

# Its seller has answered, or has looked at what came back: who is liable is for staff to say.
_READY = ("evidence", "inspected")


def for_staff() -> QuerySet[Claim]:
    """Those that are ready for a decision, and those that their seller left unanswered."""
    unanswered = Q(status="requested", escalated_at__isnull=False)
    return Claim.objects.filter(unanswered | Q(status__in=_READY), order__group__sandbox=False)


def piles() -> dict[str, Pile]:
    """How many wait, since the oldest was opened. One query."""
    return {"claims": pile(for_staff(), "opened_at")}

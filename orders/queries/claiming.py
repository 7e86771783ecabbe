"""Which returns and claims may somebody see, and what may they do with one?"""

from django.db.models import Prefetch, QuerySet

from kit.actors import Actor
from orders.models import Claim, ClaimMessage

_SELLERS = frozenset({"owner", "warehouse"})


def claims_of(actor: Actor) -> QuerySet[Claim]:
    """Those of a buyer's own orders, of orders placed with a seller, or of all live orders for staff."""
    rows = Claim.objects.select_related("order__group", "order__seller").prefetch_related(
        "lines__line",
        "photos",
        Prefetch("messages", queryset=_messages_for(actor)),
    )
    if actor.kind == "buyer":
        return rows.filter(order__group__buyer__user_id=actor.person_id)
    if actor.kind == "seller":
        return rows.filter(order__seller__organisation_id=actor.firm_id)
    return rows.filter(order__group__sandbox=False)


def actions_of(claim: Claim, actor: Actor) -> list[str]:
    """The verbs that its reader may use now."""
    if claim.ended_at is not None:
        return []
    if actor.kind == "buyer":
        return ["send-back", "write"] if claim.status == "approved" else ["write"]
    is_return, ours = claim.kind == "return", actor.kind == "staff"
    helps = actor.has_role("support") if ours else actor.has_role(*_SELLERS)
    decides = actor.has_role("finance") if ours else helps and claim.escalated_at is None
    answers = claim.status == "requested" and (ours or claim.escalated_at is None)
    to_decide = "inspected" if is_return else "evidence" if ours else "requested"
    can = {
        "approve": helps and answers and is_return,
        "decline": helps and answers,
        "receive": helps and claim.status == "in_transit",
        "inspect": helps and claim.status == "received",
        "refund": decides and claim.status == to_decide,
        "reject": ours and decides and claim.status == to_decide,
        "write": helps or (ours and decides),
    }
    return [verb for verb, may in can.items() if may]


def _messages_for(actor: Actor) -> QuerySet[ClaimMessage]:
    rows = ClaimMessage.objects.order_by("id")
    return rows if actor.kind == "staff" else rows.filter(is_internal=False)

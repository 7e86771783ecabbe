"""Which returns and claims may somebody see, and what may they do with one?"""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kit.actors import Actor
from orders.lifecycle import DECIDABLE_CLAIM
from orders.models import Claim, ClaimMessage, ClaimPhoto

_SELLERS = frozenset({"owner", "warehouse"})


def claims_of(actor: Actor) -> QuerySet[Claim]:
    """Those of a buyer's own orders, of orders placed with a seller, or of all live orders for staff."""
    return _seen_by(actor).prefetch_related("photos", Prefetch("messages", queryset=_messages_for(actor)))


def listed_claims(actor: Actor) -> QuerySet[Claim]:
    """The same, of messages and files no more than how many there are, and when the last one was written."""
    messages = _messages_for(actor).filter(claim=OuterRef("pk"))
    return _seen_by(actor).annotate(
        message_count=_count_of(messages),
        last_message_at=Subquery(messages.order_by("-id").values("written_at")[:1]),
        photo_count=_count_of(ClaimPhoto.objects.filter(claim=OuterRef("pk"))),
    )


def actions_of(claim: Claim, actor: Actor) -> list[str]:
    """The verbs that its reader may use now."""
    is_return, ours = claim.kind == "return", actor.kind == "staff"
    if claim.ended_at is not None:
        return ["refund", "reject"] if ours and actor.has_role("finance") and claim.dead_refund else []
    if actor.kind == "buyer":
        return ["send-back", "write"] if claim.status == "approved" else ["write"]
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


def can_be_decided(claim: Claim) -> bool:
    """Whether staff can say where it stands now who is liable: for the first time, or its refund died."""
    return claim.status in DECIDABLE_CLAIM or claim.dead_refund is not None


def _seen_by(actor: Actor) -> QuerySet[Claim]:
    """With their lines, and all tries of their refunds."""
    rows = Claim.objects.select_related(
        "order__group", "order__seller", "refund__first_try"
    ).prefetch_related("lines__line", "refund__tries", "refund__first_try__tries")
    if actor.kind == "buyer":
        return rows.filter(order__group__buyer__user_id=actor.person_id)
    if actor.kind == "seller":
        return rows.filter(order__seller__organisation_id=actor.firm_id)
    return rows.filter(order__group__sandbox=False)


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows of a claim there are, for each claim of a list."""
    counted = rows.order_by().values("claim").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def _messages_for(actor: Actor) -> QuerySet[ClaimMessage]:
    rows = ClaimMessage.objects.order_by("id")
    return rows if actor.kind == "staff" else rows.filter(is_internal=False)

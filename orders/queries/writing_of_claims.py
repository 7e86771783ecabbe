"""Which letters do returns and claims cause?"""

from collections.abc import Mapping, Sequence

from accounts.queries import members_of
from kit.letters import Letter
from news.telling import Clerk, Happened
from orders.models import Claim
from orders.policy import MARKET_TIMEZONE, NOT_SENT_BACK, SELLER_TIMEZONE
from orders.queries.facts import Facts, said
from payments import queries as payments

# Who packs and looks at what comes back, and who answers for it.
_ROLES = ("owner", "warehouse")


def of_requested(events: Sequence[Happened]) -> list[Letter]:
    """A seller's turn; what happened on the way is none of theirs."""
    waiting = [each for each in _claims(events) if each.escalated_at is None]
    return _to_sellers("claim.new", waiting)


def of_in_transit(events: Sequence[Happened]) -> list[Letter]:
    """Goods come back."""
    return _to_sellers("claim.sent_back", _claims(events))


def of_approved(events: Sequence[Happened]) -> list[Letter]:
    """Goods may be sent back."""
    return [_to_buyer("claim.approved", claim, None) for claim in _claims(events)]


def of_declined(events: Sequence[Happened]) -> list[Letter]:
    """They may not, or weren't."""
    return [_to_buyer("claim.declined", claim, None) for claim in _claims(events)]


def of_resolved(events: Sequence[Happened]) -> list[Letter]:
    """What was decided, and what goes back by it."""
    claims = _claims(events)
    refunds = payments.refunds_with([each.refund_id for each in claims if each.refund_id])
    return [
        _to_buyer(
            "claim.resolved",
            claim,
            refunds[claim.refund_id].amount.as_json() if claim.refund_id else None,
        )
        for claim in claims
    ]


# By the type of the event.
OF_CLAIMS: Mapping[str, Clerk] = {
    "claim.requested": of_requested,
    "claim.approved": of_approved,
    "claim.in_transit": of_in_transit,
    "claim.declined": of_declined,
    "claim.resolved": of_resolved,
}


def _claims(events: Sequence[Happened]) -> list[Claim]:
    rows = Claim.objects.select_related("order__group__buyer", "order__seller").prefetch_related(
        "lines__line"
    )
    return list(rows.filter(pk__in=[each.aggregate_id for each in events]).order_by("id"))


def _to_buyer(kind: str, claim: Claim, amount: Mapping[str, str] | None) -> Letter:
    group = claim.order.group
    facts = {**_about(claim), "zone": MARKET_TIMEZONE[group.market], "amount": amount}
    # What was decided anew, since its refund came to nothing, is told anew.
    key = str(claim.refund_id or claim.pk)
    return Letter(kind, key, facts, user_id=group.buyer.user_id, about=[claim.order.number])


def _to_sellers(kind: str, claims: Sequence[Claim]) -> list[Letter]:
    firms = [claim.order.seller.organisation_id for claim in claims]
    members = members_of(firms, *_ROLES) if claims else {}
    return [
        Letter(
            kind,
            str(claim.pk),
            {**_about(claim), "zone": SELLER_TIMEZONE[claim.order.seller.country]},
            user_id=user_id,
            about=[claim.order.number],
        )
        for claim in claims
        for user_id in members.get(claim.order.seller.organisation_id, ())
    ]


def _about(claim: Claim) -> Facts:
    is_unsent = claim.end_reason == NOT_SENT_BACK
    return {
        "order": claim.order.number,
        "claim": claim.number,
        "kind": claim.kind,
        "reason": claim.reason,
        "text": claim.text,
        "sent_with": claim.sent_with,
        "answer_by_at": said(claim.answer_by_at),
        "send_by_at": said(claim.send_by_at),
        "is_unsent": is_unsent,
        "why": "" if is_unsent else claim.end_reason,
        "goods": [
            {"quantity": each.quantity, "names": each.line.names, "sku": each.line.sku}
            for each in claim.lines.all()
        ],
    }

"""Which letters do those who look after a seller's money get?"""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from accounts.queries import members_of
from kit.letters import Letter
from news.telling import Clerk, Happened
from payments import policy
from payments.models import PayoutMove
from payments.queries.payouts import payouts_with


def of_ended(kind: str, events: Sequence[Happened]) -> list[Letter]:
    """A payout arrived, or came back. Three queries."""
    payouts = payouts_with([each.aggregate_id for each in events])
    members = members_of([each.organisation_id for each in payouts.values()], *sorted(policy.TREASURERS))
    reasons = _reasons(payouts, became=kind.partition(".")[2])
    letters = []
    for event in events:
        payout = payouts.get(event.aggregate_id)
        if payout is None or payout.amount is None or payout.paid is None:
            continue
        facts = {
            "number": payout.number,
            "amount": payout.amount.as_json(),
            "paid": payout.paid.as_json(),
            "ends": payout.account.number_end if payout.account else "",
            "reason": reasons.get(payout.pk, ""),
        }
        letters += [
            Letter(kind, str(event.id), facts, user_id, about=[payout.number])
            for user_id in members.get(payout.organisation_id, ())
        ]
    return letters


CLERKS: Mapping[str, Clerk] = {
    "payout.paid": partial(of_ended, "payout.paid"),
    "payout.failed": partial(of_ended, "payout.failed"),
}


def _reasons(payouts: Mapping[UUID, object], *, became: str) -> dict[UUID, str]:
    moves = PayoutMove.objects.filter(row__in=list(payouts), became=became)
    return dict(moves.values_list("row_id", "reason"))

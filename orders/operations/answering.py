"""What do seller and staff answer to a return or claim, what if nobody does?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.moves import IllegalMove, News, move, tell
from kit.transactions import inside_transaction
from orders.errors import ClaimNotYours
from orders.models import Claim
from orders.operations.claiming import give_units_back, let_money_go, lock_claim
from orders.operations.corresponding import write_message
from orders.policy import CLAIM_SEND_WITHIN, NOT_SENT_BACK, SWEEP_SIZE


@inside_transaction
def approve_claim(*, claim_id: UUID, at: datetime, by: Actor) -> Claim:
    """
    Let the goods of a return come back; its buyer has some days to send them.

    :raises ClaimNotFound: if there is none.
    :raises ClaimNotYours: if a seller's time to answer is over.
    :raises IllegalMove: if it isn't a return that waits for an answer.
    """
    claim = _waiting(claim_id, by)
    if claim.kind != Claim.Kind.RETURN:
        raise IllegalMove("nothing comes back of a claim", was=claim.status)
    return move(claim, to=Claim.Status.APPROVED, at=at, by=by, send_by_at=at + CLAIM_SEND_WITHIN)


@inside_transaction
def decline_claim(*, claim_id: UUID, reason: str, at: datetime, by: Actor) -> Claim:
    """
    Say no: a return ends by it, while of a claim staff decide once its seller has said so.

    :raises ClaimNotFound: if there is none.
    :raises ClaimNotYours: if a seller's time to answer is over.
    :raises IllegalMove: if it doesn't wait for an answer.
    """
    claim = _waiting(claim_id, by)
    if claim.kind == Claim.Kind.RETURN:
        return _end_declined(claim, reason, at=at, by=by)
    write_message(claim_id=claim_id, text=reason, at=at, by=by)
    return move(claim, to=Claim.Status.EVIDENCE, at=at, by=by, reason=reason)


@inside_transaction
def escalate_overdue(*, at: datetime, by: Actor) -> int:
    """Hand to staff what sellers left unanswered, end returns that never came; returns how many."""
    waiting = Claim.objects.filter(
        status=Claim.Status.REQUESTED, escalated_at__isnull=True, answer_by_at__lte=at
    )
    overdue = list(waiting.order_by("answer_by_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    for pk in overdue:
        _escalate(pk, at=at, by=by)
    unsent = Claim.objects.filter(status=Claim.Status.APPROVED, send_by_at__lte=at)
    lapsed = list(unsent.order_by("send_by_at").values_list("pk", flat=True)[:SWEEP_SIZE])
    for pk in lapsed:
        _lapse(pk, at=at, by=by)
    return len(overdue) + len(lapsed)


def _escalate(claim_id: UUID, *, at: datetime, by: Actor) -> None:
    claim = lock_claim(claim_id)
    if claim.status != Claim.Status.REQUESTED or claim.escalated_at is not None:
        return
    if claim.kind == Claim.Kind.CLAIM:
        move(claim, to=Claim.Status.EVIDENCE, at=at, by=by, escalated_at=at)
        return
    claim.escalated_at = at
    claim.version += 1
    claim.save(update_fields=["escalated_at", "version"])
    tell(
        Claim,
        what="escalated",
        news=[News(claim.pk, {"id": str(claim.pk), "version": claim.version})],
        at=at,
    )


def _lapse(claim_id: UUID, *, at: datetime, by: Actor) -> None:
    claim = lock_claim(claim_id)
    if claim.status == Claim.Status.APPROVED:
        _end_declined(claim, NOT_SENT_BACK, at=at, by=by)


def _end_declined(claim: Claim, reason: str, *, at: datetime, by: Actor) -> Claim:
    """Its units may be claimed again, its money is nobody's to wait for."""
    move(
        claim,
        to=Claim.Status.DECLINED,
        at=at,
        by=by,
        reason=reason,
        ended_at=at,
        end_reason=reason[:200],
    )
    give_units_back(claim)
    let_money_go(claim, at=at, by=by)
    return claim


def _waiting(claim_id: UUID, by: Actor) -> Claim:
    claim = lock_claim(claim_id)
    if by.kind == "seller" and claim.escalated_at is not None:
        raise ClaimNotYours(turn="staff")
    if claim.status != Claim.Status.REQUESTED:
        raise IllegalMove(f"this claim is {claim.status} and was answered", was=claim.status)
    return claim

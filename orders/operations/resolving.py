"""How does a return or claim end: what goes back to the buyer, at whose cost?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.moves import IllegalMove, move
from kit.transactions import inside_transaction
from orders.errors import BadDecision, ClaimNotYours, no_such_lines
from orders.lifecycle import DECIDABLE_CLAIM, ENDED_CLAIM
from orders.models import Claim, ClaimLine, Order
from orders.operations.allowing import give_back_of_units
from orders.operations.claiming import give_units_back, let_money_go, lock_claim
from orders.operations.sharing import let_seller_have
from orders.queries.waiting import kept_of_order
from payments.operations import foreseeing, refunding
from payments.operations.foreseeing import Foreseen
from payments.operations.refunding import COMPONENTS, Parts, Wanted
from payments.queries import refunds

_SELLER = Claim.Liability.SELLER
_NEVER_COMES = (Claim.Reason.LOST, Claim.Reason.SEIZED)
# Who only changed their mind pays for the way there, and the taxes that customs keep.
_GOODS_ALONE = ("goods",)


@inside_transaction
def refund_claim(
    *,
    claim_id: UUID,
    liability: str,
    sums: Mapping[UUID, int] | None = None,
    reason: str = "",
    at: datetime,
    by: Actor,
) -> Claim:
    """
    Decide that money goes back, at the cost of who is liable.

    All that units cost with carriage and taxes, of a changed mind the goods alone; or `sums` of the goods,
    in minor units by the order's line. Sellers may take the blame themselves, for all or for sums; all else
    staff decide.
    What came back takes nothing of its buyer's yearly allowance any more; what stayed in the country does.
    Where the refund came to nothing staff may decide anew, by other sums, at another's cost: that is its next
    try, and what was settled with the first decision isn't settled twice.

    :raises ClaimNotFound: if there is none.
    :raises ClaimNotYours: if a seller blames another, or its time to answer is over.
    :raises BadDecision, LineNotFound: if the buyer is liable; if sums are of other lines.
    :raises RefundPartTooLarge, NothingToRefund: if a line has cost less, or that went back before.
    :raises IllegalMove: if it can't be decided now.
    """
    claim = lock_claim(claim_id)
    died = claim.dead_refund
    if liability not in Claim.Liability.values or liability == Claim.Liability.BUYER:
        raise BadDecision(liability=liability)
    if by.kind == "seller" and (liability != _SELLER or claim.escalated_at or died):
        raise ClaimNotYours(turn="staff")
    _require_decidable(claim, by, is_unpaid=died is not None)
    refund = refunding.refund_parts(
        order_reference=claim.order.number,
        wanted=_wanted(claim, sums),
        borne_by=liability,
        reason=claim.number,
        instead_of=died.pk if died else None,
        kept=kept_of_order(claim.order),
        at=at,
        by=by,
    )
    if died is None:
        _free_the_year(claim, refund.pk)
    _resolve(claim, liability, refund.pk, reason, at=at, by=by)
    if died is None:
        _settle(claim, at=at, by=by)
    return claim


@inside_transaction
def foresee_claim(
    *, claim_id: UUID, liability: str = _SELLER, sums: Mapping[UUID, int] | None = None
) -> Foreseen:
    """
    What `refund_claim` would let go back; nothing is written.

    :raises ClaimNotFound: if there is none.
    :raises BadDecision, LineNotFound: if sums are of other lines.
    :raises RefundPartTooLarge, NothingToRefund: if a line has cost less, or that went back before.
    """
    claim = lock_claim(claim_id)
    return foreseeing.foresee_parts(
        order_reference=claim.order.number,
        wanted=_wanted(claim, sums),
        borne_by=liability,
        kept=kept_of_order(claim.order),
    )


@inside_transaction
def reject_claim(*, claim_id: UUID, reason: str, at: datetime, by: Actor) -> Claim:
    """
    Decide that nothing goes back: its buyer bears it. A refund of it that failed is given up.

    :raises ClaimNotFound: if there is none.
    :raises IllegalMove: if it can't be decided now.
    """
    claim = lock_claim(claim_id)
    died = claim.dead_refund
    _require_decidable(claim, by, is_unpaid=died is not None)
    if died is not None:
        _give_up(claim, died.pk, reason, at=at, by=by)
    _resolve(claim, Claim.Liability.BUYER, None, reason, at=at, by=by)
    if died is None or claim.reason != Claim.Reason.LATE:
        # Those of a late one were given back with the first decision.
        give_units_back(claim)
    if died is None:
        let_money_go(claim, at=at, by=by)
    return claim


def _resolve(
    claim: Claim, liability: str, refund_id: UUID | None, reason: str, *, at: datetime, by: Actor
) -> None:
    move(
        claim,
        to=Claim.Status.RESOLVED,
        at=at,
        by=by,
        reason=reason,
        liability=liability,
        refund_id=refund_id,
        ended_at=at,
        end_reason=reason[:200],
    )


def _give_up(claim: Claim, died: UUID, reason: str, *, at: datetime, by: Actor) -> None:
    """Nobody asks for its refund once more meanwhile; one that failed waits for nobody any more."""
    last = refunding.lock_last_try(died)
    if not last.is_dead:
        raise IllegalMove("the refund of this claim was asked for again", was=claim.status)
    if last.status == "failed":
        refunding.decline_refund(refund_id=last.pk, reason=reason or claim.number, at=at, by=by)


def _settle(claim: Claim, *, at: datetime, by: Actor) -> None:
    if claim.reason == Claim.Reason.LATE:
        # What came late may be found broken, too.
        give_units_back(claim)
    let_money_go(claim, at=at, by=by)
    _end_what_never_came(claim, at=at, by=by)


def _end_what_never_came(claim: Claim, *, at: datetime, by: Actor) -> None:
    """No delivery completes an order of which all is lost or seized: its seller has what was earned now."""
    order = claim.order
    if claim.reason not in _NEVER_COMES or order.status != Order.Status.ACCEPTED:
        return
    if order.claims.exclude(status__in=ENDED_CLAIM).exists():
        return
    if all(line.claimed_quantity == line.sent_quantity for line in order.lines.all()):
        move(order, to=Order.Status.COMPLETED, at=at, by=by, ended_at=at)
        let_seller_have(order, delivered_at=at, at=at, by=by)


def _free_the_year(claim: Claim, refund_id: UUID) -> None:
    """What left the country again is not imported."""
    if claim.kind != Claim.Kind.RETURN:
        return
    units = {each.line_id: each.inspected_units for each in claim.lines.all()}
    value = refunds.imported_of(refund_id=refund_id)
    give_back_of_units(order=claim.order, units=units, value_minor=value)


def _require_decidable(claim: Claim, by: Actor, *, is_unpaid: bool) -> None:
    """
    A return once its goods were looked at, a claim once its seller has answered, or by its seller.

    And both once more, by staff, where the refund came to nothing.
    """
    ready: set[str] = {*DECIDABLE_CLAIM}
    if is_unpaid:
        ready |= {Claim.Status.RESOLVED}
    if claim.kind == Claim.Kind.CLAIM and by.kind == "seller":
        ready = {Claim.Status.REQUESTED}
    if claim.status not in ready:
        raise IllegalMove(f"this {claim.kind} is {claim.status} and can't be decided", was=claim.status)


def _wanted(claim: Claim, sums: Mapping[UUID, int] | None) -> list[Wanted]:
    lines: dict[UUID, ClaimLine] = {each.line_id: each for each in claim.lines.order_by("line_id")}
    if sums is not None:
        if foreign := sorted(str(pk) for pk in set(sums) - set(lines)):
            raise no_such_lines(foreign)
        if not sums:
            raise BadDecision
        return [Wanted(pk, sums=Parts(goods=minor)) for pk, minor in sorted(sums.items())]
    # Of a return what came back counts.
    units = {
        pk: each.inspected_units if claim.kind == Claim.Kind.RETURN else each.quantity
        for pk, each in lines.items()
    }
    named = _GOODS_ALONE if claim.reason == Claim.Reason.CHANGED_MIND else COMPONENTS
    # What those who changed their mind were to bear goes back with nobody else's last unit.
    minds = claim.order.claims.filter(reason=Claim.Reason.CHANGED_MIND, refund__isnull=False)
    rest = not minds.exists()
    return [Wanted(pk, count, named, takes_rest=rest) for pk, count in units.items() if count]

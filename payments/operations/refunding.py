"""How does money go back?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM, Actor
from kit.errors import FieldProblem
from kit.moves import move, tell_begun
from kit.transactions import inside_transaction
from payments.apportioning import COMPONENTS, Kept, Parts
from payments.errors import (
    ApproverIsRequester,
    NothingUnmatched,
    RefundNotFound,
    RefundReasonMissing,
    SaleNotStanding,
    SentByProvider,
)
from payments.models import Payment, PaymentEvent, PaymentPart, ProviderCall, Refund, Sale
from payments.operations.calling import note_call
from payments.operations.documenting import note_due
from payments.operations.locking import (
    lock_captured_part,
    lock_dead_refund,
    lock_last_try,
    lock_payment,
    lock_refund,
)
from payments.operations.parting import (
    Cut,
    Wanted,
    cut_of,
    put_back,
    require_left,
    require_not_charged_back,
    spread_over,
    standing_sale,
    take,
)
from payments.operations.posting import post_money, post_refund_dead, post_refund_due, post_refund_sent
from payments.operations.settling import decide_open_events
from payments.providers import provider_named
from payments.queries.refunds import left_of_part

# What doors above need to name parts.
__all__ = [
    "COMPONENTS",
    "Kept",
    "Parts",
    "Refund",
    "Wanted",
    "approve_refund",
    "decline_refund",
    "fail_refund",
    "finish_refund",
    "lock_last_try",
    "person_of",
    "refund_again",
    "refund_parts",
    "refund_rest",
    "refund_unmatched",
    "request_refund",
    "send_refund",
]


@inside_transaction
def request_refund(
    *, reference: str, order_reference: str, amount_minor: int, reason: str, at: datetime, by: Actor
) -> Refund:
    """
    Note that part of an order's captured money is due back; staff see it at once.

    Of a sale that stands the sum is cut over all that is left of its lines. What never was money is
    back at once, too.

    :raises PaymentNotFound: if no captured payment of the group has this order.
    :raises RefundTooLarge: if that, with all other living refunds of the order,
        is more than was captured for it, or if it isn't positive.
    """
    part = lock_captured_part(reference=reference, order_reference=order_reference)
    require_left(part, amount_minor)
    sale, shares = standing_sale(order_reference), Refund.Bearer.SHARES
    cuts = spread_over(sale, amount_minor, borne_by=shares) if sale else []
    return _begin(part, amount_minor, cuts, borne_by=shares, reason=reason, at=at, by=by)


@inside_transaction
def refund_parts(
    *,
    order_reference: str,
    wanted: Sequence[Wanted],
    reason: str,
    at: datetime,
    by: Actor,
    borne_by: str = Refund.Bearer.SHARES,
    instead_of: UUID | None = None,
    kept: Mapping[UUID, Kept] | None = None,
) -> Refund:
    """
    Note that named parts of lines of an order are due back, at whose cost.

    `shares`: everybody gives back what they had of it; `seller`: the seller bears all; the commission on
    the goods that go back is given back to the seller in both cases. Carrier, customs, platform: the
    seller keeps what was earned, and an account of its own bears all. `instead_of` names a refund of the
    order that died, of which this is the next try, whatever its parts. `kept` is what of a line, by its
    id, isn't to go back by this, for another refund will take it.

    :raises PaymentNotFound: if there is no captured money for this order.
    :raises RefundNotFound, RefundNotDead, RefundRepeated: if nothing can be the next try of `instead_of`.
    :raises SaleNotStanding: if the order was never split, or has ended.
    :raises RefundLineNotFound, RefundPartTooLarge, NothingToRefund: whatever `cut_of` finds wrong.
    :raises RefundTooLarge: if other refunds of the order leave less.
    """
    part = lock_captured_part(order_reference=order_reference)
    dead = lock_dead_refund(instead_of) if instead_of else None
    if dead is not None and dead.part_id != part.pk:
        raise RefundNotFound(refund=str(instead_of))
    sale = standing_sale(order_reference)
    if sale is None:
        raise SaleNotStanding(order=order_reference)
    bearer = Refund.Bearer(borne_by)
    cuts = cut_of(sale, wanted, borne_by=bearer, kept=kept)
    minor = sum(cut.parts.total for cut in cuts)
    require_left(part, minor)
    return _begin(part, minor, cuts, borne_by=bearer, reason=reason, instead_of=dead, at=at, by=by)


@inside_transaction
def refund_again(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Ask once more for what a refund that died was for; somebody else approves it, as always.

    The same parts and units of the same lines, borne by the same. Of an order that has ended since, or was
    never split, the same sum.

    :raises RefundNotFound: if there is none.
    :raises RefundNotDead, RefundRepeated: if it didn't die, or another try followed it.
    :raises RefundTooLarge, RefundPartTooLarge: if less is left by now.
    """
    part = _lock_part_of(refund_id)
    dead = lock_dead_refund(refund_id)
    require_left(part, dead.amount_minor)
    sale = standing_sale(part.order_reference)
    return _begin(
        part,
        dead.amount_minor,
        _same_again(dead, sale) if sale else [],
        borne_by=Refund.Bearer(dead.borne_by),
        reason=dead.reason,
        instead_of=dead,
        at=at,
        by=by,
    )


@inside_transaction
def refund_rest(
    *, reference: str, order_reference: str, reason: str, at: datetime, by: Actor
) -> Refund | None:
    """
    Note that all that hasn't gone back of an order's captured money is due back; None if nothing is left.

    :raises PaymentNotFound: if no captured payment of the group has this order.
    """
    part = lock_captured_part(reference=reference, order_reference=order_reference)
    left = left_of_part(part)
    if not left:
        return None
    return request_refund(
        reference=reference, order_reference=order_reference, amount_minor=left, reason=reason, at=at, by=by
    )


@inside_transaction
def approve_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Let a refund be sent; four eyes see it. Who sends money back by itself is told to.

    :raises RefundNotFound: if there is none.
    :raises ApproverIsRequester: if nobody, or the one who asked for it, approves.
    :raises RefundTooLarge: if a bank has taken the money back since it was asked for.
    :raises IllegalMove: if it isn't waiting for approval.
    """
    part = _lock_part_of(refund_id)
    refund, person = lock_refund(refund_id), person_of(by)
    if person is None or person == refund.requested_by_id:
        raise ApproverIsRequester(refund=str(refund.id))
    require_not_charged_back(part)
    move(refund, to="approved", at=at, by=by, approved_by_id=person)
    payment = refund.part.payment
    if provider_named(payment.provider).sends_refunds:
        note_call(
            payment=payment,
            kind=ProviderCall.Kind.REFUND,
            ref=refund.id.hex,
            amount=refund.amount,
            refund=refund,
            at=at,
        )
    return refund


@inside_transaction
def decline_refund(*, refund_id: UUID, at: datetime, by: Actor, reason: str = "") -> Refund:
    """
    Refuse a refund, so that its amount may be asked for again; or give one up that failed, and say why.

    :raises RefundNotFound: if there is none.
    :raises RefundReasonMissing: if nobody says why a failed one is given up.
    :raises RefundRepeated: if another try followed a failed one.
    :raises IllegalMove: if it neither waits for approval nor failed.
    """
    refund = lock_refund(refund_id)
    if refund.status == "failed":
        return _give_up(refund, reason, at=at, by=by)
    move(refund, to="declined", at=at, by=by, reason=reason)
    put_back(refund)
    post_refund_dead(refund=refund, at=at, by=by)
    return refund


@inside_transaction
def send_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Note that an approved refund has been ordered at the bank or provider.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises RefundTooLarge: if a bank has taken the money back since, and a person says so.
    :raises IllegalMove: if it isn't approved.
    """
    part = _lock_part_of(refund_id)
    if by.kind != "system":
        require_not_charged_back(part)
    return move(_lock_moved_by(refund_id, by), to="in_transit", at=at, by=by)


@inside_transaction
def finish_refund(*, refund_id: UUID, at: datetime, by: Actor) -> Refund:
    """
    Note that the money has left us.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises IllegalMove: if it isn't in transit.
    """
    refund = move(_lock_moved_by(refund_id, by), to="done", at=at, by=by, done_at=at)
    post_refund_sent(refund=refund, at=at, by=by)
    _note_documents(refund, at=at)
    return refund


@inside_transaction
def fail_refund(*, refund_id: UUID, at: datetime, by: Actor, reason: str = "") -> Refund:
    """
    Note that the money couldn't be sent; trying again is a new refund.

    :raises RefundNotFound: if there is none.
    :raises SentByProvider: if a person says so of what the provider sends.
    :raises IllegalMove: if it isn't approved or in transit.
    """
    refund = move(_lock_moved_by(refund_id, by), to="failed", at=at, by=by, reason=reason)
    put_back(refund)
    post_refund_dead(refund=refund, at=at, by=by)
    return refund


@inside_transaction
def refund_unmatched(*, payment_id: UUID, at: datetime, by: Actor) -> Payment:
    """
    Note that the money of a dead payment has been sent back to the payer.

    :raises PaymentNotFound: if there is none.
    :raises NothingUnmatched: if it holds no unmatched money.
    """
    payment = lock_payment(payment_id)
    if payment.status != "unmatched":
        raise NothingUnmatched(payment=str(payment.id), status=payment.status)
    post_money(payment=payment, received_minor=0, counts=False, at=at, by=by)
    move(payment, to="refunded", at=at, by=by)
    decide_open_events(payment, PaymentEvent.Outcome.UNMATCHED)
    return payment


def person_of(by: Actor) -> UUID | None:
    """Whose eyes see a refund: nobody approves what they asked for."""
    # The human behind a key counts, else approving by key would get round the four eyes.
    return by.user_id or by.key_id


def _begin(
    part: PaymentPart,
    minor: int,
    cuts: Sequence[Cut],
    *,
    borne_by: Refund.Bearer,
    reason: str,
    at: datetime,
    by: Actor,
    instead_of: Refund | None = None,
) -> Refund:
    refund = Refund.objects.create(
        part=part,
        amount_minor=minor,
        currency=part.payment.currency,
        reason=reason,
        borne_by=borne_by,
        requested_at=at,
        requested_by_id=person_of(by),
        instead_of=instead_of,
        first_try_id=(instead_of.first_try_id or instead_of.pk) if instead_of else None,
        created_at=at,
    )
    take(cuts, refund=refund)
    post_refund_due(refund=refund, at=at, by=by)
    tell_begun([refund], at=at)
    if part.payment.sandbox:
        # Nobody looks after test money: it goes back by itself.
        for status in ("approved", "in_transit"):
            move(refund, to=status, at=at, by=SYSTEM)
        move(refund, to="done", at=at, by=SYSTEM, done_at=at)
        post_refund_sent(refund=refund, at=at, by=SYSTEM)
        _note_documents(refund, at=at)
    return refund


def _lock_part_of(refund_id: UUID) -> PaymentPart:
    """The share of an order that a refund is of, before the refund, as everywhere."""
    part_id = Refund.objects.filter(pk=refund_id).values_list("part_id", flat=True).first()
    if part_id is None:
        raise RefundNotFound(refund=str(refund_id))
    rows = PaymentPart.objects.select_for_update(of=("self",), no_key=True).select_related("payment")
    return rows.get(pk=part_id)


def _give_up(refund: Refund, reason: str, *, at: datetime, by: Actor) -> Refund:
    """What failed has been put back and is out of the books since then: only its status changes."""
    lock_dead_refund(refund.pk)
    if not reason:
        why = FieldProblem("/reason", "field.required", RefundReasonMissing.title)
        raise RefundReasonMissing(fields=[why])
    return move(refund, to="declined", at=at, by=by, reason=reason)


def _same_again(dead: Refund, sale: Sale) -> list[Cut]:
    """Exactly the parts and units that a dead refund had; the commission as the others leave it."""
    bearer = Refund.Bearer(dead.borne_by)
    items = dead.items.select_related("line").order_by("id")
    same = [Wanted(item.line.line_id, item.units, named=(), sums=item.parts) for item in items]
    if not same:
        return spread_over(sale, dead.amount_minor, borne_by=bearer)
    return cut_of(sale, same, borne_by=bearer)


def _lock_moved_by(refund_id: UUID, by: Actor) -> Refund:
    """The refund, of which nobody but its provider knows what became of it once that was told to send it."""
    refund = lock_refund(refund_id)
    if by.kind != "system" and refund.calls.filter(state__in=ProviderCall.UNFINISHED).exists():
        raise SentByProvider(refund=str(refund.id))
    return refund


def _note_documents(refund: Refund, *, at: datetime) -> None:
    note_due(kind="refunded", reference=refund.part.order_reference, about_id=refund.pk, at=at)

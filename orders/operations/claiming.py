"""How does a buyer hold something against goods, and who answers first?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import SYSTEM, Actor
from kit.errors import of_line
from kit.ids import human_number, next_serial
from kit.moves import move, tell_begun
from kit.transactions import inside_transaction
from orders.errors import (
    ClaimNotFound,
    ClaimTooLate,
    ClaimUnitsTaken,
    TooManyClaims,
    claim_not_allowed,
    no_such_lines,
)
from orders.lifecycle import ENDED_CLAIM
from orders.models import Claim, ClaimLine, Order, OrderLine
from orders.policy import (
    CHANGED_MIND_WINDOW,
    CLAIM_ANSWER_WITHIN,
    CLAIM_HOLDS_MONEY_FOR,
    CLAIM_WINDOW,
    FOOD_CHAPTERS,
    LONGEST_CLAIM_TEXT,
    MOST_OPEN_CLAIMS,
)
from orders.queries.fulfilment import Fulfilment, progress_of
from payments.operations import earning

_Reason = Claim.Reason
# What may be held against goods that came, by what becomes of them, and what while they didn't.
_RETURNED_FOR = frozenset({_Reason.DAMAGED, _Reason.WRONG, _Reason.QUALITY, _Reason.CHANGED_MIND})
_CLAIMED_FOR = frozenset({_Reason.DAMAGED, _Reason.SHORT, _Reason.WRONG, _Reason.QUALITY, _Reason.LATE})
_WITHOUT_GOODS = frozenset({_Reason.LATE, _Reason.LOST, _Reason.SEIZED})
# No seller can answer for these: they are staff's from the beginning.
_OF_THE_WAY = frozenset({_Reason.LATE, _Reason.LOST, _Reason.SEIZED})


@inside_transaction
def open_claim(
    *,
    order: Order,
    kind: str,
    reason: str,
    text: str,
    units: Mapping[UUID, int],
    at: datetime,
    by: Actor,
) -> Claim:
    """
    Hold `units` by line against an order that its buyer has, or should have.

    Its seller is to answer within some days; what happened on the way is staff's to decide at once. What the
    seller earned by the order is held until it is over, though not for ever.

    :raises ClaimNotAllowed: if goods can't be returned or claimed for this reason, or not yet.
    :raises ClaimTooLate: if they came too long ago.
    :raises LineNotFound: if the order has no such line.
    :raises ClaimUnitsTaken: if a line has fewer units that were sent and aren't claimed.
    :raises TooManyClaims: if too many are open.
    """
    locked = Order.objects.select_for_update(of=("self",)).select_related("group").get(pk=order.pk)
    lines = {line.pk: line for line in locked.lines.all()}
    if unknown := sorted(str(pk) for pk in units if pk not in lines):
        raise no_such_lines(unknown)
    _require_allowed(locked, kind, reason, [lines[pk] for pk in units], at)
    if locked.claims.exclude(status__in=ENDED_CLAIM).count() >= MOST_OPEN_CLAIMS:
        raise TooManyClaims(most=MOST_OPEN_CLAIMS)
    _take_units(units)
    claim = Claim.objects.create(
        number=human_number("SCR", at.year, next_serial("orders_claim_serial")),
        order=locked,
        kind=kind,
        reason=reason,
        text=text[:LONGEST_CLAIM_TEXT],
        opened_at=at,
        answer_by_at=at + CLAIM_ANSWER_WITHIN,
        created_at=at,
    )
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, line_id=pk, quantity=count, created_at=at)
        for pk, count in sorted(units.items())
    )
    earning.put_off(reference=locked.number, until=at + CLAIM_HOLDS_MONEY_FOR)
    tell_begun([claim], at=at)
    if reason in _OF_THE_WAY:
        move(claim, to=Claim.Status.EVIDENCE, at=at, by=SYSTEM, escalated_at=at)
    return claim


@inside_transaction
def lock_claim(claim_id: UUID) -> Claim:
    """
    The claim, held until the transaction ends; its order before, as everywhere.

    :raises ClaimNotFound: if there is none.
    """
    order_id = Claim.objects.filter(pk=claim_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ClaimNotFound
    Order.objects.select_for_update(no_key=True).get(pk=order_id)
    return Claim.objects.select_for_update(of=("self",)).select_related("order__group").get(pk=claim_id)


@inside_transaction
def let_money_go(claim: Claim, *, at: datetime, by: Actor) -> None:
    """What its seller earned is theirs once the last open claim of an order has ended, and the window has."""
    if claim.order.claims.exclude(status__in=ENDED_CLAIM).exists():
        return
    known_at = progress_of([claim.order])[claim.order_id].delivery_recorded_at or at
    earning.put_off(reference=claim.order.number, until=max(at, known_at + CLAIM_WINDOW))


@inside_transaction
def give_units_back(claim: Claim) -> None:
    """The units of a claim that came to nothing may be claimed again."""
    for each in claim.lines.order_by("line_id"):
        OrderLine.objects.filter(pk=each.line_id).update(
            claimed_quantity=F("claimed_quantity") - each.quantity, version=F("version") + 1
        )


def _require_allowed(order: Order, kind: str, reason: str, lines: list[OrderLine], at: datetime) -> None:
    if order.handed_in_at is None or order.status not in (Order.Status.ACCEPTED, Order.Status.COMPLETED):
        raise claim_not_allowed("not_sent")
    if kind == Claim.Kind.RETURN and reason not in _RETURNED_FOR:
        raise claim_not_allowed("nothing_to_send_back")
    progress = progress_of([order])[order.pk]
    if progress.is_delivered:
        if kind == Claim.Kind.CLAIM and reason not in _CLAIMED_FOR:
            raise claim_not_allowed("was_delivered")
        _require_in_time(order, progress, reason, at)
    elif reason not in _WITHOUT_GOODS:
        raise claim_not_allowed("not_delivered")
    if reason == _Reason.LATE and (progress.delivery_recorded_at or at) <= order.promised_at:
        raise claim_not_allowed("not_late")
    food = [line.sku for line in lines if line.hs6[:2] in FOOD_CHAPTERS]
    if reason == _Reason.CHANGED_MIND and food:
        raise claim_not_allowed("food", skus=food)


def _require_in_time(order: Order, progress: Fulfilment, reason: str, at: datetime) -> None:
    delivered_at = progress.delivery_recorded_at or at
    window = CHANGED_MIND_WINDOW[order.group.market] if reason == _Reason.CHANGED_MIND else CLAIM_WINDOW
    if at > delivered_at + window:
        raise ClaimTooLate(until=(delivered_at + window).isoformat())


def _take_units(units: Mapping[UUID, int]) -> None:
    for pk, count in sorted(units.items()):
        free = OrderLine.objects.filter(
            pk=pk, quantity__gte=F("declined_quantity") + F("claimed_quantity") + count
        )
        if count < 1 or not free.update(
            claimed_quantity=F("claimed_quantity") + count, version=F("version") + 1
        ):
            raise ClaimUnitsTaken(fields=[of_line(pk, "quantity", ClaimUnitsTaken.title)], line_id=str(pk))

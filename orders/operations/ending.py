"""What is given back when an order ends before its goods left?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from catalog.operations import reserving
from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from orders.models import Order
from orders.operations.allowing import give_back_allowance
from orders.operations.redeeming import give_back_coupon
from payments.operations import documenting, earning, refunding
from shipping.operations import booking


@inside_transaction
def end_paid(
    order: Order,
    *,
    to: str,
    reason: str,
    at: datetime,
    by: Actor,
    missing: Mapping[tuple[UUID, str], int] | None = None,
) -> Order:
    """
    End a locked, paid order: move it, free its stock, allowance and slots, leave a refund due.

    Units that are `missing`, by variant and code of their warehouse, leave the stock instead.

    :raises IllegalMove: if the order can't get to `to`.
    :raises ShipmentOnItsWay: if the goods have been loaded.
    """
    move(order, to=to, at=at, by=by, reason=reason, ended_at=at, end_reason=reason)
    earning.take_back_sale(reference=order.number, at=at, by=by)
    if order.accepted_at is not None:
        documenting.note_due(kind="ended", reference=order.number, at=at)
    # Parts of it may have gone back before.
    refunding.refund_rest(
        reference=order.group.number,
        order_reference=order.number,
        reason=reason,
        at=at,
        by=by,
    )
    if missing:
        reserving.give_up(reference=order.number, units=missing, is_missing=True, at=at, by=by)
    reserving.release(reference=order.number, at=at, by=by)
    give_back_allowance(order=order)
    give_back_coupon(order=order, at=at)
    for carried in order.shipments.order_by("shipment_id"):
        booking.cancel_shipment(shipment_id=carried.shipment_id, reason=reason, at=at, by=by)
    return order


@inside_transaction
def end_unpaid(order: Order, *, to: str, reason: str, at: datetime, by: Actor) -> Order:
    """
    End a locked order for which no money came: move it, free its stock and allowance.

    :raises IllegalMove: if the order can't get to `to`.
    """
    end_all_unpaid([order], to=to, reason=reason, at=at, by=by)
    return order


@inside_transaction
def end_all_unpaid(orders: Sequence[Order], *, to: str, reason: str, at: datetime, by: Actor) -> None:
    """
    The same for all orders of a checkout.

    :raises IllegalMove: if one of them can't get to `to`.
    """
    for order in orders:
        move(order, to=to, at=at, by=by, reason=reason, ended_at=at, end_reason=reason)
        reserving.release(reference=order.number, at=at, by=by)
    # Stock first, of all of them: so does a checkout in the same name.
    for order in orders:
        give_back_allowance(order=order)
    for order in orders:
        give_back_coupon(order=order, at=at)

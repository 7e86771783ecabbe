"""What is given back when an order ends before its goods left?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from catalog.operations import reserving
from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from orders.models import Order
from payments.operations import earning, refunding
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
    End a locked, paid order: move it, free its stock and slots, leave a refund due.

    Units that are `missing`, by variant and code of their warehouse, leave the stock instead.

    :raises IllegalMove: if the order can't get to `to`.
    :raises ShipmentOnItsWay: if the goods have been loaded.
    """
    move(order, to=to, at=at, by=by, reason=reason, ended_at=at, end_reason=reason)
    earning.take_back_sale(reference=order.number, at=at, by=by)
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
    for carried in order.shipments.order_by("shipment_id"):
        booking.cancel_shipment(shipment_id=carried.shipment_id, reason=reason, at=at, by=by)
    return order


@inside_transaction
def end_unpaid(order: Order, *, to: str, reason: str, at: datetime, by: Actor) -> Order:
    """
    End a locked order for which no money came: move it, free its stock.

    :raises IllegalMove: if the order can't get to `to`.
    """
    move(order, to=to, at=at, by=by, reason=reason, ended_at=at, end_reason=reason)
    reserving.release(reference=order.number, at=at, by=by)
    return order

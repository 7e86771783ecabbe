"""How are goods of a bad lot stopped, and their buyers told?"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog import queries as catalog
from catalog.operations import quarantining
from kit.actors import Actor
from kit.jobs import enqueue
from kit.letters import Letter, post
from kit.transactions import inside_transaction
from orders.errors import LotRecalled
from orders.models import Order, Recall, RecalledOrder
from orders.models.recalls import MAY_LEAVE
from orders.policy import MARKET_TIMEZONE
from shipping import queries as shipping
from shipping.operations import holding, warning

_Reach = RecalledOrder.Reach
_HOLDABLE = ("waiting", "assigned")
_HERE = ("planned", "waiting", "assigned", "rolled", "on_hold")
_AT_TERMINAL = ("handed_in", "loaded")
# Of several shipments of an order the one that has come farthest counts.
_FARTHEST = (_Reach.DELIVERED, _Reach.UNDER_WAY, _Reach.HANDED_IN, _Reach.RELEASED, _Reach.HELD)


@inside_transaction
def recall_lot(*, lot: Any, reason: str, at: datetime, by: Actor) -> Recall:
    """
    Call a lot back: nobody can buy it any more, and each order that has units of it is looked after.

    That is done by a job, in whose queue the orders are when this returns: goods that haven't left are
    held, those in the railway's hands are put before a dispatcher, all buyers get a letter.

    :raises LotRecalled: if it was called back already since it went into quarantine.
    """
    since = quarantining.keep_apart(lot=lot, reason=reason[:200], at=at, by=by)
    if Recall.objects.filter(lot_id=lot.pk, begun_at__gte=since).exists():
        raise LotRecalled(lot=lot.code)
    recall = Recall.objects.create(
        lot_id=lot.pk, reason=reason, begun_at=at, by_kind=by.kind, by_id=by.id, created_at=at
    )
    units = catalog.holders_of(lot_id=lot.pk)
    orders = Order.objects.filter(number__in=units).order_by("id").values_list("pk", "number")
    RecalledOrder.objects.bulk_create(
        RecalledOrder(recall=recall, order_id=pk, units=units[number], created_at=at) for pk, number in orders
    )
    enqueue("orders.follow_recalls")
    return recall


@inside_transaction
def follow(*, recalled_id: UUID, at: datetime, by: Actor) -> RecalledOrder | None:
    """
    Stop what can be stopped of one order with recalled goods, and tell its buyer once.

    Goods that were held are only looked at afterwards: whoever has let them go knew why. None if another
    worker has it, or nothing is new: its goods have no shipment yet, or stand where they stood.
    """
    rows = RecalledOrder.objects.select_related("recall__lot", "order__group", "order__seller")
    held = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    row = held.filter(pk=recalled_id, reach__in=(_Reach.DUE, _Reach.NOT_SENT, *MAY_LEAVE)).first()
    if row is None:
        return None
    is_known = row.reach in MAY_LEAVE
    reach = _look(_carriers(row)) if is_known else _stop(_carriers(row), row.recall.reason, at=at, by=by)
    if (row.reach, reach) == (_Reach.HANDED_IN, _Reach.RELEASED):
        # Taken off its train, and on its way to the next one: nobody has let it go.
        reach = _stop(_carriers(row), row.recall.reason, at=at, by=by)
    if reach == row.reach and not is_known:
        return None
    row.reach, row.looked_at = reach, at
    row.version += 1
    row.save(update_fields=["reach", "looked_at", "version"])
    if not is_known and reach != _Reach.GONE and not row.order.group.sandbox:
        # A second letter of the same recall and order is none.
        post([_letter(row)], at=at)
    return row


def _carriers(row: RecalledOrder) -> list[UUID]:
    """The shipments that may carry units of the lot; of older ones nobody knows what is in them."""
    bought = row.order.lines.filter(variant_id=row.recall.lot.variant_id)
    lines = {str(pk) for pk in bought.values_list("pk", flat=True)}
    carried = row.order.shipments.order_by("shipment_id")
    return [each.shipment_id for each in carried if not each.units or lines & each.units.keys()]


def _stop(shipment_ids: Collection[UUID], reason: str, *, at: datetime, by: Actor) -> str:
    """How far the farthest of some shipments has come, those that haven't left held and before a person."""
    told = f"Recalled: {reason}"[:200]
    for pk, carried in sorted(shipping.progress(shipment_ids=shipment_ids).items()):
        if carried.status in _HOLDABLE:
            holding.hold_shipment(shipment_id=pk, reason=told, at=at, by=by)
        if carried.status in (*_HERE, *_AT_TERMINAL):
            # Who held it for something else before must know why not to let it go.
            warning.warn_above_all(pk, reason=told, at=at)
    return _look(shipment_ids)


def _look(shipment_ids: Collection[UUID]) -> str:
    """How far the farthest of some shipments has come."""
    if not shipment_ids:
        return _Reach.NOT_SENT
    known = shipping.progress(shipment_ids=shipment_ids).values()
    found = {_reach_of(carried.status) for carried in known if carried.status != "cancelled"}
    return next((reach for reach in _FARTHEST if reach in found), _Reach.GONE)


def _reach_of(status: str) -> str:
    if status in _HERE:
        return _Reach.HELD if status == "on_hold" else _Reach.RELEASED
    if status in _AT_TERMINAL:
        return _Reach.HANDED_IN
    return _Reach.DELIVERED if status == "delivered" else _Reach.UNDER_WAY


def _letter(row: RecalledOrder) -> Letter:
    order = row.order
    facts = {
        "order": order.number,
        "seller": order.seller.legal_name,
        "lot": row.recall.lot.code,
        "reason": row.recall.reason,
        "is_out": row.reach in (_Reach.UNDER_WAY, _Reach.DELIVERED, _Reach.HANDED_IN),
        "zone": MARKET_TIMEZONE[order.group.market],
        "goods": [
            {"quantity": min(row.units, line.quantity), "names": line.names, "sku": line.sku}
            for line in order.lines.filter(variant_id=row.recall.lot.variant_id)
        ],
    }
    key = f"{row.recall_id.hex}:{order.pk.hex}"
    return Letter("recall.begun", key, facts, user_id=order.group.buyer.user_id, about=[order.number])

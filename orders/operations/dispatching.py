"""How do the goods leave the seller's hands?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from catalog.operations import reserving
from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.words import in_words, say
from orders.errors import GoodsRecalled, NotPacked, OrderClosed, ShipmentUnknown
from orders.models import Order, RecalledOrder
from shipping import queries as shipping
from shipping.operations import packing, reporting
from shipping.operations.packing import PackageSize

_STOPPED = (RecalledOrder.Reach.DUE, RecalledOrder.Reach.HELD)


@inside_transaction
def pack(
    *,
    order: Order,
    packages: Mapping[UUID, Sequence[PackageSize]],
    at: datetime,
    by: Actor,
) -> Order:
    """
    Put the accepted goods into packages, each with its SSCC.

    `packages` gives the sizes by shipment id; a shipment not named becomes one
    package of its own size. Packing again changes nothing.

    :raises OrderClosed: if the order isn't accepted.
    :raises GoodsRecalled: if goods of it are stopped by a recall.
    :raises ShipmentUnknown: if sizes are given for another's shipment.
    """
    locked = _accepted(order)
    shipments = list(locked.shipments.order_by("shipment_id").values_list("shipment_id", flat=True))
    if unknown := sorted(set(packages) - set(shipments)):
        raise ShipmentUnknown(shipment_ids=[str(pk) for pk in unknown])
    if locked.packed_at is None:
        _require_not_recalled(locked)
        for pk in shipments:
            packing.pack(shipment_id=pk, packages=packages.get(pk), at=at, by=by)
        _stamp(locked, packed_at=at)
    return locked


@inside_transaction
def hand_in(*, order: Order, at: datetime, by: Actor) -> Order:
    """
    Hand the packed goods in at the seller's warehouse: the units leave the stock.

    Handing in again changes nothing. Later than the train allows, the railway rolls the shipment.

    :raises OrderClosed: if the order isn't accepted.
    :raises NotPacked: if it isn't packed.
    :raises GoodsRecalled: if goods of it are stopped by a recall.
    """
    locked = _accepted(order)
    if locked.packed_at is None:
        raise NotPacked
    if locked.handed_in_at is None:
        _require_not_recalled(locked)
        for carried in locked.shipments.order_by("shipment_id"):
            reporting.hand_in(shipment_id=carried.shipment_id, at=at, by=by)
        leave_stock(locked, at=at, by=by)
    return locked


@inside_transaction
def leave_stock(order: Order, *, at: datetime, by: Actor) -> None:
    """Take the units of a locked order out of the stock, once its goods were handed in."""
    reserving.consume(reference=order.number, at=at, by=by)
    _stamp(order, handed_in_at=at)


def _accepted(order: Order) -> Order:
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.status != Order.Status.ACCEPTED:
        raise OrderClosed(
            say("The order is %(state)s, not accepted.", state=in_words(locked.status)), status=locked.status
        )
    return locked


def _require_not_recalled(order: Order) -> None:
    """What a recall has stopped stays where it is until staff let it go."""
    rows = RecalledOrder.objects.filter(order=order, reach__in=_STOPPED).select_related("recall__lot")
    if (stopped := rows.first()) is None:
        return
    carried = order.shipments.values_list("shipment_id", flat=True)
    known = shipping.progress(shipment_ids=list(carried)).values()
    # That staff let it go is noted within the hour, and counts at once.
    if stopped.reach == RecalledOrder.Reach.DUE or any(each.status == "on_hold" for each in known):
        raise GoodsRecalled(lot=stopped.recall.lot.code, reason=stopped.recall.reason)


def _stamp(order: Order, **stamps: datetime) -> None:
    Order.objects.filter(pk=order.pk).update(**stamps, version=F("version") + 1)
    order.version += 1
    for name, value in stamps.items():
        setattr(order, name, value)

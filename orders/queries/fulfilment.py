"""How far has the railway carried an order?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from orders.models import Order, OrderShipment
from shipping import queries as shipping
from shipping.queries import Progress

FulfilmentStatus = Literal["none", "part_shipped", "shipped", "part_delivered", "delivered", "returned"]

HANDED_IN = "handed_in"
_UNDER_WAY = (
    "handed_in",
    "loaded",
    "departed",
    "at_border",
    "transshipped",
    "arrived",
    "out_for_delivery",
    "delivered",
)
_SHIPPED = frozenset(_UNDER_WAY[1:]) | {"customs_hold", "lost", "damaged", "returned"}


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What the shipments of one order say together."""

    by_id: Mapping[UUID, Progress]

    @property
    def shipments(self) -> tuple[Progress, ...]:
        """The shipments without their ids."""
        return tuple(self.by_id.values())

    @property
    def status(self) -> FulfilmentStatus:
        """The order's third axis, never stored."""
        count = len(self.shipments)
        if count and self._number({"returned"}) == count:
            return "returned"
        delivered = self._number({"delivered"})
        if delivered:
            return "delivered" if delivered == count else "part_delivered"
        shipped = self._number(_SHIPPED)
        if shipped:
            return "shipped" if shipped == count else "part_shipped"
        return "none"

    @property
    def is_delivered(self) -> bool:
        """Whether every shipment has been delivered."""
        return self.status == "delivered"

    @property
    def delivery_recorded_at(self) -> datetime | None:
        """When we learnt of the last delivery; windows count from here. None while one is under way."""
        stamps = [each.delivery_recorded_at for each in self.shipments if each.delivery_recorded_at]
        return max(stamps) if self.is_delivered and stamps else None

    def reached(self, stage: str) -> bool:
        """Whether every shipment has reached a stage of the journey."""
        beyond = frozenset(_UNDER_WAY[_UNDER_WAY.index(stage) :]) | _SHIPPED
        return bool(self.shipments) and self._number(beyond) == len(self.shipments)

    def _number(self, statuses: Collection[str]) -> int:
        return sum(each.status in statuses for each in self.shipments)


def progress_of(orders: Iterable[Order]) -> dict[UUID, Fulfilment]:
    """The fulfilment of each order by its id, in two queries."""
    by_order: dict[UUID, list[UUID]] = {order.pk: [] for order in orders}
    for carried in OrderShipment.objects.filter(order__in=by_order).order_by("shipment_id"):
        by_order[carried.order_id].append(carried.shipment_id)
    found = shipping.progress(shipment_ids=[pk for ids in by_order.values() for pk in ids])
    return {order_id: Fulfilment({pk: found[pk] for pk in ids}) for order_id, ids in by_order.items()}

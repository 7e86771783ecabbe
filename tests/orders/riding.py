"""How do an order's goods get into the railway's hands, and on?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import accepting, dispatching
from shipping.operations import reporting
from tests.orders.market import STAFF

# What is reported of goods from the train's leaving on.
STAGES = ("departed", "at_border", "transshipped", "arrived", "delivered")
_STEPS: tuple[tuple[Callable[..., Order], dict[str, Any]], ...] = (
    (accepting.accept, {}),
    (dispatching.pack, {"packages": {}}),
    (dispatching.hand_in, {}),
)


def hand_in(order: Order, at: datetime) -> None:
    """Its seller accepts it, unless that is done, packs it, hands it in."""
    order.refresh_from_db()
    for step, more in _STEPS[order.status == Order.Status.ACCEPTED :]:
        order.refresh_from_db()
        owns_transaction(step)(order=order, at=at, by=SYSTEM, **more)


def report(order: Order, kind: str, at: datetime) -> None:
    """A stage of its only shipment."""
    [carried] = order.shipments.all()
    owns_transaction(reporting.report_stage)(shipment_id=carried.shipment_id, kind=kind, at=at, by=STAFF)

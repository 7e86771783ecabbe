"""How does an order of the test world get on when its tester is alone?"""

from datetime import datetime
from uuid import UUID

from kit.actors import SYSTEM
from kit.transactions import inside_transaction
from orders.models import Order
from orders.operations import accepting, dispatching
from shipping.errors import NothingAhead
from shipping.operations.rehearsing import advance_shipment, next_state
from shipping.queries import progress

_HANDED_IN = "handed_in"
# No journey has more steps; a shipment that finds no train takes none.
_MOST_STEPS = 12


@inside_transaction
def advance(*, order: Order, shipment_id: UUID, to: str | None, at: datetime) -> None:
    """
    Bring a shipment of a test order to its next state, or step by step on to a later one.

    What its seller would do on the way, to accept, pack and hand in, is done for them; that
    concerns the whole order. A shipment that finds no train stays where it is.

    :raises NothingAhead: if there is no next state, or `to` doesn't lie ahead.
    :raises Problem: whatever the verbs of seller and railway refuse.
    """
    status = _status_of(shipment_id)
    for _ in range(_MOST_STEPS):
        ahead = next_state(status)
        if ahead == _HANDED_IN:
            _hand_in(order, at=at)
        else:
            advance_shipment(shipment_id=shipment_id, to=ahead, at=at)
        before, status = status, _status_of(shipment_id)
        if to is None or status in (to, before):
            return
    raise NothingAhead(status=status)


def _hand_in(order: Order, *, at: datetime) -> None:
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.status == Order.Status.PLACED:
        accepting.accept(order=locked, at=at, by=SYSTEM)
    dispatching.pack(order=locked, packages={}, at=at, by=SYSTEM)
    dispatching.hand_in(order=locked, at=at, by=SYSTEM)


def _status_of(shipment_id: UUID) -> str:
    return progress(shipment_ids=[shipment_id])[shipment_id].status

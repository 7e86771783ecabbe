"""How does a shipment of the test world get on without a railway?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.errors import NothingAhead, ShipmentNotFound
from shipping.models import Shipment
from shipping.operations.assigning import assign_now
from shipping.operations.locking import locked_shipment
from shipping.operations.reporting import NewReport, report_events
from shipping.progress import Stage

# Whoever reports in place of carrier and terminals; dated by the plan, as a key that simulates.
RAILWAY = Actor(kind="system", simulates=True, sandbox=True)
_STAGES = [stage.value for stage in Stage]
_WITHOUT_PLACE = ("waiting", "rolled", "planned")


def next_state(status: str) -> str:
    """
    The state after another one on the way to the door.

    :raises NothingAhead: where the journey is over, or stands still until somebody else acts.
    """
    if status in _WITHOUT_PLACE:
        return "assigned"
    if status == "assigned":
        return _STAGES[0]
    if status in _STAGES[:-1]:
        return _STAGES[_STAGES.index(status) + 1]
    raise NothingAhead(status=status)


@inside_transaction
def advance_shipment(*, shipment_id: UUID, to: str, at: datetime) -> Shipment:
    """
    Bring a shipment of the test world to its next state, as the railway would report it.

    `to` is what `next_state` says, but for the hand-in, which is its seller's.
    A shipment for which no train has room goes on waiting.

    :raises ShipmentNotFound: if there is none in the test world.
    """
    shipment = locked_shipment(shipment_id)
    if not shipment.sandbox:
        raise ShipmentNotFound(shipment_id=str(shipment_id))
    if to == "assigned":
        assign_now(shipment_id=shipment_id, at=at, by=RAILWAY)
    else:
        report = NewReport(external_id=f"sandbox:{shipment_id}:{to}", kind=to, shipment=str(shipment_id))
        report_events(reports=[report], at=at, by=RAILWAY)
    shipment.refresh_from_db()
    return shipment

"""Which papers does a shipment still lack?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.models import Departure, Shipment
from shipping.operations.locking import locked_shipment
from shipping.operations.missing import roll_without_papers
from shipping.queries.plans import train_of
from shipping.timetable import is_open

_CAN_ROLL = (Shipment.Status.ASSIGNED, Shipment.Status.HANDED_IN)
_BEFORE_LEAVING = (Departure.Status.OPEN, Departure.Status.CLOSED, Departure.Status.LOADED)


@inside_transaction
def note_documents(*, shipment_id: UUID, missing: Collection[str], at: datetime, by: Actor) -> Shipment:
    """
    Say anew which papers a shipment lacks, each in at most 64 characters; none lets it load (rule 18).

    Papers that come at the documents cut-off of its train or later come too late
    for that train: it rolls.

    :raises ShipmentNotFound: if there is none.
    """
    shipment = locked_shipment(shipment_id)
    wanted = sorted(set(missing))
    if shipment.documents_missing == wanted:
        return shipment
    if shipment.documents_missing and not shipment.simulated and shipment.status in _CAN_ROLL:
        train = train_of(shipment)
        if train and train.status in _BEFORE_LEAVING and not is_open(at=at, cut_off_at=train.doc_cutoff_at):
            roll_without_papers(shipment, train, at=at, by=by)
    Shipment.objects.filter(pk=shipment.pk).update(documents_missing=wanted, version=F("version") + 1)
    shipment.refresh_from_db()
    return shipment

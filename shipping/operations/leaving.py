"""Have goods left that are said to be at their buyer's door?"""

from collections.abc import Collection
from datetime import datetime

from kit.errors import FieldProblem
from kit.reading import instant
from kit.words import say
from shipping.errors import TrainNotLeft
from shipping.models import Shipment, TransportEvent
from shipping.progress import AT_THE_DOOR, UNDER_WAY, Stage, waits_for_train
from shipping.queries.plans import Plan, places_of


def check_has_left(
    shipment: Shipment, *, stage: Stage, occurred_at: datetime, plan: Plan, told: Collection[str] = ()
) -> None:
    """
    Refuse a delivery dated before the train is to leave, unless something says that it has left.

    Reports may come in any order, so a delivery after that instant needs no report of
    the departure. `told` are the kinds of reports that come with it.

    :raises TrainNotLeft: naming the train, and when it is to leave.
    """
    leaves_at = plan[Stage.DEPARTED].at
    if stage not in AT_THE_DOOR or occurred_at >= leaves_at or UNDER_WAY.intersection(told):
        return
    if TransportEvent.objects.filter(shipment=shipment, kind__in=UNDER_WAY).exists():
        return
    train = places_of(shipment_ids=[shipment.pk])[shipment.pk].departure
    if not waits_for_train(stage, status=shipment.status, train=train.status):
        return
    sentence = say(
        "%(train)s leaves on %(at)s: goods are delivered after that.",
        train=train,
        at=instant(leaves_at, shipment.origin.timezone),
    )
    raise TrainNotLeft(
        sentence,
        fields=[FieldProblem("/kind", "field.too_early", sentence)],
        number=shipment.number,
        departs_at=leaves_at.isoformat(),
    )

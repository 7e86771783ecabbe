"""From which trains were shipments taken for good?"""

from collections.abc import Collection
from uuid import UUID

from shipping.models import Roll

# What else takes goods from a train is over when the train has changed again: whether it takes
# them then, its limits, its times and the embargoes on its way say.
_FOR_GOOD = (
    Roll.Cause.STAFF,
    Roll.Cause.HAND_IN,
    Roll.Cause.DOCUMENTS,
    Roll.Cause.OVERWEIGHT,
    Roll.Cause.MISSING,
)


def left_for_good(shipment_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The departures that each shipment never goes back on by itself. One query."""
    left: dict[UUID, set[UUID]] = {}
    rolls = Roll.objects.filter(shipment__in=shipment_ids, cause__in=_FOR_GOOD)
    for shipment_id, departure_id in rolls.values_list("shipment_id", "from_departure_id"):
        left.setdefault(shipment_id, set()).add(departure_id)
    return left

"""When is a shipment expected, now that something has changed?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kit.transactions import inside_transaction
from shipping.models import Shipment, SlotAssignment
from shipping.queries.plans import ways_of


@inside_transaction
def expect_again(*, shipment_ids: Collection[UUID], at: datetime) -> int:
    """
    Work out anew when some shipments arrive, from the legs their containers ride.

    Returns for how many it changed. The caller holds the shipments' locks.
    """
    riding = SlotAssignment.objects.filter(shipment_id__in=shipment_ids, released_at__isnull=True)
    containers = dict(riding.values_list("shipment_id", "slot__container_id"))
    ways = ways_of(container_ids=set(containers.values()))
    shipments = Shipment.objects.filter(pk__in=containers)
    changed = []
    for shipment in shipments:
        way = ways.get(containers[shipment.pk])
        if way and shipment.eta_at != way[-1].arrives_at:
            shipment.eta_at = way[-1].arrives_at
            shipment.version += 1
            changed.append(shipment)
    Shipment.objects.bulk_update(changed, ["eta_at", "version"])
    return len(changed)

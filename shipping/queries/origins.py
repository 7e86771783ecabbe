"""Where do shipments begin?"""

from collections.abc import Collection
from uuid import UUID

from shipping.models import Shipment


def first_miles(*, shipment_ids: Collection[UUID]) -> dict[UUID, str]:
    """The code of the warehouse that each of some shipments leaves from, by its id. One query."""
    rows = Shipment.objects.filter(pk__in=shipment_ids)
    return dict(rows.values_list("pk", "first_mile_from__code"))

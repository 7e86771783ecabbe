"""What does a shipment ask of a train?"""

from shipping.choosing import Wanted
from shipping.models import Shipment
from shipping.queries.carriage import carried_class


def wanted_of(shipment: Shipment) -> Wanted:
    """
    The shipment's wish, as the ranking of places takes it.

    :raises NotCarried: if its classes ride in no container.
    """
    cargo = carried_class(temperature=shipment.temperature_class, segregation=shipment.segregation_class)
    return Wanted(
        gross_g=shipment.gross_g,
        volume_cm3=shipment.volume_cm3,
        cargo=cargo,
        ready_at=shipment.ready_at,
        # The promise is no limit, it goes first: a train that keeps it comes before any that does not.
        latest_arrival_at=shipment.latest_arrival_at,
        segregation=shipment.segregation_class,
        consignor_id=shipment.consignor_id,
        sandbox=shipment.sandbox,
    )

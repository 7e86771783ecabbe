"""How do goods become parcels with numbers of their own?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.ids import next_serial
from kit.moves import IllegalMove
from kit.transactions import inside_transaction
from shipping.errors import PackagesTooHeavy
from shipping.identifiers import build_sscc
from shipping.models import Package, Shipment
from shipping.operations.locking import locked_shipment
from shipping.policy import SSCC_PREFIX

_ENDED = ("cancelled", "lost", "damaged", "returned", "delivered")


@dataclass(frozen=True, slots=True)
class PackageSize:
    """What one package weighs and fills, packing included."""

    gross_g: int
    volume_cm3: int


@inside_transaction
def pack(
    *, shipment_id: UUID, packages: Sequence[PackageSize] | None, at: datetime, by: Actor
) -> list[Package]:
    """
    Give each package its SSCC; without sizes the shipment is one package.

    What was packed before stays as it is.

    :raises ShipmentNotFound: if there is none.
    :raises PackagesTooHeavy: if they take more than the shipment has booked.
    :raises IllegalMove: if the shipment has ended.
    """
    shipment = locked_shipment(shipment_id)
    present = list(Package.objects.filter(shipment=shipment))
    if present:
        return present
    if shipment.status in _ENDED:
        raise IllegalMove(f"a shipment that is {shipment.status} can't be packed", was=shipment.status)
    sizes = packages or [PackageSize(shipment.gross_g, shipment.volume_cm3)]
    _check_total(shipment, sizes)
    return Package.objects.bulk_create(
        Package(
            shipment=shipment,
            sscc=build_sscc(prefix=SSCC_PREFIX, serial=next_serial("shipping_package_serial")),
            gross_g=size.gross_g,
            volume_cm3=size.volume_cm3,
            packed_at=at,
            created_at=at,
        )
        for size in sizes
    )


def _check_total(shipment: Shipment, sizes: Sequence[PackageSize]) -> None:
    gross_g, volume_cm3 = sum(each.gross_g for each in sizes), sum(each.volume_cm3 for each in sizes)
    if gross_g > shipment.gross_g or volume_cm3 > shipment.volume_cm3:
        raise PackagesTooHeavy(
            booked_g=shipment.gross_g,
            booked_cm3=shipment.volume_cm3,
            packed_g=gross_g,
            packed_cm3=volume_cm3,
        )

"""What is printed on the labels of some shipments' packages?"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from shipping.models import Package


@dataclass(frozen=True, slots=True)
class Label:
    """One package with its SSCC; grams and cubic centimetres, packing included."""

    sscc: str
    gross_g: int
    volume_cm3: int


def labels_of(*, shipment_ids: Collection[UUID]) -> dict[UUID, list[Label]]:
    """The packages of each shipment by its id, by SSCC; of one not packed yet there are none. One query."""
    found: dict[UUID, list[Label]] = {pk: [] for pk in shipment_ids}
    for each in Package.objects.filter(shipment__in=found).order_by("sscc"):
        found[each.shipment_id].append(Label(each.sscc, each.gross_g, each.volume_cm3))
    return found


def shipment_labelled(*, sscc: str) -> UUID | None:
    """Of which shipment is the package with an SSCC, if there is one. One query."""
    return Package.objects.filter(sscc=sscc).values_list("shipment_id", flat=True).first()

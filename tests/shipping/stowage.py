"""How does a test pack parcels, stuff boxes, seal them?"""

from collections.abc import Sequence
from typing import Any

import pytest

from kit.transactions import owns_transaction
from shipping.errors import OutcomeNeeded
from shipping.models import Container, Discrepancy, LoadUnit, Package, Shipment, Slot
from shipping.operations import clearing, grouping, packing, reporting, sealing, stripping, stuffing
from shipping.operations.packing import PackageSize
from shipping.queries.contents import expected_gross_g
from tests.shipping.railway import FLOUR, NOW, STAFF, assigned

NUMBER, OTHER_NUMBER = "CSQU3054383", "TEMU1234565"
OIL: dict[str, Any] = {**FLOUR, "segregation_class": "LIQUID_FOOD"}


def packed(*sizes: int, **changes: Any) -> tuple[Shipment, list[Package]]:
    """A shipment with its slot, in packages of so many grams each."""
    grams = sizes or (25_320,)
    wanted = {"gross_g": sum(grams), "volume_cm3": 41_000, **changes}
    shipment = assigned(**wanted)
    volume = wanted["volume_cm3"] // len(grams)
    packages = owns_transaction(packing.pack)(
        shipment_id=shipment.pk, packages=[PackageSize(each, volume) for each in grams], at=NOW, by=STAFF
    )
    return shipment, sorted(packages, key=lambda each: each.sscc)


def slot_of(shipment: Shipment) -> Slot:
    """Its slot, as it is in the database."""
    return Slot.objects.get(assignments__shipment=shipment, assignments__released_at__isnull=True)


def container_of(shipment: Shipment) -> Container:
    """The container of its slot, as it is in the database."""
    return Container.objects.select_related("container_type").get(slot=slot_of(shipment))


def codes(rows: Sequence[Package | LoadUnit]) -> list[str]:
    """Their SSCCs."""
    return [row.sscc for row in rows]


def group(kind: str, *rows: Package | LoadUnit, tare_g: int = 0) -> LoadUnit:
    """A carton or a pallet of some rows."""
    verb = owns_transaction(grouping.group)
    return verb(kind=kind, sscc=codes(rows), tare_g=tare_g, at=NOW, by=STAFF)


def stuff(container: Container, sscc: Sequence[str], **changes: Any) -> Container:
    """Stuffed as told, weighing what the books say of these pieces."""
    rows = Package.objects.filter(sscc__in=sscc)
    given: dict[str, Any] = {
        "number": NUMBER,
        "weighed_gross_g": container.container_type.tare_g + sum(row.gross_g for row in rows),
        "at": NOW,
        "by": STAFF,
        **changes,
    }
    return owns_transaction(stuffing.stuff)(container_id=container.pk, sscc=sscc, **given)


def settle(
    row: Discrepancy, note: str = "Looked for in vain.", outcome: str = "", **changes: Any
) -> Discrepancy:
    """A difference decided by a dispatcher."""
    given: dict[str, Any] = {"note": note, "outcome": outcome, "at": NOW, "by": STAFF, **changes}
    return owns_transaction(clearing.settle_discrepancy)(discrepancy_id=row.pk, **given)


def seal(container: Container, seal_no: str = "KTZ-004711", **changes: Any) -> Container:
    """Sealed."""
    given: dict[str, Any] = {"at": NOW, "by": STAFF, **changes}
    return owns_transaction(sealing.seal)(container_id=container.pk, seal_no=seal_no, **given)


def strip(container: Container, sscc: Sequence[str], **changes: Any) -> Container:
    """Emptied, with the mass that it was stuffed with."""
    weighed_g = container.weighed_gross_g or expected_gross_g(container)
    given: dict[str, Any] = {"weighed_gross_g": weighed_g, "at": NOW, "by": STAFF, **changes}
    return owns_transaction(stripping.strip)(container_id=container.pk, sscc=sscc, **given)


def arrive(shipment: Shipment) -> None:
    """It is at its destination, by the reports."""
    verb = owns_transaction(reporting.report_stage)
    verb(shipment_id=shipment.pk, kind="arrived", at=NOW, by=STAFF)


def differences(container: Container) -> list[tuple[str, str]]:
    """What is listed of a container and not settled: kind and SSCC."""
    rows = container.discrepancies.filter(settled_at__isnull=True)
    return sorted(rows.values_list("kind", "sscc"))


def outcomes(row: Discrepancy, said: str = "") -> list[str]:
    """What could be decided, by the refusal of something else."""
    with pytest.raises(OutcomeNeeded) as refused:
        settle(row, outcome=said)
    assert [field.pointer for field in refused.value.fields] == ["/outcome"]
    possible: Any = refused.value.facts["outcomes"]
    return list(possible)

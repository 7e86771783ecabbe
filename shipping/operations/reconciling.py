"""How is it written down what differs from the books, and that it was cleared up?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.models import Container, Discrepancy


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was found to differ, by name."""

    kind: Discrepancy.Kind
    sscc: str = ""
    shipment_id: UUID | None = None
    expected_g: int | None = None
    found_g: int | None = None
    note: str = ""


@inside_transaction
def record(
    container: Container, stage: Discrepancy.Stage, found: list[Difference], *, at: datetime, by: Actor
) -> list[Discrepancy]:
    """List what differs, until a person has settled it."""
    return Discrepancy.objects.bulk_create(
        Discrepancy(
            container=container,
            stage=stage,
            kind=each.kind,
            sscc=each.sscc,
            shipment_id=each.shipment_id,
            expected_g=each.expected_g,
            found_g=each.found_g,
            note=each.note[:200],
            found_at=at,
            by_kind=by.kind,
            by_id=by.id,
            created_at=at,
        )
        for each in found
    )


@inside_transaction
def settle_earlier(
    container: Container, stage: Discrepancy.Stage, *, note: str, at: datetime, by: Actor
) -> None:
    """Clear what an earlier count of the same container found: it is counted anew."""
    rows = container.discrepancies.filter(stage=stage, settled_at__isnull=True)
    mark_settled(rows.values_list("pk", flat=True), note=note, at=at, by=by)


@inside_transaction
def settle_missing(*, shipment_ids: Collection[UUID], note: str, at: datetime, by: Actor) -> None:
    """Clear what was missing of shipments that have no place in the container any more. One query."""
    rows = Discrepancy.objects.filter(
        shipment__in=shipment_ids,
        kind=Discrepancy.Kind.MISSING,
        stage=Discrepancy.Stage.STUFFING,
        settled_at__isnull=True,
    )
    mark_settled(rows.values_list("pk", flat=True), note=note, at=at, by=by)


@inside_transaction
def mark_settled(
    discrepancy_ids: Iterable[UUID], *, note: str, at: datetime, by: Actor, outcome: str = ""
) -> None:
    """Write down how differences were cleared up. One query."""
    Discrepancy.objects.filter(pk__in=discrepancy_ids).update(
        settled_at=at, settled_note=note[:200], outcome=outcome, settled_by_id=by.id, version=F("version") + 1
    )

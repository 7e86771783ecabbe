"""What becomes of a difference between the books and what was found?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.errors import DiscrepancyNotFound, DiscrepancySettled
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
def settle_discrepancy(*, discrepancy_id: UUID, note: str, at: datetime, by: Actor) -> Discrepancy:
    """
    Note how a difference was cleared up; with none left a stuffed container may be sealed.

    :raises DiscrepancyNotFound: if there is none.
    :raises DiscrepancySettled: if somebody did so before.
    """
    row = Discrepancy.objects.select_for_update().filter(pk=discrepancy_id).first()
    if row is None:
        raise DiscrepancyNotFound(discrepancy_id=str(discrepancy_id))
    if row.settled_at is not None:
        raise DiscrepancySettled(settled_at=row.settled_at.isoformat(), note=row.settled_note)
    _settle(discrepancy_id, note, at=at, by=by)
    row.refresh_from_db()
    return row


@inside_transaction
def settle_earlier(
    container: Container, stage: Discrepancy.Stage, *, note: str, at: datetime, by: Actor
) -> None:
    """Clear what an earlier count of the same container found: it is counted anew."""
    for pk in container.discrepancies.filter(stage=stage, settled_at__isnull=True).values_list(
        "pk", flat=True
    ):
        _settle(pk, note, at=at, by=by)


@inside_transaction
def settle_missing(*, shipment_ids: Collection[UUID], note: str, at: datetime, by: Actor) -> None:
    """Clear what was missing of shipments that have no place in the container any more. One query."""
    rows = Discrepancy.objects.filter(
        shipment__in=shipment_ids,
        kind=Discrepancy.Kind.MISSING,
        stage=Discrepancy.Stage.STUFFING,
        settled_at__isnull=True,
    )
    for pk in rows.values_list("pk", flat=True):
        _settle(pk, note, at=at, by=by)


def _settle(discrepancy_id: UUID, note: str, *, at: datetime, by: Actor) -> None:
    Discrepancy.objects.filter(pk=discrepancy_id).update(
        settled_at=at, settled_note=note[:200], settled_by_id=by.id, version=F("version") + 1
    )

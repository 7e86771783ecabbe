"""Under which seal does a container ride, who broke it?"""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import (
    ContainerDiffers,
    ContainerNotSealed,
    ContainerNotStuffed,
    ContainerSealed,
    ContainerStripped,
)
from shipping.models import Container, Discrepancy, SealChange
from shipping.operations.handling import handled_slot, wrong
from shipping.operations.locking import locked_container

_SEAL = re.compile("[A-Z0-9][A-Z0-9-]{3,31}")


@inside_transaction
def seal(*, container_id: UUID, seal_no: str, at: datetime, by: Actor) -> Container:
    """
    Close a stuffed container, at the origin or, after customs opened it, on its way.

    What differs from the books is settled first: nobody looks behind a seal.

    :raises ContainerNotFound, ReportOutOfPlace: if the actor has nothing to do with it.
    :raises Invalid: if that can't be the number of a seal.
    :raises ContainerNotStuffed, ContainerStripped: if there is nothing in it, or it is to be weighed again.
    :raises ContainerSealed: if it is sealed.
    :raises ContainerDiffers: naming each difference that is not settled.
    """
    handled_slot(container_id, stage="way", by=by)
    if not _SEAL.fullmatch(seal_no):
        raise wrong("seal_no", say("A seal's number has 4 to 32 capitals, digits or hyphens."))
    container = locked_container(container_id)
    _check_stuffed(container)
    if container.sealed_at is not None:
        raise ContainerSealed(
            say("The container is under seal %(seal)s already.", seal=container.seal_no),
            seal_no=container.seal_no,
        )
    if container.weighed_gross_g is None:
        raise ContainerNotStuffed(say("Goods have left the container since: stuff and weigh it again first."))
    _check_settled(container)
    _note(container, SealChange.Kind.SEALED, seal_no, "", at=at, by=by)
    return _changed(container, sealed_at=at, seal_no=seal_no)


@inside_transaction
def break_seal(*, container_id: UUID, reason: str, at: datetime, by: Actor) -> Container:
    """
    Record that a seal was broken, as customs may; the container rides on once it is sealed again.

    :raises ContainerNotFound, ReportOutOfPlace: if the actor has nothing to do with it.
    :raises ContainerNotSealed: if it has none.
    :raises ContainerStripped: if its ride is over.
    """
    handled_slot(container_id, stage="way", by=by)
    container = locked_container(container_id)
    _check_stuffed(container)
    if container.sealed_at is None:
        raise ContainerNotSealed(container_id=str(container_id))
    note_broken(container, reason=reason, at=at, by=by)
    return _changed(container, sealed_at=None, seal_no="")


@inside_transaction
def note_broken(container: Container, *, reason: str, at: datetime, by: Actor) -> None:
    """Put on record that the seal of a container, if it has one, is no longer whole."""
    if container.sealed_at is not None:
        _note(container, SealChange.Kind.BROKEN, container.seal_no, reason, at=at, by=by)


def _check_stuffed(container: Container) -> None:
    if container.stripped_at is not None:
        raise ContainerStripped(container_id=str(container.pk))
    if container.stuffed_at is None:
        raise ContainerNotStuffed(container_id=str(container.pk))


def _check_settled(container: Container) -> None:
    """The container is locked, so nothing that differs is recorded meanwhile."""
    rows = container.discrepancies.filter(settled_at__isnull=True).select_related("shipment")
    unsettled = list(rows.order_by("kind", "sscc", "id"))
    if not unsettled:
        return
    raise ContainerDiffers(
        say("Settle first: %(differences)s.", differences="; ".join(_told(row) for row in unsettled)),
        differences=[
            {
                "id": str(row.pk),
                "stage": row.stage,
                "kind": row.kind,
                "sscc": row.sscc,
                "shipment_number": row.shipment.number if row.shipment else "",
            }
            for row in unsettled
        ],
    )


def _told(row: Discrepancy) -> str:
    facts = {
        "kind": row.get_kind_display().lower(),
        "sscc": row.sscc,
        "shipment": row.shipment.number if row.shipment else "",
    }
    if row.shipment and row.sscc:
        return say("%(kind)s %(sscc)s of %(shipment)s", **facts)
    if row.shipment:
        return say("%(kind)s of %(shipment)s", **facts)
    return f"{facts['kind']} {row.sscc}".strip()


def _note(
    container: Container, kind: SealChange.Kind, seal_no: str, reason: str, *, at: datetime, by: Actor
) -> None:
    SealChange.objects.create(
        container=container,
        kind=kind,
        seal_no=seal_no,
        reason=reason[:200],
        changed_at=at,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )


def _changed(container: Container, **columns: object) -> Container:
    Container.objects.filter(pk=container.pk).update(version=F("version") + 1, **columns)
    container.refresh_from_db()
    return container

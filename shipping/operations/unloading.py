"""How do goods leave a container before it rides?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.models import Container, LoadUnit, Package
from shipping.operations.reconciling import settle_missing
from shipping.operations.sealing import note_broken
from shipping.queries.contents import packages_in


@inside_transaction
def take_out(*, shipment_ids: Collection[UUID], at: datetime, by: Actor, reason: str = "") -> None:
    """
    Take packages of shipments out of containers, off pallets, out of cartons that they share.

    The caller holds the shipments' locks, and takes their places on the train. A
    container that was opened for it is no longer sealed and has to be weighed
    again; one that is empty now waits for other goods, without a number. What
    was missing of them in a container is no longer expected there. Two queries
    where nothing was stowed or grouped.
    """
    settle_missing(shipment_ids=shipment_ids, note="It has left the container's train.", at=at, by=by)
    ours = Package.objects.filter(shipment__in=shipment_ids)
    stowed = ours.filter(Q(container__isnull=False) | Q(unit__isnull=False))
    rows = list(
        stowed.values_list("shipment_id", "container_id", "unit__container_id", "unit__parent__container_id")
    )
    for shipment_id in sorted({row[0] for row in rows}):
        _leave_shared_units(shipment_id)
    if not rows:
        return
    # What is left in cartons and on pallets is one shipment's alone: they leave as they are.
    own = Q(packages__shipment__in=shipment_ids) | Q(units__packages__shipment__in=shipment_ids)
    units = LoadUnit.objects.filter(pk__in=LoadUnit.objects.filter(own).values("pk"))
    nowhere = {"container": None, "stuffing_position": None}
    ours.filter(container__isnull=False).update(**nowhere)
    units.filter(container__isnull=False).update(**nowhere)
    stood_in = {pk for _, *boxes in rows for pk in boxes}
    containers = Container.objects.select_for_update(no_key=True).filter(pk__in=stood_in)
    for container in containers.order_by("id"):
        _reopen(container, at=at, by=by, reason=reason)


def _leave_shared_units(shipment_id: UUID) -> None:
    """Out of cartons shared with others, and whole cartons off pallets shared with others."""
    others = Package.objects.exclude(shipment_id=shipment_id).filter(unit__isnull=False)
    of_others = Q(pk__in=others.values("unit_id"))
    carrying_others = of_others | Q(pk__in=others.values("unit__parent_id"))
    ours = Package.objects.filter(shipment_id=shipment_id, unit__isnull=False)
    shared = LoadUnit.objects.filter(carrying_others, pk__in=ours.values("unit_id"))
    Package.objects.filter(shipment_id=shipment_id, unit__in=list(shared)).update(unit=None)
    left = Package.objects.filter(shipment_id=shipment_id, unit__parent__isnull=False)
    pallets = LoadUnit.objects.filter(carrying_others, pk__in=left.values("unit__parent_id"))
    LoadUnit.objects.filter(pk__in=left.values("unit_id"), parent__in=list(pallets)).update(parent=None)


def _reopen(container: Container, *, at: datetime, by: Actor, reason: str) -> None:
    # Nobody has opened it yet: the books say that it will have to be.
    note_broken(container, reason=f"To be opened: {reason}".rstrip(": "), at=at, by=by)
    is_empty = not packages_in([container.pk]).exists()
    emptied = {"number": "", "stuffed_at": None} if is_empty else {}
    Container.objects.filter(pk=container.pk).update(
        sealed_at=None, seal_no="", weighed_gross_g=None, version=F("version") + 1, **emptied
    )

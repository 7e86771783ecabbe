"""Which containers does an actor see, from where may it handle them?"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet

from kit.actors import Actor
from shipping.lifecycle import NOT_ARRIVED
from shipping.models import (
    Container,
    ContainerLeg,
    DepartureLeg,
    Discrepancy,
    Package,
    Slot,
    SlotAssignment,
)
from shipping.queries.sight import legs_touching, reporting_places, working_places


def containers_for(by: Actor) -> "QuerySet[Container]":
    """
    All for staff; for a partner those whose train, or whose goods, touch the places it reports from.

    Of one world, but for the jobs, which look after both.
    """
    if by.kind == "system":
        return Container.objects.all()
    ours = Container.objects.filter(sandbox=by.sandbox)
    if by.kind == "staff":
        return ours
    if by.kind != "partner":
        return Container.objects.none()
    places = reporting_places(by)
    sold = DepartureLeg.objects.filter(legs_touching(places), departure=OuterRef("slot__departure"))
    riding = ContainerLeg.objects.filter(
        legs_touching(places, "departure_leg__departure__legs"),
        container=OuterRef("pk"),
        released_at__isnull=True,
    )
    goods = SlotAssignment.objects.filter(
        slot=OuterRef("slot"), released_at__isnull=True, shipment__first_mile_from__in=places
    )
    return ours.filter(Exists(sold) | Exists(riding) | Exists(goods))


def shown_containers(seen: "QuerySet[Container]") -> "QuerySet[Container]":
    """
    Containers with slots, types and open discrepancies: two queries for any number of rows.

    `has_arrived` is whether all that stands in one is at its destination by the
    books, and one in which nothing stands has come there with its train.
    """
    differences = Discrepancy.objects.filter(settled_at__isnull=True).select_related(
        "shipment", "container__container_type"
    )
    came = _inside() | Q(slot__status=Slot.Status.DONE)
    arrived = ExpressionWrapper(came & ~_inside(shipment__status__in=NOT_ARRIVED), BooleanField())
    return (
        seen.annotate(has_arrived=arrived)
        .select_related("container_type", "slot__departure__service", "slot__origin", "slot__destination")
        .prefetch_related(Prefetch("discrepancies", queryset=differences, to_attr="open_discrepancies"))
    )


def may_handle(by: Actor, slot: Slot, *, stage: str) -> bool:
    """
    Whether an actor may work on a slot's container there: staff anywhere, a partner at its own places.

    `stage` is "stuff" (at the origin, or where the goods are handed in), "strip"
    (at the destination) or "way" (anywhere on it).
    """
    places = working_places(by)
    return places is None or bool(places & _places(slot, stage))


def _places(slot: Slot, stage: str) -> set[UUID]:
    if stage == "strip":
        return {slot.destination_id}
    handed_in = slot.assignments.filter(released_at__isnull=True).values_list(
        "shipment__first_mile_from_id", flat=True
    )
    starts = {slot.origin_id, *handed_in}
    if stage == "stuff":
        return starts
    legs = DepartureLeg.objects.filter(
        container_legs__container=slot.container_id, container_legs__released_at__isnull=True
    )
    ends = legs.values_list("origin_id", "destination_id")
    return starts | {slot.destination_id} | {place for pair in ends for place in pair}


def container_verbs(container: Any, *, differs: bool, places: Collection[UUID] | None = None) -> list[str]:
    """
    What may be done with a container of `shown_containers` now, by the names of the addresses.

    What differs is not sealed; what has not arrived is not stripped, nor by those
    who don't work at its destination: `places` are the reader's, None is all.
    """
    is_over = container.slot.status == Slot.Status.DONE
    if container.stripped_at is not None or (is_over and container.stuffed_at is None):
        return []
    if container.stuffed_at is None:
        return ["stuff", "change-box"]
    works_there = places is None or container.slot.destination_id in places
    strip = ["strip"] if container.has_arrived and works_there else []
    if container.sealed_at is not None:
        return ["break-seal", *strip]
    if is_over:
        return strip
    seal = [] if differs or container.weighed_gross_g is None else ["seal"]
    return ["stuff", *seal, *strip]


def _inside(**lookup: object) -> Q:
    """Whether a package stands in a container; three questions rather than one with OR, each by an index."""
    here = [{way: OuterRef("pk")} for way in ("container", "unit__container", "unit__parent__container")]
    alone, in_unit, on_pallet = (Exists(Package.objects.filter(**way, **lookup)) for way in here)
    return Q(alone) | Q(in_unit) | Q(on_pallet)

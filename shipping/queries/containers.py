"""Which containers does an actor see, from where may it handle them?"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from kit.actors import Actor
from shipping.models import Container, ContainerLeg, DepartureLeg, Discrepancy, Slot, SlotAssignment
from shipping.queries.sight import legs_touching, reporting_places


def containers_for(by: Actor) -> "QuerySet[Container]":
    """All for staff; for a partner those whose train, or whose goods, touch the places it reports from."""
    if by.kind in ("staff", "system"):
        return Container.objects.all()
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
    return Container.objects.filter(Exists(sold) | Exists(riding) | Exists(goods))


def shown_containers(seen: "QuerySet[Container]") -> "QuerySet[Container]":
    """Containers with their slots, types and open discrepancies: two queries for any number of rows."""
    differences = Discrepancy.objects.filter(settled_at__isnull=True).select_related(
        "shipment", "container__container_type"
    )
    return seen.select_related(
        "container_type", "slot__departure__service", "slot__origin", "slot__destination"
    ).prefetch_related(Prefetch("discrepancies", queryset=differences, to_attr="open_discrepancies"))


def may_handle(by: Actor, slot: Slot, *, stage: str) -> bool:
    """
    Whether an actor may work on a slot's container there: staff anywhere, a partner at its own places.

    `stage` is "stuff" (at the origin, or where the goods are handed in), "strip"
    (at the destination) or "way" (anywhere on it).
    """
    if by.kind in ("staff", "system"):
        return True
    return bool(reporting_places(by) & _places(slot, stage))


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


def container_verbs(container: Container, *, differs: bool) -> list[str]:
    """What may be done with a container now, by the names of the addresses; what differs is not sealed."""
    if container.stripped_at is not None or container.slot.status == Slot.Status.DONE:
        return []
    if container.stuffed_at is None:
        return ["stuff", "change-box"]
    if container.sealed_at is not None:
        return ["break-seal", "strip"]
    return ["stuff", "strip"] if differs or container.weighed_gross_g is None else ["stuff", "seal", "strip"]

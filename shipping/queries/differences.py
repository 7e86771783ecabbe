"""What can be decided about what differs in containers?"""

from collections.abc import Collection
from uuid import UUID

from shipping.lifecycle import NOT_LOADED
from shipping.models import Discrepancy, SlotAssignment
from shipping.queries.carriage import box_of
from shipping.queries.contents import stowed

_Kind, _Outcome = Discrepancy.Kind, Discrepancy.Outcome


def outcomes_of(differences: Collection[Discrepancy]) -> dict[UUID, tuple[str, ...]]:
    """
    What may be chosen for each difference, none where a note is enough.

    What was missing at stuffing follows with another train, or the rest rides
    without it; a box over its cap by the scales alone is unloaded, unless it is
    stuffed and weighed again. Their containers with types, and their shipments,
    are loaded. Two queries at most.
    """
    asked = [row for row in differences if _is_open(row)]
    goods = {row.shipment_id for row in asked if row.kind == _Kind.MISSING and row.shipment_id is not None}
    places = SlotAssignment.objects.filter(shipment__in=goods, released_at__isnull=True)
    stands = dict(places.values_list("shipment_id", "slot__container_id")) if goods else {}
    inside = stowed(goods) if goods else set()
    found: dict[UUID, tuple[str, ...]] = {row.pk: () for row in differences}
    for row in asked:
        if row.kind == _Kind.MASS:
            found[row.pk] = (_Outcome.UNLOADS,) if is_over_the_cap(row) else ()
        elif row.shipment is not None and _may_leave(row, stands):
            rides = (_Outcome.RIDES,) if row.shipment_id in inside else ()
            found[row.pk] = (_Outcome.ROLLS, *rides)
    return found


def is_over_the_cap(row: Discrepancy) -> bool:
    """Whether the container weighs more than it may, by the scales."""
    weighed_g = row.container.weighed_gross_g or 0
    return weighed_g > box_of(row.container.container_type).permitted_gross_g


def _is_open(row: Discrepancy) -> bool:
    at_stuffing = row.stage == Discrepancy.Stage.STUFFING and row.settled_at is None
    return at_stuffing and row.container.stuffed_at is not None and row.container.stripped_at is None


def _may_leave(row: Discrepancy, stands: dict[UUID, UUID]) -> bool:
    shipment = row.shipment
    if shipment is None or row.kind != _Kind.MISSING or shipment.status not in NOT_LOADED:
        return False
    return stands.get(shipment.pk) == row.container_id

"""What happened to the shipments under an order's number?"""

from kit.timeline import Rows, told
from shipping.models import (
    AssignmentMove,
    Rebooking,
    Roll,
    Shipment,
    ShipmentMove,
    SlotAssignment,
    TransportEvent,
)

# A new place is told after the old one was left.
_REQUESTED, _ASSIGNMENT_MOVED, _ROLLED, _REBOOKED, _ASSIGNED, _REPORTED, _MOVED = 30, 33, 34, 35, 36, 60, 61


def happenings(*, reference: str) -> list[Rows]:
    """Their status, the places that they took, were moved from and rolled to."""
    mine = {"row__shipment__reference": reference}
    return [
        told(
            Shipment.objects.filter(reference=reference),
            source="shipment_requested",
            rank=_REQUESTED,
            at="requested_at",
            by="'system'",
            by_id="",
            facts={
                "name": "number",
                "from": "origin__code",
                "to": "destination__code",
                "zone": "origin__timezone",
            },
        ),
        told(
            ShipmentMove.objects.filter(row__reference=reference),
            source="shipment_moved",
            rank=_MOVED,
            of="row",
            facts={
                "name": "row__number",
                "was": "was",
                "became": "became",
                "reason": "reason",
                "zone": "row__origin__timezone",
            },
        ),
        told(
            SlotAssignment.objects.filter(shipment__reference=reference),
            source="slot_assigned",
            rank=_ASSIGNED,
            at="assigned_at",
            by="''",
            by_id="",
            facts={"name": "shipment__number", **_train("slot")},
        ),
        told(
            AssignmentMove.objects.filter(**mine),
            source="assignment_moved",
            rank=_ASSIGNMENT_MOVED,
            of="row",
            facts={"was": "was", "became": "became", "reason": "reason", **_train("row__slot")},
        ),
        *_rolls(reference),
    ]


def reports(*, reference: str) -> list[Rows]:
    """What the line reported of them, or of the trains on which they stand now."""
    facts = {"became": "kind", "reason": "note", "names": "location__names", "zone": "location__timezone"}
    about = TransportEvent.objects.filter(shipment__reference=reference)
    standing = SlotAssignment.objects.filter(shipment__reference=reference, released_at=None)
    trains = TransportEvent.objects.filter(departure__in=standing.values("slot__departure"))
    return [
        told(
            rows,
            source=source,
            rank=_REPORTED,
            at="occurred_at",
            facts={**facts, "name": name, "simulated": "simulated", "source": "source"},
        )
        for rows, source, name in (
            (about, "shipment_reported", "shipment__number"),
            (trains, "train_reported", "departure__service__code"),
        )
    ]


def _rolls(reference: str) -> list[Rows]:
    return [
        told(
            Roll.objects.filter(shipment__reference=reference),
            source="rolled",
            rank=_ROLLED,
            at="rolled_at",
            facts={
                "name": "shipment__number",
                "became": "cause",
                "reason": "reason",
                "train": "from_departure__service__code",
                "departs_at": "from_departure__departs_at",
                "to_train": "to_departure__service__code",
                "to_departs_at": "to_departure__departs_at",
                "zone": "shipment__origin__timezone",
            },
        ),
        told(
            Rebooking.objects.filter(roll__shipment__reference=reference),
            source="rebooked",
            rank=_REBOOKED,
            at="rebooked_at",
            by="'system'",
            by_id="",
            of="roll",
            facts={
                "name": "roll__shipment__number",
                "train": "to_departure__service__code",
                "departs_at": "to_departure__departs_at",
                "zone": "roll__shipment__origin__timezone",
            },
        ),
    ]


def _train(slot: str) -> dict[str, str]:
    return {
        "slot": f"{slot}__number",
        "train": f"{slot}__departure__service__code",
        "departs_at": f"{slot}__departure__departs_at",
        "zone": f"{slot}__origin__timezone",
    }

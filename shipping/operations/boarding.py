"""
How does a waiting shipment get a chosen place in one statement?

Choosing takes questions; taking takes locks, and those are what others wait for. So all that is
written to take a place (the room of the slot or a new container with its legs, the status, its history,
the event, the assignment) is written by one function of the database, in one round trip.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction
from shipping.choosing import Option
from shipping.models import DepartureLeg, Shipment, SlotAssignment
from shipping.operations.expecting import expectation_on
from shipping.operations.taking import Claim
from shipping.queries.candidates import needs_of
from shipping.queries.carriage import box_of
from shipping.queries.embargoes import standing
from shipping.queries.plans import observed_legs_of

# A statement that begins with SELECT would be recorded without the user and the request behind it.
_BOARD = """
WITH boarded AS MATERIALIZED (SELECT * FROM shipping_board(
    %(shipment)s, %(departure)s, %(version)s, %(legs)s::uuid[], %(slot)s, %(looked_at)s::uuid[],
    %(box)s, %(mteu)s, %(gross_g)s, %(plugs)s, %(lengths_mm)s::integer[],
    %(payload_g)s, %(usable_cm3)s, %(temperature)s, %(group)s,
    %(eta_at)s, %(eta_late_at)s, %(eta_basis)s, %(hand_in_by_at)s,
    %(at)s, %(by_kind)s, %(by_id)s, %(new_ids)s::uuid[]
))
SELECT boarded_slot, became_version FROM boarded
"""


@dataclass(frozen=True, slots=True)
class Way:
    """A departure's legs in order, each with how many minutes it took of late, as they were just read."""

    legs: Sequence[tuple[DepartureLeg, Sequence[int]]]

    @property
    def version(self) -> int:
        """Of the departure."""
        return self.legs[0][0].departure.version

    def is_of(self, option: Option) -> bool:
        """Whether the departure still has the times by which the option was chosen."""
        if not self.legs:
            return False
        train = self.legs[0][0].departure
        return (train.arrives_at, train.cfs_cutoff_at) == (option.arrives_at, option.cut_off_at)


def embargoes_seen(*, at: datetime) -> frozenset[UUID]:
    """The embargoes that stand, asked before the options are made, which then heed them all. One query."""
    return frozenset(standing(at=at).values_list("pk", flat=True))


@inside_transaction
def board_at_once(
    shipment: Shipment,
    claim: Claim,
    option: Option,
    *,
    looked_at: Collection[UUID],
    at: datetime,
    by: Actor,
) -> SlotAssignment | None:
    """
    Take the room of one option for a waiting shipment, and let it be assigned there.

    The caller holds the shipment's lock; `looked_at` are the embargoes that the option heeds.
    None, and nothing written, when the race for it was lost, or something changed since it was
    chosen: the train, its embargoes, the legs that the slot's container rides; or where a place is
    kept for the consignor. `take` and `confirm` then know better. Two queries.
    """
    way = Way(observed_legs_of(departure_id=option.departure_id, at=at))
    if not way.is_of(option) or shipment.status != Shipment.Status.WAITING:
        return None
    stamps = {
        **expectation_on(way.legs),
        "hand_in_by_at": option.cut_off_at - timedelta(minutes=shipment.first_mile_min),
    }
    params = statement_params(shipment.pk, claim, option, way=way, stamps=stamps, at=at, by=by)
    won = take_at_once({**params, "looked_at": list(looked_at)})
    if won is None:
        return None
    slot_id, version = won
    done = {"status": Shipment.Status.ASSIGNED.value, "waiting_reason": "", "claims": 0, "failures": 0}
    for name, value in {**stamps, **done, "version": version}.items():
        setattr(shipment, name, value)
    written = place_in(shipment, slot_id, at=at, id=params["new_ids"][0])
    written._state.adding = False  # noqa: SLF001 as after save()
    return written


def take_at_once(params: Mapping[str, Any]) -> tuple[UUID, int] | None:
    """The statement by itself: the slot, and the version that the shipment has then, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_BOARD, dict(params))
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def statement_params(
    shipment_id: UUID,
    claim: Claim,
    option: Option,
    *,
    way: Way,
    stamps: dict[str, Any],
    at: datetime,
    by: Actor,
) -> dict[str, Any]:
    """What the statement is told of one shipment and one option, save the embargoes."""
    cargo, box = claim.wanted.cargo, box_of(claim.container_type)
    needs = [
        needs_of(claim.container_type, needs_plug=cargo.needs_plug, gauge_mm=leg.gauge_mm)
        for leg, _ in way.legs
    ]
    return {
        "shipment": shipment_id,
        "departure": option.departure_id,
        "version": way.version,
        "legs": [leg.pk for leg, _ in way.legs],
        "slot": option.slot_id,
        "box": claim.container_type.pk,
        **{name: needs[0][name] for name in ("mteu", "gross_g", "plugs")},
        "lengths_mm": [need["length_mm"] for need in needs],
        "payload_g": box.payload_g,
        "usable_cm3": box.usable_cm3,
        "temperature": cargo.temperature.value,
        "group": cargo.group.value,
        **stamps,
        "at": at,
        "by_kind": by.kind,
        "by_id": by.id,
        # Of the assignment, the event, and where one is opened the slot, the container, its legs.
        "new_ids": [uuid7() for _ in range(2 if option.slot_id else 4 + len(way.legs))],
    }


def place_in(shipment: Shipment, slot_id: UUID, *, at: datetime, **known: Any) -> SlotAssignment:
    """A shipment's place in a slot where room was taken for it; not saved."""
    return SlotAssignment(
        shipment=shipment,
        slot_id=slot_id,
        status=SlotAssignment.Status.CONFIRMED,
        gross_g=shipment.gross_g,
        volume_cm3=shipment.volume_cm3,
        assigned_at=at,
        created_at=at,
        **known,
    )

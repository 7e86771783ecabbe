"""How is room on a train taken, so that it is never sold twice?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce

from kit.database import Change, insert_together
from kit.transactions import inside_transaction
from shipping.choosing import Option, Wanted
from shipping.models import (
    AllottedPlaces,
    Container,
    ContainerLeg,
    ContainerType,
    Departure,
    DepartureLeg,
    Slot,
)
from shipping.operations.counting import NOTHING, freeing, plus, times
from shipping.queries.candidates import Rails, bears, needs_of
from shipping.queries.carriage import box_of
from shipping.queries.embargoes import standing, stop_of, stops_met
from shipping.queries.kept import Needs, kept_places
from shipping.queries.slots import open_slots


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be put on a train: the wish, its ends, the box that would be opened for it."""

    wanted: Wanted
    origin_id: UUID
    destination_id: UUID
    container_type: ContainerType


@inside_transaction
def take(claim: Claim, option: Option, *, at: datetime) -> UUID | None:
    """
    Take the room of one option, in its open slot or in a new one.

    Returns the slot's id, or None when the race for it was lost, or the train
    has closed, changed its times or come under an embargo since it was chosen.
    """
    if not _hold_open(claim.wanted, option, at) or _embargoed(claim.wanted, option.departure_id, at):
        return None
    if option.slot_id is not None:
        return option.slot_id if _take_room(option.slot_id, claim.wanted) else None
    return _take_new(claim, option.departure_id, at=at)


@inside_transaction
def take_held(claim: Claim, option: Option, *, rails: Rails, at: datetime) -> UUID | None:
    """
    The same for a caller who has held the departure, and locked its legs, since before the options were made.

    Neither can the train have closed since, nor an embargo been declared, nor a
    slot been opened by others. None when the race for the room of a slot was lost.
    """
    if option.slot_id is not None:
        return option.slot_id if _take_room(option.slot_id, claim.wanted) else None
    own = rails.kept.get(option.departure_id, {})
    return _open(claim, option.departure_id, rails.legs[option.departure_id], own, at=at)


def _hold_open(wanted: Wanted, option: Option, at: datetime) -> bool:
    """Keep the departure as it is until we commit; takers share this lock, whoever changes it waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM shipping_departure"
            " WHERE id = %s AND status = 'open' AND runs_through AND arrives_at = %s"
            " AND cfs_cutoff_at > greatest(%s, %s) FOR SHARE",
            [option.departure_id, option.arrives_at, at, wanted.ready_at],
        )
        return cursor.fetchone() is not None


def _embargoed(wanted: Wanted, departure_id: UUID, at: datetime) -> bool:
    # An embargo is declared under the departure's lock, so that what isn't seen here comes after us.
    stops = [stop_of(embargo) for embargo in standing(at=at)]
    if not stops:
        return False
    trains = Departure.objects.select_related("service").filter(pk=departure_id)
    return bool(stops_met(trains, stops=stops, segregation=wanted.segregation))


def _take_room(slot_id: UUID, wanted: Wanted) -> bool:
    won = Slot.objects.filter(
        pk=slot_id,
        status=Slot.Status.OPEN,
        free_g__gte=wanted.gross_g,
        free_cm3__gte=wanted.volume_cm3,
    ).update(free_g=F("free_g") - wanted.gross_g, free_cm3=F("free_cm3") - wanted.volume_cm3)
    return won == 1


def _take_new(claim: Claim, departure_id: UUID, *, at: datetime) -> UUID | None:
    legs = list(
        DepartureLeg.objects.select_for_update(no_key=True).filter(departure_id=departure_id).order_by("id")
    )
    # While we waited for the legs, a neighbour may have opened the slot that we need.
    for slot in open_slots(
        claim.wanted,
        departure_ids=[departure_id],
        origin_id=claim.origin_id,
        destination_id=claim.destination_id,
    ).order_by("free_g", "id"):
        if _take_room(slot.pk, claim.wanted):
            return slot.pk
    own = kept_places(consignor_id=claim.wanted.consignor_id, departure_ids=[departure_id])
    return _open(claim, departure_id, legs, own.get(departure_id, {}), at=at)


def _open(
    claim: Claim,
    departure_id: UUID,
    legs: Sequence[DepartureLeg],
    own: Mapping[UUID, Needs],
    *,
    at: datetime,
) -> UUID | None:
    """Open a container if every leg, all of which are locked, bears it; `own` is what is kept of them."""
    plug = claim.wanted.cargo.needs_plug
    needs = {leg.pk: needs_of(claim.container_type, needs_plug=plug, gauge_mm=leg.gauge_mm) for leg in legs}
    if not legs or not all(bears(leg, needs[leg.pk], own.get(leg.pk)) for leg in legs):
        return None
    keeper = claim.wanted.consignor_id
    if own and keeper:
        _draw_kept(keeper, departure_id)
    taken = freeing({pk: plus(own.get(pk, NOTHING), times(need, -1)) for pk, need in needs.items()})
    return _open_slot(claim, departure_id, needs, taken, at=at)


def _draw_kept(keeper: UUID, departure_id: UUID) -> None:
    """One kept place, of what lapses first, becomes this container's; the legs' locks keep others out."""
    kept = AllottedPlaces.objects.filter(
        departure_id=departure_id, allotment__organisation_id=keeper, places_left__gt=0
    )
    first = kept.order_by("release_at", "pk").values("pk")[:1]
    AllottedPlaces.objects.filter(pk__in=first).update(
        places_left=F("places_left") - 1, version=F("version") + 1
    )


def _open_slot(
    claim: Claim, departure_id: UUID, needs: Mapping[UUID, Needs], taken: Change, *, at: datetime
) -> UUID:
    wanted, box = claim.wanted, box_of(claim.container_type)
    container = Container(container_type=claim.container_type, sandbox=claim.wanted.sandbox, created_at=at)
    # The legs' locks let one opener in at a time, so the next number is ours.
    there = Slot.objects.filter(departure_id=departure_id).order_by("-number").values("number")[:1]
    slot = Slot(
        departure_id=departure_id,
        number=Coalesce(Subquery(there), 0) + 1,
        container=container,
        container_type=claim.container_type,
        origin_id=claim.origin_id,
        destination_id=claim.destination_id,
        temperature_class=wanted.cargo.temperature.value,
        segregation_group=wanted.cargo.group.value,
        payload_g=box.payload_g,
        free_g=box.payload_g - wanted.gross_g,
        volume_cm3=box.usable_cm3,
        free_cm3=box.usable_cm3 - wanted.volume_cm3,
        opened_at=at,
        created_at=at,
    )
    places = [
        ContainerLeg(container=container, departure_leg_id=pk, taken_at=at, created_at=at, **need)
        for pk, need in needs.items()
    ]
    insert_together(container, slot, *places, besides=taken)
    return slot.pk

"""Into which other type of container do a slot's goods go?"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import Told, in_words, say
from shipping.errors import ContainerStuffed, WrongBox
from shipping.models import Container, ContainerLeg, ContainerType, DepartureChange, DepartureLeg, Slot
from shipping.operations.counting import change_free, plus, times
from shipping.operations.handling import check_open, handled_slot
from shipping.operations.locking import locked_container
from shipping.queries.candidates import needs_of, overload
from shipping.queries.carriage import box_of
from shipping.queries.kept import needs_from
from shipping.refusals import CLIMATES
from shipping.segregation import CargoClass, Group, Temperature, may_ride_in


@inside_transaction
def change_box(*, slot_id: UUID, iso_code: str, reason: str, at: datetime, by: Actor) -> Slot:
    """
    Give a slot a container of another type while nothing is stuffed, and count it anew on every leg.

    The new box must hold what is sold (rule 8) in its climate (rule 16), and
    every train of its way must bear it (rule 10).

    :raises ContainerNotFound: if the slot isn't the actor's to see.
    :raises WrongBox: if there is no such type, the goods don't go into it, or a train doesn't bear it.
    :raises ContainerStuffed, ContainerSealed, ContainerStripped: if it is too late for it.
    """
    container_id = Slot.objects.filter(pk=slot_id).values_list("container_id", flat=True).first()
    handled_slot(container_id or slot_id, stage="stuff", by=by)
    box = ContainerType.objects.filter(iso_code=iso_code).first()
    if box is None:
        raise _refused(say("There is no container type %(box)s.", box=iso_code))
    # Legs are locked before slots, everywhere.
    legs = _lock_legs(slot_id)
    container = locked_container(container_id or slot_id)
    slot = (
        Slot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("container_type")
        .get(pk=slot_id)
    )
    check_open(container, slot)
    if container.stuffed_at is not None:
        raise ContainerStuffed(number=container.number)
    _check_fits(slot, box)
    _take_again(container, slot, box, legs, at=at)
    return _record(slot, box, reason, at=at, by=by)


def _lock_legs(slot_id: UUID) -> dict[UUID, DepartureLeg]:
    riding = ContainerLeg.objects.filter(container__slot=slot_id, released_at__isnull=True)
    legs = DepartureLeg.objects.select_for_update(no_key=True).filter(
        pk__in=riding.values("departure_leg_id")
    )
    return {leg.pk: leg for leg in legs.order_by("id")}


def _check_fits(slot: Slot, new: ContainerType) -> None:
    box = box_of(new)
    used_g, used_cm3 = slot.payload_g - slot.free_g, slot.volume_cm3 - slot.free_cm3
    cargo = CargoClass(Temperature(slot.temperature_class), Group(slot.segregation_group))
    facts = {
        "box": new.iso_code,
        "name": new.name,
        "climate": in_words(CLIMATES[cargo.temperature]),
        "sold_kg": f"{used_g / 1000:,.1f}",
        "held_kg": f"{box.payload_g / 1000:,.1f}",
        "sold_m3": f"{used_cm3 / 1e6:,.1f}",
        "held_m3": f"{box.usable_cm3 / 1e6:,.1f}",
    }
    if new.pk == slot.container_type_id:
        raise _refused(say("The slot is for a %(box)s already.", **facts))
    if box.payload_g == 0:
        raise _refused(say("Trains refuse a %(box)s.", **facts))
    if not box.takes_packages:
        raise _refused(say("A %(box)s (%(name)s) takes no packages.", **facts))
    if not may_ride_in(cargo, is_cooled=new.is_reefer):
        raise _refused(say("Goods %(climate)s need a cooled box.", **facts))
    if used_g > box.payload_g:
        raise _refused(say("%(sold_kg)s kg are sold, a %(box)s holds %(held_kg)s kg.", **facts))
    if used_cm3 > box.usable_cm3:
        raise _refused(say("%(sold_m3)s m³ are sold, a %(box)s holds %(held_m3)s m³.", **facts))


def _take_again(
    container: Container, slot: Slot, box: ContainerType, legs: dict[UUID, DepartureLeg], *, at: datetime
) -> None:
    """On each leg the old box gives back what it took, the new one takes what it needs."""
    cargo = CargoClass(Temperature(slot.temperature_class), Group(slot.segregation_group))
    for taken in container.container_legs.filter(released_at__isnull=True).order_by("departure_leg_id"):
        leg = legs[taken.departure_leg_id]
        needs = needs_of(box, needs_plug=cargo.needs_plug, gauge_mm=leg.gauge_mm)
        held = needs_from((taken.mteu, taken.gross_g, taken.plugs, taken.length_mm))
        if (error := overload(leg, needs, held)) is not None:
            raise _refused(Told(error))
        change_free({leg.pk: plus(held, times(needs, -1))})
        ContainerLeg.objects.filter(pk=taken.pk).update(released_at=at, version=F("version") + 1)
        ContainerLeg.objects.create(
            container=container, departure_leg=leg, taken_at=at, created_at=at, **needs
        )


def _record(slot: Slot, box: ContainerType, reason: str, *, at: datetime, by: Actor) -> Slot:
    used_g, used_cm3 = slot.payload_g - slot.free_g, slot.volume_cm3 - slot.free_cm3
    holds = box_of(box)
    was = slot.container_type.iso_code
    Container.objects.filter(pk=slot.container_id).update(container_type=box, version=F("version") + 1)
    Slot.objects.filter(pk=slot.pk).update(
        container_type=box,
        payload_g=holds.payload_g,
        free_g=holds.payload_g - used_g,
        volume_cm3=holds.usable_cm3,
        free_cm3=holds.usable_cm3 - used_cm3,
        version=F("version") + 1,
    )
    DepartureChange.objects.create(
        departure_id=slot.departure_id,
        kind=DepartureChange.Kind.EDITED,
        facts={"slot": slot.number, "box": {"was": was, "became": box.iso_code}},
        reason=reason[:200],
        changed_at=at,
        by_kind=by.kind,
        by_id=by.id,
        created_at=at,
    )
    slot.refresh_from_db()
    return slot


def _refused(sentence: str) -> WrongBox:
    return WrongBox(sentence, fields=[FieldProblem("/iso_code", "field.invalid", sentence)])

"""How does a test fill sixty trains with fifty containers each, in a moment?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from kit.ids import uuid7
from shipping.models import (
    Container,
    ContainerLeg,
    ContainerType,
    Departure,
    DepartureLeg,
    Location,
    Shipment,
    Slot,
    SlotAssignment,
)
from tests.shipping.railway import make_train

_GROUPS = (("AMBIENT_DRY", "FOOD", "DRY_FOOD"), ("AMBIENT_DRY", "GENERAL", "ELECTRONICS"))
_GROSS_G, _VOLUME_CM3 = 2_400_000, 6_000_000


def fill_trains(
    *, at: datetime, trains: int, slots: int, first_at: datetime, every: timedelta, parcels: int = 1
) -> list[Departure]:
    """Open departures over both crossings, each way, every slot of which holds some shipments."""
    services = ("ALA-LYG-KH", "LYG-ALA-KH", "ALA-LYG-DO", "LYG-ALA-DO")
    made = [
        make_train(
            first_at + number * every,
            service=services[number % 4],
            places=slots + 5,
            gross_cap_g=2_000_000_000,
            length_mm=2_000_000,
        )
        for number in range(trains)
    ]
    _fill(made, slots, parcels, at)
    return made


def _fill(trains: Sequence[Departure], slots: int, parcels: int, at: datetime) -> None:
    box = ContainerType.objects.get(iso_code="42G1")
    rows: list[Slot] = []
    taken: list[ContainerLeg] = []
    goods: list[Shipment] = []
    stands: list[SlotAssignment] = []
    numbers = count(Shipment.objects.count() + 1)
    for train in trains:
        legs = list(DepartureLeg.objects.filter(departure=train))
        for number in range(1, slots + 1):
            temperature, group, segregation = _GROUPS[number % 2]
            slot = Slot(
                departure=train,
                number=number,
                container=Container(container_type=box, created_at=at),
                container_type=box,
                origin=train.service.origin,
                destination=train.service.destination,
                temperature_class=temperature,
                segregation_group=group,
                payload_g=21_000_000,
                free_g=21_000_000 - parcels * _GROSS_G,
                volume_cm3=60_750_000,
                free_cm3=60_750_000 - parcels * _VOLUME_CM3,
                opened_at=at,
                created_at=at,
            )
            rows.append(slot)
            taken += [_place(slot, leg, box, at) for leg in legs]
            for _ in range(parcels):
                shipment = _shipment(train, next(numbers), segregation, at)
                goods.append(shipment)
                stands.append(
                    SlotAssignment(
                        shipment=shipment,
                        slot=slot,
                        gross_g=_GROSS_G,
                        volume_cm3=_VOLUME_CM3,
                        assigned_at=at,
                        created_at=at,
                    )
                )
        for leg in legs:
            leg.free_mteu -= slots * box.mteu
            leg.free_gross_g -= slots * 25_000_000
            leg.free_length_mm -= slots * 14_000
        DepartureLeg.objects.bulk_update(legs, ["free_mteu", "free_gross_g", "free_length_mm"])
    Container.objects.bulk_create([slot.container for slot in rows], batch_size=1000)
    Slot.objects.bulk_create(rows, batch_size=1000)
    ContainerLeg.objects.bulk_create(taken, batch_size=1000)
    Shipment.objects.bulk_create(goods, batch_size=1000)
    SlotAssignment.objects.bulk_create(stands, batch_size=1000)


def ride_as_guests(*, of: Departure, on: Departure) -> None:
    """The containers of one train ride the third leg with another."""
    left, ridden = (train.legs.get(position=3) for train in (of, on))
    ContainerLeg.objects.filter(departure_leg=left).update(departure_leg=ridden)


def wait(*, at: datetime, shipments: int, origin: Location, destination: Location) -> None:
    """Shipments that wait for a train."""
    Shipment.objects.bulk_create(
        _bare(origin, destination, f"W{number:06}", "DRY_FOOD", at, waiting_reason="train_full")
        for number in range(shipments)
    )


def _place(slot: Slot, leg: DepartureLeg, box: ContainerType, at: datetime) -> ContainerLeg:
    return ContainerLeg(
        container=slot.container,
        departure_leg=leg,
        mteu=box.mteu,
        gross_g=25_000_000,
        length_mm=14_000,
        taken_at=at,
        created_at=at,
    )


def _shipment(train: Departure, number: int, segregation: str, at: datetime) -> Shipment:
    return _bare(
        train.service.origin,
        train.service.destination,
        f"B{number:06}",
        segregation,
        at,
        status="assigned",
        eta_at=train.arrives_at,
        promised_at=train.arrives_at - timedelta(hours=number % 7 - 3),
    )


def _bare(
    origin: Location, destination: Location, number: str, segregation: str, at: datetime, /, **more: object
) -> Shipment:
    columns = {
        "number": f"SH-26-{number}",
        "tracking_code": uuid7().hex[-12:],
        "reference": f"SC-26-{number}",
        "first_mile_from": origin,
        "origin": origin,
        "destination": destination,
        "first_mile_min": 60,
        "gross_g": _GROSS_G,
        "volume_cm3": _VOLUME_CM3,
        "temperature_class": "AMBIENT_DRY",
        "segregation_class": segregation,
        "segregation_group": "FOOD" if segregation == "DRY_FOOD" else "GENERAL",
        "status": "waiting",
        "requested_at": at,
        "planned_hand_in_at": at,
        "ready_at": at + timedelta(hours=4),
        "created_at": at,
    }
    return Shipment(**{**columns, **more})

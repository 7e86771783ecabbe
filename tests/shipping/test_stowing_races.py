"""Do the books stay true when clerks work on the same goods at the same instant?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from kit.transactions import owns_transaction
from shipping.errors import ContainerRides, ContainerStuffed, WrongPieces
from shipping.models import Container, LoadUnit, Package
from shipping.operations import marshalling, rolling
from tests.shipping.railway import NOW, STAFF, broken, make_train
from tests.shipping.stowage import (
    NUMBER,
    OTHER_NUMBER,
    codes,
    container_of,
    group,
    packed,
    seal,
    slot_of,
    stuff,
)

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def kinds(answers: list[Any]) -> set[type]:
    return {type(answer) for answer in answers}


def test_two_clerks_stuff_the_same_package_into_two_containers_and_one_is_refused(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    first, packages = packed(volume_cm3=60_000_000)
    second, others = packed(volume_cm3=60_000_000)
    everything = [*codes(packages), *codes(others)]
    answers = at_once(
        [
            partial(stuff, container_of(first), codes(packages)),
            partial(stuff, container_of(second), everything, number=OTHER_NUMBER),
        ]
    )
    assert kinds(answers) == {Container, WrongPieces}
    assert set(Package.objects.filter(container__isnull=False)) == set(packages)
    assert broken() == []


def test_two_clerks_stuff_one_container_and_the_second_is_told(real_rails: datetime, at_once: AtOnce) -> None:
    make_train()
    shipment, packages = packed(5_000, 6_000)
    container = container_of(shipment)
    answers = at_once([partial(stuff, container, codes([each])) for each in packages])
    assert kinds(answers) == {Container, ContainerStuffed}
    assert Package.objects.filter(container=container).count() == 1
    assert container.discrepancies.count() == 1


def test_one_number_is_given_to_two_boxes_at_once_and_one_is_refused(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    pairs = [packed(volume_cm3=60_000_000) for _ in range(2)]
    answers = at_once(
        [partial(stuff, container_of(shipment), codes(packages)) for shipment, packages in pairs]
    )
    assert kinds(answers) == {Container, ContainerRides}
    assert Container.objects.filter(number=NUMBER).count() == 1


def test_a_shipment_rolled_while_it_is_stuffed_stands_in_no_foreign_box(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    roll = owns_transaction(rolling.roll_shipment)
    for _ in range(5):
        shipment, packages = packed()
        container = container_of(shipment)
        at_once(
            [
                partial(stuff, container, codes(packages)),
                partial(roll, shipment_id=shipment.pk, reason="papers", at=NOW, by=STAFF),
            ]
        )
        assert broken() == []
        assert not Package.objects.filter(container=container).exists()


def test_two_pallets_are_made_of_the_same_package_at_once_and_one_is_refused(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    _, packages = packed()
    answers = at_once([partial(group, "pallet", *packages)] * 2)
    assert kinds(answers) == {LoadUnit, WrongPieces}
    assert LoadUnit.objects.count() == 1


def test_a_list_drawn_twice_at_once_is_one_list(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train()
    shipment, packages = packed()
    seal(stuff(container_of(shipment), codes(packages)))
    leg = train.legs.get(position=1)
    draw = partial(owns_transaction(marshalling.draw), departure_leg_id=leg.pk, at=NOW, by=STAFF)
    answers = at_once([draw] * 4)
    assert len({answer.pk for answer in answers}) == 1
    assert slot_of(shipment).container.wagon_places.count() == 1
    assert broken() == []


def test_packages_grouped_while_they_are_stuffed_stand_in_one_thing(
    real_rails: datetime, at_once: AtOnce
) -> None:
    make_train()
    for number in (NUMBER, OTHER_NUMBER):
        shipment, packages = packed(5_000, 6_000, volume_cm3=60_000_000)
        into_the_box = partial(stuff, container_of(shipment), codes(packages), number=number)
        answers = at_once([into_the_box, partial(group, "carton", *packages)])
        assert kinds(answers) in ({Container, WrongPieces}, {WrongPieces, LoadUnit})
    assert broken() == []

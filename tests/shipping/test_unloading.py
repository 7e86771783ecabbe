"""What is left of a container, its seal and its books when goods leave it for another train?"""

from datetime import datetime
from typing import Any

import pytest

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shipping.errors import ContainerNotStuffed, ContainerSealed, PlaceRefused
from shipping.models import Container, Package
from shipping.operations import booking, moving, rerouting, rolling, sealing
from shipping.queries.containers import container_verbs, shown_containers
from shipping.queries.contents import seal_in_the_way
from shipping.queries.moving import trains_for
from tests.shipping.changes import cancel
from tests.shipping.railway import DAY, NOW, STAFF, broken, fresh, make_train, train_of
from tests.shipping.stowage import NUMBER, codes, container_of, differences, group, packed, seal, stuff


def test_a_shipment_that_the_railway_rolls_leaves_its_container_and_breaks_the_seal(rails: datetime) -> None:
    make_train()
    stays, below = packed()
    leaves, above = packed()
    container = seal(stuff(container_of(stays), codes([*below, *above])))
    reroute = owns_transaction(rerouting.reroute_shipment)
    reroute(fresh(leaves), cause="documents", fault="seller", reason="No invoice.", at=NOW, by=SYSTEM)
    container.refresh_from_db()
    assert codes(list(container.packages.all())) == codes(below)
    assert (container.sealed_at, container.weighed_gross_g) == (None, None)
    assert [change.kind for change in container.seal_changes.order_by("id")] == ["sealed", "broken"]
    assert broken() == []


def test_a_container_that_goods_have_left_is_weighed_again_before_it_is_sealed(rails: datetime) -> None:
    make_train()
    stays, below = packed()
    leaves, above = packed()
    container = stuff(container_of(stays), codes([*below, *above]))
    roll = owns_transaction(rolling.roll_shipment)
    roll(shipment_id=leaves.pk, reason="The papers are not complete.", at=NOW, by=STAFF)
    with pytest.raises(ContainerNotStuffed, match="stuff and weigh it again first"):
        seal(container)
    shown = shown_containers(Container.objects.all()).get(pk=container.pk)
    assert container_verbs(shown, differs=False) == ["stuff"]
    assert seal(stuff(container, codes(below), again=True)).sealed_at == NOW


def test_nothing_is_missing_any_more_of_a_shipment_that_left_for_another_train(rails: datetime) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    stays, below = packed()
    late, _ = packed()
    container = stuff(container_of(stays), codes(below))
    assert [kind for kind, _ in differences(container)] == ["missing"]
    roll = owns_transaction(rolling.roll_shipment)
    roll(shipment_id=late.pk, reason="It was not handed in.", at=NOW, by=STAFF)
    assert differences(container) == []
    assert container.discrepancies.get().settled_note == "It has left the container's train."
    assert seal(container).sealed_at == NOW


def test_staff_move_and_roll_nothing_out_of_a_sealed_container(rails: datetime) -> None:
    make_train()
    other = make_train(NOW + 12 * DAY)
    shipment, packages = packed(4_000, 5_000)
    pallet = group("pallet", group("carton", *packages))
    container = seal(stuff(container_of(shipment), [pallet.sscc], weighed_gross_g=3_909_000))
    roll, move = owns_transaction(rolling.roll_shipment), owns_transaction(moving.move_shipment)
    said: dict[str, Any] = {"shipment_id": shipment.pk, "reason": "asked", "at": NOW, "by": STAFF}
    there: dict[str, Any] = {**said, "departure_id": other.pk, "expected_version": None}
    why = "Its goods stand in container CSQU3054383 under seal KTZ-004711: break the seal first."
    assert {each.sentence for each in trains_for(shipment_id=shipment.pk, at=NOW)} == {why}
    with pytest.raises(PlaceRefused) as not_moved:
        move(**there)
    with pytest.raises(ContainerSealed) as not_rolled:
        roll(**said)
    assert [refused.value.detail for refused in (not_moved, not_rolled)] == [why, why]
    assert container_of(shipment) == container
    owns_transaction(sealing.break_seal)(container_id=container.pk, reason="asked", at=NOW, by=STAFF)
    move(**there)
    assert train_of(shipment) == other
    assert broken() == []


def test_what_stands_outside_a_sealed_container_is_rolled_as_before(rails: datetime) -> None:
    make_train()
    other = make_train(NOW + 12 * DAY)
    stays, below = packed()
    late, _ = packed()
    container = stuff(container_of(stays), codes(below))
    Container.objects.filter(pk=container.pk).update(sealed_at=NOW, seal_no="KTZ-004711")
    assert seal_in_the_way(stays.pk)
    owns_transaction(rolling.roll_shipment)(shipment_id=late.pk, reason="It is late.", at=NOW, by=STAFF)
    assert train_of(late) == other
    container.refresh_from_db()
    assert container.sealed_at == NOW


def test_goods_of_a_cancelled_train_leave_their_containers(rails: datetime) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    shipment, packages = packed()
    container = seal(stuff(container_of(shipment), codes(packages)))
    cancel(train)
    assert train_of(shipment) == later
    container.refresh_from_db()
    assert (container.number, container.sealed_at, container.packages.count()) == ("", None, 0)
    assert stuff(container_of(shipment), codes(packages)).number == NUMBER
    assert broken() == []


def test_who_leaves_a_shared_pallet_leaves_it_to_the_others(rails: datetime) -> None:
    make_train()
    stays, ours = packed(4_000, 5_000)
    leaves, theirs = packed(6_000, 7_000)
    carton = group("carton", *theirs, tare_g=500)
    pallet = group("pallet", *ours, carton, tare_g=20_000)
    container = stuff(container_of(stays), [pallet.sscc], weighed_gross_g=3_942_500)
    assert differences(container) == []
    roll = owns_transaction(rolling.roll_shipment)
    roll(shipment_id=leaves.pk, reason="The papers are not complete.", at=NOW, by=STAFF)
    carton.refresh_from_db()
    assert (carton.parent, carton.container) == (None, None)
    assert set(Package.objects.filter(unit=pallet)) == set(ours)
    assert broken() == []


def test_a_whole_pallet_leaves_as_it_is(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(4_000, 5_000)
    pallet = group("pallet", *packages, tare_g=20_000)
    container = stuff(container_of(shipment), [pallet.sscc], weighed_gross_g=3_929_000)
    cancel = owns_transaction(booking.cancel_shipment)
    cancel(shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    pallet.refresh_from_db()
    container.refresh_from_db()
    assert (pallet.container, pallet.stuffing_position) == (None, None)
    assert pallet.packages.count() == 2
    assert (container.number, container.stuffed_at) == ("", None)

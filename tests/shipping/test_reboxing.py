"""Do a slot's goods get another box only where goods and trains bear it?"""

from datetime import datetime
from typing import Any

import pytest

from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.errors import ContainerNotFound, ContainerStuffed, WrongBox
from shipping.models import ContainerLeg, DepartureChange, DepartureLeg, Slot
from shipping.operations import reboxing
from tests.shipping.railway import KUMYS, NOW, STAFF, assigned, broken, free, make_train
from tests.shipping.stowage import codes, container_of, packed, slot_of, stuff

KG = 1000


def change(slot: Slot, iso_code: str, **changes: Any) -> Slot:
    given: dict[str, Any] = {"reason": "A small lot.", "at": NOW, "by": STAFF, **changes}
    return owns_transaction(reboxing.change_box)(slot_id=slot.pk, iso_code=iso_code, **given)


def refusal(slot: Slot, iso_code: str) -> str:
    with pytest.raises(WrongBox) as refused:
        change(slot, iso_code)
    assert refused.value.fields[0].pointer == "/iso_code"
    return refused.value.detail


def test_a_smaller_box_gives_half_a_place_back_on_every_leg(rails: datetime) -> None:
    train = make_train()
    whole = free(train)
    shipment = assigned(gross_g=18_000 * KG, volume_cm3=25_000_000)
    slot = change(slot_of(shipment), "22G1")
    assert slot.container_type.iso_code == slot.container.container_type.iso_code == "22G1"
    assert (slot.payload_g, slot.free_g) == (21_750 * KG, 3_750 * KG)
    assert (slot.volume_cm3, slot.free_cm3) == (29_880_000, 4_880_000)
    taken = [
        tuple(before - after for before, after in zip(*legs, strict=True))
        for legs in zip(whole, free(train), strict=True)
    ]
    assert [each[:3] for each in taken] == [(1_000, 24_000 * KG, 0)] * 3
    assert ContainerLeg.objects.filter(released_at__isnull=True).count() == 3
    assert broken() == []


def test_what_was_changed_is_on_record_with_its_reason(rails: datetime) -> None:
    make_train()
    slot = change(slot_of(assigned()), "45G1")
    record = DepartureChange.objects.get()
    assert (record.departure_id, record.reason) == (slot.departure_id, "A small lot.")
    assert record.facts == {"slot": slot.number, "box": {"was": "42G1", "became": "45G1"}}


def test_rule_8_goods_too_heavy_or_too_large_stay_where_they_are(rails: datetime) -> None:
    make_train()
    heavy = slot_of(assigned(gross_g=21_000 * KG, volume_cm3=10_000_000))
    assert refusal(heavy, "45R1") == "21,000.0 kg are sold, a 45R1 holds 20,400.0 kg."
    large = slot_of(assigned(gross_g=5_000 * KG, volume_cm3=60_000_000))
    assert refusal(large, "22G1") == "60.0 m³ are sold, a 22G1 holds 29.9 m³."
    assert broken() == []


def test_boxes_that_trains_refuse_or_nobody_knows_are_refused(rails: datetime) -> None:
    make_train()
    slot = slot_of(assigned())
    assert refusal(slot, "42U1") == "Trains refuse a 42U1."
    assert refusal(slot, "22T1") == "A 22T1 (20ft tank (non-dangerous liquid)) takes no packages."
    assert refusal(slot, "99X9") == "There is no container type 99X9."
    assert refusal(slot, "42G1") == "The slot is for a 42G1 already."


def test_rule_16_chilled_goods_stay_in_a_cooled_box(rails: datetime) -> None:
    make_train()
    slot = slot_of(assigned(**KUMYS))
    assert refusal(slot, "45G1") == "Goods at 2 to 6 °C need a cooled box."


def test_rule_10_a_train_without_room_refuses_the_larger_box(rails: datetime) -> None:
    train = make_train(places=1)
    slot = change(slot_of(assigned()), "22G1")
    assert refusal(slot, "L5G1") == "The places of train ALA-LYG-KH 1520 would be 1.125, it bears 1."
    assert change(slot, "42G1").container_type.iso_code == "42G1"
    assert {leg[0] for leg in free(train)} == {0}
    assert broken() == []


def test_a_full_leg_lets_the_slot_use_what_it_has_itself(rails: datetime) -> None:
    make_train(places=1)
    slot = slot_of(assigned())
    assert set(DepartureLeg.objects.values_list("free_mteu", flat=True)) == {0}
    assert change(slot, "45G1").container_type.iso_code == "45G1"
    assert broken() == []


def test_a_stuffed_box_is_not_changed(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    stuff(container_of(shipment), codes(packages))
    with pytest.raises(ContainerStuffed):
        change(slot_of(shipment), "22G1")


def test_a_slot_that_is_not_there_has_no_box(rails: datetime) -> None:
    with pytest.raises(ContainerNotFound):
        change(Slot(pk=uuid7()), "22G1")

"""Do the books say what stands in a container, and is nothing in it that may not be?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Organisation
from kit.actors import Actor
from kit.errors import Invalid, Problem
from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.errors import (
    ContainerNotFound,
    ContainerRides,
    ContainerSealed,
    ContainerStripped,
    ContainerStuffed,
    ReportOutOfPlace,
    WrongBox,
    WrongPieces,
)
from shipping.identifiers import build_sscc
from shipping.models import Container, Package, Roll, Shipment, Slot
from shipping.operations import booking, holding
from shipping.queries.contents import due_pieces
from tests.shipping.railway import DAY, KUMYS, NOW, STAFF, broken, fresh, make_train, train_of
from tests.shipping.stowage import (
    NUMBER,
    OIL,
    OTHER_NUMBER,
    arrive,
    codes,
    container_of,
    differences,
    group,
    outcomes,
    packed,
    seal,
    settle,
    slot_of,
    strip,
    stuff,
)

KG = 1000
UNKNOWN = build_sscc(prefix="3952100", serial=999_999)


def refusal(problem: type[Problem], container: Container, sscc: list[str], **changes: Any) -> str:
    """Why stuffing was refused; nothing stays of it."""
    with pytest.raises(problem) as refused:
        stuff(container, sscc, **changes)
    assert Container.objects.get(pk=container.pk).stuffed_at == container.stuffed_at
    assert not Package.objects.filter(container=container, container__stuffed_at__isnull=True).exists()
    return refused.value.detail


def pointers(problem: type[Problem], container: Container, sscc: list[str], **changes: Any) -> list[str]:
    with pytest.raises(problem) as refused:
        stuff(container, sscc, **changes)
    return [field.pointer for field in refused.value.fields]


def test_a_stuffed_container_has_its_number_its_mass_and_its_packages_in_order(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(9_000, 8_000)
    container = stuff(container_of(shipment), codes(packages[::-1]))
    assert (container.number, container.stuffed_at) == (NUMBER, NOW)
    assert container.weighed_gross_g == 3_917_000
    stowed = container.packages.order_by("stuffing_position")
    assert list(stowed.values_list("sscc", "stuffing_position")) == [
        (packages[1].sscc, 1),
        (packages[0].sscc, 2),
    ]
    assert differences(container) == []
    assert broken() == []


def test_a_stuffed_slot_takes_no_more_goods(rails: datetime) -> None:
    train = make_train()
    shipment, packages = packed()
    stuff(container_of(shipment), codes(packages))
    assert slot_of(shipment).status == "closed"
    another, _ = packed()
    assert slot_of(another) != slot_of(shipment)
    assert Slot.objects.filter(departure=train).count() == 2
    assert broken() == []


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("CSQU3054384", "The check digit of this container number should be 3, not 4."),
        ("CSQ3054383", "A container number has 3 letters, then U, J or Z, then 7 digits, all capitals."),
    ],
)
def test_a_wrong_number_is_refused_with_its_field(rails: datetime, number: str, reason: str) -> None:
    make_train()
    shipment, packages = packed()
    container = container_of(shipment)
    assert refusal(Invalid, container, codes(packages), number=number) == reason
    assert pointers(Invalid, container, codes(packages), number=number) == ["/number"]


def test_a_box_lighter_than_empty_is_refused(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    container = container_of(shipment)
    assert pointers(Invalid, container, codes(packages), weighed_gross_g=3_900_000) == ["/weighed_gross_g"]


def test_a_box_of_another_type_is_refused(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    assert refusal(WrongBox, container_of(shipment), codes(packages), iso_code="22G1") == (
        "The slot is for a 42G1, this box is a 22G1: change the slot's box first."
    )


def test_the_same_number_rides_once_until_it_is_stripped(rails: datetime) -> None:
    make_train()
    first, packages = packed(volume_cm3=60_000_000)
    second, others = packed(volume_cm3=60_000_000)
    container = stuff(container_of(first), codes(packages))
    assert "CSQU3054383 is still on its way" in refusal(ContainerRides, container_of(second), codes(others))
    arrive(first)
    strip(container, codes(packages))
    assert stuff(container_of(second), codes(others)).number == NUMBER


def test_goods_of_another_container_are_refused_by_name(rails: datetime) -> None:
    make_train()
    first, packages = packed(volume_cm3=60_000_000)
    second, others = packed(volume_cm3=60_000_000)
    sscc = [*codes(packages), *codes(others)]
    reason = f"{others[0].sscc} belongs to {second.number}, which has no place in this container."
    assert refusal(WrongPieces, container_of(first), sscc) == reason
    assert pointers(WrongPieces, container_of(first), sscc) == ["/sscc/1"]


def test_codes_that_are_wrong_or_doubled_are_refused_each(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    sscc = [packages[0].sscc, "395210000000123450", packages[0].sscc]
    assert pointers(WrongPieces, container_of(shipment), sscc) == ["/sscc/1", "/sscc/2"]


def test_an_empty_list_is_refused(rails: datetime) -> None:
    make_train()
    shipment, _ = packed()
    container = container_of(shipment)
    assert pointers(WrongPieces, container, [], weighed_gross_g=5_000_000) == ["/sscc"]


def test_what_the_books_do_not_know_is_set_aside_and_listed(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    container = stuff(container_of(shipment), [*codes(packages), UNKNOWN])
    assert differences(container) == [("extra", UNKNOWN)]
    assert container.packages.count() == 1


def test_what_is_missing_is_listed_with_its_shipment(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(5_000, 6_000)
    container = stuff(container_of(shipment), codes(packages[:1]))
    [missing] = container.discrepancies.all()
    assert (missing.kind, missing.sscc, missing.shipment) == ("missing", packages[1].sscc, shipment)
    assert missing.expected_g == packages[1].gross_g


def test_a_shipment_that_nobody_packed_is_listed_as_missing(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    unpacked, nothing = packed()
    Package.objects.filter(shipment=unpacked).delete()
    container = stuff(container_of(shipment), codes(packages))
    [missing] = container.discrepancies.all()
    assert (missing.shipment, missing.note) == (unpacked, f"{unpacked.number} has not been packed.")
    assert len(nothing) == 1


def test_goods_that_only_a_demonstration_carried_are_not_awaited_at_the_terminal(
    rails: datetime,
) -> None:
    make_train()
    shipment, packages = packed()
    shown, _ = packed()
    unpacked, _ = packed()
    Package.objects.filter(shipment=unpacked).delete()
    Shipment.objects.filter(pk__in=[shown.pk, unpacked.pk]).update(status="loaded", simulated=True)
    assert [piece.sscc for piece in due_pieces(slot_of(shipment))] == codes(packages)
    assert differences(stuff(container_of(shipment), codes(packages))) == []


def test_rule_21_a_mass_beyond_the_tolerance_is_listed(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(1_000 * KG)
    container = stuff(container_of(shipment), codes(packages), weighed_gross_g=5_001 * KG)
    [mass] = container.discrepancies.all()
    assert (mass.kind, mass.expected_g, mass.found_g) == ("mass", 4_900 * KG, 5_001 * KG)


def test_rule_21_a_mass_within_the_tolerance_is_none(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(1_000 * KG)
    container = stuff(container_of(shipment), codes(packages), weighed_gross_g=5_000 * KG)
    assert differences(container) == []


def test_rule_21_what_stands_last_is_unloaded_and_gets_another_train(rails: datetime) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    first, below = packed(12_000 * KG)
    last, above = packed(9_000 * KG)
    container = container_of(first)
    assert container == container_of(last)
    container = stuff(container, codes([*below, *above]), weighed_gross_g=25_100 * KG)
    assert differences(container) == [("overweight", above[0].sscc)]
    assert (train_of(first), train_of(last)) == (train, later)
    roll = Roll.objects.get()
    assert (roll.shipment, roll.cause, roll.fault) == (last, "overweight", "seller")
    assert roll.reason == "CSQU3054383 weighs 25,100.0 kg of 24,900.0 kg: unloaded."
    assert codes(list(container.packages.all())) == codes(below)
    assert container.weighed_gross_g == 16_100 * KG
    assert broken() == []


def test_rule_21_the_books_count_where_the_scales_say_less(rails: datetime) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    first, below = packed(12_000 * KG)
    last, above = packed(8_950 * KG)
    pallet = group("pallet", *below, tare_g=60 * KG)
    container = stuff(container_of(first), [pallet.sscc, above[0].sscc], weighed_gross_g=24_800 * KG)
    assert differences(container) == [("overweight", above[0].sscc)]
    assert last.pk == Roll.objects.get().shipment_id


def test_a_slip_of_the_scales_unloads_nothing_and_is_weighed_again(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(500 * KG)
    container = stuff(container_of(shipment), codes(packages), weighed_gross_g=44_800 * KG)
    assert differences(container) == [("mass", "")]
    assert container.discrepancies.get().note.endswith("It bears 24,900.0 kg: weigh it again.")
    assert (fresh(shipment).status, container.packages.count()) == ("handed_in", 1)
    assert outcomes(container.discrepancies.get()) == ["unloads"]
    assert broken() == []
    container = stuff(container, codes(packages), weighed_gross_g=4_400 * KG, again=True)
    assert seal(container).sealed_at == NOW


def test_scales_that_are_right_against_the_books_unload_once_that_is_decided(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(20_000 * KG)
    container = stuff(container_of(shipment), codes(packages), weighed_gross_g=26_000 * KG)
    settle(container.discrepancies.get(), "Weighed twice.", "unloads")
    container = Container.objects.get(pk=container.pk)
    assert (container.stuffed_at, container.number, container.weighed_gross_g) == (None, "", None)
    assert fresh(shipment).status == "waiting"
    assert [row.kind for row in container.discrepancies.filter(settled_at=None)] == ["overweight"]
    assert broken() == []


# ---- what may not go in --------------------------------------------------------------


def test_rule_15_oil_above_flour_is_refused(rails: datetime) -> None:
    make_train()
    flour, dry = packed()
    _, liquid = packed(**OIL)
    container = container_of(flour)
    assert refusal(WrongPieces, container, codes([*dry, *liquid])) == (
        f"{liquid[0].sscc} holds liquid food, which stands on the floor:"
        f" stow it before {dry[0].sscc}, which is dry."
    )
    assert differences(stuff(container, codes([*liquid, *dry]))) == []


def test_rule_16_goods_that_became_chilled_do_not_go_into_a_dry_box(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    type(shipment).objects.filter(pk=shipment.pk).update(**KUMYS)
    assert "whose goods do not share a container with food" in refusal(
        WrongPieces, container_of(shipment), codes(packages)
    )


def test_chilled_goods_need_a_cooled_box(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(**KUMYS)
    slot = slot_of(shipment)
    dry = type(slot.container_type).objects.get(iso_code="45G1")
    Slot.objects.filter(pk=slot.pk).update(container_type=dry)
    reason = refusal(WrongPieces, container_of(shipment), codes(packages), weighed_gross_g=6_000 * KG)
    assert reason.endswith("whose goods need a cooled box.")


def test_goods_on_hold_stay_outside(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    hold = owns_transaction(holding.hold_shipment)
    hold(shipment_id=shipment.pk, reason="The seller asks for a check.", at=NOW, by=STAFF)
    assert "which is on hold" in refusal(WrongPieces, container_of(shipment), codes(packages))


def test_stuffing_twice_is_refused_unless_it_is_meant(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(5_000, 6_000)
    container = stuff(container_of(shipment), codes(packages[:1]))
    with pytest.raises(ContainerStuffed):
        stuff(container, codes(packages))
    container = stuff(container, codes(packages), again=True)
    assert container.packages.count() == 2
    assert differences(container) == []
    [settled] = container.discrepancies.all()
    assert settled.settled_note == "Stuffed again."
    container = stuff(container, codes(packages[1:]), again=True)
    assert codes(list(container.packages.all())) == codes(packages[1:])


def test_a_sealed_container_is_not_stuffed_again(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    container = seal(stuff(container_of(shipment), codes(packages)))
    with pytest.raises(ContainerSealed):
        stuff(container, codes(packages), again=True)


def test_a_container_whose_goods_left_is_not_stuffed(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    container = container_of(shipment)
    cancel = owns_transaction(booking.cancel_shipment)
    cancel(shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    with pytest.raises(ContainerStripped):
        stuff(container, codes(packages))


def test_a_package_on_a_pallet_is_named_by_its_pallet(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    pallet = group("pallet", *packages)
    assert refusal(WrongPieces, container_of(shipment), codes(packages)) == (
        f"{packages[0].sscc} stands in or on {pallet.sscc}: name that instead."
    )


def test_a_terminal_stuffs_at_its_own_places_alone(
    rails: datetime, make_organisation: Callable[..., Organisation]
) -> None:
    make_train()
    shipment, packages = packed()
    container = container_of(shipment)
    for place, problem in (("CN-XUZHOU", ContainerNotFound), ("CN-LYG-BASE", ReportOutOfPlace)):
        firm = make_organisation("terminal", place)
        with pytest.raises(problem):
            stuff(container, codes(packages), by=Actor(kind="partner", organisation_id=firm.pk))
    for place in ("KZ-ALMATY-CFS", "KZ-ALMATY1"):
        firm = make_organisation("terminal", place)
        by = Actor(kind="partner", organisation_id=firm.pk)
        assert stuff(container, codes(packages), by=by, again=True).stuffed_at == NOW


def test_nobody_stuffs_a_container_that_is_not_there(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    container = container_of(shipment)
    container.pk = uuid7()
    with pytest.raises(ContainerNotFound):
        stuff(container, codes(packages), number=OTHER_NUMBER)

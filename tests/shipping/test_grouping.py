"""Do packages travel together only where they may?"""

from datetime import datetime

import pytest

from kit.transactions import owns_transaction
from shipping.errors import UnitNotFound, UnitStowed, WrongPieces
from shipping.identifiers import sscc_error
from shipping.models import LoadUnit, Package
from shipping.operations import grouping
from shipping.queries.contents import due_pieces
from tests.shipping.railway import FULL, NOW, STAFF, book, make_train
from tests.shipping.stowage import OIL, codes, container_of, group, packed, slot_of, stuff


def ungroup(sscc: str) -> None:
    owns_transaction(grouping.ungroup)(sscc=sscc, at=NOW, by=STAFF)


def refusal(kind: str, *rows: Package | LoadUnit) -> str:
    before = LoadUnit.objects.count()
    with pytest.raises(WrongPieces) as refused:
        group(kind, *rows)
    assert LoadUnit.objects.count() == before
    return refused.value.detail


def test_cartons_stand_on_a_pallet_under_numbers_of_their_own(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(1_000, 2_000, 3_000)
    carton = group("carton", *packages[:2], tare_g=300)
    pallet = group("pallet", carton, packages[2], tare_g=20_000)
    assert sscc_error(carton.sscc) is None
    assert len({carton.sscc, pallet.sscc, *codes(packages)}) == 5
    [piece] = due_pieces(slot_of(shipment))
    assert (piece.sscc, piece.gross_g) == (pallet.sscc, 26_300)


def test_what_is_taken_apart_stands_for_itself_again(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(1_000, 2_000)
    carton = group("carton", *packages)
    pallet = group("pallet", carton)
    ungroup(pallet.sscc)
    carton.refresh_from_db()
    assert carton.parent is None
    ungroup(carton.sscc)
    assert [piece.sscc for piece in due_pieces(slot_of(shipment))] == codes(packages[::-1])
    assert not LoadUnit.objects.exists()


def test_a_unit_that_stands_somewhere_is_not_taken_apart(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(1_000, 2_000)
    carton = group("carton", packages[0])
    pallet = group("pallet", carton, packages[1])
    with pytest.raises(UnitStowed):
        ungroup(carton.sscc)
    stuff(container_of(shipment), [pallet.sscc], weighed_gross_g=3_903_000)
    with pytest.raises(UnitStowed):
        ungroup(pallet.sscc)


def test_a_unit_that_is_not_there_is_not_taken_apart(rails: datetime) -> None:
    with pytest.raises(UnitNotFound):
        ungroup("395210000000123459")


def test_a_package_stands_in_one_thing(rails: datetime) -> None:
    make_train()
    shipment, packages = packed()
    carton = group("carton", *packages)
    assert refusal("pallet", *packages) == f"{packages[0].sscc} stands in or on {carton.sscc} already."
    stuff(container_of(shipment), [carton.sscc], weighed_gross_g=3_925_320)
    assert refusal("pallet", carton) == f"{carton.sscc} stands in container CSQU3054383 already."


def test_a_pallet_stands_on_no_pallet_and_a_carton_in_no_carton(rails: datetime) -> None:
    make_train()
    _, packages = packed(1_000, 2_000)
    carton, pallet = group("carton", packages[0]), group("pallet", packages[1])
    assert refusal("carton", carton).startswith(f"{carton.sscc} is a carton: ")
    assert refusal("pallet", pallet).startswith(f"{pallet.sscc} is a pallet: ")


def test_goods_of_two_containers_share_no_pallet(rails: datetime) -> None:
    make_train()
    first, some = packed(volume_cm3=60_000_000)
    second, others = packed(volume_cm3=60_000_000)
    sentence = f"They ride in different containers: {first.number}, {second.number}"
    assert refusal("pallet", *some, *others) == sentence


def test_goods_without_a_train_wait_loose(rails: datetime) -> None:
    make_train(places=1)
    _, packages = packed(**FULL)
    waiting = book()
    Package.objects.filter(pk=packages[0].pk).update(shipment=waiting)
    assert refusal("pallet", *packages) == f"{waiting.number} has no place on a train yet."


def test_oil_and_flour_share_no_pallet(rails: datetime) -> None:
    make_train()
    _, dry = packed()
    _, liquid = packed(**OIL)
    assert refusal("pallet", *dry, *liquid).startswith("Liquid food stands on the floor")


def test_nothing_doubled_and_nothing_at_all_make_no_pallet(rails: datetime) -> None:
    make_train()
    _, packages = packed()
    assert refusal("pallet", packages[0], packages[0]) == f"{packages[0].sscc} is named twice."
    assert refusal("pallet") == "Name what goes in."
    stranger = Package(sscc="395210000000123459")
    assert refusal("pallet", stranger) == "395210000000123459 is no package, carton or pallet of ours."


def test_an_emptied_carton_goes_nowhere(rails: datetime) -> None:
    make_train()
    _, packages = packed()
    carton = group("carton", *packages)
    Package.objects.update(unit=None)
    assert refusal("pallet", carton) == f"{carton.sscc} is empty."

"""Is every seal on record, and what came out of a box compared with what went in?"""

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
    ContainerDiffers,
    ContainerNotArrived,
    ContainerNotSealed,
    ContainerNotStuffed,
    ContainerSealed,
    ContainerStripped,
    DiscrepancyNotFound,
    DiscrepancySettled,
    ReportOutOfPlace,
    WrongPieces,
)
from shipping.models import Container, Discrepancy, Package, Slot
from shipping.operations import sealing
from shipping.queries.containers import container_verbs, shown_containers
from tests.shipping.railway import DAY, NOW, STAFF, broken, fresh, make_train
from tests.shipping.stowage import (
    arrive,
    codes,
    container_of,
    differences,
    group,
    packed,
    seal,
    settle,
    strip,
    stuff,
)

KG = 1000
UNKNOWN = "395210000000123459"


@pytest.fixture
def stuffed(rails: datetime) -> tuple[Container, list[Package]]:
    """A stuffed container with two packages of one shipment."""
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    return stuff(container_of(shipment), codes(packages)), packages


def break_seal(container: Container, **changes: Any) -> Container:
    given: dict[str, Any] = {"reason": "Looked into by customs.", "at": NOW, "by": STAFF, **changes}
    return owns_transaction(sealing.break_seal)(container_id=container.pk, **given)


def arrived(stuffed: tuple[Container, list[Package]]) -> Container:
    container, packages = stuffed
    arrive(packages[0].shipment)
    return container


def refused(problem: type[Problem], verb: Callable[[], object]) -> str:
    with pytest.raises(problem) as answer:
        verb()
    return answer.value.detail


def test_a_seal_is_put_on_broken_by_customs_and_put_on_again(
    stuffed: tuple[Container, list[Package]],
) -> None:
    container = seal(stuffed[0], "KTZ-1111")
    assert (container.sealed_at, container.seal_no) == (NOW, "KTZ-1111")
    container = break_seal(container)
    assert (container.sealed_at, container.seal_no) == (None, "")
    assert seal(container, "CUS-2222").seal_no == "CUS-2222"
    assert list(container.seal_changes.order_by("id").values_list("kind", "seal_no", "reason")) == [
        ("sealed", "KTZ-1111", ""),
        ("broken", "KTZ-1111", "Looked into by customs."),
        ("sealed", "CUS-2222", ""),
    ]


def test_only_a_stuffed_container_is_sealed(rails: datetime) -> None:
    make_train()
    shipment, _ = packed()
    refused(ContainerNotStuffed, lambda: seal(container_of(shipment)))


def test_a_container_has_one_seal_at_a_time(stuffed: tuple[Container, list[Package]]) -> None:
    container = seal(stuffed[0])
    assert "under seal KTZ-004711 already" in refused(ContainerSealed, lambda: seal(container, "KTZ-2"))
    assert container.seal_changes.count() == 1


@pytest.mark.parametrize("seal_no", ["", "abc1", "K 12345", "K12", "K" * 33])
def test_a_number_that_no_seal_has_is_refused(stuffed: tuple[Container, list[Package]], seal_no: str) -> None:
    refused(Invalid, lambda: seal(stuffed[0], seal_no))


def test_a_container_that_differs_from_the_books_is_not_sealed_and_each_difference_is_named(
    rails: datetime,
) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    container = stuff(container_of(shipment), [packages[0].sscc, UNKNOWN], weighed_gross_g=5_300 * KG)
    with pytest.raises(ContainerDiffers) as answer:
        seal(container)
    assert answer.value.detail == (
        f"Settle first: too many {UNKNOWN}; mass differs; missing {packages[1].sscc} of {shipment.number}."
    )
    named: Any = answer.value.facts["differences"]
    assert [(each["kind"], each["sscc"], each["shipment_number"]) for each in named] == [
        ("extra", UNKNOWN, ""),
        ("mass", "", ""),
        ("missing", packages[1].sscc, shipment.number),
    ]
    assert container.seal_changes.count() == 0
    extra, mass, missing = (Discrepancy.objects.get(pk=each["id"]) for each in named)
    settle(extra)
    settle(mass)
    refused(ContainerDiffers, lambda: seal(container))
    settle(missing, outcome="rides")
    assert seal(container).seal_no == "KTZ-004711"


def test_what_was_unloaded_over_the_cap_is_settled_before_the_seal_too(rails: datetime) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    first, below = packed(12_000 * KG)
    last, above = packed(9_000 * KG)
    container = stuff(container_of(first), codes([*below, *above]), weighed_gross_g=25_100 * KG)
    said = refused(ContainerDiffers, lambda: seal(container))
    assert said == f"Settle first: over the cap: unloaded {above[0].sscc} of {last.number}."
    settle(container.discrepancies.get(), "It stands at the warehouse.")
    assert seal(container).sealed_at == NOW


def test_a_container_stuffed_again_as_the_books_say_is_sealed_without_more(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    container = stuff(container_of(shipment), [packages[0].sscc, UNKNOWN])
    refused(ContainerDiffers, lambda: seal(container))
    container = stuff(container, codes(packages), again=True)
    assert seal(container).sealed_at == NOW
    assert set(container.discrepancies.values_list("settled_note", flat=True)) == {"Stuffed again."}


def test_a_seal_that_is_not_there_is_not_broken(stuffed: tuple[Container, list[Package]]) -> None:
    refused(ContainerNotSealed, lambda: break_seal(stuffed[0]))


def test_customs_at_the_border_may_break_a_seal_and_a_station_far_away_may_not(
    stuffed: tuple[Container, list[Package]], make_organisation: Callable[..., Organisation]
) -> None:
    container = seal(stuffed[0])
    border = make_organisation("terminal", "KZ-KHORGOS-GW")
    assert break_seal(container, by=Actor(kind="partner", organisation_id=border.pk)).seal_no == ""


def test_what_came_out_as_it_went_in_leaves_no_difference(
    stuffed: tuple[Container, list[Package]],
) -> None:
    container = strip(seal(arrived(stuffed)), codes(stuffed[1]))
    assert (container.stripped_at, container.sealed_at) == (NOW, None)
    assert differences(container) == []
    # The books go on saying in which box they came.
    assert codes(list(container.packages.order_by("sscc"))) == codes(stuffed[1])
    assert container.seal_changes.filter(kind="broken").count() == 1
    assert broken() == []


def test_stripping_lists_what_is_missing_what_is_too_much_and_what_weighs_otherwise(
    stuffed: tuple[Container, list[Package]],
) -> None:
    other, strangers = packed()
    container = arrived(stuffed)
    found = [stuffed[1][0].sscc, strangers[0].sscc, UNKNOWN]
    container = strip(container, found, weighed_gross_g=4_800 * KG)
    assert differences(container) == sorted(
        [("missing", stuffed[1][1].sscc), ("extra", strangers[0].sscc), ("extra", UNKNOWN), ("mass", "")]
    )
    extra = container.discrepancies.get(sscc=strangers[0].sscc)
    assert (extra.shipment, extra.stage) == (other, "stripping")
    mass = container.discrepancies.get(kind="mass")
    assert (mass.expected_g, mass.found_g) == (5_800 * KG, 4_800 * KG)


def test_a_shipment_of_which_something_is_missing_at_the_end_is_put_before_a_person(
    stuffed: tuple[Container, list[Package]],
) -> None:
    container = strip(arrived(stuffed), codes(stuffed[1][:1]))
    shipment = fresh(stuffed[1][1].shipment)
    assert differences(container) == [("missing", stuffed[1][1].sscc)]
    assert shipment.attention_reason == "Something of it was missing when CSQU3054383 was stripped."
    settle(container.discrepancies.get(), "Found under the pallets.")
    assert differences(container) == []


def test_a_pallet_counts_for_all_that_stands_on_it(rails: datetime) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    pallet = group("pallet", *packages)
    container = stuff(container_of(shipment), [pallet.sscc], weighed_gross_g=5_800 * KG)
    arrive(shipment)
    assert differences(strip(container, [pallet.sscc])) == []


def test_nothing_is_stripped_before_it_has_arrived(stuffed: tuple[Container, list[Package]]) -> None:
    assert "report its arrival first" in refused(ContainerNotArrived, lambda: strip(stuffed[0], []))


def test_a_container_in_which_nothing_stands_is_stripped_once_its_train_has_come(rails: datetime) -> None:
    make_train()
    shipment, _ = packed()
    container = stuff(container_of(shipment), [UNKNOWN], weighed_gross_g=3_900_001)
    shown = shown_containers(Container.objects.all())
    assert container_verbs(shown.get(), differs=True) == ["stuff"]
    assert "Nothing stands in it" in refused(ContainerNotArrived, lambda: strip(container, []))
    Slot.objects.update(status="done", closed_at=NOW)
    assert container_verbs(shown.get(), differs=True) == ["strip"]
    assert strip(container, []).stripped_at == NOW


def test_nothing_is_stripped_twice_or_unstuffed(stuffed: tuple[Container, list[Package]]) -> None:
    container = strip(arrived(stuffed), codes(stuffed[1]))
    refused(ContainerStripped, lambda: strip(container, []))
    refused(ContainerStripped, lambda: seal(container))
    other, _ = packed(volume_cm3=60_000_000)
    refused(ContainerNotStuffed, lambda: strip(container_of(other), []))


def test_codes_found_twice_or_misread_are_refused(stuffed: tuple[Container, list[Package]]) -> None:
    container = arrived(stuffed)
    code = stuffed[1][0].sscc
    assert "named twice" in refused(WrongPieces, lambda: strip(container, [code, code]))
    assert "check digit" in refused(WrongPieces, lambda: strip(container, ["395210000000123450"]))


def test_only_the_destination_strips(
    stuffed: tuple[Container, list[Package]], make_organisation: Callable[..., Organisation]
) -> None:
    container = arrived(stuffed)
    origin, base = make_organisation("terminal", "KZ-ALMATY1"), make_organisation("terminal", "CN-LYG-BASE")
    by = Actor(kind="partner", organisation_id=origin.pk)
    refused(ReportOutOfPlace, lambda: strip(container, [], by=by))
    by = Actor(kind="partner", organisation_id=base.pk)
    assert strip(container, codes(stuffed[1]), by=by).stripped_at == NOW


def test_a_difference_is_settled_once_with_a_note(stuffed: tuple[Container, list[Package]]) -> None:
    container = strip(arrived(stuffed), codes(stuffed[1][:1]))
    row = container.discrepancies.get()
    settled = settle(row, "Found on the next pallet.")
    assert (settled.settled_at, settled.settled_note) == (NOW, "Found on the next pallet.")
    assert differences(container) == []
    refused(DiscrepancySettled, lambda: settle(row, "Again."))
    refused(DiscrepancyNotFound, lambda: settle(Discrepancy(pk=uuid7())))

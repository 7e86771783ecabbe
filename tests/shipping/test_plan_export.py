"""Does the planner's instance say what stands in the book, and does what stands keep its rules?"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kit.transactions import owns_transaction
from shipping.exporting import export
from shipping.models import ContainerType, Departure, Shipment, Slot, TrainService
from shipping.operations import embargoing, moving
from shipping.operations.allotting import allot
from shipping.operations.replanning import snapshot
from shipping.planning.instance import read_instance
from shipping.queries.booked import the_book
from shipping.queries.planning_costs import costs_now
from shipping.refereeing import Referee
from tests.shipping import plans
from tests.shipping.railway import (
    DAY,
    FLOUR,
    HOUR,
    KUMYS,
    LAMB,
    NOW,
    SHAMPOO,
    STAFF,
    assigned,
    book,
    make_train,
)

HALF: dict[str, Any] = {"gross_g": 4_000_000, "volume_cm3": 20_000_000}


@pytest.fixture
def train(rails: Any) -> Departure:
    """A train on the tenth day."""
    return make_train()


def document(at: Any = NOW) -> dict[str, Any]:
    """The book as the planner gets it."""
    return export(the_book(at=at)).document


def row_of(shipment: Shipment, found: dict[str, Any]) -> dict[str, Any]:
    numbers = {pk: number for number, pk in found["meta"]["shipments"].items()}
    return next(row for row in found["shipments"] if str(row["id"]) == numbers[str(shipment.pk)])


def is_frozen(shipment: Shipment, found: dict[str, Any]) -> bool:
    return row_of(shipment, found)["id"] in found["frozen"]


def test_what_stands_is_a_plan_that_the_referee_allows(train: Departure) -> None:
    for kind in (FLOUR, SHAMPOO, KUMYS):
        assigned(**kind, **HALF)
    assigned(**FLOUR, **HALF)
    book(**LAMB, gross_g=1_000_000, volume_cm3=2_000_000)
    exported = export(the_book(at=NOW))
    read_instance(exported.document)
    verdict = Referee(exported.document).judge(exported.standing)
    assert verdict.errors == []
    assert (verdict.containers, verdict.refused, verdict.moved) == (3, 1, 0)


def test_hours_masses_and_money_are_those_of_the_rows(train: Departure) -> None:
    shipment = assigned(**HALF, promised_at=NOW + 20 * DAY, latest_arrival_at=NOW + 30 * DAY)
    found = document()
    [departure] = found["departures"]
    assert found["meta"]["epoch"] == NOW.isoformat()
    assert departure["id"] == str(train.pk)
    assert departure["dep_h"] == 240
    assert departure["cost"]["42G1"] == 3_200
    assert departure["crosses"] == {"border": "KHORGOS", "at_h": 240}
    row = row_of(shipment, found)
    assert (row["kg"], row["m3"], row["due_h"]) == (4_000, 20, 480 - 48)
    assert row["revenue"] == 20 * 115
    # It spoils on a day, so each late one costs six hundredths; it has to be carried, whatever that costs.
    rank = str(row["prio"])
    assert found["cost"]["late_per_day"][rank] == 0.06
    assert found["cost"]["unassigned_mult"][rank] * row["revenue"] > 6_200 * 1.15
    assert found["previous"] == {str(row["id"]): str(train.pk)}


def test_a_promise_that_its_place_keeps_is_a_limit_and_one_that_is_lost_is_not(train: Departure) -> None:
    kept = assigned(**HALF, promised_at=train.arrives_at + 3 * DAY)
    barely = assigned(**HALF, promised_at=train.arrives_at + DAY)
    lost = assigned(**HALF, promised_at=train.arrives_at - DAY)
    found = document()
    [departure] = found["departures"]
    arrives_h = departure["dep_h"] + departure["legs"][0]["transit_h"]
    # Two days of a promise stay for delays, unless its own train leaves less.
    assert row_of(kept, found)["arrive_by_h"] == row_of(kept, found)["due_h"] == arrives_h + 24
    assert (row_of(barely, found)["arrive_by_h"], row_of(barely, found)["due_h"]) == (
        arrives_h,
        arrives_h - 24,
    )
    assert "arrive_by_h" not in row_of(lost, found)


def test_what_would_lose_its_train_is_bound_as_what_stands(train: Departure) -> None:
    waits = book(**HALF, promised_at=train.arrives_at + 3 * DAY)
    known = the_book(at=NOW)
    goods = {waits.pk: replace(known.goods[waits.pk], lost_train=True)}
    found = export(replace(known, goods=goods)).document
    [departure] = found["departures"]
    # A roll gives it a place at once, and no plan then takes away the two days that are left for delays.
    arrives_h = departure["dep_h"] + departure["legs"][0]["transit_h"]
    assert row_of(waits, found)["arrive_by_h"] == arrives_h + 24


def test_what_waits_is_bound_by_a_promise_that_some_train_still_keeps(train: Departure) -> None:
    amply = book(**HALF, promised_at=train.arrives_at + 3 * DAY)
    barely = book(**HALF, promised_at=train.arrives_at + DAY)
    lost = book(**HALF, promised_at=train.arrives_at - DAY)
    too_late = book(**HALF, promised_at=train.arrives_at + DAY, planned_hand_in_at=train.cfs_cutoff_at)
    missed = book(**HALF, promised_at=train.arrives_at + DAY)
    known = the_book(at=NOW)
    goods = {**known.goods, missed.pk: replace(known.goods[missed.pk], missed=frozenset({train.pk}))}
    found = export(replace(known, goods=goods)).document
    [departure] = found["departures"]
    arrives_h = departure["dep_h"] + departure["legs"][0]["transit_h"]
    # Days for delays are wished for, the promise itself is the limit: the trains that leave them may be full.
    assert (row_of(amply, found)["due_h"], row_of(amply, found)["arrive_by_h"]) == (
        arrives_h + 24,
        arrives_h + 72,
    )
    assert row_of(barely, found)["arrive_by_h"] == arrives_h + 24
    for shipment in (lost, too_late, missed):
        assert "arrive_by_h" not in row_of(shipment, found)


def test_an_embargo_on_the_only_train_that_keeps_a_promise_frees_from_it(train: Departure) -> None:
    waiting = book(**SHAMPOO, **HALF, promised_at=train.arrives_at + DAY)
    known = the_book(at=NOW)
    assert "arrive_by_h" in row_of(waiting, export(known).document)
    stopped = replace(known, stops=frozenset({(train.pk, "COSMETICS")}))
    assert "arrive_by_h" not in row_of(waiting, export(stopped).document)


def test_a_train_without_cooled_containers_keeps_no_promise_of_cooled_goods(train: Departure) -> None:
    waiting = book(**KUMYS, **HALF, promised_at=train.arrives_at + DAY)
    known = the_book(at=NOW)
    assert "arrive_by_h" in row_of(waiting, export(known).document)
    dry = replace(known.trains[train.pk], cost_cents={"42G1": 1})
    found = export(replace(known, trains={train.pk: dry})).document
    assert "arrive_by_h" not in row_of(waiting, found)


def test_each_leg_bears_what_stands_there_and_what_is_free(rails: Any) -> None:
    train = make_train(places=5, plugs=2, gross_cap_g=100_000_000)
    assigned(**KUMYS, **HALF)
    [departure] = [each for each in document()["departures"] if each["id"] == str(train.pk)]
    # By mass three more forty-foot boxes, not the four for which there are places.
    assert {stage["teu"] for stage in departure["stages"]} == {departure["teu"]} == {8}
    assert {stage["plugs"] for stage in departure["stages"]} == {2}


def test_places_kept_for_a_seller_are_not_the_planners(train: Departure, make_organisation: Any) -> None:
    seller = make_organisation("seller")
    before = document()["departures"][0]["teu"]
    owns_transaction(allot)(
        organisation_id=seller.pk,
        service_code="ALA-LYG-KH",
        places=2,
        release_h=24,
        valid_from=NOW.date(),
        at=NOW,
        by=STAFF,
    )
    assert document()["departures"][0]["teu"] == before - 4


def test_classes_of_two_groups_are_kept_apart(train: Departure) -> None:
    apart = {tuple(pair) for pair in document()["segregation"]}
    assert ("COSMETICS", "DRY_FOOD") in apart
    assert ("DRY_FOOD", "LIQUID_FOOD") not in apart


def test_a_train_under_embargo_is_named_for_the_goods_that_it_means(train: Departure) -> None:
    owns_transaction(embargoing.declare_embargo)(
        crossing_code="KHORGOS",
        segregation_classes=["COSMETICS"],
        starts_at=NOW,
        ends_at=NOW + 30 * DAY,
        reason="Snow.",
        at=NOW,
        by=STAFF,
    )
    [stop] = document()["embargoes"]
    assert (stop["seg"], stop["border"], stop["from_h"]) == ("COSMETICS", "KHORGOS", 240)
    assert stop["from_h"] < stop["until_h"]


def test_goods_stay_from_a_day_before_the_consolidation_cut_off(train: Departure) -> None:
    shipment = assigned(**HALF)
    last = train.cfs_cutoff_at - timedelta(hours=24)
    assert not is_frozen(shipment, document(last - timedelta(minutes=1)))
    found = document(last)
    assert is_frozen(shipment, found)
    [fixed] = found["fixed"]
    assert (fixed["shipments"], fixed["takes_more"]) == ([row_of(shipment, found)["id"]], True)


def test_goods_that_a_person_put_there_stay(train: Departure) -> None:
    other = make_train(NOW + 12 * DAY)
    shipment = assigned(**HALF)
    owns_transaction(moving.move_shipment)(
        shipment_id=shipment.pk,
        departure_id=other.pk,
        expected_version=None,
        reason="Asked for.",
        at=NOW + HOUR,
        by=STAFF,
    )
    assert is_frozen(shipment, document(NOW + HOUR))


def test_a_stuffed_container_stays_as_it_is(train: Departure) -> None:
    shipment = assigned(**HALF)
    container = Slot.objects.get(departure=train).container
    container.stuffed_at = NOW
    container.save()
    found = document()
    assert is_frozen(shipment, found)
    assert [each["takes_more"] for each in found["fixed"]] == [False]


def test_a_train_whose_change_is_not_worked_out_keeps_its_goods(train: Departure) -> None:
    shipment = assigned(**HALF)
    Departure.objects.update(follow_up_at=NOW)
    assert is_frozen(shipment, document())


def test_closed_trains_the_test_world_and_the_far_future_are_left_out(train: Departure) -> None:
    make_train(NOW + 60 * DAY)
    assert [each["id"] for each in document()["departures"]] == [str(train.pk)]
    TrainService.objects.update(sandbox=True)
    assert document()["departures"] == []
    TrainService.objects.update(sandbox=False)
    assert document(train.cfs_cutoff_at)["departures"] != document()["departures"]


def test_what_a_person_must_look_at_is_left_to_them(train: Departure) -> None:
    waiting = book(**HALF)
    assert len(document()["shipments"]) == 1
    Shipment.objects.filter(pk=waiting.pk).update(attention_at=NOW, attention_reason="Look.")
    assert document()["shipments"] == []


def test_costs_are_those_that_staff_entered(train: Departure) -> None:
    service, box = train.service, ContainerType.objects.get(iso_code="42G1")
    plans.a_haul_cost(service, box, 123_400, NOW)
    plans.planning_costs(NOW, late_per_mille=20, storage_cents_per_m3_day=99)
    book(**HALF)
    found = document()
    assert found["departures"][0]["cost"]["42G1"] == 1_234
    assert set(found["cost"]["late_per_day"].values()) == {0.02}
    assert found["cost"]["storage_per_m3_day"] == 0.99


def test_freight_goes_by_volume_or_mass_and_more_for_the_cold(rails: Any) -> None:
    costs = costs_now()
    assert costs.freight_cents(400_000, 2_000_000, is_cooled=False) == 2 * 11_500
    assert costs.freight_cents(1_200_000, 2_000_000, is_cooled=False) == 3 * 11_500
    assert costs.freight_cents(400_000, 2_000_000, is_cooled=True) == 2 * 25_300
    assert costs.freight_cents(10, 10, is_cooled=False) == 300


def test_the_same_book_has_the_same_version_and_another_one_another(train: Departure) -> None:
    assigned(**HALF)
    first = export(the_book(at=NOW)).digest
    assert export(the_book(at=NOW)).digest == first
    assigned(**HALF)
    assert export(the_book(at=NOW)).digest != first


def test_the_book_is_read_in_as_many_queries_however_much_is_booked(
    train: Departure, django_assert_num_queries: Any
) -> None:
    assigned(**HALF)
    book(**LAMB, **HALF)
    with django_assert_num_queries(14):
        the_book(at=NOW)
    make_train(NOW + 12 * DAY)
    for kind in (FLOUR, SHAMPOO, KUMYS):
        assigned(**kind, **HALF)
    book(**LAMB, **HALF)
    with django_assert_num_queries(14):
        the_book(at=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_command_writes_one_snapshot(
    real_rails: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = make_train()
    shipment = assigned(**HALF)
    call_command("plan_export", "--out", str(tmp_path / "book.json"))
    found = json.loads((tmp_path / "book.json").read_text())
    assert [each["id"] for each in found["departures"]] == [str(train.pk)]
    assert found["meta"]["shipments"] == {"0": str(shipment.pk)}
    assert "1 shipments on 1 trains" in capsys.readouterr().out
    call_command("plan_export")
    assert json.loads(capsys.readouterr().out)["shipments"] == found["shipments"]
    with pytest.raises(CommandError):
        call_command("plan_export", "--out", str(tmp_path / "nowhere" / "book.json"))


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_writes_nothing_and_keeps_to_its_instant(real_rails: Any) -> None:
    make_train()
    book(**HALF)
    assert len(snapshot(at=NOW).goods) == 1
    with transaction.atomic(), pytest.raises(RuntimeError):
        snapshot(at=NOW)


def test_the_planner_may_begin_from_what_stands(train: Departure) -> None:
    shipment = assigned(**HALF)
    found = document()
    slot = Slot.objects.get(departure=train)
    assert [each["id"] for each in found["standing"]["containers"]] == [str(slot.pk)]
    assert found["standing"]["assign"] == {str(row_of(shipment, found)["id"]): str(slot.pk)}

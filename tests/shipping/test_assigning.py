"""Does a waiting shipment get the best slot, or a good reason to wait?"""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from kit.actors import SYSTEM
from kit.transactions import OutsideTransaction
from news.models import Event
from shipping.choosing import rank
from shipping.lifecycle import SHIPMENT
from shipping.models import Container, ContainerLeg, Shipment, Slot, SlotAssignment
from shipping.operations import assigning, booking, closing, taking
from shipping.policy import MAX_CLAIMS, MAX_ERRORS
from shipping.queries.candidates import options_for
from shipping.queries.progress import progress
from shipping.refusals import refusal
from tests.conftest import Jobs
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    KUMYS,
    LAMB,
    NOW,
    SHAMPOO,
    assign,
    assigned,
    book,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)


def test_a_booked_shipment_waits_and_a_worker_is_nudged(rails: datetime, jobs: Jobs) -> None:
    make_train()
    shipment = book()
    jobs.drain()
    assert jobs.done == ["shipping.assign_slot"]
    assert fresh(shipment).status == "assigned"


def test_a_shipment_is_numbered_and_gets_a_code_of_its_own(rails: datetime) -> None:
    first, second = book(), book()
    assert first.number.startswith("SCS-26-")
    assert len({first.number, second.number, first.tracking_code, second.tracking_code}) == 4
    assert len(first.tracking_code) == 12


def test_the_assigned_shipment_knows_its_arrival_and_its_latest_hand_in(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    assert shipment.eta_at == train.arrives_at
    assert shipment.hand_in_by_at == train.cfs_cutoff_at - 6 * HOUR


def test_a_new_slot_takes_a_place_and_the_permitted_mass_on_every_leg(rails: datetime) -> None:
    train = make_train(places=3, plugs=1)
    before = free(train)
    assigned()
    # A 42G1 of 3.9 t tare carries 21 t at most, however little is in it; its wagon on 1435 is shorter.
    taken = [(2_000, 24_900_000, 0, wagon_mm) for wagon_mm in (14_000, 14_000, 13_466)]
    after = [
        tuple(have - each for have, each in zip(*leg, strict=True)) for leg in zip(before, taken, strict=True)
    ]
    assert free(train) == after
    assert ContainerLeg.objects.filter(container__slot__departure=train).count() == 3


def test_cooled_goods_open_a_cooled_box_on_a_plug(rails: datetime) -> None:
    train = make_train(plugs=1)
    assigned(**KUMYS)
    slot = Slot.objects.get(departure=train)
    assert slot.container_type.iso_code == "45R1"
    assert {leg[2] for leg in free(train)} == {0}
    assert {leg[1] for leg in free(train)} == {1_300_000_000 - 25_000_000}


def test_without_a_plug_cooled_goods_wait(rails: datetime) -> None:
    make_train(plugs=1)
    assigned(**KUMYS)
    assert assign(book(**LAMB)).waiting_reason == "train_full"


def test_goods_of_one_class_share_a_container(rails: datetime) -> None:
    train = make_train()
    assigned()
    assigned()
    slot = Slot.objects.get(departure=train)
    assert (slot.free_g, slot.free_cm3) == (21_000_000 - 2 * 25_320, 60_750_000 - 2 * 41_000)


@pytest.mark.parametrize("other", [SHAMPOO, KUMYS, LAMB], ids=["shampoo", "kumys", "lamb"])
def test_goods_of_another_class_get_a_container_of_their_own(rails: datetime, other: dict[str, Any]) -> None:
    train = make_train()
    assigned()
    assigned(**other)
    assert Slot.objects.filter(departure=train).count() == 2
    assert broken() == []


def test_a_parcel_that_no_longer_fits_opens_the_next_slot(rails: datetime) -> None:
    train = make_train()
    assigned(gross_g=20_990_000)
    assigned(gross_g=10_001)
    assert [slot.number for slot in Slot.objects.filter(departure=train).order_by("number")] == [1, 2]


def test_the_fuller_container_is_filled_first(rails: datetime) -> None:
    make_train()
    assigned(gross_g=15_000_000)
    assigned(gross_g=10_000_000)
    third = assigned(gross_g=5_000_000)
    taken = SlotAssignment.objects.get(shipment=third)
    assert taken.slot.free_g == 1_000_000


def test_a_full_train_sends_the_shipment_to_the_next_one(rails: datetime) -> None:
    make_train(NOW + 8 * DAY, places=1)
    later = make_train(NOW + 9 * DAY)
    assigned(**FULL)
    assert train_of(assigned()) == later


def test_a_full_train_leaves_the_shipment_waiting(rails: datetime) -> None:
    make_train(places=1)
    assigned(**FULL)
    shipment = assign(book())
    assert (shipment.status, shipment.waiting_reason) == ("waiting", "train_full")
    assert broken() == []


@pytest.mark.parametrize(
    "limit",
    [{"places": 1}, {"gross_cap_g": 24_900_000}, {"length_mm": 14_000}],
    ids=["places", "mass", "length"],
)
def test_each_limit_of_the_train_binds(rails: datetime, limit: dict[str, Any]) -> None:
    train = make_train(**limit)
    assigned(**FULL)
    assert assign(book()).waiting_reason == "train_full"
    assert Slot.objects.filter(departure=train).count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"destination": "CN-XIAN-ILP"}, "no_departure"),
        ({"planned_hand_in_at": NOW + 9 * DAY}, "cut_off_passed"),
        ({"latest_arrival_at": NOW + 11 * DAY}, "arrives_too_late"),
    ],
)
def test_a_waiting_shipment_says_why(rails: datetime, changes: dict[str, Any], reason: str) -> None:
    make_train()
    assert assign(book(**changes)).waiting_reason == reason


def test_a_shipment_that_waited_forgets_why_when_it_is_assigned(rails: datetime) -> None:
    shipment = assign(book())
    assert shipment.waiting_reason == "no_departure"
    make_train()
    shipment = assign(shipment)
    assert (shipment.status, shipment.waiting_reason) == ("assigned", "")


def test_rule_10_52_boxes_of_25_tonnes_go_and_the_53rd_is_refused_though_55_places_exist(
    rails: datetime,
) -> None:
    train = make_train(places=55, plugs=55, gross_cap_g=1_300_000_000, length_mm=55 * 14_000)
    frozen = {**LAMB, "gross_g": 20_400_000, "volume_cm3": 40_000_000}
    for _ in range(50):
        assigned(**frozen)
    assert {leg[1] for leg in free(train)} == {50_000_000}
    assigned(**frozen), assigned(**frozen)
    refused = assign(book(**frozen))
    assert refused.waiting_reason == "train_full"
    assert {leg[0] for leg in free(train)} == {3 * 2_000}
    wish = assigning.claim_of(refused)
    options = options_for(
        wish.wanted,
        origin_id=wish.origin_id,
        destination_id=wish.destination_id,
        container_type=wish.container_type,
        at=NOW,
    )
    found = refusal(wish.wanted, options[-1])
    assert found
    assert found.sentence == "The gross mass of train ALA-LYG-KH 1520 would be 1,325 t, it bears 1,300."


def test_a_closed_train_takes_nothing(rails: datetime) -> None:
    train = make_train()
    closing.close_departure(departure_id=train.pk, at=NOW, by=SYSTEM)
    assert assign(book()).waiting_reason == "no_departure"


def test_a_train_past_its_cut_off_takes_nothing_before_it_is_closed(rails: datetime) -> None:
    train = make_train()
    shipment = book(planned_hand_in_at=train.cfs_cutoff_at - DAY)
    assert assign(shipment, at=train.cfs_cutoff_at).status == "waiting"


def test_a_train_that_closed_after_it_was_chosen_is_not_taken(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    shipment = book()

    def close_meanwhile(*args: Any) -> Any:
        closing.close_departure(departure_id=train.pk, at=NOW, by=SYSTEM)
        return rank(*args)

    monkeypatch.setattr(assigning, "rank", close_meanwhile)
    assert assign(shipment).status == "waiting"
    assert not Slot.objects.exists()


def test_an_assigned_shipment_is_left_alone(rails: datetime) -> None:
    make_train()
    shipment = assigned()
    assert assigning.assign(shipment_id=shipment.pk, at=NOW, by=SYSTEM) is None
    assert assigning.try_assign(shipment_id=shipment.pk, at=NOW, by=SYSTEM) is False
    assert SlotAssignment.objects.count() == 1


def test_a_shipment_that_nobody_knows_is_left_alone(rails: datetime) -> None:
    assert assigning.try_assign(shipment_id=UUID(int=1), at=NOW, by=SYSTEM) is False


def test_the_move_is_in_the_history_and_in_the_outbox(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    assert [(move.was, move.became) for move in shipment.moves.all()] == [
        ("planned", "waiting"),
        ("waiting", "assigned"),
    ]
    event = Event.objects.get(type="shipment.assigned")
    assert (event.aggregate_id, event.seq) == (shipment.pk, 2)
    assert event.payload["departure_id"] == str(train.pk)


def test_an_assignment_takes_a_bounded_number_of_queries(
    rails: datetime, django_assert_max_num_queries: Any
) -> None:
    for days in range(8, 24):
        make_train(NOW + days * DAY)
    assigned()
    shipment = book()
    # Claim and commit included; two ask for embargoes, two for costs, one for how long the legs have
    # taken, two for what it was rolled from. One takes the place, in an open slot or a new one.
    with django_assert_max_num_queries(21):
        assign(shipment)
    other = book(**SHAMPOO)
    with django_assert_max_num_queries(21):
        assign(other)


def test_tries_without_an_answer_add_up_until_a_person_is_called(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_train()
    shipment = book()

    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assigning, "assign", killed)
    for _ in range(MAX_CLAIMS):
        with pytest.raises(KeyboardInterrupt):
            assign(shipment)
    assert (fresh(shipment).claims, fresh(shipment).attention_at) == (MAX_CLAIMS, None)
    shipment = assign(shipment)
    assert shipment.attention_at == NOW
    assert "50 tries" in shipment.attention_reason


def test_waiting_for_room_is_an_answer_and_adds_up_to_nothing(rails: datetime) -> None:
    shipment = book()
    for _ in range(3):
        shipment = assign(shipment)
    assert (shipment.claims, shipment.attention_at) == (0, None)


def test_five_errors_call_a_person_and_stop_the_workers(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_train()
    shipment = book()
    with monkeypatch.context() as broken_code:

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError("a bad box")

        broken_code.setattr(assigning, "rank", fail)
        for _ in range(MAX_ERRORS):
            with pytest.raises(ZeroDivisionError):
                assign(shipment)
    shipment = fresh(shipment)
    assert (shipment.failures, shipment.attention_reason) == (5, "ZeroDivisionError: a bad box")
    assert assign(shipment).status == "waiting"
    assigning.clear_attention(shipment_id=shipment.pk)
    assert assign(shipment).status == "assigned"


def test_a_failed_try_leaves_no_place_taken(real_rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    train = make_train()
    shipment = book()
    before = free(train)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(assigning, "settle", fail)
    with pytest.raises(ZeroDivisionError):
        assign(shipment)
    assert free(train) == before
    assert not Container.objects.exists()


@pytest.mark.parametrize("verb", ["book", "assign", "take"])
def test_the_verbs_need_their_callers_transaction(transactional_db: None, verb: str) -> None:
    calls: dict[str, Any] = {
        "book": lambda: booking.cancel_shipment(shipment_id=UUID(int=1), reason="", at=NOW, by=SYSTEM),
        "assign": lambda: assigning.assign(shipment_id=UUID(int=1), at=NOW, by=SYSTEM),
        "take": lambda: taking.take(None, None, at=NOW),  # type: ignore[arg-type]
    }
    with pytest.raises(OutsideTransaction):
        calls[verb]()


def test_every_status_of_a_shipment_is_in_its_table() -> None:
    assert set(SHIPMENT.states) == set(Shipment.Status.values)


@pytest.mark.parametrize("before", [0, 1])
def test_whoever_looks_while_it_is_assigned_sees_its_train_with_its_state(
    rails: datetime, before: int
) -> None:
    make_train()
    shipment, asked = book(), count()

    def assigned_meanwhile(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if next(asked) == before:
            assign(shipment)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(assigned_meanwhile):
        seen = progress(shipment_ids=[shipment.pk])[shipment.pk]
    assert (seen.status == "assigned") == (seen.departure is not None)

"""Does a shipment go exactly where a person put it, or nowhere?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from kit.actors import SYSTEM, Actor
from kit.transactions import OutsideTransaction, owns_transaction
from news.models import Event
from shipping.errors import DepartureNotFound, MovedMeanwhile, PlaceRefused, ShipmentNotFound
from shipping.models import Departure, Roll, Shipment, Slot, SlotAssignment
from shipping.operations import booking, holding, reporting
from shipping.operations.moving import move_shipment
from shipping.queries.moving import TrainChoice, trains_for
from tests.shipping.changes import told
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    KUMYS,
    NOW,
    STAFF,
    assigned,
    book,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


def move(shipment: Shipment, train: Departure, **changes: Any) -> Shipment:
    """The shipment as the verb leaves it."""
    given: dict[str, Any] = {
        "shipment_id": shipment.pk,
        "departure_id": train.pk,
        "expected_version": Shipment.objects.filter(pk=shipment.pk).values_list("version", flat=True).first(),
        "reason": "asked by the seller",
        "at": NOW,
        "by": STAFF,
    }
    return owns_transaction(move_shipment)(**{**given, **changes}).shipment


def choice_of(shipment: Shipment, train: Departure) -> TrainChoice:
    [found] = [each for each in trains_for(shipment_id=shipment.pk, at=NOW) if each.departure_id == train.pk]
    return found


def test_a_shipment_goes_to_the_chosen_train_and_gives_its_place_back(rails: datetime) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    whole = free(first)
    shipment = assigned(promised_at=second.arrives_at)
    old_eta = shipment.eta_at
    moved = move(shipment, second)
    assert (moved.status, train_of(shipment), moved.eta_at) == ("assigned", second, second.arrives_at)
    assert free(first) == whole
    roll = Roll.objects.get(shipment=shipment)
    assert (roll.from_departure, roll.to_departure) == (first, second)
    assert (roll.cause, roll.fault, roll.reason) == ("staff", "platform", "asked by the seller")
    assert (roll.old_eta_at, roll.new_eta_at, roll.keeps_promise) == (old_eta, second.arrives_at, True)
    assert broken() == []


def test_a_move_that_breaks_the_promise_says_so(rails: datetime) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned(promised_at=first.arrives_at)
    assert choice_of(shipment, second).keeps_promise is False
    move(shipment, second)
    assert Roll.objects.get().keeps_promise is False


def test_a_waiting_shipment_gets_the_chosen_train_without_a_roll(rails: datetime) -> None:
    make_train()
    later = make_train(NOW + 12 * DAY)
    shipment = book()
    Shipment.objects.update(attention_at=NOW, attention_reason="Nobody knows why.")
    moved = move(shipment, later)
    assert (moved.status, moved.attention_at, train_of(shipment)) == ("assigned", None, later)
    assert not Roll.objects.exists()
    assert broken() == []


def test_one_that_was_handed_in_still_is(rails: datetime) -> None:
    make_train()
    later = make_train(NOW + 12 * DAY)
    shipment = assigned()
    verb = owns_transaction(reporting.report_stage)
    verb(shipment_id=shipment.pk, kind="handed_in", at=NOW, by=STAFF)
    assert move(shipment, later).status == "handed_in"
    assert train_of(shipment) == later
    assert told(shipment)[-4:] == [
        *("shipment.rolled", "shipment.assigned", "shipment.handed_in", "shipment.rerouted")
    ]
    assert Event.objects.filter(type="shipment.assigned", payload__departure_id=str(later.pk)).exists()
    assert broken() == []


def test_staff_may_put_it_back_on_a_train_that_it_was_rolled_from(rails: datetime) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    move(shipment, second)
    assert choice_of(shipment, first).is_possible
    move(shipment, first)
    assert train_of(shipment) == first
    assert Roll.objects.count() == 2


def test_a_full_train_refuses_with_a_sentence_and_nothing_changes(rails: datetime) -> None:
    full = make_train(NOW + 12 * DAY, places=1)
    move(book(**FULL), full)
    first = make_train(NOW + 13 * DAY)
    shipment = book(**FULL)
    move(shipment, first)
    was, stood = fresh(shipment), SlotAssignment.objects.get(shipment=shipment)
    choice = choice_of(shipment, full)
    with pytest.raises(PlaceRefused) as refused:
        move(shipment, full)
    assert refused.value.detail == choice.sentence
    assert "places" in choice.sentence
    assert (choice.is_possible, choice.code) == (False, "train_full")
    assert fresh(shipment).version == was.version
    assert SlotAssignment.objects.get(shipment=shipment) == stood
    assert train_of(shipment) == first
    assert broken() == []


def test_room_that_goes_at_the_last_moment_leaves_the_shipment_where_it_was(
    real_rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    monkeypatch.setattr("shipping.operations.moving.take_held", lambda *_, **__: None)
    with pytest.raises(PlaceRefused, match="a moment ago"):
        move(shipment, second)
    assert (fresh(shipment).version, train_of(shipment)) == (shipment.version, first)
    assert not Roll.objects.exists()
    assert broken() == []


@pytest.mark.parametrize(
    ("status", "words"),
    [("cancelled", "cancelled"), ("closed", "closed"), ("planned", "not open yet")],
)
def test_a_train_that_takes_nobody_says_why(rails: datetime, status: str, words: str) -> None:
    make_train()
    other = make_train(NOW + 12 * DAY)
    shipment = assigned()
    stamp = {"cancelled_at": NOW} if status == "cancelled" else {}
    Departure.objects.filter(pk=other.pk).update(status=status, **stamp)
    assert words in choice_of(shipment, other).sentence
    with pytest.raises(PlaceRefused, match=words):
        move(shipment, other)


def test_a_train_of_which_a_leg_is_cancelled_takes_nobody(rails: datetime) -> None:
    other = make_train(NOW + 12 * DAY)
    Departure.objects.filter(pk=other.pk).update(runs_through=False)
    assert "One of its trains is cancelled" in choice_of(book(), other).sentence


def test_its_own_train_is_no_choice(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    assert choice_of(shipment, train).sentence == "It has its place on this train."
    with pytest.raises(PlaceRefused, match="its place on this train"):
        move(shipment, train)


def test_a_train_the_other_way_is_refused(rails: datetime) -> None:
    back = make_train(NOW + 12 * DAY, service="LYG-ALA-KH")
    shipment = book()
    assert back.pk not in {each.departure_id for each in trains_for(shipment_id=shipment.pk, at=NOW)}
    with pytest.raises(PlaceRefused, match="does not run between"):
        move(shipment, back)


def test_what_is_on_hold_or_loaded_is_not_moved(rails: datetime) -> None:
    make_train()
    other = make_train(NOW + 12 * DAY)
    held, loaded = assigned(), assigned()
    owns_transaction(holding.hold_shipment)(shipment_id=held.pk, reason="asked", at=NOW, by=STAFF)
    verb = owns_transaction(reporting.report_stage)
    verb(shipment_id=loaded.pk, kind="loaded", at=NOW, by=STAFF)
    assert "release it first" in choice_of(held, other).sentence
    with pytest.raises(PlaceRefused, match="release it first"):
        move(held, other)
    with pytest.raises(PlaceRefused, match="is loaded"):
        move(loaded, other)


def test_a_stale_tab_is_told_who_moved_it_when_and_where(
    rails: datetime, make_user: Callable[..., User]
) -> None:
    first, second, third = (make_train(NOW + days * DAY) for days in (10, 12, 13))
    shipment = assigned()
    anna = Actor(kind="staff", user_id=make_user("anna@example.com", staff=True).pk)
    move(shipment, second, expected_version=shipment.version, at=NOW + HOUR, by=anna)
    with pytest.raises(MovedMeanwhile) as told:
        move(shipment, third, expected_version=shipment.version, at=NOW + 2 * HOUR)
    assert told.value.facts["by_id"] == str(anna.user_id)
    assert told.value.facts["moved_at"] == (NOW + HOUR).isoformat()
    assert (told.value.facts["from_train"], told.value.facts["to_train"]) == (str(first), str(second))
    assert f"from {first} to {second}" in told.value.detail
    assert train_of(shipment) == second


def test_a_stale_tab_is_told_that_the_planner_placed_it(rails: datetime) -> None:
    train, other = make_train(), make_train(NOW + 12 * DAY)
    waiting = book()
    move(waiting, train, by=SYSTEM)
    with pytest.raises(
        MovedMeanwhile, match=f"it is assigned on {train}, by the planner on 24 Nov 06:00 UTC"
    ):
        move(waiting, other, expected_version=waiting.version)


def test_what_does_not_exist_is_not_moved(rails: datetime) -> None:
    train = make_train()
    with pytest.raises(ShipmentNotFound):
        move(Shipment(pk=uuid4()), train)
    with pytest.raises(DepartureNotFound):
        move(book(), Departure(pk=uuid4()))
    with pytest.raises(ShipmentNotFound):
        trains_for(shipment_id=uuid4(), at=NOW)


def test_goods_that_need_cold_are_refused_when_the_plugs_are_gone(rails: datetime) -> None:
    train = make_train(plugs=0)
    choice = choice_of(book(**KUMYS), train)
    assert not choice.is_possible
    assert "plugs" in choice.sentence


def test_a_choice_says_whether_a_container_is_opened_for_it(rails: datetime) -> None:
    train, other = make_train(), make_train(NOW + 12 * DAY)
    assigned()
    shipment = book()
    assert (choice_of(shipment, train).opens, choice_of(shipment, other).opens) == (False, True)


def test_the_choices_need_few_queries_however_many_trains_there_are(rails: datetime) -> None:
    shipment = book()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert trains_for(shipment_id=shipment.pk, at=NOW)
        return len(seen)

    make_train()
    one = queries()
    for day in range(11, 26):
        make_train(NOW + day * DAY)
    assert queries() == one <= 12


def test_moving_needs_a_transaction(real_rails: datetime) -> None:
    with pytest.raises(OutsideTransaction):
        move_shipment(
            shipment_id=uuid4(), departure_id=uuid4(), expected_version=None, reason="", at=NOW, by=STAFF
        )


def test_two_move_one_shipment_at_once_and_one_is_told(real_rails: datetime, at_once: AtOnce) -> None:
    trains = [make_train(NOW + days * DAY) for days in (10, 11, 12)]
    whole = [free(train) for train in trains]
    cancel = owns_transaction(booking.cancel_shipment)
    for _ in range(5):
        shipment = assigned()
        others = [train for train in trains if train != train_of(shipment)]
        answers = at_once(
            [partial(move, shipment, train, expected_version=shipment.version) for train in others]
        )
        [won] = [answer for answer in answers if isinstance(answer, Shipment)]
        [lost] = [answer for answer in answers if isinstance(answer, Exception)]
        assert isinstance(lost, MovedMeanwhile)
        assert str(train_of(won)) == lost.facts["to_train"]
        assert sum(free(train) == was for train, was in zip(trains, whole, strict=True)) == 2
        assert broken() == []
        cancel(shipment_id=shipment.pk, reason="done", at=NOW, by=STAFF)
        assert [free(train) for train in trains] == whole


def test_two_swap_trains_at_once_without_a_deadlock(real_rails: datetime, at_once: AtOnce) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    one, two = book(**FULL), book(**FULL)
    move(one, first)
    move(two, second)
    for _ in range(5):
        answers = at_once([partial(move, one, second), partial(move, two, first)])
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert broken() == []
        first, second = second, first
    assert Slot.objects.exclude(status="done").count() == 2

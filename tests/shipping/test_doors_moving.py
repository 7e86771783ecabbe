"""Do the doors for moving a shipment tell the choices, keep to one winner, name who was first?"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from kit.transactions import owns_transaction
from shipping.models import Departure, Shipment
from shipping.operations import booking
from tests.api import Api
from tests.shipping.railway import (
    DAY,
    FULL,
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
from tests.shipping.stowage import codes, container_of, packed, seal, stuff

pytestmark = pytest.mark.usefixtures("standing_clock")
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
WHY = {"reason": "the seller asked"}


def move(api: Api, shipment: Shipment, train: Departure, **headers: str) -> Any:
    body = {"departure_id": str(train.pk), **WHY}
    return api.post(f"/shipments/{shipment.pk}/move", body, **headers)


def tag_of(api: Api, shipment: Shipment) -> str:
    return str(api.get(f"/shipments/{shipment.pk}").headers["ETag"])


def test_the_choices_say_which_train_can_take_it_and_why_others_cannot(
    rails: datetime, dispatcher: Api
) -> None:
    present, full = make_train(), make_train(NOW + 11 * DAY, places=1)
    shipment = assigned()
    filler = assigned(**FULL)
    move(dispatcher, filler, full)
    free_one = make_train(NOW + 12 * DAY)
    shown = dispatcher.get(f"/shipments/{shipment.pk}/trains").json()["trains"]
    assert [(each["train"], each["is_possible"]) for each in shown] == [
        (str(present), False),
        (str(full), False),
        (str(free_one), True),
    ]
    assert shown[0]["sentence"] == "It has its place on this train."
    assert (shown[1]["code"], bool(shown[1]["sentence"])) == ("train_full", True)
    assert (shown[2]["code"], shown[2]["sentence"], shown[2]["opens"]) == ("", "", True)


def test_a_dispatcher_moves_a_shipment_and_the_roll_is_told(rails: datetime, dispatcher: Api) -> None:
    first = make_train()
    shipment = assigned()
    second = make_train(NOW + 12 * DAY)
    answer = move(dispatcher, shipment, second)
    assert answer.status_code == 200
    assert answer.json()["slot"]["departure_id"] == str(second.pk)
    [roll] = answer.json()["rolls"]
    assert (roll["from_train"], roll["to_train"]) == (str(first), str(second))
    assert (roll["cause"], roll["reason"], roll["by_kind"]) == ("staff", WHY["reason"], "staff")
    assert "move" in answer.json()["allowed_actions"]
    assert train_of(shipment) == second


def test_a_refused_move_says_why_and_the_shipment_keeps_its_place(rails: datetime, dispatcher: Api) -> None:
    first = make_train()
    shipment = assigned()
    other_way = make_train(NOW + 12 * DAY, service="ALA-XIA-KH")
    answer = move(dispatcher, shipment, other_way)
    assert (answer.status_code, answer.json()["code"]) == (422, "shipping.place_refused")
    assert "does not run between" in answer.json()["detail"]
    assert train_of(shipment) == first


def test_what_stands_behind_a_seal_is_offered_no_train_and_refused_until_it_is_broken(
    rails: datetime, dispatcher: Api
) -> None:
    make_train()
    other = make_train(NOW + 12 * DAY)
    shipment, packages = packed()
    container = seal(stuff(container_of(shipment), codes(packages)))
    path = f"/shipments/{shipment.pk}"

    def allowed() -> list[str]:
        return [str(verb) for verb in dispatcher.get(path).json()["allowed_actions"]]

    assert allowed() == []
    why = f"Its goods stand in container {container.number} under seal KTZ-004711: break the seal first."
    assert {each["sentence"] for each in dispatcher.get(f"{path}/trains").json()["trains"]} == {why}
    moved, rolled = move(dispatcher, shipment, other), dispatcher.post(f"{path}/roll", WHY)
    assert (moved.status_code, moved.json()["code"], moved.json()["detail"]) == (
        422,
        "shipping.place_refused",
        why,
    )
    assert (rolled.status_code, rolled.json()["code"], rolled.json()["detail"]) == (
        409,
        "shipping.container_sealed",
        why,
    )
    assert dispatcher.post(f"/containers/{container.pk}/break-seal", WHY).status_code == 200
    assert allowed() == ["move", "roll"]
    assert move(dispatcher, shipment, other).status_code == 200


def test_whoever_read_an_older_state_is_told_who_moved_it_when_and_where(
    rails: datetime, staff_key: Callable[..., Api]
) -> None:
    anna, bolat = staff_key("dispatch"), staff_key("dispatch")
    first = make_train()
    shipment = assigned()
    second, third = make_train(NOW + 12 * DAY), make_train(NOW + 14 * DAY)
    tag = tag_of(bolat, shipment)
    assert move(anna, shipment, second).status_code == 200
    stale = move(bolat, shipment, third, if_match=tag)
    told = stale.json()
    assert (stale.status_code, told["code"]) == (412, "request.stale")
    assert (told["from_train"], told["to_train"]) == (str(first), str(second))
    assert (told["by_kind"], told["moved_at"]) == ("staff", NOW.isoformat())
    assert f"from {first} to {second}" in told["detail"]
    assert train_of(shipment) == second
    assert move(bolat, shipment, third, if_match=tag_of(bolat, shipment)).status_code == 200
    assert train_of(shipment) == third


def test_any_state_is_taken_by_whoever_says_so(rails: datetime, dispatcher: Api) -> None:
    make_train()
    shipment = assigned()
    second = make_train(NOW + 12 * DAY)
    assert move(dispatcher, shipment, second, if_match="*").status_code == 200


def test_of_two_who_move_blindly_at_the_same_second_one_wins(
    real_rails: datetime, staff_key: Callable[..., Api], at_once: AtOnce
) -> None:
    desks = [staff_key("dispatch"), staff_key("dispatch")]
    make_train()
    shipment = assigned()
    others = [make_train(NOW + days * DAY) for days in (11, 12)]
    answers = at_once(
        [partial(move, desk, shipment, train) for desk, train in zip(desks, others, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [lost] = [answer.json() for answer in answers if answer.status_code == 409]
    assert lost["code"] == "shipping.moved_meanwhile"
    assert lost["to_train"] == str(train_of(shipment))
    assert broken() == []


def test_two_staff_move_one_shipment_at_the_same_second_and_one_is_told(
    real_rails: datetime, staff_key: Callable[..., Api], at_once: AtOnce
) -> None:
    desks = [staff_key("dispatch"), staff_key("dispatch")]
    trains = [make_train(NOW + days * DAY) for days in (10, 11, 12)]
    whole = [free(train) for train in trains]
    for _ in range(4):
        shipment = assigned()
        tag = tag_of(desks[0], shipment)
        others = [train for train in trains if train != train_of(shipment)]
        answers = at_once(
            [
                partial(move, desk, shipment, train, if_match=tag)
                for desk, train in zip(desks, others, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        [lost] = [answer.json() for answer in answers if answer.status_code == 412]
        present = train_of(shipment)
        assert present is not None
        assert present in others
        assert won["slot"]["departure_id"] == str(present.pk)
        assert lost["to_train"] == str(present)
        assert sum(free(train) != was for train, was in zip(trains, whole, strict=True)) == 1
        assert broken() == []
        owns_transaction(booking.cancel_shipment)(shipment_id=shipment.pk, reason="", at=NOW, by=STAFF)
        assert [free(train) for train in trains] == whole


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/departure_id"),
        ({"departure_id": "x"}, "/departure_id"),
        ({"departure_id": str(uuid4())}, "/departure_id"),
        ({"departure_id": None}, "/departure_id"),
        ({"departure_id": str(uuid4()), "train": "x"}, "/train"),
    ],
)
def test_a_bad_move_is_refused_by_its_field(
    rails: datetime, dispatcher: Api, body: dict[str, Any], pointer: str
) -> None:
    make_train()
    shipment = assigned()
    answer = dispatcher.post(f"/shipments/{shipment.pk}/move", {**WHY, **body})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_only_the_dispatch_group_moves_and_only_staff_sees_the_choices(
    rails: datetime, staff_key: Callable[..., Api], api: Api
) -> None:
    present = make_train()
    shipment = assigned()
    second = make_train(NOW + 12 * DAY)
    viewer = staff_key("viewer")
    assert move(viewer, shipment, second).status_code == 403
    assert move(api, shipment, second).status_code == 401
    assert train_of(shipment) == present
    assert viewer.get(f"/shipments/{shipment.pk}/trains").status_code == 200
    assert api.get(f"/shipments/{shipment.pk}/trains").status_code == 401
    assert viewer.get(f"/shipments/{shipment.pk}").json()["allowed_actions"] == []


def test_a_shipment_that_nobody_has_is_not_moved(rails: datetime, dispatcher: Api) -> None:
    train = make_train()
    assert move(dispatcher, Shipment(pk=uuid4()), train).json()["code"] == "shipping.shipment_not_found"
    assert dispatcher.get(f"/shipments/{uuid4()}/trains").status_code == 404


def test_a_dispatcher_tries_now_what_the_workers_have_put_before_a_person(
    rails: datetime, dispatcher: Api
) -> None:
    shipment = book()
    path = f"/shipments/{shipment.pk}/assign"
    none = dispatcher.post(path, {}).json()
    assert (none["status"], none["waiting_reason"]) == ("waiting", "no_departure")
    assert "assign" in none["allowed_actions"]
    train = make_train()
    Shipment.objects.update(attention_at=NOW, attention_reason="RuntimeError: no answer", failures=3)
    told = dispatcher.post(path, {}).json()
    assert (told["status"], told["slot"]["departure_id"]) == ("assigned", str(train.pk))
    assert (told["waiting_reason"], fresh(shipment).attention_at) == ("", None)
    late = dispatcher.post(path, {})
    assert (late.status_code, late.json()["code"]) == (409, "lifecycle.illegal_move")
    assert "this one is assigned" in late.json()["detail"]
    assert "assign" not in dispatcher.get(f"/shipments/{shipment.pk}").json()["allowed_actions"]
    assert broken() == []


def test_only_dispatchers_try_to_assign_and_what_is_not_there_is_said(
    rails: datetime, dispatcher: Api, staff_key: Callable[..., Api]
) -> None:
    shipment = book()
    assert staff_key("viewer").post(f"/shipments/{shipment.pk}/assign", {}).status_code == 403
    answer = dispatcher.post(f"/shipments/{uuid4()}/assign", {})
    assert (answer.status_code, answer.json()["code"]) == (404, "shipping.shipment_not_found")

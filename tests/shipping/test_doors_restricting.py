"""Do the doors for embargoes, kept places, crossings show and do what they should, to whom they should?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Organisation
from accounts.operations.keying import create_key
from accounts.policy import SCOPES
from catalog.models import Seller
from kit.actors import SYSTEM
from shipping.models import Allotment, Crossing, Embargo
from tests.api import Api
from tests.conftest import Jobs
from tests.kit.conftest import make_seller
from tests.shipping.railway import DAY, NOW, assigned, broken, free, make_train, train_of

pytestmark = pytest.mark.usefixtures("standing_clock")
Found = Callable[..., Organisation]
SHUT = {
    "crossing": "KHORGOS",
    "direction": "KZ-CN",
    "segregation_classes": ["DRY_FOOD"],
    "starts_at": NOW.isoformat(),
    "reason": "the yard is full",
}


@pytest.fixture
def seller(make_organisation: Found) -> Organisation:
    return make_organisation("seller")


def key_of(organisation: Organisation) -> Api:
    key = create_key(name="mill", scopes=sorted(SCOPES), organisation=organisation, at=NOW, by=SYSTEM)
    return Api(key.secret)


def kept(seller: Organisation, **changes: Any) -> dict[str, Any]:
    wanted = {
        "organisation_id": str(seller.pk),
        "service": "ALA-LYG-KH",
        "places": 2,
        "release_h": 24,
        "valid_from": NOW.date().isoformat(),
    }
    return {**wanted, **changes}


# ---- embargoes --------------------------------------------------------------------------


def test_an_embargo_rolls_what_meets_it_and_is_listed_until_it_is_lifted(
    rails: datetime, dispatcher: Api, jobs: Jobs
) -> None:
    khorgos = make_train(NOW + 8 * DAY)
    shipment = assigned()
    dostyk = make_train(NOW + 9 * DAY, service="ALA-LYG-DO")
    made = dispatcher.post("/embargoes", SHUT)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["allowed_actions"]) == ("holds", ["lift"])
    jobs.drain()
    assert train_of(shipment) == dostyk
    assert dispatcher.get(made.headers["Location"].removeprefix("/api/v1")).json() == made.json()
    standing = dispatcher.get("/embargoes?standing=true").json()["items"]
    assert [each["id"] for each in standing] == [made.json()["id"]]

    lifted = dispatcher.post(f"/embargoes/{made.json()['id']}/lift", {"reason": "clear again"}).json()
    assert (lifted["state"], lifted["lift_reason"], lifted["allowed_actions"]) == (
        "lifted",
        "clear again",
        [],
    )
    assert dispatcher.get("/embargoes?standing=true").json()["items"] == []
    assert [each["id"] for each in dispatcher.get("/embargoes?standing=false").json()["items"]] == [
        lifted["id"]
    ]
    assert dispatcher.get(f"/departures/{khorgos.pk}").json()["under_embargo"] is False
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "holds"),
        ({"starts_at": (NOW + DAY).isoformat()}, "to_come"),
        ({"starts_at": (NOW - 2 * DAY).isoformat(), "ends_at": (NOW - DAY).isoformat()}, "over"),
    ],
)
def test_an_embargo_says_whether_it_holds(
    rails: datetime, dispatcher: Api, changes: dict[str, str], state: str
) -> None:
    assert dispatcher.post("/embargoes", {**SHUT, **changes}).json()["state"] == state


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"crossing": "ATLANTIS"}, "/crossing"),
        ({"location": "KZ-ALTYNKOL"}, "/location"),
        ({"direction": "CN-CN"}, "/direction"),
        ({"segregation_classes": ["DRY_FOOD", "DANGEROUS"]}, "/segregation_classes/1"),
        ({"segregation_classes": "DRY_FOOD"}, "/segregation_classes"),
        ({"starts_at": "2026-12-05T00:00:00"}, "/starts_at"),
        ({"ends_at": NOW.isoformat()}, "/ends_at"),
        ({"reason": " "}, "/reason"),
        ({"until": "spring"}, "/until"),
    ],
)
def test_a_bad_embargo_is_refused_by_its_field(
    rails: datetime, dispatcher: Api, changes: dict[str, Any], pointer: str
) -> None:
    answer = dispatcher.post("/embargoes", {**SHUT, **changes})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Embargo.objects.exists()


def test_a_station_that_nobody_knows_is_named(rails: datetime, dispatcher: Api) -> None:
    elsewhere = {name: value for name, value in SHUT.items() if name != "crossing"}
    answer = dispatcher.post("/embargoes", {**elsewhere, "location": "ATLANTIS"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/location"]
    good = dispatcher.post("/embargoes", {**elsewhere, "location": "KZ-ALTYNKOL"}).json()
    assert (good["location"], good["crossing"]) == ("KZ-ALTYNKOL", None)


def test_only_staff_see_embargoes_and_only_dispatch_declares_or_lifts(
    rails: datetime, staff_key: Callable[..., Api], api: Api, seller: Organisation
) -> None:
    viewer, dispatcher = staff_key("viewer"), staff_key("dispatch")
    path = f"/embargoes/{dispatcher.post('/embargoes', SHUT).json()['id']}"
    assert viewer.get(path).json()["allowed_actions"] == []
    assert viewer.post("/embargoes", SHUT).status_code == 403
    assert viewer.post(f"{path}/lift", {"reason": "x"}).status_code == 403
    assert key_of(seller).get("/embargoes").status_code == 403
    assert api.get(path).status_code == 401
    assert Embargo.objects.get().lifted_at is None


def test_an_embargo_that_nobody_declared_is_not_lifted(rails: datetime, dispatcher: Api) -> None:
    answer = dispatcher.post(f"/embargoes/{uuid4()}/lift", {"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "shipping.embargo_not_found")


# ---- kept places ------------------------------------------------------------------------


def test_places_are_kept_shown_on_the_train_and_free_again_at_the_end(
    rails: datetime, dispatcher: Api, seller: Organisation
) -> None:
    train = make_train()
    whole = free(train)
    made = dispatcher.post("/allotments", kept(seller))
    assert made.status_code == 201
    assert [
        (each["departure_id"], each["places_kept"], each["places_left"]) for each in made.json()["kept"]
    ] == [(str(train.pk), 2, 2)]
    legs = dispatcher.get(f"/departures/{train.pk}").json()["legs"]
    assert {leg["capacity"]["held"]["mteu"] for leg in legs} == {4_000}
    ended = dispatcher.post(f"/allotments/{made.json()['id']}/end", {"reason": "contract over"}).json()
    assert (ended["end_reason"], ended["kept"][0]["places_left"], ended["allowed_actions"]) == (
        "contract over",
        0,
        [],
    )
    assert free(train) == whole


def test_places_of_one_train_are_held_for_a_while(
    rails: datetime, dispatcher: Api, seller: Organisation
) -> None:
    train, other = make_train(), make_train(NOW + 12 * DAY)
    path, wanted = f"/departures/{train.pk}/hold-places", {"organisation_id": str(seller.pk), "places": 2}
    made = dispatcher.post(path, wanted)
    assert made.status_code == 201
    hold = made.json()
    assert made.headers["Location"] == f"/api/v1/allotments/{hold['id']}"
    assert (hold["departure_id"], datetime.fromisoformat(hold["holds_until"])) == (
        str(train.pk),
        NOW + timedelta(minutes=30),
    )
    assert [each["departure_id"] for each in hold["kept"]] == [str(train.pk)]
    [own] = key_of(seller).get("/allotments").json()["items"]
    assert (own["id"], own["allowed_actions"]) == (hold["id"], [])
    full = dispatcher.post(path, {**wanted, "places": 4})
    assert (full.status_code, full.json()["code"]) == (409, "shipping.hold_refused")
    assert "would be 6, it bears 5" in full.json()["detail"]
    for wrong, pointer in (({"minutes": 4321}, "/minutes"), ({"places": 0}, "/places")):
        answer = dispatcher.post(path, {**wanted, **wrong})
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert dispatcher.post(f"/departures/{uuid4()}/hold-places", wanted).status_code == 404
    assert key_of(seller).post(path, wanted).status_code == 403
    assert free(other)[0][0] == 10_000


def test_staff_find_at_the_seller_for_whom_places_are_kept(rails: datetime, dispatcher: Api) -> None:
    mill = make_seller()
    Seller.objects.filter(pk=mill.pk).update(status="verified", verified_at=NOW)
    [shown] = dispatcher.get("/sellers").json()["items"]
    assert shown["organisation_id"] == str(mill.organisation_id)
    assert dispatcher.post("/allotments", kept(mill.organisation)).status_code == 201


def test_a_seller_sees_its_own_kept_places_and_changes_none(
    rails: datetime, dispatcher: Api, seller: Organisation, make_organisation: Found, api: Api
) -> None:
    path = f"/allotments/{dispatcher.post('/allotments', kept(seller)).json()['id']}"
    own, other = key_of(seller), key_of(make_organisation("seller"))
    assert [each["organisation_id"] for each in own.get("/allotments").json()["items"]] == [str(seller.pk)]
    assert own.get(path).json()["allowed_actions"] == []
    assert (other.get("/allotments").json()["items"], other.get(path).status_code) == ([], 404)
    assert own.post("/allotments", kept(seller)).status_code == 403
    assert own.post(f"{path}/end", {"reason": "x"}).status_code == 403
    assert api.get("/allotments").status_code == 401
    assert Allotment.objects.get().ended_at is None


def test_only_dispatch_keeps_places(
    rails: datetime, staff_key: Callable[..., Api], seller: Organisation
) -> None:
    viewer = staff_key("viewer")
    assert viewer.post("/allotments", kept(seller)).status_code == 403
    assert viewer.get("/allotments").json()["items"] == []


def test_allotments_are_filtered(rails: datetime, dispatcher: Api, seller: Organisation) -> None:
    over = dispatcher.post("/allotments", kept(seller, service="ALA-LYG-DO")).json()["id"]
    runs = dispatcher.post("/allotments", kept(seller)).json()["id"]
    dispatcher.post(f"/allotments/{over}/end", {"reason": "x"})

    def ids(query: str) -> list[str]:
        return [each["id"] for each in dispatcher.get(f"/allotments?{query}").json()["items"]]

    assert ids("") == [runs, over]
    assert ids("running=true") == ids("service=ALA-LYG-KH") == [runs]
    assert ids("running=false") == ids("service=ALA-LYG-DO") == [over]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"organisation_id": str(uuid4())}, "/organisation_id"),
        ({"organisation_id": "x"}, "/organisation_id"),
        ({"service": "NOWHERE"}, "/service"),
        ({"places": 0}, "/places"),
        ({"places": "2"}, "/places"),
        ({"release_h": -1}, "/release_h"),
        ({"valid_from": "tomorrow"}, "/valid_from"),
        ({"valid_to": "2026-11-01"}, "/valid_to"),
        ({"plugs": 1}, "/plugs"),
    ],
)
def test_a_bad_allotment_is_refused_by_its_field(
    rails: datetime, dispatcher: Api, seller: Organisation, changes: dict[str, Any], pointer: str
) -> None:
    answer = dispatcher.post("/allotments", kept(seller, **changes))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Allotment.objects.exists()


def test_places_are_kept_for_sellers_alone(
    rails: datetime, dispatcher: Api, make_organisation: Found
) -> None:
    answer = dispatcher.post("/allotments", kept(make_organisation("carrier")))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/organisation_id"]


def test_a_second_allotment_of_one_service_is_refused(
    rails: datetime, dispatcher: Api, seller: Organisation
) -> None:
    assert dispatcher.post("/allotments", kept(seller)).status_code == 201
    again = dispatcher.post("/allotments", kept(seller, places=1))
    assert (again.status_code, again.json()["code"]) == (409, "shipping.already_allotted")


# ---- crossings --------------------------------------------------------------------------


def test_anyone_reads_how_many_trains_a_crossing_takes(rails: datetime, api: Api) -> None:
    Crossing.objects.filter(code="KHORGOS").update(daily_trains=7)
    shown = {each["code"]: each for each in api.get("/crossings", accept_language="ru").json()["items"]}
    assert set(shown) == {"DOSTYK", "KHORGOS"}
    assert shown["KHORGOS"]["daily_trains"] == 7
    assert shown["KHORGOS"]["station"]["name"] == "Сухой порт KTZE-Khorgos Gateway"
    assert api.post("/crossings", {}).status_code == 405

"""Does a departure say what each of its legs still bears, and what the containers on it still hold?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Organisation
from kit.transactions import owns_transaction
from shipping.models import Departure, DepartureLeg
from shipping.operations import allotting, closing, embargoing, reporting
from tests.api import Api
from tests.shipping.changes import cancel_leg, cut, delay
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    KUMYS,
    NOW,
    STAFF,
    assigned,
    broken,
    make_train,
    train_of,
)

pytestmark = pytest.mark.usefixtures("standing_clock")
NOTHING = {"mteu": 0, "gross_g": 0, "volume_cm3": 0, "plugs": 0}
# Rule 8: what a 42G1 of dry goods and a 45R1 of chilled ones take of a train.
DRY_G, COLD_G = 24_900_000, 25_000_000
# A whole 45R1.
FULL_OF_COLD: dict[str, Any] = {**KUMYS, "gross_g": 20_400_000, "volume_cm3": 60_000_000}


@pytest.fixture
def seller(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation("seller")


def keep(seller: Organisation, places: int = 1) -> None:
    owns_transaction(allotting.allot)(
        organisation_id=seller.pk,
        service_code="ALA-LYG-KH",
        places=places,
        release_h=24,
        valid_from=NOW.date(),
        at=NOW,
        by=STAFF,
    )


def stop(**changes: Any) -> None:
    wanted = {"crossing_code": "KHORGOS", "starts_at": NOW, "reason": "full yard", "at": NOW, "by": STAFF}
    owns_transaction(embargoing.declare_embargo)(**{**wanted, **changes})


def seen(api: Api, train: Departure) -> dict[str, Any]:
    shown: dict[str, Any] = api.get(f"/departures/{train.pk}").json()
    return shown


def amounts(mteu: int, gross_g: int, plugs: int = 0, volume_cm3: int = 0) -> dict[str, int]:
    return {"mteu": mteu, "gross_g": gross_g, "volume_cm3": volume_cm3, "plugs": plugs}


def parts(capacity: Mapping[str, Any]) -> dict[str, int]:
    """What the parts of a leg add up to."""
    return {name: sum(each[name] for part, each in capacity.items() if part != "total") for name in NOTHING}


def test_each_leg_tells_what_became_of_its_limits(rails: datetime, api: Api, seller: Organisation) -> None:
    train = make_train(places=6, plugs=2)
    keep(seller)
    assigned(gross_g=1_000_000, volume_cm3=5_000_000)
    assigned(**KUMYS, gross_g=2_000_000, volume_cm3=7_000_000)
    cut(train, places=5)
    first, yard, last = (leg["capacity"] for leg in seen(api, train)["legs"])
    room_cm3 = 2 * 60_750_000 - 12_000_000
    assert first == {
        "total": amounts(12_000, 1_300_000_000, 2, 2 * 60_750_000),
        "cut": amounts(2_000, 0),
        "held": amounts(2_000, 25_000_000),
        "assigned": amounts(4_000, DRY_G + COLD_G, 1, 12_000_000),
        "locked": NOTHING,
        "loaded": NOTHING,
        "free": amounts(4_000, 1_300_000_000 - 25_000_000 - DRY_G - COLD_G, 1, room_cm3),
    }
    assert last == yard == {**first, "cut": NOTHING, "free": {**first["free"], "mteu": 6_000}}
    assert broken() == []


def test_a_closed_train_tells_what_is_locked_and_what_is_loaded(rails: datetime, api: Api) -> None:
    train = make_train(places=3)
    loaded, locked = assigned(**FULL), assigned(**KUMYS)
    owns_transaction(closing.close_departure)(departure_id=train.pk, at=NOW, by=STAFF)
    for shipment in (loaded, locked):
        reporting.hand_in(shipment_id=shipment.pk, at=NOW, by=STAFF)
    reporting.report_stage(shipment_id=loaded.pk, kind="loaded", at=NOW, by=STAFF)
    shown = seen(api, train)
    for leg in shown["legs"]:
        capacity = leg["capacity"]
        assert capacity["assigned"] == NOTHING
        assert capacity["locked"] == amounts(2_000, COLD_G, 1, 60_750_000)
        assert capacity["loaded"] == amounts(2_000, DRY_G, 0, 60_750_000)
        assert capacity["free"]["volume_cm3"] == 0
        assert parts(capacity) == capacity["total"]
    assert {each["count"] for each in shown["could_open"]} == {0}


def test_each_kind_of_container_tells_what_it_holds_and_how_many_more_fit(rails: datetime, api: Api) -> None:
    train = make_train(places=5, plugs=2)
    for _ in range(2):
        assigned(gross_g=1_000_000, volume_cm3=5_000_000)
    assigned(**KUMYS, gross_g=2_000_000, volume_cm3=7_000_000)
    shown = seen(api, train)
    assert shown["slots"] == [
        {
            "container_type": "42G1",
            "temperature_class": "AMBIENT_DRY",
            "segregation_group": "FOOD",
            "opened": 1,
            "assigned": 2,
            "free_g": 21_000_000 - 2_000_000,
            "free_cm3": 60_750_000 - 10_000_000,
            "could_open": 3,
        },
        {
            "container_type": "45R1",
            "temperature_class": "CHILLED_2_6",
            "segregation_group": "DAIRY_CHILLED",
            "opened": 1,
            "assigned": 1,
            "free_g": 20_400_000 - 2_000_000,
            "free_cm3": 60_750_000 - 7_000_000,
            "could_open": 1,
        },
    ]
    could = {each["container_type"]: each["count"] for each in shown["could_open"]}
    assert (could["42G1"], could["22G1"], could["45R1"]) == (3, 6, 1)


def test_the_scarcest_leg_says_how_many_more_containers_fit(rails: datetime, api: Api) -> None:
    train = make_train(places=5)
    cut(train, position=3, gross_g=2 * DRY_G + 1)
    could = {each["container_type"]: each["count"] for each in seen(api, train)["could_open"]}
    assert could["42G1"] == 2


def test_a_delayed_train_tells_plan_expectation_and_what_was_real(rails: datetime, api: Api) -> None:
    train = make_train()
    delay(train, 180)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    shown = seen(api, train)
    first = shown["legs"][0]
    assert datetime.fromisoformat(shown["planned_departs_at"]) == NOW + 10 * DAY
    assert datetime.fromisoformat(first["departs_at"]) == NOW + 10 * DAY + 3 * HOUR
    assert (first["late_min"], first["actual_departed_at"]) == (180, "2026-11-24T06:00:00Z")


def test_a_train_that_is_cancelled_on_one_leg_says_so(rails: datetime, api: Api) -> None:
    train = make_train()
    cancel_leg(train, 3)
    shown = seen(api, train)
    assert [leg["cancelled_at"] for leg in shown["legs"]] == [None, None, "2026-11-24T06:00:00Z"]
    assert (shown["runs_through"], shown["status"]) == (False, "open")


def test_a_train_that_meets_an_embargo_says_which(rails: datetime, api: Api) -> None:
    train, other = make_train(), make_train(NOW + 11 * DAY, service="ALA-LYG-DO")
    stop(segregation_classes=["DRY_FOOD"])
    shown = seen(api, train)
    assert shown["under_embargo"] is True
    assert [each["segregation_classes"] for each in shown["embargoes"]] == [["DRY_FOOD"]]
    assert (seen(api, other)["under_embargo"], seen(api, other)["embargoes"]) == (False, [])


def test_anybody_is_told_of_an_embargo_and_staff_alone_why(
    rails: datetime, api: Api, dispatcher: Api
) -> None:
    train = make_train()
    stop(ends_at=NOW + 20 * DAY, reason="their yard master is on strike")
    told, sentence = (seen(each, train)["embargoes"][0]["sentence"] for each in (api, dispatcher))
    assert told == "Altynkol - Horgos is under embargo until 14 Dec 11:00 Almaty"
    assert sentence == f"{told}: their yard master is on strike"


def test_closed_cut_offs_are_stamped(rails: datetime, api: Api) -> None:
    train = make_train()
    assert seen(api, train)["documents_closed_at"] is None
    Departure.objects.filter(pk=train.pk).update(documents_closed_at=NOW)
    assert seen(api, train)["documents_closed_at"] == "2026-11-24T06:00:00Z"


def test_the_tag_changes_with_what_is_free_though_the_row_does_not(rails: datetime, api: Api) -> None:
    train = make_train()
    path = f"/departures/{train.pk}"
    tag, version = api.get(path).headers["ETag"], train.version
    assert api.get(path, if_none_match=tag).status_code == 304
    assigned()
    train.refresh_from_db()
    assert train.version == version
    assert api.get(path, if_none_match=tag).status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("crossing=KHORGOS", 1),
        ("crossing=DOSTYK", 1),
        ("direction=KZ-CN", 2),
        ("direction=CN-KZ", 0),
        ("direction=KZ-CN&crossing=DOSTYK&status=open", 1),
    ],
)
def test_departures_are_filtered_by_crossing_and_direction(
    rails: datetime, api: Api, query: str, count: int
) -> None:
    make_train()
    make_train(NOW + 12 * DAY, service="ALA-LYG-DO")
    assert len(api.get(f"/departures?{query}").json()["items"]) == count


def free_for(api: Api, goods: str) -> list[str]:
    return [each["id"] for each in api.get(f"/departures?free_for={goods}").json()["items"]]


def test_departures_with_room_for_goods_are_found(rails: datetime, api: Api) -> None:
    cold, full = make_train(plugs=0, places=1), make_train(NOW + 12 * DAY, places=1)
    shipment = assigned(**FULL_OF_COLD)
    assert train_of(shipment) == full
    assert free_for(api, "AMBIENT_DRY:DRY_FOOD") == [str(cold.pk)]
    assert free_for(api, "CHILLED_2_6:DAIRY_CHILLED") == []


def test_room_in_an_opened_container_counts_as_room(rails: datetime, api: Api) -> None:
    train = make_train(places=1)
    assigned()
    assert free_for(api, "AMBIENT_DRY:LIQUID_FOOD") == [str(train.pk)]
    assert free_for(api, "AMBIENT_DRY:COSMETICS") == []


def test_no_room_is_promised_under_an_embargo_or_after_the_cut_off(rails: datetime, api: Api) -> None:
    train, late = make_train(), make_train(NOW + 2 * DAY, service="ALA-LYG-DO")
    Departure.objects.filter(pk=late.pk).update(cfs_cutoff_at=NOW)
    assert free_for(api, "AMBIENT_DRY:DRY_FOOD") == [str(train.pk)]
    stop(segregation_classes=["DRY_FOOD"])
    assert free_for(api, "AMBIENT_DRY:DRY_FOOD") == []
    assert free_for(api, "AMBIENT_DRY:COSMETICS") == [str(train.pk)]


@pytest.mark.parametrize("goods", ["AMBIENT_DRY", "WARM:DRY_FOOD", "AMBIENT_DRY:DANGEROUS", ":"])
def test_goods_that_do_not_ride_are_no_filter(rails: datetime, api: Api, goods: str) -> None:
    answer = api.get(f"/departures?free_for={goods}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/free_for")


def test_two_dozen_full_trains_take_at_most_eight_queries(
    rails: datetime, api: Api, seller: Organisation, django_assert_max_num_queries: Any
) -> None:
    for days in range(4, 28):
        make_train(NOW + days * DAY)
    keep(seller)
    for _ in range(6):
        assigned(**FULL)
    stop(segregation_classes=["DRY_FOOD"])
    with django_assert_max_num_queries(8):
        shown = api.get("/departures").json()["items"]
    assert len(shown) == 24
    assert sum(each["under_embargo"] for each in shown) == 24
    assert DepartureLeg.objects.count() == 72

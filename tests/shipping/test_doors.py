"""Do the railway's doors show what they should, to whom they should?"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from kit.actors import SYSTEM
from shipping.models import Shipment, TransportEvent
from shipping.operations import reporting
from shipping.time_words import dated
from shipping.wording import LABELS, STAGES
from tests.api import Api
from tests.conftest import Jobs
from tests.shipping.railway import DAY, FULL, NOW, STAFF, assigned, book, fresh, make_train, train_of

SCOPES = [
    "departures:read",
    "departures:write",
    "shipments:read",
    "shipments:write",
    "transport-events:write",
]
pytestmark = pytest.mark.usefixtures("standing_clock")
Found = Callable[..., Organisation]
MakeUser = Callable[..., User]
SignIn = Callable[[User], Api]
WAY = ("KZ-ALMATY-CFS", "KZ-ALMATY1", "KZ-ALTYNKOL", "KZ-KHORGOS-GW", "CN-LYG-BASE")


def key_of(organisation: Organisation, *, simulates: bool = False) -> Api:
    made = create_key(
        name="yard", scopes=SCOPES, organisation=organisation, simulates=simulates, at=NOW, by=SYSTEM
    )
    return Api(made.secret)


@pytest.fixture
def riding(rails: datetime) -> Shipment:
    """A shipment with a train."""
    make_train()
    return assigned()


def report(about: Shipment, kind: str = "loaded", **changes: Any) -> dict[str, Any]:
    told = {"external_id": f"R-{kind}", "kind": kind, "occurred_at": NOW.isoformat()}
    return {**told, "shipment": about.number, **changes}


def test_anyone_sees_departures_with_what_is_free_on_each_leg(riding: Shipment, api: Api) -> None:
    [shown] = api.get("/departures").json()["items"]
    assert [(leg["kind"], leg["gauge_mm"]) for leg in shown["legs"]] == [
        ("train", 1520),
        ("transshipment", None),
        ("train", 1435),
    ]
    assert {leg["room"]["free_mteu"] for leg in shown["legs"]} == {8_000}
    assert shown["allowed_actions"] == []


def test_departures_come_in_order_of_time_page_by_page(rails: datetime, api: Api) -> None:
    trains = [make_train(NOW + days * DAY) for days in (9, 8, 10)]
    first = api.get("/departures?limit=2").json()
    second = api.get("/departures?" + first["next"].partition("?")[2]).json()
    shown = [item["id"] for item in first["items"] + second["items"]]
    assert shown == [str(trains[place].pk) for place in (1, 0, 2)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("service=ALA-LYG-KH", 1),
        ("origin=KZ-ALMATY1&destination=CN-XIAN-ILP", 1),
        ("destination=CN-LYG-BASE", 1),
        ("date_from=2026-12-05", 1),
        ("date_to=2026-12-04", 1),
        ("status=open", 2),
        ("status=closed", 0),
    ],
)
def test_departures_are_filtered(rails: datetime, api: Api, query: str, count: int) -> None:
    make_train(NOW + 10 * DAY)
    make_train(NOW + 12 * DAY, service="ALA-XIA-KH")
    assert len(api.get(f"/departures?{query}").json()["items"]) == count


@pytest.mark.parametrize("query", ["colour=red", "date_from=tomorrow", "status=late", "limit=101"])
def test_a_filter_that_nobody_knows_is_named(rails: datetime, api: Api, query: str) -> None:
    answer = api.get(f"/departures?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/" + query.partition("=")[0]


def test_a_list_of_departures_takes_few_queries(
    rails: datetime, api: Api, django_assert_max_num_queries: Any
) -> None:
    for days in range(4, 28):
        make_train(NOW + days * DAY)
    with django_assert_max_num_queries(8):
        assert len(api.get("/departures").json()["items"]) == 24


def test_one_departure_shows_its_opened_containers(riding: Shipment, api: Api) -> None:
    train = train_of(riding)
    assert train is not None
    shown = api.get(f"/departures/{train.pk}").json()
    assert shown["slots"] == [
        {
            "container_type": "42G1",
            "temperature_class": "AMBIENT_DRY",
            "segregation_group": "FOOD",
            "opened": 1,
            "assigned": 1,
            "free_g": 21_000_000 - riding.gross_g,
            "free_cm3": 60_750_000 - riding.volume_cm3,
            "could_open": 4,
        }
    ]


def test_places_are_called_as_the_reader_calls_them(riding: Shipment, api: Api) -> None:
    train = train_of(riding)
    assert train is not None
    shown = api.get(f"/departures/{train.pk}", accept_language="zh-CN").json()
    assert shown["legs"][0]["destination"]["name"] == "阿腾科里"


def test_a_dispatcher_closes_and_reports_a_train(riding: Shipment, dispatcher: Api) -> None:
    train = train_of(riding)
    assert train is not None
    reporting.hand_in(shipment_id=riding.pk, at=NOW, by=STAFF)
    for verb, became in (
        ("close", "closed"),
        ("load", "loaded"),
        ("depart", "departed"),
        ("at-border", "at_border"),
        ("transship", "at_border"),
        ("arrive", "arrived"),
    ):
        answer = dispatcher.post(f"/departures/{train.pk}/{verb}")
        assert (answer.status_code, answer.json()["status"]) == (200, became)
    assert fresh(riding).status == "arrived"


def test_a_train_offers_what_its_status_allows(riding: Shipment, dispatcher: Api) -> None:
    train = train_of(riding)
    assert train is not None
    shown = dispatcher.get(f"/departures/{train.pk}").json()
    assert shown["allowed_actions"] == [
        *("close", "cancel", "load", "depart", "reschedule", "cut", "extend-cut-offs", "hold-places")
    ]


def test_a_cancelled_departure_is_rolled_by_its_job(riding: Shipment, dispatcher: Api, jobs: Jobs) -> None:
    train = train_of(riding)
    assert train is not None
    answer = dispatcher.post(f"/departures/{train.pk}/cancel", {"reason": "flood"})
    assert answer.json()["status"] == "cancelled"
    jobs.drain()
    assert fresh(riding).status == "waiting"
    again = dispatcher.post(f"/departures/{train.pk}/cancel", {"reason": "flood"})
    assert (again.status_code, again.json()["code"]) == (409, "lifecycle.illegal_move")


def test_only_dispatchers_move_trains(riding: Shipment, api: Api, make_organisation: Found) -> None:
    train = train_of(riding)
    assert train is not None
    carrier = key_of(make_organisation("carrier", *WAY))
    assert api.post(f"/departures/{train.pk}/close").status_code == 401
    assert carrier.post(f"/departures/{train.pk}/close").status_code == 403
    train.refresh_from_db()
    assert train.status == "open"


def test_staff_see_every_shipment_and_a_partner_those_that_pass_its_places(
    riding: Shipment, dispatcher: Api, make_organisation: Found
) -> None:
    path = f"/shipments/{riding.pk}"
    near, far = (key_of(make_organisation("terminal", place)) for place in ("KZ-ALTYNKOL", "KZ-DOSTYK"))
    assert dispatcher.get(path).json()["number"] == riding.number
    assert near.get(path).json()["slot"]["container_type"] == "42G1"
    assert (far.get(path).status_code, far.get("/shipments").json()["items"]) == (404, [])


def test_shipments_are_filtered(riding: Shipment, dispatcher: Api) -> None:
    train = train_of(riding)
    assert train is not None
    waiting = book(destination="CN-XIAN-ILP")
    Shipment.objects.filter(pk=waiting.pk).update(attention_at=NOW, attention_reason="look")

    shown = dispatcher.get(f"/shipments/{waiting.pk}").json()
    assert (shown["needs_attention"], shown["attention_reason"]) == (True, "look")

    def numbers(query: str) -> list[str]:
        return [item["number"] for item in dispatcher.get(f"/shipments?{query}").json()["items"]]

    assert numbers("") == [waiting.number, riding.number]
    assert numbers(f"departure={train.pk}") == [riding.number]
    assert numbers("status=waiting") == numbers("needs_attention=true") == [waiting.number]
    assert numbers(f"number={riding.number}") == numbers("needs_attention=false") == [riding.number]


def test_a_list_of_shipments_takes_few_queries(
    riding: Shipment, dispatcher: Api, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        assigned()
    with django_assert_max_num_queries(8):
        assert len(dispatcher.get("/shipments").json()["items"]) == 6


def test_a_dispatcher_holds_releases_and_rolls(riding: Shipment, dispatcher: Api, api: Api) -> None:
    path = f"/shipments/{riding.pk}"
    for verb, became in (("hold", "on_hold"), ("release", "assigned"), ("roll", "waiting")):
        answer = dispatcher.post(f"{path}/{verb}", {"reason": "papers"})
        assert (answer.status_code, answer.json()["status"]) == (200, became)
    assert dispatcher.get(path).json()["allowed_actions"] == ["assign", "move", "hold"]
    assert dispatcher.post(f"{path}/roll", {}).json()["errors"][0]["pointer"] == "/reason"
    assert api.post(f"{path}/hold", {"reason": "x"}).status_code == 401


def test_a_partner_reports_one_event_or_a_batch(riding: Shipment, make_organisation: Found) -> None:
    terminal = key_of(make_organisation("terminal", *WAY))
    answer = terminal.post("/transport-events", report(riding))
    assert answer.status_code == 201
    assert answer.json()["events"][0]["shipment"] == str(riding.pk)
    batch = {"events": [report(riding, "departed"), report(riding, "at_border")]}
    assert len(terminal.post("/transport-events", batch).json()["events"]) == 2
    assert fresh(riding).status == "at_border"


def test_the_same_report_gets_the_same_answer(riding: Shipment, dispatcher: Api) -> None:
    first, again = (dispatcher.post("/transport-events", report(riding)) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    other = dispatcher.post("/transport-events", report(riding, note="changed"))
    assert (other.status_code, other.json()["code"]) == (409, "shipping.report_mismatch")


def test_a_key_that_simulates_is_dated_by_the_plan(riding: Shipment, make_organisation: Found) -> None:
    demo = key_of(make_organisation("carrier", *WAY), simulates=True)
    told = {"external_id": "S", "kind": "departed", "shipment": str(riding.pk)}
    [event] = demo.post("/transport-events", told).json()["events"]
    train = train_of(riding)
    assert train is not None
    assert event["simulated"] is True
    assert datetime.fromisoformat(event["occurred_at"]) == train.departs_at


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "vanished"}, "/kind"),
        ({"occurred_at": "2026-11-24T06:00:00"}, "/occurred_at"),
        ({"occurred_at": 5}, "/occurred_at"),
        ({"occurred_at": "2026-13-45T06:00:00Z"}, "/occurred_at"),
        ({"external_id": ""}, "/external_id"),
        ({"location": "ATLANTIS"}, "/location"),
        ({"departure": "x"}, "/departure"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_bad_report_is_refused_by_its_field(
    riding: Shipment, dispatcher: Api, changes: dict[str, Any], pointer: str
) -> None:
    answer = dispatcher.post("/transport-events", report(riding, **changes))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not TransportEvent.objects.exists()


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_from_one_to_five_hundred_reports(riding: Shipment, dispatcher: Api, count: int) -> None:
    batch = {"events": [report(riding, external_id=str(place)) for place in range(count)]}
    assert dispatcher.post("/transport-events", batch).status_code == 400


def test_a_report_of_the_future_is_refused(riding: Shipment, dispatcher: Api) -> None:
    answer = dispatcher.post("/transport-events", report(riding, occurred_at=(NOW + DAY).isoformat()))
    assert (answer.status_code, answer.json()["code"]) == (422, "shipping.report_ahead")


def test_a_report_on_anothers_shipment_is_not_found(riding: Shipment, make_organisation: Found) -> None:
    terminal = key_of(make_organisation("terminal", "KZ-DOSTYK-YARD"))
    answer = terminal.post("/transport-events", report(riding))
    assert (answer.status_code, answer.json()["code"]) == (404, "shipping.shipment_not_found")
    unknown = terminal.post("/transport-events", report(riding, shipment=str(uuid4())))
    assert unknown.json()["code"] == "shipping.shipment_not_found"


def test_buyers_and_strangers_report_nothing(
    riding: Shipment, api: Api, signed_in: SignIn, make_user: MakeUser
) -> None:
    assert api.post("/transport-events", report(riding)).status_code == 401
    assert signed_in(make_user()).post("/transport-events", report(riding)).status_code == 403


def test_anyone_with_the_code_follows_the_shipment(riding: Shipment, api: Api) -> None:
    reporting.report_stage(shipment_id=riding.pk, kind="arrived", at=NOW, by=STAFF)
    shown = api.get(f"/track/{riding.tracking_code}", accept_language="ru").json()
    assert (shown["status"], len(shown["legs"])) == ("arrived", 3)
    [event] = shown["events"]
    assert event["local_time"] == "2026-11-24T14:00:00+08:00"
    assert event["simulated"] is False
    assert "reference" not in shown
    assert shown["origin"]["name"] == "Алматы-1"


def test_a_code_is_read_however_it_was_typed(riding: Shipment, api: Api) -> None:
    code = riding.tracking_code.lower().replace("0", "o")
    assert api.get(f"/track/{code[:4]}-{code[4:]}").json()["number"] == riding.number


def test_a_code_that_nobody_has_is_not_found(rails: datetime, api: Api) -> None:
    answer = api.get("/track/000000000000")
    assert (answer.status_code, answer.json()["code"]) == (404, "shipping.shipment_not_found")


@pytest.mark.parametrize("language", sorted(LABELS))
def test_the_page_speaks_the_readers_language(riding: Shipment, client: Client, language: str) -> None:
    reporting.report_stage(shipment_id=riding.pk, kind="departed", at=NOW, by=STAFF)
    page = client.get(f"/track/{riding.tracking_code}", headers={"Accept-Language": language})
    text = page.content.decode()
    assert page.headers["Content-Language"] == language
    assert STAGES[language]["departed"] in text
    assert riding.origin.names[language] in text
    at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert dated(language, at, "Asia/Almaty") in text
    assert "1520" in text
    assert "1435" in text


def test_the_page_marks_what_is_simulated_and_loads_nothing_foreign(
    riding: Shipment, client: Client, make_organisation: Found
) -> None:
    demo = key_of(make_organisation("carrier", *WAY), simulates=True)
    told = {"external_id": "S", "kind": "departed", "shipment": str(riding.pk)}
    assert demo.post("/transport-events", told).status_code == 201
    text = client.get(f"/track/{riding.tracking_code}").content.decode()
    assert '<span class="mark">simulated</span>' in text
    assert "http" not in text.replace("<!doctype", "")
    assert re.findall(r"src=\S*", text) == ['src="/static/shipping/track.js"']


def test_the_page_of_an_unknown_code_says_so(rails: datetime, client: Client) -> None:
    page = client.get("/track/000000000000")
    assert page.status_code == 404
    assert LABELS["en"]["unknown"] in page.content.decode()


def test_every_status_and_stage_has_words_in_every_language() -> None:
    for words in STAGES.values():
        assert set(Shipment.Status.values) == set(words)


def test_a_departure_that_is_not_there_is_not_found(rails: datetime, dispatcher: Api) -> None:
    assert dispatcher.get(f"/departures/{UUID(int=1)}").status_code == 404
    assert dispatcher.post(f"/departures/{UUID(int=1)}/close").status_code == 404
    assert dispatcher.post(f"/shipments/{UUID(int=1)}/roll", {"reason": "x"}).status_code == 404


def test_a_full_train_shows_no_free_place(rails: datetime, api: Api) -> None:
    train = make_train(places=1)
    assigned(**FULL)
    shown = api.get(f"/departures/{train.pk}").json()
    assert {leg["room"]["free_mteu"] for leg in shown["legs"]} == {0}

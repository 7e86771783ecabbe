"""Do terminals get on with containers and load lists over REST?"""

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipping.identifiers import build_sscc
from shipping.models import Departure, Slot
from tests.api import Api
from tests.shipping.railway import NOW, make_train
from tests.shipping.stowage import NUMBER, arrive, codes, container_of, packed, seal, slot_of, stuff

KG = 1000
UNKNOWN = build_sscc(prefix="3952100", serial=999_999)
Partner = Callable[..., Api]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in ("containers", "load_lists"):
        monkeypatch.setattr(f"shipping.rest.{door}.now", lambda: NOW)


def shown(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def list_of(train: Departure, query: str = "") -> str:
    return f"/departures/{train.pk}/load-list{query}"


def test_a_terminal_sees_what_to_stow_and_records_it(rails: datetime, partner: Partner) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    container, api = container_of(shipment), partner("KZ-ALMATY1")
    [listed] = shown(api.get("/containers"))["items"]
    assert (listed["id"], listed["allowed_actions"]) == (
        str(container.pk),
        ["stuff", "change-box"],
    )
    before = shown(api.get(f"/containers/{container.pk}"))
    assert [piece["sscc"] for piece in before["pieces"]] == codes(packages[::-1])
    body = {"number": NUMBER, "weighed_gross_g": 5_300_000, "sscc": codes(packages[:1])}
    after = shown(api.post(f"/containers/{container.pk}/stuff", body))
    assert (after["container_number"], after["stuffed_at"]) == (NUMBER, "2026-11-24T06:00:00Z")
    assert {(each["kind"], each["sscc"]) for each in after["differences"]} == {
        ("missing", packages[1].sscc),
        ("mass", ""),
    }
    assert after["allowed_actions"] == ["stuff"]
    [one] = shown(api.get(f"/containers?number={NUMBER}"))["items"]
    assert one["id"] == str(container.pk)
    assert shown(api.get("/containers?number=TEMU1234565"))["items"] == []


def test_a_wrong_number_is_refused_with_its_field_and_reason(rails: datetime, partner: Partner) -> None:
    make_train()
    shipment, packages = packed()
    body = {"number": "CSQU3054384", "weighed_gross_g": 3_925_320, "sscc": codes(packages)}
    answer = partner("KZ-ALMATY1").post(f"/containers/{container_of(shipment).pk}/stuff", body)
    assert shown(answer, 400)["errors"] == [
        {
            "pointer": "/number",
            "code": "field.invalid",
            "message": "The check digit of this container number should be 3, not 4.",
        }
    ]
    assert container_of(shipment).number == ""


def test_a_terminal_elsewhere_on_the_way_may_not_stuff(rails: datetime, partner: Partner) -> None:
    make_train()
    shipment, packages = packed()
    body = {"number": NUMBER, "weighed_gross_g": 3_925_320, "sscc": codes(packages)}
    path = f"/containers/{container_of(shipment).pk}/stuff"
    answer = shown(partner("CN-LYG-BASE").post(path, body), 422)
    assert answer["code"] == "shipping.report_out_of_place"
    assert partner("CN-XUZHOU").post(path, body).status_code == 404


def test_a_slot_gets_another_box_from_a_dispatcher_and_from_the_terminal_that_stuffs_it(
    rails: datetime, partner: Partner, dispatcher: Api, staff_key: Callable[..., Api]
) -> None:
    make_train()
    shipment, packages = packed(900 * KG)
    path = f"/containers/{container_of(shipment).pk}"
    terminal = partner("KZ-ALMATY1")
    body = {"iso_code": "22G1", "reason": "A small lot."}
    after = shown(terminal.post(f"{path}/change-box", body))
    assert (after["container_type"], after["allowed_actions"]) == ("22G1", ["stuff", "change-box"])
    assert (
        shown(dispatcher.post(f"{path}/change-box", {**body, "iso_code": "45G1"}))["container_type"] == "45G1"
    )
    wrong = shown(dispatcher.post(f"{path}/change-box", {**body, "iso_code": "99X9"}), 422)
    assert (wrong["code"], wrong["errors"][0]["pointer"]) == ("shipping.wrong_box", "/iso_code")
    elsewhere = shown(partner("CN-LYG-BASE").post(f"{path}/change-box", body), 422)
    assert elsewhere["code"] == "shipping.report_out_of_place"
    assert partner("CN-XUZHOU").post(f"{path}/change-box", body).status_code == 404
    assert staff_key("viewer").post(f"{path}/change-box", body).status_code == 403
    stuff(container_of(shipment), codes(packages))
    late = shown(terminal.post(f"{path}/change-box", body), 409)
    assert late["code"] == "shipping.container_stuffed"
    assert slot_of(shipment).container_type.iso_code == "45G1"


def test_a_difference_is_settled_by_staff_with_a_reason_before_the_container_is_sealed(
    rails: datetime, partner: Partner, dispatcher: Api
) -> None:
    make_train()
    shipment, packages = packed(900 * KG)
    container, api = container_of(shipment), partner("KZ-ALMATY1")
    path = f"/containers/{container.pk}"
    body = {"number": NUMBER, "weighed_gross_g": 4_800_000, "sscc": [*codes(packages), UNKNOWN]}
    [extra] = shown(api.post(f"{path}/stuff", body))["differences"]
    answer = shown(api.post(f"{path}/seal", {"seal_no": "KTZ-1111"}), 409)
    assert (answer["code"], answer["detail"]) == (
        "shipping.container_differs",
        f"Settle first: too many {UNKNOWN}.",
    )
    assert answer["differences"] == [
        {"id": extra["id"], "stage": "stuffing", "kind": "extra", "sscc": UNKNOWN, "shipment_number": ""}
    ]
    settling = f"{path}/differences/{extra['id']}/settle"
    assert api.post(settling, {"reason": "It was ours."}).status_code == 403
    assert shown(dispatcher.post(settling, {}), 400)["errors"][0]["pointer"] == "/reason"
    after = shown(dispatcher.post(settling, {"reason": "Given back to its owner."}))
    assert (after["differences"], after["allowed_actions"]) == ([], ["stuff", "seal"])
    again = shown(dispatcher.post(settling, {"reason": "Again."}), 409)
    assert again["code"] == "shipping.discrepancy_settled"
    assert shown(api.post(f"{path}/seal", {"seal_no": "KTZ-1111"}))["seal_no"] == "KTZ-1111"


def test_stripping_is_offered_where_the_container_has_arrived_and_nowhere_else(
    rails: datetime, partner: Partner, dispatcher: Api
) -> None:
    make_train()
    shipment, packages = packed(900 * KG)
    container = seal(stuff(container_of(shipment), codes(packages)))
    path = f"/containers/{container.pk}"
    origin, base = partner("KZ-ALMATY1"), partner("CN-LYG-BASE")
    body = {"weighed_gross_g": container.weighed_gross_g, "sscc": codes(packages)}

    def offered() -> list[list[str]]:
        return [shown(api.get(path))["allowed_actions"] for api in (origin, base, dispatcher)]

    assert offered() == [["break-seal"]] * 3
    assert shown(base.post(f"{path}/strip", body), 409)["code"] == "shipping.container_not_arrived"
    arrive(shipment)
    assert offered() == [["break-seal"], *[["break-seal", "strip"]] * 2]
    assert shown(origin.post(f"{path}/strip", body), 422)["code"] == "shipping.report_out_of_place"
    # Its train came, too: nothing but opening it is left to do.
    Slot.objects.update(status="done", closed_at=NOW)
    assert offered() == [["break-seal"], *[["break-seal", "strip"]] * 2]
    assert shown(base.post(f"{path}/strip", body))["allowed_actions"] == []
    assert offered() == [[]] * 3


def test_a_difference_is_settled_at_its_own_container_alone(rails: datetime, dispatcher: Api) -> None:
    make_train()
    shipment, packages = packed(900 * KG)
    row = stuff(container_of(shipment), [*codes(packages), UNKNOWN]).discrepancies.get()
    other, _ = packed()
    path = f"/containers/{container_of(other).pk}/differences/{row.pk}/settle"
    assert shown(dispatcher.post(path, {"reason": "?"}), 404)["code"] == "shipping.discrepancy_not_found"
    row.refresh_from_db()
    assert row.settled_at is None


def test_a_dispatcher_draws_confirms_and_reopens_a_load_list_and_a_terminal_does_not(
    rails: datetime, partner: Partner, dispatcher: Api
) -> None:
    train = make_train()
    shipment, packages = packed(900 * KG)

    def act(verb: str, status: int = 200, leg: int = 3) -> Any:
        return shown(dispatcher.post(list_of(train, f"/{verb}"), {"leg": leg}), status)

    assert act("confirm", 422)["detail"] == "The list is not drawn."
    drawn = act("draw")
    assert (drawn["leg"], drawn["status"], drawn["wagons"]) == (3, "drawn", 1)
    assert "is not stuffed yet" in act("confirm", 422)["detail"]
    seal(stuff(container_of(shipment), codes(packages)))
    assert act("draw")["changes"] == []
    assert (act("confirm")["status"], act("confirm", 409)["code"]) == (
        "confirmed",
        "shipping.load_list_confirmed",
    )
    assert act("draw", 409)["code"] == "shipping.load_list_confirmed"
    assert (act("reopen")["status"], act("reopen", 422)["detail"]) == ("drawn", "The list is not confirmed.")
    assert act("draw", 422, leg=2)["code"] == "shipping.no_wagons"
    assert act("draw", 404, leg=7)["status"] == 404
    assert partner("KZ-ALMATY1").post(list_of(train, "/draw"), {}).status_code == 403


def test_a_load_list_is_read_as_json_csv_or_xlsx(rails: datetime, partner: Partner) -> None:
    train = make_train()
    shipment, packages = packed(900 * KG)
    seal(stuff(container_of(shipment), codes(packages)))
    api = partner("KZ-ALMATY1")
    told = shown(api.get(list_of(train)))
    assert (told["leg"], told["status"], told["wagons"], told["gross_g"]) == (1, "proposed", 1, 4_800_000)
    [line] = told["standing"]
    assert (line["container_number"], line["seal_no"], line["beside"]) == (NUMBER, "KTZ-004711", "")
    for answer in (
        api.get(list_of(train, "?format=csv")),
        api.with_headers(accept="text/csv").get(list_of(train)),
    ):
        assert answer.headers["Content-Type"] == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        [row] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
        assert (row["wagon"], row["container"], row["gross_kg"]) == ("1", NUMBER, "4800")
    answer = api.get(list_of(train, "?leg=3&format=xlsx"))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book["load list"]["C2"].value == NUMBER


def test_a_refusal_is_a_problem_in_whatever_form_the_list_was_asked(
    rails: datetime, partner: Partner
) -> None:
    train = make_train()
    api = partner("KZ-ALMATY1")
    for query in ("?leg=2", "?leg=2&format=csv", "?leg=2&format=xlsx"):
        answer = api.get(list_of(train, query))
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert shown(answer, 422)["code"] == "shipping.no_wagons"
    assert api.get(list_of(train, "?leg=5")).status_code == 404
    assert partner("CN-XUZHOU").get(list_of(train)).status_code == 404


def test_many_containers_need_no_more_queries_than_one(rails: datetime, partner: Partner) -> None:
    train = make_train(places=12)
    api, counts = partner("KZ-ALMATY1"), []
    for _ in range(2):
        packed(volume_cm3=60_700_000)
        api.get("/containers")
        for path in ("/containers", list_of(train)):
            with CaptureQueriesContext(connection) as queries:
                shown(api.get(path))
            counts.append(len(queries))
        for _ in range(4):
            packed(volume_cm3=60_700_000)
    assert Slot.objects.count() == 10
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15


def test_a_stuffed_container_shows_its_pieces_by_position(rails: datetime, partner: Partner) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    container = stuff(container_of(shipment), codes(packages))
    told = shown(partner("CN-LYG-BASE").get(f"/containers/{container.pk}"))
    assert [(piece["position"], piece["sscc"]) for piece in told["pieces"]] == [
        (1, packages[0].sscc),
        (2, packages[1].sscc),
    ]
    assert told["slot_number"] == slot_of(shipment).number

"""Are packages put together over REST only by those who have them in hand?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipping.models import LoadUnit
from tests.api import Api
from tests.shipping.railway import NOW, make_train
from tests.shipping.stowage import NUMBER, codes, container_of, group, packed, stuff

Partner = Callable[..., Api]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipping.rest.load_units.now", lambda: NOW)


def shown(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def make(api: Api, *sscc: str, status: int = 201, kind: str = "carton", tare_g: int = 400) -> Any:
    body = {"kind": kind, "tare_g": tare_g, "sscc": list(sscc)}
    return shown(api.post("/load-units", body), status)


def test_a_terminal_packs_cartons_on_a_pallet_and_takes_them_apart_again(
    rails: datetime, partner: Partner
) -> None:
    make_train()
    shipment, packages = packed(1_000, 2_000, 3_000)
    api = partner("KZ-ALMATY1")
    carton = make(api, *codes(packages[:2]))
    assert (carton["gross_g"], carton["package_count"], carton["allowed_actions"]) == (3_400, 2, ["dissolve"])
    pallet = make(api, carton["sscc"], packages[2].sscc, kind="pallet", tare_g=20_000)
    assert (pallet["gross_g"], pallet["package_count"]) == (26_400, 3)
    assert pallet["pieces"] == [
        {"sscc": packages[2].sscc, "kind": "package", "gross_g": 3_000, "shipment_number": shipment.number},
        {"sscc": carton["sscc"], "kind": "carton", "gross_g": 3_400, "shipment_number": ""},
    ]
    below = shown(api.get(f"/load-units/{carton['id']}"))
    assert (below["pallet_sscc"], below["allowed_actions"]) == (pallet["sscc"], [])
    refused = shown(api.post(f"/load-units/{carton['id']}/dissolve"), 409)
    assert refused["code"] == "shipping.unit_stowed"
    freed = shown(api.post(f"/load-units/{pallet['id']}/dissolve"))
    assert freed == {"sscc": [packages[2].sscc, carton["sscc"]]}
    assert api.get(f"/load-units/{pallet['id']}").status_code == 404


def test_where_a_unit_stands_is_shown_and_asked_for(rails: datetime, dispatcher: Api) -> None:
    train, other = make_train(), make_train(service="ALA-LYG-DO")
    shipment, packages = packed(1_000, 2_000)
    loose = group("carton", packages[0])
    carton = group("carton", packages[1])
    pallet = group("pallet", carton)
    container = container_of(shipment)
    stuff(container, [pallet.sscc], weighed_gross_g=3_902_000)
    told = shown(dispatcher.get(f"/load-units/{carton.pk}"))
    assert (told["pallet_sscc"], told["container_id"], told["container_number"]) == (
        pallet.sscc,
        str(container.pk),
        NUMBER,
    )

    def listed(query: str) -> list[str]:
        return [each["sscc"] for each in shown(dispatcher.get(f"/load-units?{query}"))["items"]]

    assert listed("") == codes([pallet, carton, loose])
    assert listed("limit=2") == codes([pallet, carton])
    assert listed("kind=carton") == codes([carton, loose])
    assert listed("stowed=true") == codes([pallet, carton])
    assert listed("stowed=false") == codes([loose])
    assert listed(f"sscc={packages[1].sscc}") == codes([pallet, carton])
    assert listed(f"sscc={loose.sscc}") == codes([loose])
    assert listed(f"shipment_number={shipment.number}") == codes([pallet, carton, loose])
    assert listed("shipment_number=SCS-26-00000000-0") == []
    assert listed(f"departure={train.pk}") == codes([pallet, carton, loose])
    assert listed(f"departure={other.pk}") == []


def test_whoever_has_not_the_goods_in_hand_does_not_group_them(rails: datetime, partner: Partner) -> None:
    make_train()
    _, packages = packed(1_000, 2_000)
    unit = group("carton", packages[0])
    at_the_end, nowhere = partner("CN-LYG-BASE"), partner("CN-XUZHOU")
    assert make(at_the_end, packages[1].sscc, status=422)["code"] == "shipping.report_out_of_place"
    told = shown(at_the_end.get(f"/load-units/{unit.pk}"))
    assert (told["sscc"], told["allowed_actions"]) == (unit.sscc, [])
    refused = shown(at_the_end.post(f"/load-units/{unit.pk}/dissolve"), 422)
    assert refused["code"] == "shipping.report_out_of_place"
    assert make(nowhere, packages[1].sscc, status=422)["errors"] == [
        {
            "pointer": "/sscc/0",
            "code": "field.invalid",
            "message": f"{packages[1].sscc} is no package, carton or pallet of ours.",
        }
    ]
    assert shown(nowhere.get("/load-units"))["items"] == []
    assert nowhere.get(f"/load-units/{unit.pk}").status_code == 404
    assert nowhere.post(f"/load-units/{unit.pk}/dissolve").status_code == 404
    assert LoadUnit.objects.get().packages.get() == packages[0]


def test_the_warehouse_of_one_seller_groups_no_goods_handed_in_elsewhere(
    rails: datetime, partner: Partner
) -> None:
    make_train()
    _, near = packed(1_000)
    _, far = packed(1_000, first_mile_from="KZ-KOSTANAY-WH")
    api = partner("KZ-ALMATY-CFS")
    assert make(api, *codes(near))["package_count"] == 1
    assert make(api, *codes(far), status=422)["code"] == "shipping.wrong_pieces"
    shown(api.post(f"/load-units/{LoadUnit.objects.get().pk}/dissolve"))
    shared = make(partner("KZ-ALMATY1"), *codes([*near, *far]))
    assert shown(api.get(f"/load-units/{shared['id']}"))["allowed_actions"] == []
    [listed] = shown(api.get("/load-units"))["items"]
    assert (listed["id"], listed["allowed_actions"]) == (shared["id"], [])
    refused = shown(api.post(f"/load-units/{shared['id']}/dissolve"), 422)
    assert refused["code"] == "shipping.report_out_of_place"


def test_staff_group_anywhere_and_only_dispatchers_do(
    rails: datetime, dispatcher: Api, staff_key: Callable[..., Api]
) -> None:
    make_train()
    _, packages = packed(1_000, 2_000)
    viewer = staff_key("viewer")
    body = {"kind": "carton", "tare_g": 0, "sscc": codes(packages)}
    assert viewer.post("/load-units", body).status_code == 403
    unit = make(dispatcher, *codes(packages))
    for reader, verbs in ((viewer, []), (dispatcher, ["dissolve"])):
        assert shown(reader.get(f"/load-units/{unit['id']}"))["allowed_actions"] == verbs
        assert shown(reader.get("/load-units"))["items"][0]["allowed_actions"] == verbs
    assert viewer.post(f"/load-units/{unit['id']}/dissolve").status_code == 403
    assert shown(dispatcher.post(f"/load-units/{unit['id']}/dissolve")) == {"sscc": codes(packages)}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "bag"}, "/kind"),
        ({"tare_g": -1}, "/tare_g"),
        ({"tare_g": 500_001}, "/tare_g"),
        ({"sscc": []}, "/sscc"),
        ({"sscc": "395210000000123459"}, "/sscc"),
        ({"sscc": ["395210000000123459"]}, "/sscc/0"),
    ],
)
def test_what_can_make_no_unit_is_refused_by_field(
    rails: datetime, dispatcher: Api, changes: dict[str, Any], pointer: str
) -> None:
    make_train()
    _, packages = packed(1_000)
    body = {"kind": "carton", "tare_g": 0, "sscc": codes(packages), **changes}
    answer = dispatcher.post("/load-units", body)
    assert answer.status_code in (400, 422)
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not LoadUnit.objects.exists()


def test_many_units_need_no_more_queries_than_one(rails: datetime, partner: Partner) -> None:
    make_train()
    api, counts = partner("KZ-ALMATY1"), []
    for _ in range(2):
        _, packages = packed(1_000, 2_000)
        group("pallet", group("carton", packages[0]), packages[1])
        api.get("/load-units")
        with CaptureQueriesContext(connection) as queries:
            shown(api.get("/load-units"))
        counts.append(len(queries))
        for _ in range(4):
            group("carton", *packed(1_000)[1])
    assert LoadUnit.objects.count() == 12
    assert counts[0] == counts[1] <= 8

"""What can dispatchers do from the pages of containers and load lists?"""

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.transactions import owns_transaction
from shipping.models import Container, Departure, Discrepancy, LoadList, LoadUnit
from shipping.operations import marshalling
from tests.shipping.railway import NOW, STAFF, make_train
from tests.shipping.stowage import (
    NUMBER,
    arrive,
    codes,
    container_of,
    differences,
    group,
    packed,
    seal,
    slot_of,
    stuff,
)

KG = 1000
UNKNOWN = "395210000000123459"
Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("handling", "load_lists", "stowing"):
        monkeypatch.setattr(f"shipping.admin.{page}.now", lambda: NOW)


def work_on(container: Container) -> str:
    return reverse("admin:container_work", args=(container.pk,))


def list_of(train: Departure, position: int = 1) -> str:
    return reverse("admin:load_list", args=(train.legs.get(position=position).pk,))


def told(client: Client, address: str, status: int = 200, **fields: Any) -> str:
    """What the page says after a post."""
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dispatcher_packs_stuffs_seals_and_strips_from_one_page(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, packages = packed(900 * KG, 1_000 * KG)
    container, client = container_of(shipment), desk("dispatch")
    page = work_on(container)
    for package in packages:
        assert package.sscc in seen(client, page)
    pieces = "\n".join(codes(packages))
    assert "They travel together" in told(client, page, verb="group", kind="pallet", tare="20", pieces=pieces)
    pallet = LoadUnit.objects.get()
    stuffing: dict[str, Any] = {
        "verb": "stuff",
        "number": NUMBER.lower(),
        "weighed": "5820",
        "sscc": pallet.sscc,
    }
    assert "What stands in the container is in the books." in told(client, page, **stuffing)
    assert "is sealed" in told(client, page, verb="seal", seal_no="KTZ-1")
    assert "The seal is broken" in told(client, page, verb="break-seal", reason="Customs looked into it.")
    assert "Customs looked into it." in seen(client, page)
    arrive(shipment)
    assert "free for another ride" in told(client, page, verb="strip", weighed="5820", found=pallet.sscc)
    container.refresh_from_db()
    assert (container.stripped_at, differences(container)) == (NOW, [])
    assert "Nothing can be done with it now." in seen(client, page)


def test_a_refusal_stands_in_the_form_with_what_was_typed(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, packages = packed()
    page = work_on(container_of(shipment))
    typed: dict[str, Any] = {
        "verb": "stuff",
        "number": "CSQU3054384",
        "weighed": "3930",
        "sscc": packages[0].sscc,
    }
    answer = told(desk("dispatch"), page, 400, **typed)
    assert "The check digit of this container number should be 3, not 4." in answer
    assert "CSQU3054384" in answer
    assert "This field is required." in told(desk("dispatch"), page, 400, verb="stuff")
    assert container_of(shipment).stuffed_at is None


def test_a_verb_that_comes_too_late_says_so(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, packages = packed()
    container = seal(stuff(container_of(shipment), codes(packages)))
    answer = told(desk("dispatch"), work_on(container), 409, verb="seal", seal_no="KTZ-2222")
    assert "The container is under seal KTZ-004711 already." in answer


def test_a_dispatcher_gives_a_slot_another_box(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, _ = packed()
    page = work_on(container_of(shipment))
    told(desk("dispatch"), page, verb="change-box", iso_code="22G1", reason="A small lot.")
    assert slot_of(shipment).container_type.iso_code == "22G1"


def test_a_difference_is_settled_from_the_page_and_from_the_list(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, packages = packed(5_000, 6_000, 7_000)
    container = stuff(container_of(shipment), [*codes(packages[:1]), UNKNOWN])
    client = desk("dispatch")
    extra, missing, second = container.discrepancies.order_by("kind", "sscc")
    page = seen(client, work_on(container))
    assert f"{packages[1].sscc}, {packages[2].sscc} 2 packages" in page
    given: dict[str, Any] = {"verb": "settle", "discrepancy": str(missing.pk), "note": "They had burst."}
    assert "Say what becomes of it" in told(client, work_on(container), 422, **given)
    assert "Settled." in told(client, work_on(container), **given, outcome="rides")
    address = reverse("admin:shipping_discrepancy_changelist")
    chosen: dict[str, Any] = {"action": "settle", "_selected_action": str(extra.pk), "index": "0"}
    assert "Give a reason." in told(client, address, **chosen)
    assert "1 settled." in told(client, address, **chosen, reason="Given back.")
    assert dict(Discrepancy.objects.values_list("sscc", "settled_note")) == {
        UNKNOWN: "Given back.",
        missing.sscc: "They had burst.",
        second.sscc: "They had burst.",
    }
    assert differences(container) == []


def test_the_page_offers_the_seal_once_nothing_differs(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, packages = packed(5_000, 6_000)
    container = stuff(container_of(shipment), codes(packages[:1]))
    client, page = desk("dispatch"), work_on(container)
    before = seen(client, page)
    assert "can be sealed once each of these is settled" in before
    assert 'value="seal"' not in before
    late = told(client, page, 409, verb="seal", seal_no="KTZ-1111")
    assert f"Settle first: missing {packages[1].sscc} of {shipment.number}." in late
    row = container.discrepancies.get()
    told(client, page, verb="settle", discrepancy=str(row.pk), note="It is lost.", outcome="rides")
    assert 'value="seal"' in seen(client, page)
    assert "is sealed" in told(client, page, verb="seal", seal_no="KTZ-1111")


def test_a_pallet_is_taken_apart_from_its_list(rails: datetime, desk: Desk) -> None:
    make_train()
    _, packages = packed()
    pallet = group("pallet", *packages)
    address = reverse("admin:shipping_loadunit_changelist")
    chosen: dict[str, Any] = {"action": "take_apart", "_selected_action": str(pallet.pk), "index": "0"}
    assert "1 taken apart." in told(desk("dispatch"), address, **chosen)
    assert not LoadUnit.objects.exists()


def test_a_dispatcher_draws_confirms_and_reopens_a_list(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, packages = packed()
    client, page = desk("dispatch"), list_of(train)
    assert "not drawn" in seen(client, page)
    assert "is not stuffed yet" in seen(client, page)
    assert "The list is drawn." in told(client, page, verb="draw")
    assert "is not stuffed yet" in told(client, page, verb="confirm")
    assert LoadList.objects.get().confirmed_at is None
    seal(stuff(container_of(shipment), codes(packages)))
    assert "has left" not in seen(client, page)
    told(client, page, verb="draw")
    assert "The list is confirmed." in told(client, page, verb="confirm")
    assert "Reopen" in seen(client, page)
    Container.objects.update(weighed_gross_g=5_000 * KG)
    assert "Changed since it was confirmed" in seen(client, page)
    assert "The list may be drawn again." in told(client, page, verb="reopen")


def test_the_next_trains_with_containers_lead_to_their_lists(rails: datetime, desk: Desk) -> None:
    train, empty = make_train(), make_train(service="ALA-XIA-KH")
    packed()
    page = seen(desk("viewer"), reverse("admin:load_lists"))
    assert list_of(train, 1) in page
    assert list_of(train, 3) in page
    assert list_of(empty, 1) not in page


def test_who_may_only_look_changes_nothing(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, _ = packed()
    client = desk("viewer")
    for page, verb in ((list_of(train), "draw"), (work_on(container_of(shipment)), "seal")):
        assert f'value="{verb}"' not in seen(client, page)
        assert client.post(page, {"verb": verb}).status_code == 403
    assert client.get(list_of(train)).status_code == 200
    assert desk().get(list_of(train)).status_code == 403
    assert not LoadList.objects.exists()


def test_a_transshipment_and_a_strange_verb_have_no_page(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, _ = packed()
    client = desk("dispatch")
    assert client.get(list_of(train, 2)).status_code == 404
    assert client.post(list_of(train), {"verb": "burn"}).status_code == 404
    assert client.post(work_on(container_of(shipment)), {"verb": "burn"}).status_code == 404
    assert client.get(f"{list_of(train)}pdf").status_code == 404


def test_a_list_is_downloaded_as_sheets_that_run_no_formula(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, packages = packed(900 * KG)
    seal(stuff(container_of(shipment), codes(packages)))
    Container.objects.update(seal_no="=1+1")
    client = desk("viewer")
    answer = client.get(f"{list_of(train)}csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="load-list-ALA-LYG-KH-')
    [row] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert (row["wagon"], row["container"], row["seal"], row["gross_kg"]) == ("1", NUMBER, "'=1+1", "4800")
    book = openpyxl.load_workbook(BytesIO(client.get(f"{list_of(train)}xlsx").content))
    assert [cell.value for cell in book["load list"][2]][:6] == [1, 1, NUMBER, "42G1", "'=1+1", 4800]


def test_a_long_list_opens_within_its_queries(rails: datetime, desk: Desk) -> None:
    train = make_train(places=12)
    for _ in range(12):
        packed(volume_cm3=60_700_000)
    draw = owns_transaction(marshalling.draw)
    draw(departure_leg_id=train.legs.get(position=1).pk, at=NOW, by=STAFF)
    client = desk("dispatch")
    for page in (list_of(train), reverse("admin:load_lists"), work_on(Container.objects.all()[0])):
        with CaptureQueriesContext(connection) as queries:
            seen(client, page)
        assert len(queries) <= 20

"""What can dispatchers do from their pages?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from shipping.models import AllottedPlaces, Container, Departure, Shipment
from shipping.operations import reporting
from tests.shipping import changes
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
    NOW,
    STAFF,
    assign,
    assigned,
    book,
    fresh,
    make_train,
    train_of,
)

Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("trains", "shipments", "holds"):
        monkeypatch.setattr(f"shipping.admin.{page}.now", lambda: NOW)


def use(client: Client, row: Departure | Shipment, verb: str, **fields: str) -> str:
    """Use a verb on one row of the list; what the page says afterwards."""
    address = reverse(f"admin:shipping_{row._meta.model_name}_changelist")
    given = {"action": verb, "_selected_action": str(row.pk), "index": "0", **fields}
    answer = client.post(address, given, follow=True)
    assert answer.status_code == 200
    row.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def seen(client: Client, model: str, query: str = "") -> str:
    answer = client.get(reverse(f"admin:shipping_{model}_changelist") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dispatcher_walks_a_shipment_to_its_door(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, client = assigned(), desk("dispatch")
    for verb, became in (
        ("hand_in", "handed_in"),
        ("load", "loaded"),
        ("depart", "departed"),
        ("at_border", "at_border"),
        ("transship", "transshipped"),
        ("arrive", "arrived"),
        ("deliver", "delivered"),
    ):
        assert "reported" in use(client, shipment, verb)
        assert shipment.status == became


def test_a_dispatcher_walks_a_train_to_its_end(rails: datetime, desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    for verb, became in (
        ("close", "closed"),
        ("load", "loaded"),
        ("depart", "departed"),
        ("at_border", "at_border"),
        ("transship", "at_border"),
        ("arrive", "arrived"),
    ):
        use(client, train, verb)
        assert train.status == became


def test_cancelling_a_train_rolls_its_shipments_at_once(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, client = assigned(), desk("dispatch")
    assert "Give a reason" in use(client, train, "cancel")
    assert fresh(shipment).status == "assigned"
    assert "cancelled" in use(client, train, "cancel", reason="flood")
    assert (train.status, fresh(shipment).status) == ("cancelled", "waiting")


def test_a_refusal_is_shown(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment = assigned()
    reporting.report_stage(shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)
    said = use(desk("dispatch"), shipment, "roll", reason="papers")
    assert "can no longer be changed" in said
    assert shipment.status == "loaded"


def test_a_dispatcher_rolls_holds_and_releases(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, client = assigned(), desk("dispatch")
    for verb, became in (("hold", "on_hold"), ("release", "assigned"), ("roll", "waiting")):
        use(client, shipment, verb, reason="papers")
        assert shipment.status == became


def test_assigning_now_says_what_came_of_it(rails: datetime, desk: Desk) -> None:
    shipment, client = book(), desk("dispatch")
    assert "is waiting for a slot: no departure" in use(client, shipment, "assign_now")
    train = make_train()
    Shipment.objects.filter(pk=shipment.pk).update(attention_at=NOW, attention_reason="look", claims=50)
    assert "has its slot" in use(client, shipment, "assign_now")
    assert (train_of(shipment), shipment.attention_at) == (train, None)


def test_clearing_attention_lets_the_workers_try_again(rails: datetime, desk: Desk) -> None:
    shipment, client = book(), desk("dispatch")
    Shipment.objects.filter(pk=shipment.pk).update(attention_at=NOW, attention_reason="look", failures=5)
    use(client, shipment, "clear_attention")
    assert (shipment.attention_at, shipment.failures) == (None, 0)


def test_the_queues_show_who_waits_and_who_needs_a_person(rails: datetime, desk: Desk) -> None:
    client = desk("viewer")
    make_train(places=1)
    riding, waiting = assigned(**FULL), assign(book())
    Shipment.objects.filter(pk=riding.pk).update(attention_at=NOW, attention_reason="look")
    attention, queue = (
        seen(client, "shipment", "?queue=attention"),
        seen(client, "shipment", "?queue=waiting"),
    )
    assert riding.number in attention
    assert waiting.number not in attention
    assert waiting.number in queue
    assert "train full" in queue
    assert riding.number not in queue


def test_a_viewer_looks_and_touches_nothing(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, client = assigned(), desk("viewer")
    page = seen(client, "shipment")
    assert shipment.number in page
    assert "Report loaded" not in page
    use(client, shipment, "load")
    assert shipment.status == "assigned"


def test_a_shipment_is_found_by_number_reference_code_and_parcel(rails: datetime, desk: Desk) -> None:
    client = desk("viewer")
    shipment, other = book(), book(reference="SC-26-00000009-9")
    for words in (shipment.number, shipment.tracking_code, shipment.reference):
        page = seen(client, "shipment", f"?q={words}")
        assert shipment.number in page
        assert other.number not in page


def test_station_time_stands_beside_utc(rails: datetime, desk: Desk) -> None:
    departure = make_train(datetime.fromisoformat("2026-12-04T13:00:00+00:00"))
    page = seen(desk("viewer"), "departure")
    assert "2026-12-04 13:00 UTC (18:00 Almaty)" in page
    assert departure.service.code in page


@pytest.mark.parametrize("model", ["departure", "shipment", "slot", "slotassignment", "containerleg"])
def test_no_list_asks_more_when_it_shows_more(rails: datetime, desk: Desk, model: str) -> None:
    client = desk("viewer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            seen(client, model)
        return len(asked)

    make_train(NOW + 8 * DAY, places=1)
    assigned(**FULL)
    few = queries()
    for days in (9, 10, 11):
        make_train(NOW + days * DAY, places=1)
        assigned(**FULL)
    assert queries() <= few <= 20


def test_the_page_of_a_row_opens_with_its_neighbours(rails: datetime, desk: Desk) -> None:
    train = make_train()
    shipment, client = assigned(), desk("viewer")
    for row in (shipment, train, *train.slots.all(), *train.legs.all()):
        kind: Any = row._meta.model_name
        page = client.get(reverse(f"admin:shipping_{kind}_change", args=[row.pk]))
        assert page.status_code == 200
    page = client.get(reverse("admin:shipping_shipment_change", args=[shipment.pk]))
    assert reverse("admin:shipping_departure_change", args=[train.pk]) in page.content.decode()


def test_a_dispatcher_extends_a_cut_off_by_hours_and_for_a_reason(rails: datetime, desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    cut_off = train.cfs_cutoff_at
    assert "Say by how many hours." in use(client, train, "extend", reason="snow")
    assert "Give a reason." in use(client, train, "extend", hours="6")
    assert train.cfs_cutoff_at == cut_off
    assert "1 extended." in use(client, train, "extend", hours="30", reason="snow on the road")
    assert train.cfs_cutoff_at == cut_off + 30 * HOUR
    # The papers would have closed a day after the warehouse did: they wait for it.
    assert train.doc_cutoff_at == train.cfs_cutoff_at
    assert train.changes.get().reason == "snow on the road"
    assert "after the departure" in use(client, train, "extend", hours="60", reason="more snow")


def test_a_dispatcher_notes_that_the_papers_are_complete(rails: datetime, desk: Desk) -> None:
    make_train()
    shipment, client = assigned(documents_missing=["health_certificate"]), desk("dispatch")
    assert "1 noted." in use(client, shipment, "papers_complete")
    assert shipment.documents_missing == []


def test_the_page_of_a_train_leads_to_all_that_can_be_done_to_it(rails: datetime, desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    Departure.objects.filter(pk=train.pk).update(note="Short train.", edited_at=NOW, follow_up_at=NOW)
    page = client.get(reverse("admin:shipping_departure_change", args=[train.pk])).content.decode()
    for name in ("departures_board_change", "departures_board_what_if", "departures_board_train"):
        assert reverse(f"admin:{name}", args=[train.pk]) in page
    assert reverse("admin:timetable_departure", args=[train.pk]) in page
    assert reverse("admin:load_list", args=[train.legs.get(position=3).pk]) in page
    assert "Short train." in page
    assert page.count("2026-11-24 06:00 UTC") == 2


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("planned", {"open_it", "extend", "cancel"}),
        ("open", {"close", "extend", "cancel", "load", "depart"}),
        ("closed", {"open_it", "extend", "cancel", "load", "depart"}),
        ("loaded", {"depart"}),
        ("departed", {"at_border", "transship", "arrive"}),
        ("at_border", {"transship", "arrive"}),
        ("arrived", set()),
        ("done", set()),
        ("cancelled", {"restore"}),
    ],
)
def test_the_page_of_a_train_offers_what_its_state_allows(
    rails: datetime, desk: Desk, status: str, offered: set[str]
) -> None:
    train = make_train()
    stamp = NOW if status == "cancelled" else None
    Departure.objects.filter(pk=train.pk).update(status=status, cancelled_at=stamp)
    page = desk("dispatch").get(reverse("admin:shipping_departure_change", args=[train.pk]))
    assert {name for name, _ in page.context["verbs"]} == offered
    assert ("Hours, to extend" in page.content.decode()) == ("extend" in offered)


def test_a_cancelled_train_is_restored_for_a_reason(rails: datetime, desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    changes.cancel(train)
    assert "Give a reason." in use(client, train, "restore")
    assert "1 restored." in use(client, train, "restore", reason="the line is free")
    assert train.status == "open"


def test_a_train_changed_by_hand_follows_the_timetable_again(rails: datetime, desk: Desk) -> None:
    train, client = make_train(), desk("dispatch")
    address = reverse("admin:shipping_departure_change", args=[train.pk])
    assert "follow" not in dict(client.get(address).context["verbs"])
    Departure.objects.filter(pk=train.pk).update(edited_at=NOW)
    assert dict(client.get(address).context["verbs"])["follow"] == "Follow the timetable"
    assert "Give a reason." in use(client, train, "follow")
    assert Departure.objects.get(pk=train.pk).edited_at == NOW
    assert "1 will follow the timetable again." in use(client, train, "follow", reason="winter is over")
    assert train.edited_at is None
    assert train.changes.get().reason == "winter is over"


def test_places_are_held_from_the_page_of_a_train_and_seen_there(rails: datetime, desk: Desk) -> None:
    train, client = make_train(places=5), desk("dispatch")
    mill = Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)
    page = reverse("admin:shipping_departure_change", args=[train.pk])
    address = reverse("admin:departure_hold", args=[train.pk])
    assert address in client.get(page).content.decode()
    assert "30" in client.get(address).content.decode()
    typed = {"organisation": str(mill.pk), "places": "2", "minutes": "90"}
    answer = client.post(address, typed, follow=True)
    assert f"Places of {train} held for A mill: 2." in [str(each) for each in answer.context["messages"]]
    [hold] = train.holds.all()
    assert hold.holds_until == NOW + timedelta(minutes=90)
    AllottedPlaces.objects.filter(allotment=hold).update(places_left=1)
    shown = client.get(page).content.decode()
    assert "2026-11-24 07:30 UTC (12:30 Almaty)" in shown
    [row] = re.findall(r'<td class="[^"]*field-left[^"]*".*?</td>', shown, re.DOTALL)
    assert re.search(r">\s*1\s*<", row)


def test_what_cannot_be_held_is_refused_above_the_form(rails: datetime, desk: Desk) -> None:
    train, client = make_train(places=1), desk("dispatch")
    mill = Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)
    shop = Organisation.objects.create(kind="partner", name="A forwarder", created_at=NOW)
    address = reverse("admin:departure_hold", args=[train.pk])
    typed = {"organisation": str(mill.pk), "places": "2", "minutes": "90"}
    assert "places" in " ".join(client.post(address, typed).context["wrong"])
    assert (
        client.post(address, {**typed, "organisation": str(shop.pk)}).context["form"].errors["organisation"]
    )
    Departure.objects.filter(pk=train.pk).update(status="closed")
    assert (
        address
        not in client.get(reverse("admin:shipping_departure_change", args=[train.pk])).content.decode()
    )
    assert client.post(address, {**typed, "places": "1"}).context["wrong"] == [f"{train} takes no bookings."]
    assert desk("viewer").get(address).status_code == 403
    assert client.get(reverse("admin:departure_hold", args=[mill.pk])).status_code == 404
    assert not train.holds.exists()


def test_what_was_rolled_is_listed_with_where_it_went(rails: datetime, desk: Desk) -> None:
    train, client = make_train(places=2), desk("viewer")
    lost = assigned(**FULL, promised_at=train.arrives_at)
    changes.cancel(train)
    first, later = make_train(NOW + 11 * DAY, places=1), make_train(NOW + 12 * DAY, places=1)
    moved = assigned(promised_at=first.arrives_at)
    changes.cancel(first)
    none, found = seen(client, "roll", "?place=none"), seen(client, "roll", "?place=found")
    assert lost.number in none
    assert moved.number not in none
    assert moved.number in found
    assert lost.number not in found
    assert reverse("admin:shipping_departure_change", args=[later.pk]) in found
    assert ">broken<" in found
    assert lost.number not in seen(client, "roll", "?cause__exact=cut")
    assert lost.number in seen(client, "roll", "?fault__exact=carrier")


def test_the_page_of_a_shipment_tells_leg_by_leg_with_which_train_it_rides(
    rails: datetime, desk: Desk
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    address = reverse("admin:shipping_shipment_change", args=(shipment.pk,))
    viewer = desk("viewer")
    assert "another train" not in viewer.get(address).content.decode()
    changes.cancel_leg(sooner)
    page = viewer.get(address).content.decode()
    third = page[page.index("3 · ") :]
    assert third.index(f"{later}</a>") < third.index("another train")
    assert page.count("another train") == 1
    Container.objects.update(stranded_at=NOW, stranded_reason="No later train.")
    assert "… · No later train." in viewer.get(address).content.decode()


def test_a_change_that_is_not_worked_out_is_found_in_the_list(rails: datetime, desk: Desk) -> None:
    calm, train, client = make_train(), make_train(NOW + 12 * DAY), desk("viewer")
    Departure.objects.filter(pk=train.pk).update(follow_up_at=NOW)
    page = seen(client, "departure", "?follow_up=due")
    assert f"/departure/{train.pk}/" in page
    assert f"/departure/{calm.pk}/" not in page


def test_the_menu_leads_to_what_waits_was_rolled_or_is_stranded(rails: datetime, desk: Desk) -> None:
    make_train()
    Container.objects.filter(pk=changes.container_of(assigned()).pk).update(
        stranded_at=NOW, stranded_reason="No train goes on."
    )
    client = desk("viewer")
    groups = {group["name"]: group["models"] for group in client.get("/admin/").context["app_list"]}
    addresses = {page["name"]: page["admin_url"] for page in groups["Dispatch"]}
    for name in ("Waiting for a place", "What was rolled", "Changes not worked out", "Open discrepancies"):
        assert client.get(addresses[name]).status_code == 200
    assert "No train goes on." in client.get(addresses["Stranded containers"]).content.decode()

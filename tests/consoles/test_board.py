"""Does the departures board show what is so, in few queries, and let only dispatchers move?"""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Organisation, User
from consoles import board, moving
from shipping.models import (
    Allotment,
    AllottedLeg,
    AllottedPlaces,
    Crossing,
    Departure,
    DepartureLeg,
    Embargo,
    Shipment,
    Slot,
)
from shipping.queries.weeks import Wish, trains_by_id, trains_of_weeks
from tests import desks
from tests.shipping.railway import DAY, HOUR, NOW, assigned, book, fresh, make_train, train_of

BOARD = "/admin/departures-board/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live at the railway's own hour."""
    for module in (board, moving):
        monkeypatch.setattr(module, "now", lambda: NOW)


def desk_of(*groups: str) -> Client:
    """A browser of somebody in some groups of staff."""
    user = User.objects.create_user(f"{'-'.join(groups) or 'nobody'}@example.com", is_staff=True)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    client = Client()
    desks.sign_in(client, user)
    return client


def page(client: Client, address: str = BOARD, **words: Any) -> str:
    response = client.get(address, words)
    assert response.status_code == 200
    return str(response.content.decode())


def parts_of(shipment: Shipment) -> str:
    return f"{BOARD}shipments/{shipment.pk}/"


def post(client: Client, shipment: Shipment, train: Departure, **changes: Any) -> Any:
    given = {"departure": str(train.pk), "version": str(shipment.version), "reason": "asked", **changes}
    return client.post(f"{parts_of(shipment)}move/", given, headers={"Accept": "application/json"})


# ---- what is counted ------------------------------------------------------------------------


def test_each_place_of_a_leg_is_counted_once(rails: datetime) -> None:
    train = make_train(places=9)
    for wish in ("DRY_FOOD", "COSMETICS", "ELECTRONICS"):
        assigned(segregation_class=wish)
    locked, loaded, _ = Slot.objects.order_by("number")
    Slot.objects.filter(pk__in=[locked.pk, loaded.pk]).update(status="closed", closed_at=NOW)
    loaded.assignments.update(status="used")
    DepartureLeg.objects.filter(departure=train).update(cap_mteu=16_000, free_mteu=8_000)
    keep(train, places=1)
    [seen] = trains_by_id(departure_ids=[train.pk], at=NOW)
    for leg in seen.legs:
        fill = leg.places
        assert (fill.assigned, fill.locked, fill.loaded) == (2_000, 2_000, 2_000)
        assert (fill.kept, fill.cut, fill.free, fill.total) == (2_000, 2_000, 8_000, 18_000)
        # Room in a container that is shut is nobody's any more.
        assert (leg.volume.locked, leg.volume.loaded) == (60_750_000, 60_750_000)
        assert (leg.volume.assigned, leg.volume.free) == (41_000, 60_750_000 - 41_000)


def test_what_a_demonstration_has_loaded_is_not_counted_as_loaded(rails: datetime) -> None:
    train, shipment = make_train(), assigned()
    Slot.objects.update(status="closed", closed_at=NOW)
    Slot.objects.get().assignments.update(status="used")
    Shipment.objects.filter(pk=shipment.pk).update(simulated=True)
    [seen] = trains_by_id(departure_ids=[train.pk], at=NOW)
    assert {(leg.places.locked, leg.places.loaded) for leg in seen.legs} == {(2_000, 0)}


def keep(train: Departure, *, places: int) -> None:
    firm = Organisation.objects.create(kind="seller", name="Mill", created_at=NOW)
    allotment = Allotment.objects.create(
        organisation=firm,
        service=train.service,
        places=places,
        release_h=24,
        valid_from=NOW.date(),
        created_at=NOW,
    )
    kept = AllottedPlaces.objects.create(
        allotment=allotment,
        departure=train,
        places_kept=places,
        places_left=places,
        release_at=NOW + DAY,
        created_at=NOW,
    )
    for leg in train.legs.all():
        AllottedLeg.objects.create(
            allotted=kept, departure_leg=leg, mteu=2_000, gross_g=1_000, length_mm=1, created_at=NOW
        )


def test_the_trains_of_the_asked_weeks_come_in_order(rails: datetime) -> None:
    late, soon = make_train(NOW + 6 * DAY), make_train(NOW + 2 * DAY)
    make_train(NOW + 8 * DAY)
    found = trains_of_weeks(first_at=NOW, until_at=NOW + 7 * DAY, wish=Wish())
    assert [train.id for train in found] == [soon.pk, late.pk]


@pytest.mark.parametrize(
    ("wish", "services"),
    [
        (Wish(crossing="KHORGOS"), {"ALA-LYG-KH", "LYG-ALA-KH"}),
        (Wish(direction="CN-KZ"), {"LYG-ALA-KH"}),
        (Wish(service="ALA-LYG-DO"), {"ALA-LYG-DO"}),
    ],
)
def test_trains_are_filtered(rails: datetime, wish: Wish, services: set[str]) -> None:
    for service in ("ALA-LYG-KH", "LYG-ALA-KH", "ALA-LYG-DO"):
        make_train(service=service)
    found = trains_of_weeks(first_at=NOW, until_at=NOW + 14 * DAY, wish=wish)
    assert {train.service_code for train in found} == services


def test_delays_cancelled_legs_and_embargoes_are_marked(rails: datetime) -> None:
    train = make_train()
    Departure.objects.filter(pk=train.pk).update(
        departs_at=train.departs_at + 3 * HOUR, arrives_at=train.arrives_at + 3 * HOUR, runs_through=False
    )
    DepartureLeg.objects.filter(departure=train, gauge_mm=1435).update(cancelled_at=NOW)
    Embargo.objects.create(
        crossing=Crossing.objects.get(code=train.service.crossing),
        starts_at=NOW,
        reason="Snow <drifts>",
        created_at=NOW,
    )
    seen = page(desk_of("viewer"), weeks=2)
    assert "Delayed +3 h" in seen
    assert "A leg is cancelled" in seen
    assert seen.count("leg is-cancelled") == 1
    assert "Snow &lt;drifts&gt;" in seen


def test_a_train_that_does_not_run_is_marked(rails: datetime) -> None:
    train = make_train()
    Departure.objects.filter(pk=train.pk).update(status="cancelled", cancelled_at=NOW)
    assert "train is-cancelled" in page(desk_of("viewer"), weeks=2)


def test_the_measure_is_switched(rails: datetime) -> None:
    make_train(places=5)
    assigned()
    viewer = desk_of("viewer")
    assert "4 free of 5" in page(viewer, weeks=2)
    assert "t free of 1,300 t" in page(viewer, weeks=2, measure="mass")
    assert "m³ free of 60.8 m³" in page(viewer, weeks=2, measure="volume")


def test_a_train_that_takes_nothing_more_offers_no_room(rails: datetime) -> None:
    train = make_train(places=5)
    assigned()
    Departure.objects.filter(pk=train.pk).update(status="closed")
    [row] = re.findall(
        r'<div class="legs">.*?<p class="verdict"', page(desk_of("viewer"), weeks=2), re.DOTALL
    )
    assert row.count("1 of 5 sold") == 3
    assert row.count("1 assigned, 4 unsold of 5 places") == 3
    assert "free" not in row


def test_each_day_has_one_heading_although_clocks_differ(rails: datetime) -> None:
    evening = datetime(2026, 12, 4, 17, 30, tzinfo=UTC)
    make_train(evening)
    make_train(evening - HOUR, service="LYG-ALA-KH")
    make_train(evening + HOUR, service="ALA-LYG-DO")
    days = re.findall(r'<section class="day" aria-label="([^"]*)"', page(desk_of("viewer"), weeks=2))
    assert days == ["Friday 4 December", "Saturday 5 December"]


@pytest.mark.parametrize(
    "words",
    [{"from": "yesterday"}, {"from": "9999-12-31"}, {"weeks": "٤"}, {"measure": "love"}, {"waiting": "-1"}],
)
def test_an_address_that_says_nonsense_shows_the_usual(rails: datetime, words: dict[str, str]) -> None:
    assert "24 Nov – 30 Nov 2026" in page(desk_of("viewer"), **words)


# ---- what is inside -------------------------------------------------------------------------


def test_a_train_opens_to_its_containers_and_they_to_their_shipments(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    slot = Slot.objects.get()
    viewer = desk_of("viewer")
    inside = page(viewer, f"{BOARD}trains/{train.pk}/", part=1)
    assert f"{BOARD}slots/{slot.pk}/" in inside
    assert "25 of 20,990 kg" in inside or "25 of 21,000 kg" in inside
    assert "<html" not in inside
    goods = page(viewer, f"{BOARD}slots/{slot.pk}/", part=1)
    assert f"/admin/shipping/shipment/{shipment.pk}/change/" in goods
    whole = page(viewer, f"{BOARD}slots/{slot.pk}/")
    assert "<html" in whole
    assert shipment.number in whole


def test_a_full_container_is_shown_by_pages(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "PARCELS_SHOWN", 2)
    make_train()
    numbers = sorted(assigned().number for _ in range(3))
    address = f"{BOARD}slots/{Slot.objects.get().pk}/"
    viewer = desk_of("viewer")
    first, second = page(viewer, address), page(viewer, address, page=2)
    assert (numbers[1] in first, numbers[2] in first) == (True, False)
    assert (numbers[1] in second, numbers[2] in second) == (False, True)
    assert f"{address}?page=2" in first


def test_what_waits_is_listed_with_its_reason(rails: datetime) -> None:
    shipment = book()
    Shipment.objects.update(waiting_reason="train_full")
    seen = page(desk_of("viewer"))
    assert shipment.number in seen
    assert "train full" in seen


def test_a_container_that_lost_its_way_is_listed(rails: datetime) -> None:
    make_train()
    assigned()
    slot = Slot.objects.get()
    type(slot.container).objects.update(stranded_at=NOW, stranded_reason="No later train over Khorgos.")
    assert "No later train over Khorgos." in page(desk_of("viewer"))


def test_unknown_trains_and_shipments_are_not_found(rails: datetime) -> None:
    nobody = "01a20b96-064c-7374-987c-cdc97ffd5c1a"
    dispatcher = desk_of("dispatch")
    for address in (f"trains/{nobody}/", f"trains/{nobody}/row/", f"shipments/{nobody}/move/"):
        assert dispatcher.get(f"{BOARD}{address}").status_code == 404


# ---- moving ---------------------------------------------------------------------------------


def test_a_dispatcher_moves_a_shipment(rails: datetime) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    answer = post(desk_of("dispatch"), shipment, second)
    assert answer.status_code == 200
    assert set(answer.json()["trains"]) == {str(first.pk), str(second.pk)}
    assert answer.json()["said"] == (
        f"{shipment.number} has its place on {second}, leaves Sun 6 Dec 11:00 Almaty, "
        "and is expected Mon 14 Dec 14:00 Shanghai."
    )
    assert train_of(shipment) == second
    assert shipment.rolls.get().reason == "asked"


def test_without_script_a_move_leads_back_to_the_board(rails: datetime) -> None:
    make_train()
    second = make_train(NOW + 12 * DAY)
    shipment = assigned()
    given = {"departure": str(second.pk), "version": str(shipment.version)}
    answer = desk_of("dispatch").post(f"{parts_of(shipment)}move/", given, follow=True)
    assert answer.redirect_chain == [(f"{BOARD}?train={second.pk}#train-{second.pk}", 302)]
    shown = answer.content.decode()
    assert f"{shipment.number} has its place" in shown
    assert f'id="train-{second.pk}"' in shown


def test_the_choices_say_what_would_become_of_the_promise(rails: datetime) -> None:
    first, second = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned(promised_at=first.arrives_at)
    dispatcher = desk_of("dispatch")
    found = dispatcher.get(f"{parts_of(shipment)}choices/", {"weeks": 2, "version": shipment.version}).json()
    assert "promise broken" in found["trains"][str(second.pk)]["said"]
    assert found["trains"][str(first.pk)]["possible"] is False
    form = page(dispatcher, f"{parts_of(shipment)}move/")
    assert "promise broken" in form
    assert "It has its place on this train." in form


def test_a_refused_move_changes_nothing_and_says_why(rails: datetime) -> None:
    first, full = make_train(), make_train(NOW + 12 * DAY, places=0)
    shipment = assigned()
    dispatcher = desk_of("dispatch")
    answer = post(dispatcher, shipment, full)
    assert answer.status_code == 422
    assert "places" in answer.json()["said"]
    plain = dispatcher.post(
        f"{parts_of(shipment)}move/", {"departure": str(full.pk), "version": str(shipment.version)}
    )
    assert plain.status_code == 422
    assert "places" in plain.content.decode()
    assert train_of(shipment) == first


def test_a_stale_tab_is_told_by_name_who_moved_it(rails: datetime) -> None:
    first, second, third = (make_train(NOW + days * DAY) for days in (10, 12, 13))
    shipment = assigned()
    anna = User.objects.create_user("anna@example.com", name="Anna Kim", is_staff=True)
    anna.groups.add(Group.objects.get_or_create(name="dispatch")[0])
    hers = Client()
    desks.sign_in(hers, anna)
    assert post(hers, shipment, second).status_code == 200
    late = desk_of("dispatch")
    answer = post(late, shipment, third)
    assert answer.status_code == 409
    expected = f"moved by Anna Kim on 24 Nov 06:00 UTC, from {first} to {second}."
    assert expected in answer.json()["said"]
    assert str(second.pk) in answer.json()["trains"]
    choices = late.get(f"{parts_of(shipment)}choices/", {"version": shipment.version})
    assert (choices.status_code, expected in choices.json()["said"]) == (409, True)
    assert train_of(shipment) == second


@pytest.mark.parametrize("given", [{"departure": "7"}, {"version": "x"}, {"version": ""}])
def test_a_form_that_was_tampered_with_is_refused(rails: datetime, given: dict[str, str]) -> None:
    train = make_train(NOW + 12 * DAY)
    shipment = book()
    assert post(desk_of("dispatch"), shipment, train, **given).status_code == 400
    assert fresh(shipment).status == "waiting"


def test_others_of_the_staff_look_and_do_not_move(rails: datetime) -> None:
    train = make_train()
    shipment = book()
    for group in ("viewer", "support"):
        looker = desk_of(group)
        seen = page(looker, weeks=2)
        assert shipment.number in seen
        assert 'draggable="true"' not in seen
        assert post(looker, shipment, train).status_code == 403
    assert desk_of().get(BOARD).status_code == 403
    assert Client().get(BOARD).status_code == 302
    assert fresh(shipment).status == "waiting"


def test_a_move_without_its_token_is_refused(rails: datetime) -> None:
    train = make_train()
    shipment = book()
    strict = Client(enforce_csrf_checks=True)
    desks.sign_in(strict, User.objects.create_superuser("boss@example.com"))
    given = {"departure": str(train.pk), "version": str(shipment.version)}
    assert strict.post(f"{parts_of(shipment)}move/", given).status_code == 403
    assert fresh(shipment).status == "waiting"


def test_the_menu_and_the_dashboard_lead_to_the_board(rails: datetime) -> None:
    make_train()
    home = page(desk_of("viewer"), "/admin/")
    assert home.count(f'href="{BOARD}"') >= 2

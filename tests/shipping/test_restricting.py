"""Can dispatchers shut places and keep places from their pages, and nobody else?"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from shipping.models import Allotment, Crossing, Embargo, Location, TrainService
from shipping.operations.allotting import allot
from shipping.operations.embargoing import declare_embargo, roll_embargoed
from tests.conftest import Jobs
from tests.shipping.railway import FULL, NOW, STAFF, assigned, make_train

Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipping.admin.restricting.now", lambda: NOW)


def seller() -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


def shut(**changes: str) -> dict[str, str]:
    """What a dispatcher types: Khorgos, flour to China, from now on."""
    typed = {
        "crossing": str(Crossing.objects.get(code="KHORGOS").pk),
        "direction": "KZ-CN",
        "segregation_classes": "DRY_FOOD",
        "starts_at": "2026-11-24T11:00",
        "reason": "queue of wagons",
    }
    return {**typed, **changes}


def keeping(**changes: str) -> dict[str, str]:
    typed = {
        "organisation": str(seller().pk),
        "service": str(TrainService.objects.get(code="ALA-LYG-KH").pk),
        "places": "3",
        "release_h": "24",
        "valid_from": "2026-11-24",
    }
    return {**typed, **changes}


def page(client: Client, row: Embargo | Allotment) -> str:
    answer = client.get(reverse(f"admin:shipping_{row._meta.model_name}_change", args=(row.pk,)))
    assert answer.status_code == 200
    return answer.content.decode()


def use(client: Client, row: Embargo | Allotment, verb: str, reason: str) -> str:
    """Use a verb on one row of the list; what the page says afterwards."""
    address = reverse(f"admin:shipping_{row._meta.model_name}_changelist")
    given = {"action": verb, "_selected_action": str(row.pk), "index": "0", "reason": reason}
    answer = client.post(address, given, follow=True)
    row.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_dispatcher_declares_an_embargo_and_its_page_lists_what_rolled(
    rails: datetime, desk: Desk, jobs: Jobs
) -> None:
    khorgos, dostyk = make_train(), make_train(service="ALA-LYG-DO")
    shipment, client = assigned(), desk("dispatch")
    add = reverse("admin:shipping_embargo_add")
    assert client.get(add).status_code == 200
    answer = client.post(add, shut())
    assert answer.status_code == 302
    declared = Embargo.objects.get()
    assert (declared.segregation_classes, declared.starts_at) == (["DRY_FOOD"], NOW)
    roll_embargoed(embargo_id=declared.pk, at=NOW, by=STAFF)
    shown = page(client, declared)
    assert shipment.number in shown
    assert f"{khorgos} → {dostyk}" in shown


def test_the_hours_of_an_embargo_are_read_by_the_clock_of_the_place_that_is_shut(
    rails: datetime, desk: Desk
) -> None:
    client, add = desk("dispatch"), reverse("admin:shipping_embargo_add")
    form = client.get(add).content.decode()
    assert form.count('type="datetime-local"') == 2
    assert "Almaty time (UTC+5) or Shanghai time (UTC+8) on our lines" in form
    assert "Altynkol - Horgos: Almaty time (UTC+5)." in form
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', form)
    there = str(Location.objects.get(code="CN-LYG-BASE").pk)
    typed = {"starts_at": "2026-11-24T14:00", "ends_at": "2026-11-30T08:00"}
    assert client.post(add, shut(crossing="", location=there, **typed)).status_code == 302
    declared = Embargo.objects.get()
    assert (declared.starts_at, declared.ends_at) == (NOW, datetime(2026, 11, 30, tzinfo=UTC))
    assert "2026-11-30 00:00 UTC (08:00 Shanghai)" in page(client, declared)


def test_an_hour_that_no_calendar_knows_is_refused_at_its_field(rails: datetime, desk: Desk) -> None:
    answer = desk("dispatch").post(reverse("admin:shipping_embargo_add"), shut(starts_at="0001-01-01T00:00"))
    assert "Give a day of this century." in answer.content.decode()
    assert not Embargo.objects.exists()


def test_an_empty_list_says_what_is_so(rails: datetime, desk: Desk) -> None:
    client = desk("viewer")
    for model, words in (
        ("embargo", "No railway has shut a station or a crossing for our goods."),
        ("closure", "No station or crossing is closed."),
        ("allotment", "No places are kept for a seller on any train."),
    ):
        address = reverse(f"admin:shipping_{model}_changelist")
        assert words in client.get(address).content.decode()
        assert "Nothing is found that way" in client.get(address, {"q": "snow"}).content.decode()


def test_what_the_operation_refuses_is_said_above_the_fields(rails: datetime, desk: Desk) -> None:
    client = desk("dispatch")
    both = shut(location=str(Location.objects.get(code="KZ-DOSTYK").pk))
    answer = client.post(reverse("admin:shipping_embargo_add"), both)
    assert answer.status_code == 200
    assert "An embargo is on one station, or on one crossing." in answer.content.decode()
    assert "queue of wagons" in answer.content.decode()
    assert not Embargo.objects.exists()


def test_an_embargo_is_lifted_with_a_reason(rails: datetime, desk: Desk) -> None:
    declared = declare_embargo(crossing_code="KHORGOS", starts_at=NOW, reason="snow", at=NOW, by=STAFF)
    client = desk("dispatch")
    assert "Give a reason." in use(client, declared, "lift", "")
    assert not Embargo.objects.filter(lifted_at__isnull=False).exists()
    assert "1 lifted." in use(client, declared, "lift", "the sun came out")
    lifted = Embargo.objects.get()
    assert (lifted.lifted_at, lifted.lift_reason) == (NOW, "the sun came out")
    assert "the sun came out" in page(client, declared)


def test_a_dispatcher_keeps_places_and_is_told_where_there_was_too_little_room(
    rails: datetime, desk: Desk
) -> None:
    train, client = make_train(places=3), desk("dispatch")
    assigned(**FULL)
    add = reverse("admin:shipping_allotment_add")
    assert client.get(add).status_code == 200
    assert client.post(add, keeping()).status_code == 302
    allotment = Allotment.objects.get()
    assert allotment.kept.get().places_left == 2
    shown = page(client, allotment)
    assert "2 of 3" in shown
    assert str(train) in shown
    assert "1 ended." in use(client, allotment, "end", "no harvest")
    assert allotment.kept.get().places_left == 0
    again = client.post(add, keeping(service="", places="0"))
    assert again.status_code == 200
    assert Allotment.objects.count() == 1


def test_places_are_kept_once_for_one_seller_and_service(rails: datetime, desk: Desk) -> None:
    typed, client = keeping(), desk("dispatch")
    client.post(reverse("admin:shipping_allotment_add"), typed)
    answer = client.post(reverse("admin:shipping_allotment_add"), typed)
    assert "are kept for this organisation already" in answer.content.decode()
    assert Allotment.objects.count() == 1


@pytest.mark.parametrize("group", ["finance", "support"])
def test_others_look_and_touch_nothing(rails: datetime, desk: Desk, group: str) -> None:
    declared = declare_embargo(crossing_code="KHORGOS", starts_at=NOW, reason="snow", at=NOW, by=STAFF)
    kept = allot(
        organisation_id=seller().pk,
        service_code="ALA-LYG-KH",
        places=1,
        release_h=24,
        valid_from=NOW.date(),
        at=NOW,
        by=STAFF,
    )
    client = desk(group)
    assert "snow" in page(client, declared)
    assert "A mill" in page(client, kept)
    assert client.post(reverse("admin:shipping_embargo_add"), shut()).status_code == 403
    assert client.post(reverse("admin:shipping_allotment_add"), keeping()).status_code == 403
    use(client, declared, "lift", "because")
    use(client, kept, "end", "because")
    assert (declared.lifted_at, kept.ended_at) == (None, None)

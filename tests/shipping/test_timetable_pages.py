"""Can dispatchers change the timetable from their pages, and see first what that does?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shipping.admin.proposing import pack, unpack
from shipping.errors import BadTimetable
from shipping.models import Closure, Crossing, Departure, HolidayRule, Shipment, TrainService
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Proposal
from tests.shipping.railway import DAY, HOUR, NOW, assigned, fresh, train_of

Desk = Callable[..., Client]
CODE = "ALA-LYG-KH"


@pytest.fixture(autouse=True)
def _timetable(timetable: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real timetable; the clock stands."""
    monkeypatch.setattr("shipping.admin.services.now", lambda: NOW)


def address(page: str, *args: object) -> str:
    return reverse(f"admin:timetable{page}", args=args)


def service_form(client: Client, **changes: Any) -> dict[str, Any]:
    """The form of the service as the page fills it, with some changes."""
    form = client.get(address("_service", CODE)).context["form"]
    filled = {bound.name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in {**filled, **changes}.items()}


def confirm(client: Client, seen: Any, *, confirmed: str | None = None) -> str:
    """Press the button of a preview; what the page says then."""
    given = {
        "proposal": seen.context["packed"],
        "confirmed": seen.context["seen"].digest if confirmed is None else confirmed,
        "reason": "Winter.",
    }
    answer = client.post(address("_apply"), given, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_dispatcher_sees_first_what_a_change_does_and_then_does_it(desk: Desk) -> None:
    client = desk("dispatch")
    seen = client.post(address("_service", CODE), service_form(client, weekdays=[1, 2, 4, 5]))
    page = text(seen)
    assert "Do not run any more: 12" in page
    assert "No longer in the timetable." in page
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5, 6]
    assert "12 dropped" in confirm(client, seen)
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5]


def test_a_form_sent_as_it_is_changes_no_train(desk: Desk) -> None:
    client = desk("dispatch")
    assert "No train would change." in text(client.post(address("_service", CODE), service_form(client)))


def test_limits_are_typed_in_places_tonnes_and_metres(desk: Desk) -> None:
    client = desk("dispatch")
    typed = service_form(client, places_1="40", gross_t_3="1200.5", length_m_1="700.25")
    confirm(client, client.post(address("_service", CODE), typed))
    first, _, last = TrainService.objects.get(code=CODE).legs.order_by("position")
    assert (first.places, first.max_length_mm, last.gross_cap_g) == (40, 700_250, 1_200_500_000)


def test_shipments_that_must_move_stand_first_and_move_when_confirmed(desk: Desk) -> None:
    client, shipment = desk("dispatch"), assigned()
    train = train_of(shipment)
    assert train is not None
    days = [day for day in (1, 2, 4, 5, 6) if day != train.service_date.isoweekday()]
    seen = client.post(address("_service", train.service.code), service_form(client, weekdays=days))
    page = text(seen)
    assert page.index("1 train with goods on it; 1 shipment must move") < page.index("Do not run any more")
    assert shipment.number in page
    confirm(client, seen)
    assert train_of(shipment) not in (None, train)
    assert fresh(shipment).status == "assigned"


def test_hours_minutes_and_numbers_of_trains_are_typed_and_reach_the_trains(desk: Desk) -> None:
    client = desk("dispatch")
    ends = TrainService.objects.get(code=CODE).legs.get(position=3).arrives_after_min
    typed = service_form(
        client, transit_h=ends // 60 + 2, arrives_after_min_3=ends + 120, train_number_1="KTZ 1201"
    )
    confirm(client, client.post(address("_service", CODE), typed))
    service = TrainService.objects.get(code=CODE)
    assert (service.transit_h, service.legs.get(position=1).train_number) == (ends // 60 + 2, "KTZ 1201")
    train = Departure.objects.filter(service=service, status="open").latest("departs_at")
    assert train.arrives_at - train.departs_at == service.transit_h * HOUR
    assert train.legs.get(position=1).train_number == "KTZ 1201"
    assert "No train would change." in text(client.post(address("_service", CODE), service_form(client)))


@pytest.mark.parametrize(
    ("changes", "name", "told"),
    [
        ({"transit_h": "0"}, "transit_h", "greater than or equal to 1"),
        ({"transit_h": "9"}, "arrives_after_min_3", "the transit time is 540"),
        ({"departs_after_min_2": "1"}, "departs_after_min_2", "it begins before the leg ahead has ended"),
        ({"arrives_after_min_1": "0"}, "arrives_after_min_1", "greater than or equal to 1"),
        ({"departs_after_min_2": "119999"}, "arrives_after_min_2", "the leg ends before it begins"),
        ({"arrives_after_min_1": ""}, "arrives_after_min_1", "required"),
        ({"train_number_3": "9" * 41}, "train_number_3", "at most 40 characters"),
        ({"doc_cutoff_h": "100"}, "doc_cutoff_h", "the warehouse closes first"),
        ({"gross_t_1": "1.1234567"}, "gross_t_1", "6 decimal places"),
    ],
)
def test_what_is_wrong_with_a_service_is_told_at_its_field(
    desk: Desk, changes: dict[str, str], name: str, told: str
) -> None:
    client = desk("dispatch")
    answer = client.post(address("_service", CODE), service_form(client, **changes))
    assert any(told in error for error in answer.context["form"].errors[name])
    assert told in text(answer)
    assert name != "doc_cutoff_h" or "Papers close, hours before: the warehouse" in text(answer)


def test_what_was_announced_and_promised_is_told_before_it_is_broken(desk: Desk) -> None:
    client, shipment = desk("dispatch"), assigned()
    Shipment.objects.filter(pk=shipment.pk).update(promised_at=F("eta_at"))
    page = text(client.post(address("_service", CODE), service_form(client, cfs_cutoff_h=80)))
    assert "trains would close earlier than was announced; sellers rely on announced cut-offs." in page
    assert "Warehouse closes 8 h earlier than announced, on " in page
    page = text(client.post(address("_service", CODE), service_form(client, departs_local="20:00")))
    assert "1 shipment would come after its promise." in page
    assert f"{shipment.number}</a>: would come " in page


def test_without_a_reason_the_list_is_shown_again_and_nothing_is_done(desk: Desk) -> None:
    client = desk("dispatch")
    seen = client.post(address("_service", CODE), service_form(client, weekdays=[1]))
    given = {"proposal": seen.context["packed"], "confirmed": seen.context["seen"].digest, "reason": " "}
    again = client.post(address("_apply"), given)
    assert "Give a reason: whoever is concerned will read it." in text(again)
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5, 6]
    confirm(client, again)
    assert TrainService.objects.get(code=CODE).weekdays == [1]


def test_only_trains_without_goods_can_be_changed_too(desk: Desk) -> None:
    client, shipment = desk("dispatch"), assigned()
    train = train_of(shipment)
    assert train is not None
    seen = client.post(address("_service", CODE), service_form(client, weekdays=[3]))
    assert "Left as it is" in confirm(client, seen, confirmed="")
    assert train_of(shipment) == train


def test_what_was_tampered_with_is_refused(desk: Desk) -> None:
    answer = desk("dispatch").post(address("_apply"), {"proposal": "forged", "confirmed": "x"}, follow=True)
    assert "look at it again" in " ".join(str(message) for message in answer.context["messages"])


def test_what_no_sheet_could_say_is_refused_and_not_quietly_made_fit() -> None:
    (line,) = all_lines([CODE])
    told = pack(Proposal(plans=(replace(line.plan, transit_h=0),)))
    with pytest.raises(BadTimetable, match="column transit_h: 0 is not between 1 and 2000"):
        unpack(told)


def test_a_closure_is_previewed_written_down_and_withdrawn(desk: Desk) -> None:
    client = desk("dispatch")
    typed = {
        "place": "l:CN-URUMQI-LP",
        "first": "2026-12-20",
        "last": "2026-12-20",
        "effect": "cancels",
        "reason": "Track works.",
    }
    seen = client.post(address("_closure"), typed)
    assert "Urumqi International Land Port is closed: Track works." in text(seen)
    assert not Closure.objects.exists()
    confirm(client, seen)
    assert "Urumqi International Land Port: " in text(client.get(address("")))
    rested = Departure.objects.filter(status="cancelled", note__contains="Track works", rests=True)
    assert rested.count() > 0
    again = client.post(address("_withdrawal", Closure.objects.get().pk))
    assert f"Run again: {rested.count()}" in text(again)
    confirm(client, again)
    assert rested.count() == 0
    assert Closure.objects.get().withdrawn_at is not None


def test_days_are_picked_with_the_browsers_own_picker_by_a_clock_that_is_named(desk: Desk) -> None:
    client = desk("dispatch")
    closing, service = text(client.get(address("_closure"))), text(client.get(address("_service", CODE)))
    assert closing.count('type="date"') == 2
    assert closing.count("By the clock of the place: Almaty time (UTC+5) or Shanghai time (UTC+8)") == 2
    # Hours are typed: a picker would show its own user's clock, which may be one of twelve hours.
    assert (service.count('type="date"'), service.count('type="time"')) == (2, 0)


def test_a_closure_that_ends_before_it_begins_is_refused_at_its_field(desk: Desk) -> None:
    typed = {
        "place": "l:CN-URUMQI-LP",
        "first": "2026-12-20",
        "last": "2026-12-19",
        "effect": "cancels",
        "reason": "Track works.",
    }
    answer = desk("dispatch").post(address("_closure"), typed)
    assert answer.context["form"].errors == {"last": ["It is before the first day."]}
    assert "Do it" not in text(answer)


def test_a_closed_place_stops_its_trains_one_way_or_the_other(desk: Desk) -> None:
    client = desk("dispatch")
    form = client.get(address("_closure")).context["form"]
    assert [value for value, _ in form.fields["effect"].choices] == ["shifts", "cancels"]
    typed = {"place": "x:KHORGOS", "first": "2026-12-20", "last": "2026-12-20", "effect": "runs"}
    answer = client.post(address("_closure"), {**typed, "reason": "None."})
    assert set(answer.context["form"].errors) == {"effect"}


def test_a_holiday_rule_is_changed_with_its_trains(desk: Desk) -> None:
    client = desk("dispatch")
    resting = Departure.objects.filter(status="cancelled", note__contains="Chinese New Year")
    assert resting.count() > 0
    assert "China: Chinese New Year" in text(client.get(address("")))
    assert "Country in which the trains start" in text(client.get(address("_holiday")))
    typed = {"country": "CN", "holiday": "Chinese New Year", "effect": "runs"}
    confirm(client, client.post(address("_holiday"), typed))
    assert HolidayRule.objects.get(holiday="Chinese New Year").effect == "runs"
    assert resting.count() == 0


def test_a_crossing_is_not_lowered_below_what_is_planned(desk: Desk) -> None:
    client = desk("dispatch")
    page = text(client.post(address("_crossing", "KHORGOS"), {"daily_trains": "1"}))
    assert "KZ-CN on " in page
    assert Crossing.objects.get(code="KHORGOS").daily_trains == 15
    client.post(address("_crossing", "KHORGOS"), {"daily_trains": "16"})
    assert Crossing.objects.get(code="KHORGOS").daily_trains == 16


def test_a_departure_is_edited_by_hand(desk: Desk) -> None:
    client = desk("dispatch")
    train = Departure.objects.get(service__code=CODE, service_date=date(2026, 11, 30))
    form = client.get(address("_departure", train.pk)).context["form"]
    typed = {bound.name: bound.value() or "" for bound in form}
    typed |= {"places_1": "30", "note": "Short train.", "reason": "No wagons."}
    assert client.post(address("_departure", train.pk), typed).status_code == 302
    train.refresh_from_db()
    assert (train.note, train.edited_at, train.legs.get(position=1).cap_mteu) == ("Short train.", NOW, 60_000)


def test_the_hour_of_a_departure_is_typed_by_the_clock_of_its_station(desk: Desk) -> None:
    client = desk("dispatch")
    train = Departure.objects.get(service__code=CODE, service_date=date(2026, 11, 30))
    form = client.get(address("_departure", train.pk)).context["form"]
    assert form["departs_at"].label == "Departs, Almaty time (UTC+5)"
    assert form["departs_at"].value() == f"{train.departs_at + 5 * HOUR:%Y-%m-%d %H:%M}"
    typed = {bound.name: bound.value() or "" for bound in form} | {"reason": "No engine."}
    later = {**typed, "departs_at": f"{train.departs_at + 6 * HOUR:%Y-%m-%d %H:%M}"}
    assert client.post(address("_departure", train.pk), later).status_code == 302
    again = Departure.objects.get(pk=train.pk)
    assert again.departs_at == train.departs_at + HOUR
    wild = client.post(address("_departure", train.pk), {**typed, "departs_at": "0001-01-01T00:00"})
    assert "Give a day of this century." in text(wild)
    far = client.post(address("_departure", train.pk), {**typed, "departs_at": "2026-12-30T18:00"})
    (told,) = far.context["form"].errors["departs_at"]
    assert told.startswith("The train of Mon 30 Nov 2026 leaves at most 14 days from its day")
    assert text(far).count("at most 14 days from its day:") == 2


def test_every_page_of_the_timetable_goes_by_a_clock_of_24_hours(desk: Desk) -> None:
    client = desk("dispatch")
    TrainService.objects.filter(code=CODE).update(edited_at=NOW)
    service = TrainService.objects.get(code=CODE)
    train = Departure.objects.get(service=service, service_date=date(2026, 11, 30))
    for page, hour in (
        (address(""), "18:00"),
        (address("_service", CODE), 'value="18:00"'),
        (address("_departure", train.pk), 'value="2026-11-30 18:00"'),
        (reverse("admin:shipping_trainservice_changelist"), ">18:00<"),
        (reverse("admin:shipping_trainservice_change", args=(service.pk,)), "2026-11-24 06:00"),
        (reverse("admin:shipping_departure_change", args=(train.pk,)), "2026-11-30 13:00 UTC (18:00 Almaty)"),
    ):
        shown = text(client.get(page))
        assert hour in shown, page
        assert not re.search(r"\d (a|p)\.m\.|datetime-local", shown), page


def test_what_was_downloaded_and_comes_back_changes_nothing_and_says_so(desk: Desk) -> None:
    client = desk("dispatch")
    Departure.objects.filter(service__code=CODE, service_date=date(2026, 11, 30)).update(
        edited_at=NOW, planned_departs_at=F("planned_departs_at") + HOUR
    )
    book = client.get(address("_sheet", "timetable")).content
    sent = SimpleUploadedFile("timetable.xlsx", book)
    answer = client.post(address("_upload"), {"services": sent}, follow=True)
    assert "Nothing changes: the timetable says so already." in text(answer)
    assert "The sheet departures was not read" in text(answer)
    assert "Do it" not in text(answer)
    only = SimpleUploadedFile("services.csv", client.get(address("_sheet", "departures")).content)
    assert "The file holds departures, not services or legs" in text(
        client.post(address("_upload"), {"services": only})
    )


def test_the_number_of_trains_that_would_change_stands_in_the_singular_too(desk: Desk) -> None:
    client = desk("dispatch")
    last = Departure.objects.filter(service__code=CODE).latest("service_date").service_date
    given = service_form(client, valid_to=(last - DAY).isoformat())
    assert "1 train would change." in text(client.post(address("_service", CODE), given))


def test_a_workbook_goes_out_and_comes_back(desk: Desk) -> None:
    client = desk("dispatch")
    book = openpyxl.load_workbook(BytesIO(client.get(address("_sheet", "timetable")).content))
    assert book.sheetnames == ["services", "legs", "departures"]
    assert book["departures"].max_row == 1 + Departure.objects.count()
    book["services"]["B2"] = "Renamed in a sheet"
    changed = BytesIO()
    book.save(changed)
    sent = SimpleUploadedFile("timetable.xlsx", changed.getvalue())
    seen = client.post(address("_upload"), {"services": sent})
    assert "No train would change." in text(seen)
    confirm(client, seen)
    renamed = TrainService.objects.get(name="Renamed in a sheet")
    assert renamed.code == book["services"]["A2"].value


def test_every_wrong_cell_of_an_upload_is_named(desk: Desk) -> None:
    client = desk("dispatch")
    rows = client.get(address("_sheet", "services")).content.decode("utf-8-sig").splitlines()
    spoilt = "\n".join([rows[0], rows[1].replace("21:00", "late").replace("72", "-1"), *rows[2:]])
    sent = SimpleUploadedFile("services.csv", spoilt.encode())
    page = text(client.post(address("_upload"), {"services": sent}))
    assert "services, row 2, column" in page
    assert page.count("services, row 2") == 2


@pytest.mark.parametrize("groups", [("support",), ("viewer",)])
def test_others_may_look_and_not_change(desk: Desk, groups: tuple[str, ...]) -> None:
    client = desk(*groups)
    assert address("_service", CODE) not in text(client.get(address("")))
    assert client.get(address("_service", CODE)).status_code == 403
    assert client.post(address("_apply"), {}).status_code == 403
    assert client.get(address("_sheet", "departures")).status_code == 200


def test_the_pages_need_few_queries(desk: Desk) -> None:
    client = desk("dispatch")
    for page in (address(""), address("_service", CODE), address("_closure"), address("_sheet", "timetable")):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        assert len(queries) <= 20


def test_there_is_no_page_of_what_does_not_exist(desk: Desk) -> None:
    client = desk("dispatch")
    for page in (("_service", "NOWHERE"), ("_crossing", "NOWHERE"), ("_sheet", "secrets")):
        assert client.get(address(*page)).status_code == 404

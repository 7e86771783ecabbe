"""Does whoever holds the code see the whole journey, in their words, by their clock?"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from shipping.models import ContainerLeg, Departure, Roll, Shipment
from shipping.operations import expecting, reporting
from shipping.queries.tracking import tracking
from shipping.rest.journeys import Reader, shown_journey
from shipping.time_words import ZONES, dated
from shipping.wording import CAUSES, FAULTS, LABELS, LANGUAGES, STAGES
from tests.api import Api
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, assigned, book, fresh, make_train
from tests.shipping.test_running import cancel_last_leg, change_trains, leg_of, observe_often, tell

Page = Callable[..., str]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in ("tracking", "pages"):
        monkeypatch.setattr(f"shipping.rest.{door}.now", lambda: NOW)


@pytest.fixture
def train(rails: datetime) -> Departure:
    """Leaves Almaty on 4 December at 11:00 by its clock."""
    return make_train(NOW + 10 * DAY)


@pytest.fixture
def riding(train: Departure) -> Shipment:
    """A shipment that was handed in for the train."""
    return reporting.hand_in(shipment_id=assigned().pk, at=NOW, by=STAFF)


@pytest.fixture
def moved(riding: Shipment, train: Departure) -> Shipment:
    """Its train from the border was cancelled, it has a place on one two days later."""
    old_eta_at = riding.eta_at
    later = make_train(NOW + 12 * DAY)
    cancel_last_leg(train)
    change_trains(riding, later)
    rolled(riding, train, later, cause="leg_cancelled", old_eta_at=old_eta_at)
    return fresh(riding)


@pytest.fixture
def page(client: Client) -> Page:
    """The text of the page, all blanks one."""

    def show(shipment: Shipment, query: str = "", language: str = "en") -> str:
        answer = client.get(f"/track/{shipment.tracking_code}{query}", headers={"Accept-Language": language})
        return plain(answer.content.decode())

    return show


def plain(words: str) -> str:
    """All blanks one, as in the text of the page."""
    return re.sub(r"\s+", " ", words)


def rolled(shipment: Shipment, old: Departure, new: Departure | None, **facts: Any) -> None:
    Roll.objects.create(
        **{
            "shipment": shipment,
            "from_departure": old,
            "to_departure": new,
            "cause": "staff",
            "fault": "platform",
            "reason": "Aigul says so",
            "old_eta_at": None,
            "new_eta_at": fresh(shipment).eta_at if new else None,
            "rolled_at": NOW,
            "by_kind": "staff",
            "created_at": NOW,
            **facts,
        }
    )


def line_of(shipment: Shipment, language: str = "en", zone: str = "UTC") -> list[dict[str, Any]]:
    journey = shown_journey(tracking(code=shipment.tracking_code, at=NOW), Reader(language, zone))
    line: list[dict[str, Any]] = journey["line"]
    return line


def test_the_line_has_both_ends_the_border_stations_the_change_of_gauge(riding: Shipment) -> None:
    line = line_of(riding)
    assert [(stop["name"].partition(" ")[0], stop["role"]) for stop in line] == [
        ("Almaty-1", "Origin"),
        ("Altynkol", "Border station"),
        ("KTZE-Khorgos", "Border station"),
        ("China-Kazakhstan", "Destination"),
    ]
    assert [stop["onward"]["gauges"] for stop in line[:-1]] == ["", "1520 → 1435", ""]


def test_each_time_is_told_by_the_clock_of_the_place_then_by_the_readers(riding: Shipment) -> None:
    departure = line_of(riding, zone="Asia/Shanghai")[0]["times"][0]
    assert plain(departure["planned"]["local"]) == "Fri 4 Dec 2026, 11:00 UTC+5"
    assert plain(departure["planned"]["yours"]) == "Fri 4 Dec 2026, 14:00 UTC+8"


def test_a_reader_who_lives_by_the_same_clock_is_told_once(riding: Shipment) -> None:
    assert line_of(riding, zone="Asia/Almaty")[0]["times"][0]["planned"]["yours"] == ""


def test_what_comes_later_than_planned_says_by_how_much(riding: Shipment, train: Departure) -> None:
    tell(train, "departed", train.departs_at + 200 * HOUR / 60)
    *_, last = line_of(riding)
    assert (last["times"][0]["label"], last["times"][0]["shift"]) == ("Expected", "3 h 20 min late")
    assert last["times"][0]["is_late"]
    first = line_of(riding)[0]["times"][0]
    assert (first["label"], first["shift"], plain(first["clock"]["local"])) == (
        "Actual",
        "3 h 20 min late",
        "Fri 4 Dec 2026, 14:20 UTC+5",
    )


def test_on_time_needs_no_second_clock(riding: Shipment) -> None:
    assert {time["clock"] for stop in line_of(riding) for time in stop["times"]} == {None}


def test_what_came_early_is_no_delay(riding: Shipment, train: Departure) -> None:
    tell(train, "at_border", leg_of(train, 1).arrives_at - HOUR)
    arrival = line_of(riding)[1]["times"][0]
    assert (arrival["shift"], arrival["is_late"]) == ("1 h early", False)


def test_a_station_is_reached_though_only_a_later_one_was_reported(riding: Shipment) -> None:
    reporting.report_stage(shipment_id=riding.pk, kind="transshipped", at=NOW, by=STAFF)
    assert [stop["is_reached"] for stop in line_of(riding)] == [True, True, True, False]


def test_boxes_that_are_lifted_over_do_not_depart(riding: Shipment) -> None:
    assert [[time["what"] for time in stop["times"]] for stop in line_of(riding)] == [
        ["Departure"],
        ["Arrival"],
        ["Arrival", "Departure"],
        ["Arrival"],
    ]


@pytest.mark.parametrize("language", sorted(LABELS))
def test_a_change_of_trains_shows_the_lost_one_struck_through_above_the_new_one(
    moved: Shipment, page: Page, language: str
) -> None:
    text = page(moved, language=language)
    words, why = LABELS[language], CAUSES[language]["leg_cancelled"]
    lost = f'<s>{words["train"].format(gauge=1435)} ALA-LYG-KH 1435</s> <span class="mark late">'
    assert f"{lost}{words['cancelled']}</span> {why}" in text
    assert text.index(words["cancelled"]) < text.index(f'<span class="mark">{words["instead"]}</span>')
    assert words["moved"].format(cause=why) in text
    for at in ("2026-12-12T06:00:00+00:00", "2026-12-14T06:00:00+00:00"):
        told = dated(language, datetime.fromisoformat(at), "Asia/Shanghai")
        assert f'<time datetime="{at}">{plain(told)}</time>' in text


def test_what_staff_wrote_is_nobodys_business(moved: Shipment, page: Page, api: Api) -> None:
    assert "Aigul" not in page(moved)
    assert "Aigul" not in str(api.get(f"/track/{moved.tracking_code}").json())


def test_a_shipment_taken_from_its_train_is_said_to_wait(
    riding: Shipment, train: Departure, page: Page
) -> None:
    rolled(riding, train, None, cause="documents")
    cause = CAUSES["en"]["documents"]
    assert LABELS["en"]["waits"].format(cause=cause) in page(riding)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_fault_it_was_is_told(riding: Shipment, train: Departure, page: Page, language: str) -> None:
    rolled(riding, train, None, cause="hand_in", fault="seller")
    text = page(riding, language=language)
    assert CAUSES[language]["hand_in"] in text
    assert FAULTS[language]["seller"] in text


def test_a_box_without_a_further_train_is_said_to_wait(
    riding: Shipment, train: Departure, page: Page
) -> None:
    cancel_last_leg(train)
    ContainerLeg.objects.filter(departure_leg=leg_of(train, 3)).update(released_at=NOW)
    expecting.expect_again(shipment_ids=[riding.pk], at=NOW)
    text = page(riding)
    assert LABELS["en"]["no_train"] in text
    assert LABELS["en"]["late"] not in text


def test_who_came_back_to_a_train_never_left_it(moved: Shipment, train: Departure) -> None:
    change_trains(moved, train)
    *_, lost, ridden = tracking(code=moved.tracking_code, at=NOW).legs
    assert (lost.is_left, ridden.is_left) == (True, False)
    assert ridden.planned_departs_at == leg_of(train, 3).planned_departs_at
    assert lost.planned_departs_at == ridden.planned_departs_at + 2 * DAY


def test_the_arrival_is_told_with_its_doubt(riding: Shipment, page: Page) -> None:
    text = page(riding)
    big = '<p class="big"><time datetime="2026-12-12T06:00:00+00:00">Sat 12 Dec 2026, 14:00 UTC+8</time>'
    assert big in text
    assert LABELS["en"]["late"] not in text
    assert "Timetable only: observations of this way so far 0, needed 30." in text


def test_what_was_observed_is_told_instead_of_the_timetable(rails: datetime, page: Page) -> None:
    make_train(NOW + 10 * DAY)
    observe_often(make_train(NOW + 40 * DAY), [100] * 30)
    text = page(assigned())
    assert "From what was observed: 30 runs" in text
    assert "Nine times out of ten by <time" in text
    assert "Timetable only" not in text


def test_what_has_arrived_is_no_longer_expected(riding: Shipment, page: Page) -> None:
    reporting.report_stage(shipment_id=riding.pk, kind="arrived", at=NOW, by=STAFF)
    assert 'class="eta"' not in page(riding)


def test_what_waits_for_a_train_shows_its_ends(rails: datetime, page: Page) -> None:
    text = page(book())
    assert text.count('class="stop"') == 2
    assert "Planned" not in text


def test_a_page_that_is_passed_on_shows_no_person(riding: Shipment, page: Page) -> None:
    text = page(riding, language="ru")
    assert '<meta name="robots" content="noindex">' in text
    assert f'<meta property="og:title" content="Отправление {riding.number}: Сдано на склад">' in text
    assert riding.reference not in text


def test_programs_read_planned_expected_and_actual_times_of_each_leg(
    riding: Shipment, train: Departure, api: Api
) -> None:
    tell(train, "departed", train.departs_at + HOUR)
    shown = api.get(f"/track/{riding.tracking_code}").json()
    first, yard, _ = shown["legs"]
    assert first["planned_departs_at"] == "2026-12-04T06:00:00Z"
    assert first["departs_at"] == first["actual_departed_at"] == "2026-12-04T07:00:00Z"
    assert (first["actual_arrived_at"], yard["actual_departed_at"]) == (None, None)
    assert yard["departs_at"] != yard["planned_departs_at"]
    assert (shown["eta_basis"], shown["eta_observations"]) == ("timetable", 0)
    assert shown["eta_late_at"] == "2026-12-16T07:00:00Z"


def test_programs_read_which_train_was_lost_and_why(moved: Shipment, api: Api) -> None:
    shown = api.get(f"/track/{moved.tracking_code}").json()
    flags = [(leg["cancelled"], leg["left"], leg["why_left"]) for leg in shown["legs"]]
    assert flags == [
        (False, False, ""),
        (False, False, ""),
        (True, True, "leg_cancelled"),
        (False, False, ""),
    ]
    assert shown["changes"] == [
        {
            "changed_at": "2026-11-24T06:00:00Z",
            "kind": "moved",
            "cause": "leg_cancelled",
            "fault": "platform",
            "text": "Moved to another train: a train on part of the way was cancelled."
            " Responsible: the shop.",
            "waits": False,
            "shift_min": None,
            "old_eta_at": "2026-12-12T06:00:00Z",
            "new_eta_at": "2026-12-14T06:00:00Z",
        }
    ]


def test_a_journey_takes_six_queries_however_much_happened(
    moved: Shipment, train: Departure, django_assert_num_queries: Any
) -> None:
    tell(train, "departed", train.departs_at)
    tell(train, "transshipped", train.departs_at + DAY)
    with django_assert_num_queries(6):
        tracking(code=moved.tracking_code, at=NOW)


def test_every_language_has_every_word() -> None:
    for words in (LABELS, STAGES, CAUSES, FAULTS, ZONES):
        assert {frozenset(each) for each in words.values()} == {frozenset(words["en"])}
        assert set(words) == set(LANGUAGES)
    assert set(CAUSES["en"]) == set(Roll.Cause.values)
    assert set(FAULTS["en"]) == set(Roll.Fault.values)

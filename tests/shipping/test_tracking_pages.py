"""Does the tracking page name the clocks it goes by, lead on from a wrong code, tell what was delayed?"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from shipping.models import Departure, Shipment
from shipping.operations import reporting
from shipping.queries.tracking import tracking
from shipping.rest.journeys import Reader, shown_journey
from shipping.time_words import USUAL_ZONES, clock_name, zone_name
from shipping.wording import FAULTS, LABELS, LANGUAGES
from tests.api import Api
from tests.shipping.changes import cancel_leg, delay, restore
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, assign, assigned, book, make_train
from tests.shipping.test_running import leg_of, tell

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
    return reporting.hand_in(shipment_id=assigned().pk, at=NOW, by=STAFF)


@pytest.fixture
def page(client: Client) -> Page:
    """The text of the page, all blanks one."""

    def show(shipment: Shipment, query: str = "", language: str = "en") -> str:
        answer = client.get(f"/track/{shipment.tracking_code}{query}", headers={"Accept-Language": language})
        return re.sub(r"\s+", " ", answer.content.decode())

    return show


def journey_of(shipment: Shipment, *, at: datetime = NOW) -> dict[str, Any]:
    return shown_journey(tracking(code=shipment.tracking_code, at=at), Reader("en", "UTC"))


def times_of(shipment: Shipment, *, at: datetime = NOW) -> list[tuple[str, str, str]]:
    """What the line says besides the plan: label, sentence or nothing, shift."""
    return [
        (time["label"], "" if time["clock"] else time["otherwise"], time["shift"])
        for stop in journey_of(shipment, at=at)["line"]
        for time in stop["times"]
    ]


# ---- what nobody reported -------------------------------------------------------------------


def test_what_is_delivered_expects_nothing_any_more(riding: Shipment, page: Page) -> None:
    for kind in ("departed", "at_border", "transshipped", "arrived", "delivered"):
        reporting.report_stage(shipment_id=riding.pk, kind=kind, at=NOW, by=STAFF)
    told = times_of(riding)
    assert [label for label, _, _ in told] == ["Actual"] * 5
    assert [otherwise for _, otherwise, _ in told] == ["", "", "", "not reported", ""]
    for language in LANGUAGES:
        text = page(riding, language=language)
        assert f"<dd>{LABELS[language]['unreported']}</dd>" in text
        assert f"<dt>{LABELS[language]['expected']}</dt>" not in text


def test_a_station_that_was_passed_without_a_report_is_not_expected(
    riding: Shipment, train: Departure
) -> None:
    delay(train, 180)
    reporting.report_stage(shipment_id=riding.pk, kind="transshipped", at=NOW, by=STAFF)
    told = times_of(riding)
    assert [(label, otherwise) for label, otherwise, _ in told[:2]] == [("Actual", "not reported")] * 2
    assert told[3][0] == "Expected"


def test_the_yards_report_is_no_departure_of_the_onward_train(riding: Shipment, train: Departure) -> None:
    last = leg_of(train, 3)
    tell(train, "transshipped", last.departs_at - 5 * HOUR)
    seen = last.departs_at - HOUR
    assert times_of(riding, at=seen)[3] == ("Expected", "as planned", "")
    assert times_of(riding, at=last.departs_at + HOUR)[3] == ("Actual", "not reported", "")
    shown = tracking(code=riding.tracking_code, at=seen).legs[-1]
    assert (shown.actual_departed_at, shown.departs_at) == (None, last.departs_at)


def test_what_is_overdue_without_a_report_is_not_expected_either(riding: Shipment, train: Departure) -> None:
    assert times_of(riding, at=train.departs_at - HOUR)[0] == ("Expected", "as planned", "")
    assert times_of(riding, at=train.departs_at + HOUR)[0] == ("Actual", "not reported", "")


def test_programs_read_what_is_over_without_a_report(riding: Shipment, api: Api) -> None:
    reporting.report_stage(shipment_id=riding.pk, kind="arrived", at=NOW, by=STAFF)
    legs = api.get(f"/track/{riding.tracking_code}").json()["legs"]
    flags = [(leg["departure_unreported"], leg["arrival_unreported"]) for leg in legs]
    assert flags == [(True, True), (True, True), (True, False)]


# ---- delays ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delay_is_a_change_with_its_cause_and_without_staffs_words(
    riding: Shipment, train: Departure, page: Page, language: str
) -> None:
    delay(train, 50 * 60 + 10)
    text = page(riding, language=language)
    assert LABELS[language]["changes"] in text
    assert FAULTS[language]["carrier"] in text
    assert LABELS[language]["first_expected"] in text
    assert "snow" not in text


def test_programs_read_by_how_much_a_train_was_delayed(riding: Shipment, train: Departure, api: Api) -> None:
    delay(train, 90)
    restore(train)
    later, sooner = api.get(f"/track/{riding.tracking_code}").json()["changes"]
    assert later == {
        "changed_at": "2026-11-24T06:00:00Z",
        "kind": "delayed",
        "cause": "delayed",
        "fault": "carrier",
        "text": "Its train is delayed by 1 h 30 min. Responsible: the railway.",
        "waits": False,
        "shift_min": 90,
        "old_eta_at": None,
        "new_eta_at": None,
    }
    assert (sooner["kind"], sooner["shift_min"]) == ("sooner", -90)
    assert sooner["text"] == "Its train runs 1 h 30 min sooner than announced before."


def test_a_delay_before_it_was_booked_is_no_change_for_it(train: Departure) -> None:
    delay(train, 90)
    assert journey_of(assign(book(), at=NOW + HOUR))["changes"] == []


def test_a_delay_of_a_train_that_it_does_not_ride_is_none_of_its(riding: Shipment) -> None:
    delay(make_train(NOW + 12 * DAY), 90)
    assert journey_of(riding)["changes"] == []


def test_who_was_moved_onto_a_later_train_is_late_by_what_was_planned_first(
    riding: Shipment, train: Departure, page: Page
) -> None:
    make_train(NOW + 12 * DAY)
    cancel_leg(train)
    told = times_of(riding)
    assert told[:3] == [("Expected", "as planned", "")] * 3
    assert told[3:] == [("Expected", "", "2 d late")] * 2
    eta = journey_of(riding)["eta"]
    assert (eta["shift"], eta["is_late"]) == ("2 d late", True)
    assert "Planned first" in page(riding)


# ---- whose clock ----------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "zone"), sorted(USUAL_ZONES.items()))
def test_the_zone_of_a_reader_is_at_first_the_usual_one_and_is_named(
    riding: Shipment, page: Page, language: str, zone: str
) -> None:
    text = page(riding, language=language)
    assert f'<option value="{zone}" selected>' in text
    assert LABELS[language]["local"].format(clock=clock_name(language, zone)) in text
    assert f'<main data-zone="{zone}">' in text


def test_a_time_says_by_whose_clock_it_is(riding: Shipment, page: Page) -> None:
    assert '<span class="yours">in UTC Fri 4 Dec 2026, 06:00 UTC</span>' in page(riding)
    assert '<span class="yours">Seoul time Fri 4 Dec 2026, 15:00 UTC+9</span>' in page(
        riding, "?tz=Asia/Seoul"
    )


def test_a_reader_chooses_zone_and_language_without_a_script(riding: Shipment, page: Page) -> None:
    text = page(riding, "?lang=kk&tz=Europe/Berlin")
    assert '<html lang="kk">' in text
    assert f"{clock_name('kk', 'Europe/Berlin')} 2026 ж. 4 жел., жм, 07:00 UTC+1" in text
    assert '<input type="hidden" name="lang" value="kk">' in text
    assert 'href="?lang=zh-Hans&amp;tz=Europe%2FBerlin" hreflang="zh-Hans"' in text
    assert '<main data-zone="Europe/Berlin" data-chosen>' in text


def test_any_zone_of_the_world_may_be_asked_for(riding: Shipment, page: Page) -> None:
    text = page(riding, "?tz=America/Argentina/Buenos_Aires")
    name = zone_name("en", "America/Argentina/Buenos_Aires")
    assert f'<option value="America/Argentina/Buenos_Aires" selected>{name}</option>' in text
    assert "Buenos Aires time Fri 4 Dec 2026, 03:00 UTC−3" in text


def test_the_only_script_is_our_own_file(riding: Shipment, page: Page) -> None:
    assert re.findall(r"<script[^>]*>[^<]*", page(riding)) == [
        '<script src="/static/shipping/track.js" defer>'
    ]


@pytest.mark.parametrize("query", ["?lang=xx&tz=Mars/Olympus", "?tz=../../etc/passwd", "?lang=%3Cb%3E"])
def test_what_nobody_knows_counts_as_not_asked(riding: Shipment, page: Page, query: str) -> None:
    assert page(riding, query, "ru") == page(riding, "", "ru")


# ---- a wrong code ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_code_leads_to_another_try(rails: datetime, client: Client, language: str) -> None:
    answer = client.get(f"/track/%22%3E?lang={language}")
    text = answer.content.decode()
    assert (answer.status_code, LABELS[language]["unknown"] in text) == (404, True)
    assert '<form method="get" action="/track">' in text
    assert f'<input type="hidden" name="lang" value="{language}">' in text
    assert 'name="code" value="&quot;&gt;"' in text


def test_a_typed_code_leads_to_its_journey(riding: Shipment, client: Client) -> None:
    code = riding.tracking_code
    typed = {"code": f" {code[:4].lower()}-{code[4:8]}/{code[8:]} ", "lang": "ru", "tz": "Europe/Paris"}
    answer = client.get("/track", typed, follow=True)
    assert answer.redirect_chain == [(f"/track/{code}?lang=ru&tz=Europe%2FParis", 302)]
    assert riding.number in answer.content.decode()


def test_without_a_code_the_page_asks_for_one(rails: datetime, client: Client) -> None:
    for address in ("/track", "/track?code=", "/track?code=../.."):
        answer = client.get(address)
        assert (answer.status_code, LABELS["en"]["ask"] in answer.content.decode()) == (200, True)

"""Is a journey read in Russian and in Chinese, on a phone, with the change of gauge?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from shipping.models import Location, Shipment
from shipping.wording import LABELS, LANGUAGES, STAGES
from tests.shipping.changes import cancel_leg, delay
from tests.shipping.railway import DAY, NOW, assigned, make_train
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


@pytest.fixture
def riding(real_rails: datetime) -> Shipment:
    make_train()
    return assigned()


@pytest.mark.parametrize(("tag", "name"), [("ru", "ru"), ("zh-Hans", "zh-Hans")])
@pytest.mark.parametrize("script", [True, False])
def test_the_line_of_stations_shows_where_the_gauge_changes(
    riding: Shipment, visit: Callable[..., Visitor], tag: str, name: str, *, script: bool
) -> None:
    visitor = visit(script=script)
    tab = visitor.open(f"/track/{riding.tracking_code}?lang={tag}")
    tab.set_viewport_size({"width": 375, "height": 760})
    assert tab.locator("html").get_attribute("lang") == tag
    expect(tab.locator(".status")).to_contain_text(STAGES[name]["assigned"])
    for code in ("KZ-ALMATY1", "CN-LYG-BASE"):
        station = Location.objects.get(code=code).names[name]
        expect(tab.locator(".stop").get_by_text(station).first).to_be_visible()
    gauges = tab.locator(".gauges").inner_text()
    assert gauges.index("1520") < gauges.index("1435")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    assert visitor.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_smallest_phone_shows_every_change_without_scrolling_sideways(
    riding: Shipment, visit: Callable[..., Visitor], language: str
) -> None:
    make_train(NOW + 12 * DAY)
    train = riding.assignments.get().slot.departure
    delay(train, 50 * 60 + 10)
    cancel_leg(train)
    tab = visit(zone="America/Argentina/Buenos_Aires").open(f"/track/{riding.tracking_code}?lang={language}")
    expect(tab.get_by_text(LABELS[language]["changes"], exact=True)).to_be_visible()
    expect(tab.locator("main")).to_have_attribute("data-told", "")
    for width in (320, 390):
        tab.set_viewport_size({"width": width, "height": 760})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        labels = tab.locator("dt:not(.what)")
        crowded = labels.evaluate_all("all => all.filter((dt) => dt.scrollWidth > dt.clientWidth).length")
        assert crowded == 0


def test_a_reader_is_told_the_time_of_their_own_zone(riding: Shipment, visit: Callable[..., Visitor]) -> None:
    visitor = visit(zone="Europe/Paris")
    tab = visitor.open(f"/track/{riding.tracking_code}")
    expect(tab.locator(".yours").first).to_contain_text("Paris time")
    expect(tab.locator("#tz option:checked")).to_have_text("Paris (your time zone)")
    assert "tz=" not in tab.url
    assert visitor.complaints == []


def test_a_zone_that_was_chosen_stays_and_the_own_one_is_offered(
    riding: Shipment, visit: Callable[..., Visitor]
) -> None:
    tab = visit(zone="Europe/Paris").open(f"/track/{riding.tracking_code}?tz=Asia/Seoul")
    expect(tab.locator("#tz option[value='Europe/Paris']")).to_have_text("Paris (your time zone)")
    expect(tab.locator("#tz option:checked")).to_have_text("Seoul")
    expect(tab.locator(".yours").first).to_contain_text("Seoul time")


def test_without_script_the_clock_is_named(riding: Shipment, visit: Callable[..., Visitor]) -> None:
    tab = visit(script=False, zone="Europe/Paris").open(f"/track/{riding.tracking_code}")
    expect(tab.locator(".yours").first).to_contain_text("in UTC")


def test_a_wrong_code_leads_to_another_try(riding: Shipment, visit: Callable[..., Visitor]) -> None:
    tab = visit(script=False).open("/track/0000")
    tab.get_by_label(LABELS["en"]["code"]).fill(riding.tracking_code.lower())
    tab.get_by_role("button", name=LABELS["en"]["find"]).click()
    expect(tab.locator(".status")).to_be_visible()

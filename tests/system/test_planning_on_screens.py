"""Can a dispatcher read plans and ask for scenarios in a real browser, on a desk and on a phone?"""

import math
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from shipping.admin import planning_pages, planning_scenarios
from shipping.models import Departure, PlanMove, PlanScenario
from shipping.operations.answering import answer_next
from tests.shipping import plans
from tests.shipping.railway import DAY, FULL, HOUR, NOW, SHAMPOO, assigned, book, make_train
from tests.system.conftest import Visitor
from tests.system.test_accessible import grave_findings

pytestmark = pytest.mark.system

_PAGES = ("planning", "planning_trends", "planning_waiting", "planning_scenarios")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's pages live at the railway's own hour."""
    for module in (planning_pages, planning_scenarios):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def trains(real_rails: datetime) -> list[Departure]:
    """Trains of four corridors, planned for two days; on one of them nothing has room any more."""
    found = [
        make_train(NOW + (10 + place) * DAY, service=service, places=1 + place)
        for place, service in enumerate(("ALA-LYG-KH", "LYG-ALA-KH", "ALA-URC-DO", "XIA-ALA-DO"))
    ]
    assigned(**FULL)
    for wish in ({}, SHAMPOO, {"latest_arrival_at": NOW + 11 * DAY}):
        book(**{"gross_g": 4_000_000, "volume_cm3": 12_000_000, **wish})
    runs = [
        plans.an_applied_run(NOW - hours * HOUR, placed=1, moved=2, skipped=1) for hours in range(48, 0, -4)
    ]
    for hours, run in enumerate(runs):
        for place, train in enumerate(found):
            _planned(run, train, place, hours)
    _moved(runs[-1], found)
    plans.a_price(runs[-1], found[0])
    return found


def _planned(run: Any, train: Departure, place: int, hours: int) -> None:
    wave = 1 + math.sin(hours / 2 + place) / 4
    plans.a_planned_train(
        run,
        train,
        cost_before_cents=900_000 + 100_000 * place,
        cost_cents=int((700_000 + 150_000 * place) * wave),
        goods_cm3=int(60_000_000 * (wave + place / 8)),
        cap_mteu=2_000 * (2 + place),
    )


def _moved(run: Any, trains: list[Departure]) -> None:
    plans.a_planned_move(run, book(**SHAMPOO), trains[0], keeps_promise=True)
    plans.a_planned_move(
        run, book(), trains[2], kind=PlanMove.Kind.MOVED, from_departure=trains[0], saved_cents=61_250
    )
    left = {"applied": False, "why_not": PlanMove.WhyNot.PROMISE, "to_slot": None, "new_eta_at": None}
    plans.a_planned_move(run, book(), trains[1], **left)


@pytest.fixture
def anna(visit: Callable[..., Visitor], trains: list[Departure]) -> Visitor:
    """A dispatcher before her screen."""
    user = User.objects.create_user("anna@example.com", name="Anna Kim", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="dispatch")[0])
    return visit(user)


def _look(tab: Page, name: str) -> None:
    """Keep what is seen, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        tab.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", _PAGES)
def test_a_page_fits_its_screen_by_day_and_by_night(anna: Visitor, name: str, width: int) -> None:
    tab = anna.open(reverse(f"admin:{name}"))
    tab.set_viewport_size({"width": width, "height": 900})
    expect(tab.locator(".plans")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert grave_findings(tab) == []
    _look(tab, f"{name}-{width}-day")
    tab.emulate_media(color_scheme="dark")
    tab.reload()
    expect(tab.locator("html.dark")).to_be_attached()
    assert grave_findings(tab) == []
    _look(tab, f"{name}-{width}-night")
    assert anna.complaints == []


def test_lines_of_cost_and_fill_are_drawn_and_told(anna: Visitor) -> None:
    tab = anna.open(reverse("admin:planning_trends"))
    for chart in tab.locator(".drawn").all():
        expect(chart.locator("svg .line path")).to_have_count(4)
        width = chart.locator("svg").bounding_box()
        line = chart.locator("svg .line path").first.bounding_box()
        assert width is not None
        assert line is not None
        assert line["width"] > 0.9 * width["width"]
        assert line["height"] > 5
        told = chart.locator("svg").get_attribute("aria-label")
        assert told is not None
        assert "Altynkol - Horgos to China" in told
    tab.get_by_role("link", name="Altynkol - Horgos to Kazakhstan").click()
    expect(tab.locator("section tbody tr")).to_have_count(1)


def test_a_scenario_is_asked_and_its_answer_comes_by_itself(anna: Visitor, trains: list[Departure]) -> None:
    tab = anna.open(reverse("admin:planning_scenarios"))
    form = tab.get_by_role("form", name="One more train")
    form.get_by_label("Train").select_option(str(trains[0].pk))
    form.get_by_label("Days later").fill("2")
    form.get_by_label("Seconds for each plan").select_option("10")
    form.get_by_role("button", name="Work it out").click()
    expect(tab.locator("#answer")).to_contain_text("It waits for its turn.")
    _look(tab, "scenario-waits")
    # What the worker does; its planner needs no more than this.
    PlanScenario.objects.update(seconds=2)
    passed = [NOW]

    def clock() -> datetime:
        passed.append(passed[-1] + timedelta(seconds=1))
        return passed[-1]

    answer_next(clock=clock)
    expect(tab.locator("#answer")).to_contain_text("Beside today's plan")
    expect(tab.locator("#answer .sum")).to_contain_text("cheaper")
    _look(tab, "scenario-answer")
    assert grave_findings(tab) == []
    assert anna.complaints == []
    tab.get_by_role("link", name="All scenarios").click()
    expect(tab.locator("tbody tr").first).to_contain_text("One more train")


@pytest.mark.parametrize("language", ["ru", "kk", "zh-hans"])
def test_the_pages_fit_a_phone_in_every_language(anna: Visitor, language: str) -> None:
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": anna.site}
    anna.context.add_cookies([cookie])  # type: ignore[list-item]
    for name in _PAGES:
        tab = anna.open(reverse(f"admin:{name}"))
        tab.set_viewport_size({"width": 390, "height": 900})
        expect(tab.locator("html")).to_have_attribute("lang", language)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        _look(tab, f"{name}-390-{language}")
        tab.set_viewport_size({"width": 1280, "height": 900})
        _look(tab, f"{name}-1280-{language}")

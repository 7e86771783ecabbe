"""Does what fits in English fit in longer words and other letters, and does the switch work by hand?"""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.sites import staff_site
from shipping.models import Container, Departure, DepartureLeg
from tests.speech import FOLDERS
from tests.system.conftest import Visitor
from tests.system.test_accessible import beyond, reach
from tests.system.test_pages_on_screens import hidden, olga

__all__ = ["olga"]
pytestmark = pytest.mark.system


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_the_pages_of_one_train_fit_in_every_language(olga: Visitor, width: int, language: str) -> None:
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": olga.site}
    olga.context.add_cookies([cookie])  # type: ignore[list-item]
    leg = DepartureLeg.objects.filter(gauge_mm=1520, departure__status="open").get()
    box = Container.objects.order_by("-id")[0]
    for address in (
        *(f"/admin/departures-board/trains/{leg.departure_id}/change/", "/admin/timetable/"),
        *(f"/admin/load-lists/{leg.pk}/", f"/admin/containers/{box.pk}/"),
        f"/admin/departures/{leg.departure_id}/hold/",
    ):
        assert hidden(olga, address, width, "hidden", "clip") == [], address
    assert olga.context.pages[-1].locator("html").get_attribute("lang") == language
    assert olga.complaints == []


@pytest.mark.parametrize("language", ["en", *FOLDERS])
def test_the_first_page_and_a_list_of_many_pages_fit_the_smallest_phone(
    olga: Visitor, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(staff_site._registry[Departure], "list_per_page", 1)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": olga.site}
    olga.context.add_cookies([cookie])  # type: ignore[list-item]
    for address in ("/admin/", "/admin/shipping/departure/"):
        tab = olga.open(address)
        tab.set_viewport_size({"width": 320, "height": 800})
        expect(tab.locator("#content")).to_be_visible()
        assert beyond(tab) == [], address


def test_a_dispatcher_switches_the_board_to_chinese_and_stays_on_it(
    real_rails: datetime, visit: Callable[..., Visitor]
) -> None:
    li = visit(User.objects.create_superuser("li@example.com"))
    tab = li.open("/admin/departures-board/?weeks=2")
    tab.get_by_text("li@example.com").first.click()
    tab.get_by_role("button", name="简体中文").click()
    expect(tab.get_by_role("navigation", name="周", exact=True)).to_be_visible()
    expect(tab).to_have_url(f"{li.site}/admin/departures-board/?weeks=2")
    assert tab.locator("html").get_attribute("lang") == "zh-hans"
    tab.get_by_text("li@example.com").first.click()
    tab.get_by_role("button", name="English").click()
    expect(tab.get_by_text("Waiting for a place").first).to_be_visible()
    assert li.complaints == []


def open_the_account(tab: Page, name: str) -> Locator:
    """By the key that leads from one thing to the next."""
    account = tab.get_by_role("button", name=name)
    reach(tab, account)
    tab.keyboard.press("Enter")
    expect(account).to_have_attribute("aria-expanded", "true")
    # The links come into view a moment later; until then a key would lead past them.
    expect(tab.locator("#account-links")).to_be_visible()
    return account


def test_a_dispatcher_switches_language_and_signs_out_without_a_mouse(
    real_rails: datetime, visit: Callable[..., Visitor]
) -> None:
    li = visit(User.objects.create_superuser("li@example.com", "the camel knows the way"))
    tab = li.open("/admin/")
    account = open_the_account(tab, "li@example.com")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    expect(account).to_have_attribute("aria-expanded", "false")
    expect(account).to_be_focused()
    tab.keyboard.press("Space")
    expect(tab.get_by_role("link", name="Change password")).to_be_visible()
    reach(tab, tab.get_by_role("button", name="Русский"))
    tab.keyboard.press("Enter")
    expect(tab.locator("html[lang=ru]")).to_be_attached()
    open_the_account(tab, "li@example.com")
    reach(tab, tab.get_by_role("button", name="Выйти"))
    # The page that follows would end the visit of the next one.
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.goto(f"{li.site}/admin/")
    expect(tab).to_have_url(re.compile("/admin/login/"))
    assert li.complaints == []


@pytest.mark.parametrize("language", ["en", *FOLDERS])
def test_the_words_of_the_account_fit_its_menu(olga: Visitor, language: str) -> None:
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": olga.site}
    olga.context.add_cookies([cookie])  # type: ignore[list-item]
    tab = olga.open("/admin/")
    tab.locator("#account").click()
    menu = tab.locator("#account-links")
    expect(menu).to_be_visible()
    assert menu.evaluate("each => each.scrollWidth <= each.clientWidth")

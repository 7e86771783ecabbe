"""Do staff judge, find, follow and take away what they work on, in the language they read, on any screen?"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import ListingChange, Product
from kit.actors import Actor
from kit.clock import now
from orders.models import Order
from tests.catalog.trade import Trade
from tests.conftest import Jobs
from tests.consoles.order_story import FOUR_SCRIPTS, go_all_the_way
from tests.consoles.test_reviewing import changed
from tests.orders.market import Market
from tests.system.conftest import Visitor
from tests.system.test_accessible import beyond, grave_findings, reach, skip_menu

pytestmark = pytest.mark.system

_PASSWORD = "the camel knows the way"
_NAMES = {"ru": "Мука пшеничная", "zh-hans": "小麦粉"}
LANGUAGES = pytest.mark.parametrize("language", _NAMES)


class Reader:
    """A member of staff who reads the staff site in one language."""

    def __init__(self, visitor: Visitor, language: str) -> None:
        self.visitor, self.language = visitor, language
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visitor.site}
        visitor.context.add_cookies([cookie])  # type: ignore[list-item]
        self.tab: Page = visitor.open(reverse("admin:index"))

    def go(self, address: str) -> Page:
        """Open a page in the one tab."""
        self.tab.goto(f"{self.visitor.site}{address}")
        expect(self.tab.locator("html")).to_have_attribute("lang", self.language)
        return self.tab

    def says(self, english: str, context: str = "", **facts: object) -> str:
        """The words for something in the reader's language, which are other words than the English ones."""
        with override(self.language):
            told = pgettext(context, english) if context else gettext(english)
        assert told != english
        return told % facts if facts else told

    def looks_over(self, picture: str) -> None:
        """The page keeps nobody out, and fits a phone and a desk."""
        assert grave_findings(self.tab) == [], picture
        for width in (320, 1280):
            self.tab.set_viewport_size({"width": width, "height": 800})
            assert beyond(self.tab) == [], (picture, width)
            if folder := os.environ.get("PICTURES"):
                path = f"{folder}/{picture}-{self.language}-{width}.png"
                self.tab.screenshot(path=path, full_page=width < 1000)


@pytest.fixture
def read(visit: Callable[..., Visitor]) -> Callable[..., Reader]:
    """Somebody of some groups reads in a language."""

    def sit_down(language: str, *groups: str) -> Reader:
        user = User.objects.create_user("aigul@example.com", _PASSWORD, name="Айгүл Өмірбек", is_staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        return Reader(visit(user), language)

    return sit_down


@pytest.fixture
def changes(transactional_db: None) -> list[ListingChange]:
    """Two changes of goods on sale, named in all languages, wait for a judgement."""
    trade = Trade()
    waiting = [changed(trade, "A", package_kind="carton"), changed(trade, "B", gross_g=3000)]
    names = {"en": "Wheat flour", "ru": "Мука пшеничная", "zh-Hans": "小麦粉"}
    Product.objects.update(names=names, attributes={"grade": "premium"})
    return waiting


@LANGUAGES
def test_one_change_is_approved_and_another_declined_for_a_reason(
    changes: list[ListingChange], read: Callable[..., Reader], language: str
) -> None:
    first, second = changes
    aigul = read(language, "onboarding")
    tab = aigul.go(reverse("admin:to_review"))
    expect(tab.locator("#case-name")).to_contain_text(_NAMES[language])
    becomes = {"ru": "картонная коробка", "zh-hans": "纸箱"}[language]
    expect(tab.locator(".diff ins")).to_have_text(becomes)
    aigul.looks_over("review")
    skip_menu(tab)
    reach(tab, tab.get_by_role("button", name=aigul.says("Approve")))
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{second.pk}/")
    expect(tab.get_by_text(aigul.says("%(name)s is approved.", name=_NAMES[language]))).to_be_visible()

    decline = tab.get_by_role("button", name=aigul.says("Decline"))
    decline.click()
    reason = tab.locator("#reason")
    expect(reason).to_be_focused()
    expect(reason).to_be_in_viewport()
    why = aigul.says("Say why: the seller reads it.")
    expect(reason).to_have_accessible_description(why)
    expect(tab.get_by_text(why)).to_be_in_viewport()
    aigul.looks_over("review-refused")
    tab.keyboard.type(FOUR_SCRIPTS)
    decline.click()
    expect(tab.get_by_text(aigul.says("Nothing waits for review."))).to_be_visible()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("approved", "declined")
    assert second.moves.get(became="declined").reason == FOUR_SCRIPTS
    assert aigul.visitor.complaints == []


@LANGUAGES
@pytest.mark.parametrize("width", [1280, 320])
def test_the_decision_covers_nothing_of_what_is_decided(
    changes: list[ListingChange], read: Callable[..., Reader], width: int, language: str
) -> None:
    tab = read(language, "onboarding").go(reverse("admin:to_review_one", args=("change", changes[0].pk)))
    tab.set_viewport_size({"width": width, "height": 800})
    covered = """() => [...document.querySelectorAll(".case dd, .case dt, .case a")].filter((each) => {
        each.scrollIntoView({block: "end"});
        const box = each.getBoundingClientRect();
        const form = document.querySelector("#decide").getBoundingClientRect();
        const beside = box.left >= form.right || box.right <= form.left;
        const above = box.top >= form.bottom || box.bottom <= form.top;
        return box.width && !beside && !above;
    }).map((each) => each.textContent)"""
    assert tab.evaluate(covered) == []


@pytest.fixture
def order(transactional_db: None, jobs: Jobs) -> Order:
    """An order that went all the way, with notes and reports."""
    market = Market(at=now().replace(second=0, microsecond=0)).open()
    bought = market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))
    staff = Actor(kind="staff", user_id=User.objects.create_user("li@example.com", name="李伟").pk)
    go_all_the_way(bought, at=bought.placed_at, by=staff, drain=jobs.drain)
    return bought


@LANGUAGES
def test_an_order_is_found_followed_and_taken_away(
    order: Order, read: Callable[..., Reader], language: str
) -> None:
    aigul = read(language, "support")
    tab = aigul.go(reverse("admin:find"))
    aigul.looks_over("find")
    tab.locator("#find-box").fill("面粉-404")
    tab.keyboard.press("Enter")
    expect(tab.locator(".found")).to_contain_text(
        aigul.says("Nothing is called “%(typed)s”.", typed="面粉-404")
    )
    aigul.looks_over("find-nothing")
    tab.locator("#find-box").fill(order.number.lower())
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name=aigul.says("Timeline and notes")).click()

    told = tab.locator(".timeline ol li")
    expect(told.first).to_contain_text(FOUR_SCRIPTS)
    expect(told.last).to_contain_text(aigul.says("Order placed"))
    aigul.looks_over("timeline")
    tab.locator(".timeline nav").get_by_role("link", name=aigul.says("Reports"), exact=True).click()
    expect(told.first).to_contain_text(aigul.says("Reported"))

    tab = aigul.go(f"{reverse('admin:orders_order_changelist')}?q={order.number}")
    tab.locator("#header-inner").get_by_role("link", name=aigul.says("Export"), exact=True).click()
    expect(tab.locator("dl")).to_contain_text(order.number)
    aigul.looks_over("export")
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="CSV").click()
    file = Path(coming.value.path()).read_text("utf-8-sig")
    assert order.number in file
    assert aigul.says("Status") in file.partition("\n")[0]
    assert aigul.visitor.complaints == []

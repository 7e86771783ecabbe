"""Can staff find an order and read its story in a real browser, on a desk and on a telephone?"""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from kit.actors import Actor
from kit.clock import now
from kit.ids import human_number
from orders.models import Note, Order
from shipping.models import Shipment
from tests.conftest import Jobs
from tests.consoles.order_story import FOUR_SCRIPTS, go_all_the_way
from tests.orders.market import Market
from tests.orders.uploads import PDF, photo
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system

WIDTHS = pytest.mark.parametrize("width", [1280, 320])


@pytest.fixture
def order(transactional_db: None, jobs: Jobs) -> Order:
    """A paid order that stands on a train."""
    market = Market(at=_this_minute()).open()
    return market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


def _this_minute() -> datetime:
    return now().replace(second=0, microsecond=0)


@pytest.fixture
def aigul(visit: Callable[..., Visitor], order: Order, settings: Any, tmp_path: Path) -> Visitor:
    """A woman of support before her screen."""
    settings.MEDIA_ROOT = tmp_path
    user = User.objects.create_user("aigul@example.com", name="Айгүл Өмірбек", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="support")[0])
    return visit(user)


@pytest.fixture
def delivered(order: Order, aigul: Visitor, jobs: Jobs) -> Order:
    """It went all the way."""
    staff = Actor(kind="staff", user_id=User.objects.get(email="aigul@example.com").pk)
    go_all_the_way(order, at=order.placed_at, by=staff, drain=jobs.drain)
    return order


def opened(visitor: Visitor, address: str, width: int) -> Page:
    tab = visitor.open(address)
    tab.set_viewport_size({"width": width, "height": 800})
    expect(tab.locator("#find-box")).to_be_visible()
    return tab


def fits(tab: Page, width: int) -> bool:
    found: int = tab.evaluate("document.documentElement.scrollWidth")
    return found <= width


@WIDTHS
def test_a_number_typed_into_the_box_leads_to_the_order(aigul: Visitor, order: Order, width: int) -> None:
    tab = opened(aigul, "/admin/", width)
    assert fits(tab, width)
    tab.fill("#find-box", order.number.lower())
    tab.press("#find-box", "Enter")
    tab.wait_for_url(f"**/admin/orders/order/{order.pk}/change/")
    expect(tab.locator("#find-box")).to_be_visible()
    assert aigul.complaints == []


@WIDTHS
def test_several_hits_are_told_apart_and_reached_by_keys_alone(
    aigul: Visitor, order: Order, width: int
) -> None:
    serial = int(order.number.split("-")[2])
    shipment = Shipment.objects.get()
    Shipment.objects.filter(pk=shipment.pk).update(number=human_number("SCS", 26, serial))
    tab = opened(aigul, "/admin/", width)
    tab.keyboard.press("Control+k")
    expect(tab.locator("#find-box")).to_be_focused()
    tab.keyboard.type(str(serial))
    tab.keyboard.press("Enter")
    hits = tab.locator(".found li")
    mine = hits.filter(has=tab.get_by_role("link", name=order.number, exact=True))
    expect(mine).to_contain_text("KZ01")
    expect(hits.filter(has_text="SCS-")).to_contain_text("→")
    assert fits(tab, width)
    assert tab.url.endswith("/admin/find/")
    mine.locator("a").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{order.pk}/change/")
    assert aigul.complaints == []


@WIDTHS
def test_what_nothing_is_called_is_said_in_the_words_that_were_typed(aigul: Visitor, width: int) -> None:
    tab = opened(aigul, "/admin/find/", width)
    for words in ("ҰШТЫ-面粉-404", "Қымыз <b>Һ</b>"):
        tab.fill("#find-box", words)
        tab.press("#find-box", "Enter")
        expect(tab.locator(".found")).to_contain_text(f"Nothing is called “{words}”.")
        expect(tab.locator("#find-box")).to_have_value(words)
        assert fits(tab, width)
    assert aigul.complaints == []


def test_a_slash_leads_to_the_box_where_nothing_is_written(aigul: Visitor, order: Order) -> None:
    tab = opened(aigul, f"/admin/orders/order/{order.pk}/timeline/", 1280)
    tab.keyboard.press("/")
    expect(tab.locator("#find-box")).to_be_focused()
    tab.locator("#note-text").focus()
    tab.keyboard.type("1/2")
    expect(tab.locator("#note-text")).to_have_value("1/2")
    tab.goto(f"{aigul.site}/admin/orders/order/")
    tab.keyboard.press("/")
    expect(tab.locator("#searchbar")).to_be_focused()
    tab.keyboard.press("Control+k")
    expect(tab.locator("#find-box")).to_be_focused()


def test_the_box_works_without_any_script(
    visit: Callable[..., Visitor], aigul: Visitor, order: Order
) -> None:
    tab = visit(User.objects.get(email="aigul@example.com"), script=False).open("/admin/find/")
    tab.fill("#find-box", order.number)
    tab.press("#find-box", "Enter")
    assert tab.url.endswith(f"/admin/orders/order/{order.pk}/change/")


@WIDTHS
def test_the_story_of_an_order_is_read_from_its_end_to_its_beginning(
    aigul: Visitor, delivered: Order, width: int
) -> None:
    tab = opened(aigul, f"/admin/orders/order/{delivered.pk}/change/", width)
    tab.get_by_role("link", name="Timeline and notes").click()
    told = tab.locator(".timeline ol li")
    expect(told.first).to_contain_text(FOUR_SCRIPTS)
    expect(told.last).to_contain_text("Order placed")
    expect(tab.locator(".timeline")).to_contain_text("Snow.")
    picture = tab.get_by_alt_text("пломба.webp")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") == 640
    assert fits(tab, width)
    # The menu has a heading of that name, too.
    tab.locator('a[href$="kind=money"]').click()
    expect(told.first).to_contain_text("Payment")
    expect(tab.locator(".timeline [aria-current]")).to_have_text("Money")
    assert aigul.complaints == []


@WIDTHS
def test_a_note_with_a_photo_is_written_and_a_bad_file_is_refused(
    aigul: Visitor, order: Order, width: int
) -> None:
    tab = opened(aigul, f"/admin/orders/order/{order.pk}/timeline/", width)
    files: list[FilePayload] = [
        {"name": "пломба.png", "mimeType": "image/png", "buffer": photo("PNG")},
        {"name": "накладная.pdf", "mimeType": "application/pdf", "buffer": PDF},
    ]
    bad: FilePayload = {"name": "evil.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"}
    tab.fill("#note-text", FOUR_SCRIPTS)
    tab.set_input_files("#note-files", [bad])
    tab.get_by_role("button", name="Write it down").click()
    expect(tab.get_by_role("alert")).to_contain_text("evil.jpg: it is neither a PDF nor a photo")
    expect(tab.locator("#note-text")).to_have_value(FOUR_SCRIPTS)
    aigul.complaints.clear()
    tab.set_input_files("#note-files", files)
    tab.get_by_role("button", name="Write it down").click()
    expect(tab.locator(".timeline ol li").first).to_contain_text("Айгүл Өмірбек")
    expect(tab.locator(".timeline ol li").first).to_contain_text(FOUR_SCRIPTS)
    assert [each.kind for each in Note.objects.get().attachments.all()] == ["photo", "pdf"]
    assert fits(tab, width)
    with tab.expect_download() as download:
        tab.get_by_role("link", name="накладная.pdf").click()
    assert re.fullmatch(r"накладная\.pdf", download.value.suggested_filename)
    assert aigul.complaints == []

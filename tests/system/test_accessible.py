"""Can everybody use the pages: by any reader, by keys alone, on a phone in a yard?"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import Listing, Product
from kit.clock import now
from orders.models import Order
from payments.models import Payment
from shipping.models import Container, Departure, DepartureLeg, Shipment
from tests.conftest import Jobs
from tests.orders.market import Market
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system

_GRAVE = {"serious", "critical"}
_PHONES = (320, 390)
# What is tapped and smaller than a finger; boxes that choose rows are for the desk.
SMALL = """() => [...document.querySelectorAll(
    "#content :is(button, input:not([type=hidden], [type=checkbox]), select)"
)].filter((each) => each.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height < 43.5)
    .map(([each, box]) => `${each.tagName} ${each.name || each.textContent.trim()} ${box.height}`)"""
# What reaches beyond the screen, if anything makes the whole page scroll sideways.
_BEYOND = """() => new Promise((found) => requestAnimationFrame(() => requestAnimationFrame(() => found(
    document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
        .map((each) => `${each.tagName} ${each.className} ${each.getBoundingClientRect().right}`)
))))"""
_MOST_KEYS = 200
_PASSWORD = "the camel knows the way"


@pytest.fixture
def market(transactional_db: None, jobs: Jobs) -> Market:
    """A shop in which flour was bought, and more of it waits for a person's approval."""
    market = Market(at=now().replace(second=0, microsecond=0)).open()
    seller = market.seller()
    market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(seller), 2))
    waiting = market.listing(seller, sku="RYE-2")
    Listing.objects.filter(pk=waiting.pk).update(status="submitted")
    Product.objects.filter(variants=waiting.variant_id).update(descriptions={"en": "Coarse, of rye alone."})
    return market


@pytest.fixture
def anna(market: Market, visit: Callable[..., Visitor]) -> Visitor:
    """Somebody who works in the yard and at the desk."""
    user = User.objects.create_user("anna@example.com", _PASSWORD, name="Anna Kim", is_staff=True)
    for name in ("onboarding", "dispatch", "support"):
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    return visit(user)


def grave_findings(tab: Page) -> list[str]:
    """What axe-core finds that keeps people from using a page, with where it is."""
    found: Any = Axe().run(tab).response
    return [
        f"{each['id']}: {node['html'][:300]} {node['failureSummary'][:300]}"
        for each in found["violations"]
        if each["impact"] in _GRAVE
        for node in each["nodes"][:3]
    ]


def beyond(tab: Page) -> list[str]:
    """What makes the page scroll sideways, if anything does."""
    found: list[str] = tab.evaluate(_BEYOND)
    return found


def _list(model: str) -> str:
    return reverse(f"admin:{model}_changelist")


def _row(model: str, pk: object) -> str:
    return reverse(f"admin:{model}_change", args=(pk,))


def pages() -> dict[str, str]:
    """Each kind of page of the staff site."""
    order, shipment = Order.objects.get(), Shipment.objects.get()
    box = Container.objects.filter(slot__isnull=False)[0]
    train = Departure.objects.order_by("departs_at")[0]
    leg = DepartureLeg.objects.filter(gauge_mm__isnull=False).order_by("id")[0]
    return {
        "the day": reverse("admin:index"),
        "a list with verbs": _list("catalog_listing"),
        "a list with filters": _list("orders_order"),
        "a list of trains": _list("shipping_departure"),
        "an empty list": _list("payments_refund"),
        "a list of people": _list("accounts_user"),
        "a row": _row("orders_order", order.pk),
        "a row with verbs": _row("catalog_listing", Listing.objects.get(status="submitted").pk),
        "a train": _row("shipping_departure", train.pk),
        "a form": reverse("admin:shipping_embargo_add"),
        "what waits for review": reverse("admin:to_review"),
        "an export": reverse("admin:orders_order_export"),
        "the board": reverse("admin:departures_board"),
        "moving": reverse("admin:departures_board_move", args=(shipment.pk,)),
        "changing": reverse("admin:departures_board_change", args=(train.pk,)),
        "a container": reverse("admin:container_work", args=(box.pk,)),
        "load lists": reverse("admin:load_lists"),
        "a load list": reverse("admin:load_list", args=(leg.pk,)),
        "the timetable": reverse("admin:timetable"),
        "a closure": reverse("admin:timetable_closure"),
    }


def test_nothing_grave_keeps_anybody_from_using_the_staff_site(anna: Visitor) -> None:
    found = {}
    tab = anna.open(reverse("admin:index"))
    for name, address in pages().items():
        tab.goto(f"{anna.site}{address}")
        expect(tab.locator("#content")).to_be_visible()
        grave = grave_findings(tab)
        if grave:
            found[name] = grave
    assert found == {}, "\n".join(f"{name}: {each}" for name, grave in found.items() for each in grave)


def test_nothing_grave_keeps_anybody_from_signing_in_or_tracking(
    market: Market, visit: Callable[..., Visitor]
) -> None:
    guest = visit()
    for address in ("/admin/login/", f"/track/{Shipment.objects.get().tracking_code}", "/track/0000"):
        tab = guest.open(address)
        expect(tab.locator("h1").first).to_be_visible()
        assert grave_findings(tab) == [], address


def more_pages() -> list[str]:
    """Forms that few may use, and lists whose rows lead to other rows."""
    lists = (
        "catalog_price",
        "catalog_stocklevel",
        "catalog_taxrate",
        "storefront_shelf",
        "accounts_membership",
    )
    rides = ("shipping_slotassignment", "shipping_containerleg", "shipping_slot", "shipping_container")
    return [
        *(reverse("admin:storefront_synonymgroup_add"), reverse("admin:payments_fxrate_add")),
        _row("accounts_user", User.objects.get(is_superuser=True).pk),
        *map(_list, lists + rides),
    ]


def grave_on(visitor: Visitor, tab: Page, addresses: Iterable[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        tab.goto(f"{visitor.site}{address}")
        expect(tab.locator("#content")).to_be_visible()
        if grave := grave_findings(tab):
            found[address] = grave
    return found


def test_nothing_grave_keeps_an_administrator_from_using_forms_and_lists(
    market: Market, visit: Callable[..., Visitor]
) -> None:
    boss = visit(User.objects.create_superuser("boss@example.com"))
    tab = boss.open(reverse("admin:index"))
    found = grave_on(boss, tab, more_pages())
    assert found == {}, "\n".join(f"{name}: {each}" for name, grave in found.items() for each in grave)


def test_nothing_grave_keeps_anybody_from_reading_in_the_dark(
    market: Market, visit: Callable[..., Visitor]
) -> None:
    boss = visit(User.objects.create_superuser("boss@example.com"))
    tab = boss.open(reverse("admin:index"))
    tab.locator("#account").click()
    tab.get_by_role("button", name="Dark").click()
    expect(tab.locator("html.dark")).to_be_attached()
    known = pages()
    read = ("the day", "a list with verbs", "a row", "a train", "what waits for review")
    found = grave_on(boss, tab, (known[name] for name in read))
    assert found == {}, "\n".join(f"{name}: {each}" for name, grave in found.items() for each in grave)


@pytest.mark.parametrize("width", _PHONES)
def test_nothing_grave_keeps_anybody_from_reading_a_train_on_a_phone(anna: Visitor, width: int) -> None:
    tab = anna.open(reverse("admin:index"))
    tab.set_viewport_size({"width": width, "height": 800})
    known = pages()
    train = Departure.objects.order_by("departs_at")[0]
    addresses = (
        known["a train"],
        known["changing"],
        reverse("admin:departures_board_train", args=(train.pk,)),
    )
    found = grave_on(anna, tab, addresses)
    assert found == {}, "\n".join(f"{name}: {each}" for name, grave in found.items() for each in grave)


# ---- by keys --------------------------------------------------------------------------


def reach(tab: Page, wanted: Locator) -> None:
    """Go there by the key that leads from one thing to the next; where one is can be seen."""
    expect(wanted).to_be_visible()
    for _ in range(_MOST_KEYS):
        if wanted.evaluate("each => each === document.activeElement"):
            outline = wanted.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none", wanted
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {wanted}")


def skip_menu(tab: Page) -> None:
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")


def test_whoever_comes_to_sign_in_may_type_at_once(market: Market, visit: Callable[..., Visitor]) -> None:
    tab = visit().open("/admin/login/")
    expect(tab.locator("#id_username")).to_be_focused()


def test_a_listing_is_approved_without_a_mouse(anna: Visitor) -> None:
    listing = Listing.objects.get(status="submitted")
    tab = anna.open(f"{_list('catalog_listing')}?status__exact=submitted")
    skip_menu(tab)
    reach(tab, tab.locator(f"#result_list a[href*='/listing/{listing.pk}/']").first)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/change/**")
    skip_menu(tab)
    reach(tab, tab.get_by_role("button", name="Approve", exact=True))
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("1 approved")).to_be_visible()
    listing.refresh_from_db()
    assert listing.status == "approved"


def test_an_order_is_found_and_opened_without_a_mouse(anna: Visitor) -> None:
    order = Order.objects.get()
    tab = anna.open(_list("orders_order"))
    skip_menu(tab)
    reach(tab, tab.locator("#searchbar"))
    tab.keyboard.type(order.number)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/?q=*")
    skip_menu(tab)
    reach(tab, tab.locator("#result_list").get_by_role("link", name=order.number, exact=True))
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Shipments asked for")).to_be_visible()


def test_a_list_is_exported_without_a_mouse(anna: Visitor) -> None:
    tab = anna.open(_list("orders_order"))
    reach(tab, tab.get_by_role("link", name="Export", exact=True))
    tab.keyboard.press("Enter")
    # Who has just signed in isn't asked for a password again.
    reach(tab, tab.get_by_role("button", name="CSV"))
    with tab.expect_download() as coming:
        tab.keyboard.press("Enter")
    assert Order.objects.get().number in Path(coming.value.path()).read_text("utf-8-sig")


# ---- on a phone -----------------------------------------------------------------------


def test_what_is_done_on_foot_fits_a_phone_and_a_finger(anna: Visitor) -> None:
    box = Container.objects.filter(slot__isnull=False)[0]
    Payment.objects.update(provider_ref="0123456789abcdef" * 4)
    addresses = (
        _row("catalog_listing", Listing.objects.get(status="submitted").pk),
        _row("shipping_shipment", Shipment.objects.get().pk),
        f"{_list('orders_order')}?q={Order.objects.get().number}",
        _row("orders_order", Order.objects.get().pk),
        _row("payments_payment", Payment.objects.get().pk),
        reverse("admin:container_work", args=(box.pk,)),
    )
    tab = anna.open(addresses[0])
    for address in addresses:
        tab.goto(f"{anna.site}{address}")
        expect(tab.locator("#content")).to_be_visible()
        for width in _PHONES:
            tab.set_viewport_size({"width": width, "height": 800})
            assert beyond(tab) == [], address
            assert tab.evaluate(SMALL) == [], address
            if folder := os.environ.get("PICTURES"):
                name = "-".join(re.sub(r"[^a-z]+", "-", address.partition("admin/")[2]).split("-")[:4])
                tab.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

"""Does the packing table take what a scanner types, and pack nothing but the right lots?"""

import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from catalog.models import Listing, Lot, Seller, StockLevel
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import accepting, dispatching
from shipping.models import Package
from tests import desks
from tests.conftest import Jobs
from tests.orders.market import Market


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of who keeps its store."""
    user = shop.user("packer")
    Membership.objects.create(user=user, organisation=mill.organisation, role="warehouse", created_at=shop.at)
    return desks.enter_console(user)


@pytest.fixture
def order(shop: Market, jobs: Jobs, flour: Listing) -> Order:
    """Five bags of it of two lots, accepted: three of the older one."""
    shop.stock(flour.variant, 3, age_days=40)
    return accepted(shop, jobs, flour, 5, "wang")


def accepted(shop: Market, jobs: Jobs, listing: Listing, units: int, name: str) -> Order:
    order = shop.buyer(name).buy_and_pay(jobs.drain, (listing, units))
    return owns_transaction(accepting.accept)(order=order, at=shop.at, by=SYSTEM)


def packed(order: Order, shop: Market) -> str:
    owns_transaction(dispatching.pack)(order=order, packages={}, at=shop.at, by=SYSTEM)
    return Package.objects.get(shipment__in=order.shipments.values("shipment")).sscc


def lots(flour: Listing) -> list[str]:
    """The codes of its lots, which ends first first."""
    return list(
        Lot.objects.filter(variant=flour.variant).order_by("best_before_date").values_list("code", flat=True)
    )


def table(order: Order) -> str:
    return reverse("seller:packing_one", args=(order.pk,))


def scan(console: Client, address: str, code: str, *ticked: int) -> Any:
    return console.get(address, {"scan": code, "ticked": [str(each) for each in ticked]})


def said(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def test_a_scanned_number_or_parcel_leads_to_its_order(shop: Market, console: Client, order: Order) -> None:
    sscc = packed(order, shop)
    for typed in (order.number, order.number.lower(), sscc, f"]C100{sscc}"):
        answer = scan(console, reverse("seller:packing"), typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, table(order)), typed
    strange = console.get(reverse("seller:packing"), {"scan": "SC-1"}, follow=True)
    assert said(strange) == ["No order of yours has this number or parcel."]


def test_scanned_lots_tick_their_lines_and_then_it_is_packed(
    console: Client, order: Order, flour: Listing
) -> None:
    old, new = lots(flour)
    first = scan(console, table(order), old)
    assert first.context["ticked"] == [0]
    assert said(scan(console, table(order), old, 0)) == [f"Lot {old} is ticked already."]
    second = scan(console, table(order), new.lower(), 0)
    assert (second.context["ticked"], second.context["is_whole"]) == ([0, 1], True)
    answer = console.post(table(order), {"verb": "pack", "ticked": ["0", "1"]}, follow=True)
    assert said(answer) == ["It is packed."]
    order.refresh_from_db()
    assert order.packed_at is not None
    assert Package.objects.get().sscc in answer.content.decode()


def test_a_wrong_lot_is_refused_in_words(shop: Market, console: Client, order: Order, flour: Listing) -> None:
    old, new = lots(flour)
    wrong = shop.stock(flour.variant, 9, age_days=80)
    answer = scan(console, table(order), wrong.code, 0)
    assert said(answer) == [f"{wrong.code} is no lot of this order. Still to scan: {new}."]
    assert answer.context["ticked"] == [0]
    assert old not in said(answer)[0]


def test_nothing_is_packed_before_every_lot_is_scanned(console: Client, order: Order) -> None:
    for ticked in ([], ["0"], ["0", "0"], ["0", "7", "x"]):
        answer = console.post(table(order), {"verb": "pack", "ticked": ticked}, follow=True)
        assert said(answer) == ["Scan every lot first."]
    order.refresh_from_db()
    assert order.packed_at is None


def test_another_order_scanned_at_the_table_is_shown(
    shop: Market, jobs: Jobs, console: Client, order: Order, flour: Listing
) -> None:
    other = accepted(shop, jobs, flour, 1, "li")
    answer = scan(console, table(order), other.number)
    assert (answer.status_code, answer.headers["Location"]) == (302, table(other))


def test_the_chosen_or_all_of_a_page_are_printed(
    shop: Market, jobs: Jobs, console: Client, order: Order, flour: Listing
) -> None:
    other = accepted(shop, jobs, flour, 1, "li")
    shown = [order.number, other.number]
    for how, count in (("some", 1), ("all", 2)):
        asked = {"print": how, "number": [order.number], "shown": shown, "part": ["slips"]}
        answer = console.get(reverse("seller:packing"), asked)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == count
    nothing = console.get(reverse("seller:packing"), {"print": "some", "part": ["slips"]}, follow=True)
    assert said(nothing) == ["Choose orders, and what to print of them."]


def test_what_of_another_seller_is_named_is_not_printed(shop: Market, jobs: Jobs, console: Client) -> None:
    farm = shop.seller("KZ02", "490440000271")
    strange = accepted(shop, jobs, shop.listing(farm, "OAT-1KG"), 1, "li")
    asked = {"print": "some", "number": [strange.number], "part": ["slips"]}
    answer = console.get(reverse("seller:packing"), asked, follow=True)
    assert said(answer) == [f"No order of yours is {strange.number}."]
    sscc = packed(strange, shop)
    for code in (strange.number, sscc):
        assert said(console.get(reverse("seller:packing"), {"scan": code}, follow=True)) == [
            "No order of yours has this number or parcel."
        ]


def test_a_shelf_is_noted_on_the_page_of_a_lot(console: Client, flour: Listing) -> None:
    level = StockLevel.objects.get()
    address = reverse("seller:level", args=(level.pk,))
    assert said(console.post(address, {"verb": "shelf", "shelf": " A-12\0 "}, follow=True)) == [
        "It is noted."
    ]
    level.refresh_from_db()
    assert level.shelf == "A-12"
    assert "A-12" in console.get(reverse("seller:lots")).content.decode()

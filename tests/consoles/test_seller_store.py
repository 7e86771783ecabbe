"""Does a storekeeper with a scanner count and send goods in the console, each scan once?"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from catalog.models import Listing, Lot, Seller, StockCount, StockCountLine, StockLevel, StockTransfer
from tests import desks
from tests.consoles.test_seller_forms import form, said
from tests.orders.market import Market

KOSTANAY, KHORGOS = "KZ-KOSTANAY-WH", "KZ-KHORGOS-WH"


@pytest.fixture
def lot(flour: Listing) -> Lot:
    """A hundred bags of it are in Kostanay."""
    return flour.variant.lots.get()


def enter(shop: Market, seller: Seller, role: str = "warehouse") -> Client:
    user = shop.user(role)
    Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=shop.at)
    return desks.enter_console(user)


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    return enter(shop, mill)


@pytest.fixture
def count(console: Client, lot: Lot) -> str:
    """Where an open count of them is."""
    console.post(reverse("seller:counts"), {"verb": "open", "warehouse": KOSTANAY, "note": "December"})
    return reverse("seller:count", args=(StockCount.objects.get().pk,))


@pytest.fixture
def transfer(console: Client, lot: Lot) -> str:
    """Where an open transfer to Khorgos is."""
    ends = {"origin": KOSTANAY, "destination": KHORGOS}
    console.post(reverse("seller:transfers"), {"verb": "open", **ends})
    return reverse("seller:transfer", args=(StockTransfer.objects.get().pk,))


def use(console: Client, address: str, verb: str, **typed: str) -> list[str]:
    """Fill in the form of a verb as the page shows it; what is said then."""
    return said(console.post(address, {**form(console, address, verb), **typed}, follow=True))


def on_hand() -> dict[str, int]:
    return dict(StockLevel.objects.values_list("warehouse__code", "on_hand"))


def test_a_scan_counts_one_more_and_a_form_posted_twice_counts_once(
    console: Client, count: str, lot: Lot
) -> None:
    filled = {**form(console, count, "scan"), "code": lot.code, "units": "1"}
    assert said(console.post(count, filled, follow=True)) == ["It is counted."]
    assert said(console.post(count, filled, follow=True)) == ["Somebody changed it meanwhile: look again."]
    assert use(console, count, "scan", code=lot.code, units="1") == ["It is counted."]
    assert StockCountLine.objects.get().counted == 2


def test_one_types_into_the_field_of_the_scanner_as_soon_as_the_page_has_come(
    console: Client, count: str, transfer: str
) -> None:
    for address in (count, transfer):
        page = console.get(address).content.decode()
        assert page.count(" autofocus") == 1
        assert 'id="scan-code" value="" maxlength="64" required autofocus' in page


def test_a_count_shows_what_differs_before_it_is_closed(console: Client, count: str, lot: Lot) -> None:
    assert lot.code in console.get(count).content.decode()
    use(console, count, "count", code=lot.code, units="97")
    shown = console.get(count, {"lines": "differing"}).content.decode()
    assert ">-3<" in shown
    assert on_hand() == {KOSTANAY: 100}
    assert use(console, count, "close", reason="Torn bags.") == ["The differences are booked."]
    assert on_hand() == {KOSTANAY: 97}
    assert 'name="verb"' not in console.get(count).content.decode()


def test_a_count_is_not_closed_as_nobody_has_seen_it(console: Client, count: str, lot: Lot) -> None:
    before = form(console, count, "close")
    use(console, count, "count", code=lot.code, units="97")
    assert said(console.post(count, before, follow=True)) == ["Somebody changed it meanwhile: look again."]
    assert on_hand() == {KOSTANAY: 100}


def test_what_orders_hold_is_told_in_words(console: Client, count: str, lot: Lot) -> None:
    StockLevel.objects.update(reserved=30)
    use(console, count, "count", code=lot.code, units="29")
    [told] = use(console, count, "close")
    assert told == f"Of lot {lot.code} (FLR-2KG) 29 units would be left, and orders hold 30."


def test_what_was_counted_by_mistake_is_forgotten(console: Client, count: str, lot: Lot) -> None:
    use(console, count, "count", code=lot.code, units="1")
    assert use(console, count, "leave-out", code=lot.code) == ["What was counted of it is forgotten."]
    assert use(console, count, "cancel") == ["The count has ended, nothing was booked."]
    assert on_hand() == {KOSTANAY: 100}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"code": "NOBODY-S", "units": "1"}, "No lot of yours that lies there is called “NOBODY-S”."),
        ({"code": "FLR-2KG", "units": "many"}, "“many” is no number of units."),
        ({"code": "FLR-2KG", "units": "-1"}, "“-1” is no number of units."),
        ({"code": "FLR-2KG", "units": "9521000000018"}, "“95210000000” is no number of units."),
    ],
)
def test_what_is_typed_wrong_is_said_and_not_counted(
    console: Client, count: str, typed: dict[str, str], told: str
) -> None:
    assert use(console, count, "count", **typed) == [told]
    assert not StockCountLine.objects.exists()


def test_a_truck_is_loaded_by_scanner_sent_and_taken_in(console: Client, transfer: str, lot: Lot) -> None:
    for units in ("12", "1"):
        assert use(console, transfer, "scan", code=lot.code, units=units) == ["It is noted."]
    assert use(console, transfer, "send") == ["The goods are on their way."]
    assert on_hand() == {KOSTANAY: 87}
    line = StockTransfer.objects.get().lines.get()
    told = use(console, transfer, "arrive", **{f"arrived-{line.pk}": "11", "reason": "Two are torn."})
    assert told == ["The goods have arrived."]
    assert on_hand() == {KOSTANAY: 87, KHORGOS: 11}


def test_what_is_missing_needs_a_reason_and_stays_on_its_way(
    console: Client, transfer: str, lot: Lot
) -> None:
    use(console, transfer, "put", code=lot.code, units="13")
    use(console, transfer, "send")
    line = StockTransfer.objects.get().lines.get()
    [told] = use(console, transfer, "arrive", **{f"arrived-{line.pk}": "11", "reason": ""})
    assert told == f"Of lot {lot.code} 13 units were sent and 11 arrived: say why."
    assert on_hand() == {KOSTANAY: 87}


def test_a_form_that_is_posted_twice_loads_and_sends_once(console: Client, transfer: str, lot: Lot) -> None:
    loading = {**form(console, transfer, "scan"), "code": lot.code, "units": "5"}
    for _ in range(2):
        console.post(transfer, loading)
    sending = form(console, transfer, "send")
    for _ in range(2):
        console.post(transfer, sending)
    assert on_hand() == {KOSTANAY: 95}


def test_it_is_called_back_for_a_reason(console: Client, transfer: str, lot: Lot) -> None:
    use(console, transfer, "put", code=lot.code, units="13")
    use(console, transfer, "send")
    assert use(console, transfer, "call-back", reason="") == ["Give a reason."]
    assert use(console, transfer, "call-back", reason="Snow.") == ["The goods are back where they were."]
    assert on_hand() == {KOSTANAY: 100}


def test_who_keeps_the_catalogue_looks_on(
    shop: Market, mill: Seller, count: str, transfer: str, lot: Lot
) -> None:
    looker = enter(shop, mill, "catalogue")
    filled: dict[str, Any] = {"code": lot.code, "units": "1"}
    for address in (count, transfer):
        assert 'name="verb"' not in looker.get(address).content.decode()
        assert looker.post(address, {"verb": "scan", **filled}).status_code == 403
    for name in ("counts", "transfers"):
        assert looker.post(reverse(f"seller:{name}"), {"verb": "open"}).status_code == 403
    assert not StockCountLine.objects.exists()


def test_a_warehouse_that_is_none_of_theirs_is_not_chosen(console: Client, lot: Lot) -> None:
    told = console.post(reverse("seller:counts"), {"verb": "open", "warehouse": "CN-LYG-CFS"}, follow=True)
    assert said(told) == ["Choose a warehouse."]
    ends = {"origin": KOSTANAY, "destination": KOSTANAY}
    told = console.post(reverse("seller:transfers"), {"verb": "open", **ends}, follow=True)
    assert said(told)[0] == "Goods are sent to another warehouse than they lie in."
    assert (StockCount.objects.count(), StockTransfer.objects.count()) == (0, 0)

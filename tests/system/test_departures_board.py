"""Can a dispatcher work with the departures board in a real browser?"""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from consoles import board, moving, what_if
from shipping.models import Departure, Shipment
from shipping.queries.moving import trains_for
from tests.shipping.railway import DAY, NOW, assigned, book, fresh, make_train, train_of
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system

BOARD = "/admin/departures-board/?weeks=2"
# Choices whose chosen words, fields whose contents are wider than they show.
_CUT_OFF = """() => {
  const wide = (field) => {
    const alone = field.cloneNode(true);
    alone.style.cssText = "position: absolute; width: auto; max-width: none !important";
    field.parentNode.append(alone);
    const width = alone.offsetWidth;
    alone.remove();
    return width > field.offsetWidth + 1;
  };
  return [...document.querySelectorAll("#board select, #board input[type=datetime-local]")]
    .filter(wide).map((field) => field.name);
}"""


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's pages live at the railway's own hour."""
    for module in (board, moving, what_if):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def trains(real_rails: datetime) -> list[Departure]:
    """Three open trains; the last has no place."""
    return [make_train(), make_train(NOW + 11 * DAY), make_train(NOW + 12 * DAY, places=0)]


@pytest.fixture
def anna(visit: Callable[..., Visitor], trains: list[Departure]) -> Visitor:
    """A dispatcher before her screen."""
    return visit(dispatcher("anna", "Anna Kim"))


def dispatcher(name: str, full_name: str) -> User:
    user = User.objects.create_user(f"{name}@example.com", name=full_name, is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="dispatch")[0])
    return user


def open_board(visitor: Visitor) -> Page:
    tab = visitor.open(BOARD)
    expect(tab.locator("#board[data-ready]")).to_be_visible()
    return tab


def row(tab: Page, train: Departure) -> Locator:
    return tab.locator(f"#train-{train.pk}")


def parcel(tab: Page, shipment: Shipment) -> Locator:
    return tab.locator(f"#shipment-{shipment.pk}")


def open_slot(tab: Page, train: Departure) -> None:
    """A click on the train, a click on its first container."""
    row(tab, train).locator(".head a.open").click()
    row(tab, train).locator(".berth a.open").first.click()


def drag(tab: Page, shipment: Shipment, train: Departure) -> Locator:
    """Take a shipment up and hold it over a train until the page has said what would become of it."""
    parcel(tab, shipment).hover()
    tab.mouse.down()
    over = row(tab, train)
    over.hover()
    expect(over.locator(".verdict")).to_be_visible()
    over.hover(force=True)
    return over


def test_a_waiting_shipment_is_dragged_onto_a_train(anna: Visitor, trains: list[Departure]) -> None:
    shipment = book()
    tab = open_board(anna)
    over = drag(tab, shipment, trains[1])
    expect(over).to_have_class(re.compile("may-take"))
    expect(over.locator(".verdict")).to_contain_text("no promise, opens a container")
    tab.mouse.up()
    expect(tab.locator("#said")).to_contain_text(f"{shipment.number} has its place")
    expect(over.locator(".leg-said").first).to_have_text("4 of 5 free")
    expect(parcel(tab, shipment)).to_have_count(0)
    assert train_of(shipment) == trains[1]
    assert anna.complaints == []


def test_a_shipment_is_dragged_from_one_train_to_another(anna: Visitor, trains: list[Departure]) -> None:
    shipment = assigned(promised_at=trains[0].arrives_at)
    tab = open_board(anna)
    open_slot(tab, trains[0])
    over = drag(tab, shipment, trains[1])
    expect(over.locator(".verdict")).to_contain_text("promise broken")
    tab.mouse.up()
    expect(tab.locator("#said")).to_contain_text("That breaks the promise")
    expect(row(tab, trains[0]).locator(".leg-said").first).to_have_text("5 of 5 free")
    assert train_of(shipment) == trains[1]


def test_a_refusal_is_shown_before_the_drop_and_the_drop_does_nothing(
    anna: Visitor, trains: list[Departure]
) -> None:
    shipment = assigned()
    tab = open_board(anna)
    open_slot(tab, trains[0])
    [sentence] = [
        choice.sentence
        for choice in trains_for(shipment_id=shipment.pk, at=NOW)
        if choice.departure_id == trains[2].pk
    ]
    over = drag(tab, shipment, trains[2])
    expect(over).to_have_class(re.compile("refuses"))
    expect(over.locator(".verdict")).to_have_text(sentence)
    tab.mouse.up()
    expect(over.locator(".verdict")).to_be_hidden()
    assert anna.posts == []
    assert (fresh(shipment).version, train_of(shipment)) == (shipment.version, trains[0])


def test_a_stale_tab_is_told_who_moved_it_when_and_where(
    anna: Visitor, visit: Callable[..., Visitor], trains: list[Departure]
) -> None:
    shipment = assigned()
    boris = visit(dispatcher("boris", "Boris Li"))
    stale = open_board(boris)
    open_slot(stale, trains[0])
    parcel(stale, shipment).locator("a.move").click()
    stale.locator(f"#choosing input[value='{trains[1].pk}']").check()
    hers = open_board(anna)
    open_slot(hers, trains[0])
    drag(hers, shipment, trains[1])
    hers.mouse.up()
    expect(hers.locator("#said")).to_contain_text("has its place")
    stale.locator("#choosing button").click()
    told = f"moved by Anna Kim on 24 Nov 06:00 UTC, from {trains[0]} to {trains[1]}."
    expect(stale.locator("#said")).to_contain_text(told)
    expect(stale.locator("#choosing")).to_be_hidden()
    expect(row(stale, trains[1]).locator(".leg-said").first).to_have_text("4 of 5 free")
    expect(parcel(stale, shipment)).to_have_count(0)
    assert shipment.rolls.count() == 1


def test_a_stale_tab_is_told_as_soon_as_it_drags(anna: Visitor, trains: list[Departure]) -> None:
    shipment = book()
    stale, other = open_board(anna), open_board(anna)
    drag(other, shipment, trains[0])
    other.mouse.up()
    expect(other.locator("#said")).to_contain_text("has its place")
    stale.bring_to_front()
    parcel(stale, shipment).hover()
    stale.mouse.down()
    row(stale, trains[1]).hover()
    expect(stale.locator("#said")).to_contain_text(
        f"it is assigned on {trains[0]}, by Anna Kim on 24 Nov 06:00 UTC."
    )
    expect(parcel(stale, shipment)).to_have_count(0)
    stale.mouse.up()
    assert train_of(shipment) == trains[0]


def test_keys_alone_move_a_shipment(anna: Visitor, trains: list[Departure]) -> None:
    shipment = book()
    tab = open_board(anna)
    parcel(tab, shipment).locator("a.move").focus()
    tab.keyboard.press("Enter")
    choice = tab.locator(f"#choosing input[value='{trains[1].pk}']")
    expect(choice).to_be_visible()
    expect(tab.locator(f"#choosing input[value='{trains[2].pk}']")).to_be_disabled()
    choice.focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    expect(tab.locator("#said")).to_contain_text("has its place")
    assert train_of(shipment) == trains[1]


def test_without_script_all_is_read_and_moved_by_links_and_forms(
    visit: Callable[..., Visitor], trains: list[Departure]
) -> None:
    shipment = assigned()
    tab = visit(dispatcher("anna", "Anna Kim"), script=False).open(BOARD)
    row(tab, trains[0]).locator("a.open").click()
    tab.locator(".berth a.open").click()
    parcel(tab, shipment).locator("a.move").click()
    expect(tab.get_by_text("It has its place on this train.")).to_be_visible()
    tab.locator(f"input[value='{trains[1].pk}']").check()
    tab.get_by_role("button", name="Move it").click()
    expect(row(tab, trains[1])).to_be_visible()
    assert train_of(shipment) == trains[1]


def test_a_dry_run_tells_what_would_follow_and_changes_nothing(
    anna: Visitor, trains: list[Departure]
) -> None:
    shipment = assigned(promised_at=trains[0].arrives_at)
    tab = open_board(anna)
    row(tab, trains[0]).locator(".head a.open").click()
    row(tab, trains[0]).get_by_role("link", name="What if it is cancelled?").click()
    fate = tab.locator(".fates tbody tr")
    expect(fate).to_contain_text(shipment.number)
    expect(fate).to_contain_text(str(trains[1]))
    expect(fate).to_contain_text("broken")
    assert anna.posts == []
    assert Departure.objects.get(pk=trains[0].pk).status == "open"
    assert fresh(shipment).version == shipment.version
    tab.get_by_label("Reason").fill("snow at the gate")
    tab.get_by_role("button", name="Cancel it really").click()
    expect(row(tab, trains[0])).to_have_class(re.compile("is-cancelled"))
    assert Departure.objects.get(pk=trains[0].pk).status == "cancelled"


def test_one_key_leads_past_the_menu_to_the_content(anna: Visitor, trains: list[Departure]) -> None:
    tab = open_board(anna)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_on_a_phone_nothing_of_the_board_is_cut_off(anna: Visitor, trains: list[Departure]) -> None:
    shipment = assigned()
    base = f"/admin/departures-board/trains/{trains[0].pk}/"
    for address in (BOARD, base, f"{base}change/", f"{base}what-if/", _moving(shipment)):
        tab = anna.open(address)
        for width in (390, 1280):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.evaluate(_CUT_OFF) == [], address


def _moving(shipment: Shipment) -> str:
    return f"/admin/departures-board/shipments/{shipment.pk}/move/"

"""Is anything of the railway's own pages cut off, on a desk or on a phone?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import Organisation, User
from kit.transactions import owns_transaction
from shipping.admin import load_lists
from shipping.models import Container, DepartureLeg
from shipping.operations.allotting import hold_places
from tests.shipping import changes
from tests.shipping.railway import DAY, NOW, STAFF, assigned, make_train
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system

# What holds more than it shows: cut off without any way to it, or behind a scroll bar.
_HIDING = """(overflow) => [...document.querySelectorAll("#content *")].filter((each) =>
    each.offsetWidth > 1
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
    && overflow.includes(getComputedStyle(each).overflowX)
    && !each.matches("input, select, textarea, [class*=simplebar-height]")
).map((each) => `${each.tagName} ${each.className}`)"""


@pytest.fixture
def olga(real_rails: datetime, monkeypatch: pytest.MonkeyPatch, visit: Callable[..., Visitor]) -> Visitor:
    """A dispatcher; one train is cancelled, another took over its shipments and holds places."""
    monkeypatch.setattr(load_lists, "now", lambda: NOW)
    first, second = make_train(), make_train(NOW + 12 * DAY)
    for wish in ("DRY_FOOD", "ELECTRONICS"):
        assigned(segregation_class=wish)
    mill = Organisation.objects.create(kind="seller", name="A mill with a long name", created_at=NOW)
    owns_transaction(hold_places)(departure_id=second.pk, organisation_id=mill.pk, places=1, at=NOW, by=STAFF)
    changes.cancel(first)
    user = User.objects.create_user("olga@example.com", name="Olga Kim", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="dispatch")[0])
    return visit(user)


def hidden(visitor: Visitor, address: str, width: int, *overflow: str) -> list[str]:
    """What of a page holds more than it shows on a screen of some width; the page itself may not."""
    [*_, tab] = visitor.context.pages or [visitor.open(address)]
    tab.goto(f"{visitor.site}{address}")
    tab.set_viewport_size({"width": width, "height": 800})
    expect(tab.locator("#content")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
    found: list[str] = tab.evaluate(_HIDING, overflow)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_lists_fit_a_desk_and_become_cards_on_a_phone(olga: Visitor, width: int) -> None:
    for model in ("departure", "shipment", "container", "roll", "embargo"):
        found = hidden(olga, f"/admin/shipping/{model}/", width, "hidden", "clip", "auto", "scroll")
        assert found == [], model


@pytest.mark.parametrize(
    ("width", "overflow"),
    [(1280, ("hidden", "clip", "auto", "scroll")), (390, ("hidden", "clip"))],
    ids=["desk", "phone"],
)
def test_the_pages_of_one_train_fit_a_desk_and_scroll_in_their_boxes_on_a_phone(
    olga: Visitor, width: int, overflow: tuple[str, ...]
) -> None:
    leg = DepartureLeg.objects.filter(gauge_mm=1520, departure__status="open").get()
    box = Container.objects.order_by("-id")[0]
    train = f"/admin/shipping/departure/{leg.departure_id}/change/"
    # A part of a page is opened from another page: the address alone loads nothing anew.
    for address in (
        *(train, f"/admin/departures/{leg.departure_id}/hold/", f"{train}#legs", "/admin/timetable/"),
        *(f"{train}#holds", "/admin/timetable/closures/add/", "/admin/shipping/embargo/add/"),
        *("/admin/load-lists/", f"/admin/load-lists/{leg.pk}/", f"/admin/containers/{box.pk}/"),
    ):
        assert hidden(olga, address, width, *overflow) == [], address

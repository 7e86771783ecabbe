"""Does somebody get through both steps of signing in by keys alone, on any screen, unseen by other hosts?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.totp import code_of, step_of
from kit.clock import now
from tests import desks
from tests.system.conftest import Visitor
from tests.system.test_accessible import grave_findings

pytestmark = pytest.mark.system
_WIDTHS = (390, 1280)
# What the pages answer where a code is wrong, or asked for again: the browser calls that a failure.
_MEANT = "Failed to load resource: the server responded with a status of 40"


@pytest.fixture
def boss(transactional_db: None) -> User:
    """Somebody of staff who has never signed in."""
    user = User.objects.create_superuser("boss@example.com", desks.PASSWORD)
    desks.forget_tries(user.email)
    return user


def type_in(tab: Page, words: str, then: str = "Enter") -> None:
    """Type where the cursor is, without a mouse."""
    tab.keyboard.type(words)
    tab.keyboard.press(then)


@pytest.mark.parametrize("width", _WIDTHS)
def test_a_second_factor_is_set_up_and_used_by_keys_alone(
    boss: User, visit: Callable[..., Visitor], width: int
) -> None:
    visitor = visit()
    tab = visitor.open("/admin/")
    tab.set_viewport_size({"width": width, "height": 800})
    type_in(tab, boss.email, then="Tab")
    type_in(tab, desks.PASSWORD)
    field = tab.get_by_label("Code")
    expect(field).to_be_focused()
    secret = tab.locator("code").inner_text().replace(" ", "")
    judge(tab)
    type_in(tab, "000000")
    expect(tab.get_by_role("alert")).to_be_visible()
    expect(field).to_be_focused()
    type_in(tab, code_of(secret, step_of(now())))
    expect(tab.locator("#recovery-codes code")).to_have_count(10)
    judge(tab)
    [recovery, *_] = tab.locator("#recovery-codes code").all_inner_texts()
    tab.get_by_role("link", name="I have kept them").press("Enter")
    expect(tab.locator("#content")).to_be_visible()

    tab.goto(f"{visitor.site}/admin/second-factors/")
    judge(tab)
    visitor.context.clear_cookies()
    tab.goto(f"{visitor.site}/admin/")
    type_in(tab, boss.email, then="Tab")
    type_in(tab, desks.PASSWORD)
    expect(field).to_be_focused()
    judge(tab)
    type_in(tab, recovery)
    expect(tab.locator("#content")).to_be_visible()
    assert [each for each in visitor.complaints if not each.startswith(_MEANT)] == []


def judge(tab: Page) -> None:
    """Nothing keeps anybody from reading the page, and it fits the screen."""
    assert grave_findings(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""Do the pages work in a real browser, under our own content policy, without anything from elsewhere?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


@pytest.mark.parametrize(
    ("path", "landmark"), [("/admin/login/", "[name=password]"), ("/api/docs", ".opblock-summary-path")]
)
def test_a_page_shows_without_a_complaint(visit: Callable[..., Visitor], path: str, landmark: str) -> None:
    visitor = visit()
    tab = visitor.open(path)
    expect(tab.locator(landmark).first).to_be_visible()
    tab.wait_for_load_state("networkidle")
    assert visitor.complaints == []

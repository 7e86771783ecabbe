"""Is a journey read in Russian and in Chinese, on a phone, with the change of gauge?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from shipping.models import Location, Shipment
from shipping.wording import STAGES
from tests.shipping.railway import assigned, make_train
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


@pytest.fixture
def riding(real_rails: datetime) -> Shipment:
    make_train()
    return assigned()


@pytest.mark.parametrize(("tag", "name"), [("ru", "ru"), ("zh-Hans", "zh-Hans")])
@pytest.mark.parametrize("script", [True, False])
def test_the_line_of_stations_shows_where_the_gauge_changes(
    riding: Shipment, visit: Callable[..., Visitor], tag: str, name: str, *, script: bool
) -> None:
    visitor = visit(script=script)
    tab = visitor.open(f"/track/{riding.tracking_code}?lang={tag}")
    tab.set_viewport_size({"width": 375, "height": 760})
    assert tab.locator("html").get_attribute("lang") == tag
    expect(tab.locator(".status")).to_contain_text(STAGES[name]["assigned"])
    for code in ("KZ-ALMATY1", "CN-LYG-BASE"):
        station = Location.objects.get(code=code).names[name]
        expect(tab.locator(".stop").get_by_text(station).first).to_be_visible()
    gauges = tab.locator(".gauges").inner_text()
    assert gauges.index("1520") < gauges.index("1435")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    assert visitor.complaints == []

"""Does an empty installation tell in the reader's language what it lacks, and tick what has been made?"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from kit.clock import now
from payments.models import FxRate
from tests.consoles.test_checklist import hire, verify_a_seller
from tests.system.conftest import Visitor
from tests.system.test_staff_in_languages import LANGUAGES, Reader

pytestmark = pytest.mark.system


@LANGUAGES
def test_each_line_is_ticked_as_soon_as_it_is_made(
    transactional_db: None, visit: Callable[..., Visitor], language: str
) -> None:
    boss = Reader(visit(User.objects.create_superuser("boss@example.com")), language)
    steps = boss.tab.locator(".checklist li")

    def is_ticked(*done: str) -> bool:
        boss.go(reverse("admin:index"))
        expect(steps).to_have_count(6)
        expect(steps.filter(has_text="✓")).to_have_count(len(done))
        ticked = steps.filter(has_text="✓").locator("a").all_inner_texts()
        return ticked == [boss.says(each) for each in done]

    assert is_ticked()
    call_command("load_reference", verbosity=0)
    assert is_ticked("Route", "Timetable", "Freight rates")
    hire()
    verify_a_seller()
    assert is_ticked("Staff", "Route", "Timetable", "Seller", "Freight rates")
    boss.looks_over("checklist")

    tab = boss.tab
    for quote, rate in (("CNY", "7.1"), ("KZT", "523.5")):
        steps.filter(has_text="○").locator("a").click()
        tab.locator("#id_date").fill(f"{now():%Y-%m-%d}")
        tab.locator("#id_base").select_option("USD")
        tab.locator("#id_quote").select_option(quote)
        tab.locator("#id_rate").fill(rate)
        tab.locator("#id_source").fill("哈萨克斯坦国家银行 · Ұлттық Банк")
        tab.locator("[name=_save]").click()
        tab.wait_for_url("**/fxrate/")
        assert FxRate.objects.get(quote=quote).rate == Decimal(rate)
        boss.go(reverse("admin:index"))
    expect(tab.locator("#content")).to_be_visible()
    expect(steps).to_have_count(0)
    assert boss.visitor.complaints == []

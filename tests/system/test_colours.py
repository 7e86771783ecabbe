"""Does a reader see, hear and choose by keyboard which colours the staff site has?"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from accounts.models import User
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_the_colours_in_force_are_told_apart_and_chosen_by_keyboard(
    transactional_db: None, visit: Callable[..., Visitor], language: str
) -> None:
    boss = visit(User.objects.create_superuser("boss@example.com"))
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": boss.site}
    boss.context.add_cookies([cookie])  # type: ignore[list-item]
    tab = boss.open(reverse("admin:index"))
    with override(language):
        group, dark, system = gettext("Colours"), gettext("Dark"), gettext("System")
    tab.locator("#account").press("Enter")
    colours = tab.get_by_role("group", name=group)
    expect(colours.get_by_role("button", pressed=True)).to_contain_text(system)
    colours.get_by_role("button", name=dark).press("Enter")
    expect(tab.locator("html.dark")).to_be_attached()
    expect(colours.get_by_role("button", pressed=True)).to_contain_text(dark)
    expect(colours.get_by_role("button", pressed=True).get_by_text("check")).to_be_visible()
    expect(colours.get_by_role("button", pressed=False)).to_have_count(2)

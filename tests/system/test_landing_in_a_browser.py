"""Do the pages behind mailed links finish their job in a real browser, which says where a form comes from?"""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from kit.clock import now
from kit.letters import Letter, post
from news.links import preferences_url
from news.models import Preference
from tests.mailbox import deliver, link_in_the_mail
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


def mailed(kind: str, user: User) -> str:
    """The address of the link in a letter about an account."""
    with transaction.atomic():
        post([Letter(kind, uuid4().hex, {"user": str(user.pk)}, user.pk)], at=now())
    deliver()
    path, key = link_in_the_mail()
    return f"{path}?key={key}"


def test_a_button_confirms_an_address_and_a_form_sets_a_password(
    transactional_db: None, make_user: Callable[..., User], visit: Callable[..., Visitor]
) -> None:
    wang = make_user("wang@example.com", confirmed=False)
    visitor = visit()
    tab = visitor.open(mailed("account.confirm_email", wang))
    tab.get_by_role("button").click()
    expect(tab.get_by_role("heading")).to_have_text("Done")
    assert EmailAddress.objects.get(user=wang).verified
    tab = visitor.open(mailed("account.reset_password", wang))
    tab.get_by_label("New password").fill("oat-bran-by-rail-8")
    tab.get_by_role("button").click()
    expect(tab.get_by_role("heading")).to_have_text("Done")
    wang.refresh_from_db()
    assert wang.check_password("oat-bran-by-rail-8")
    assert visitor.complaints == []


def test_wishes_are_kept_from_the_page_at_the_foot_of_a_mail(
    transactional_db: None, make_user: Callable[..., User], visit: Callable[..., Visitor]
) -> None:
    wang = make_user("wang@example.com")
    address = urlsplit(preferences_url(wang.pk, language="en"))
    tab = visit().open(f"{address.path}?{address.query}")
    tab.locator("select[name=shipping]").select_option("off")
    tab.get_by_role("button").click()
    expect(tab.locator("select[name=shipping]")).to_have_value("off")
    assert Preference.objects.get(user=wang, topic="shipping").mode == "off"

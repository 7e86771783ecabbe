"""Are synonyms saved from their page as a browser sends it, blank row and all?"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import User
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.models import SynonymGroup
from storefront.operations.paraphrasing import load_reference
from tests.system.conftest import Visitor

pytestmark = pytest.mark.system


@pytest.fixture
def aliya(transactional_db: None, visit: Callable[..., Visitor]) -> Visitor:
    """Who reviews listings."""
    owns_transaction(load_reference)(at=now())
    user = User.objects.create_user("aliya@example.com", name="Aliya", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="onboarding")[0])
    return visit(user)


def test_a_group_is_switched_off_on_its_page_and_gets_a_way_in_the_blank_row(aliya: Visitor) -> None:
    group = SynonymGroup.objects.get(title="Honey")
    count = group.synonyms.count()
    tab = aliya.open(f"/admin/storefront/synonymgroup/{group.pk}/change/")
    tab.locator("#id_is_active").uncheck()
    tab.locator("[name=_save]").click()
    expect(tab).to_have_url(f"{aliya.site}/admin/storefront/synonymgroup/")
    group.refresh_from_db()
    assert (group.is_active, group.synonyms.count()) == (False, count)
    tab.goto(f"{aliya.site}/admin/storefront/synonymgroup/{group.pk}/change/")
    tab.locator(f"#id_synonyms-{count}-text").fill("ambrosia")
    tab.locator("[name=_save]").click()
    expect(tab).to_have_url(f"{aliya.site}/admin/storefront/synonymgroup/")
    assert group.synonyms.filter(text="ambrosia", language="en", role="both").exists()
    assert aliya.complaints == []

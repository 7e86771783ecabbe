"""Can finance work with refunds, claims and keys on a desk and on a phone, by any reader?"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from accounts.models import ApiKey, User
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Claim, Order
from orders.operations import corresponding
from orders.operations.attaching import Kept
from payments.models import Payment, Refund
from payments.operations.reconciling import take_in_statement
from tests.conftest import Jobs
from tests.orders.claims import opened
from tests.orders.market import STAFF, Market
from tests.orders.riding import hand_in
from tests.payments.statements import camt, entry
from tests.pictures import png
from tests.system.conftest import Visitor
from tests.system.test_accessible import beyond, grave_findings

pytestmark = pytest.mark.system


@pytest.fixture
def order(transactional_db: None, jobs: Jobs) -> Order:
    """Two lines were sent and paid for; of the first some units are lost."""
    market = Market(at=now().replace(second=0, microsecond=0)).open()
    mill = market.seller()
    lines = ((market.listing(mill), 10), (market.listing(mill, "FLR-5KG"), 4))
    order = market.buyer("wang").buy_and_pay(jobs.drain, *lines)
    hand_in(order, now())
    order.refresh_from_db()
    claim = opened(order, kind="claim", reason="lost", at=now())
    owns_transaction(corresponding.write_message)(
        claim_id=claim.pk, text="The container was opened.", is_internal=True, at=now(), by=STAFF
    )
    photo = Kept("photo", ".png", "seal.png", png())
    owns_transaction(corresponding.add_photo)(
        claim_id=claim.pk, kept=photo, digest="0" * 64, at=now(), by=STAFF
    )
    return order


@pytest.fixture
def dina(order: Order, visit: Callable[..., Visitor]) -> Visitor:
    """Somebody of finance."""
    user = User.objects.create_user("dina@example.com", name="Dina Li", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="finance")[0])
    return visit(user)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_refund_a_decision_and_a_key_are_made_on_any_screen(
    dina: Visitor, order: Order, width: int
) -> None:
    tab = dina.open(reverse("admin:orders_order_change", args=(order.pk,)))
    tab.set_viewport_size({"width": width, "height": 900})
    tab.get_by_role("link", name="Refund", exact=True).click()
    tab.get_by_label("Units of 10").fill("3")
    tab.get_by_label("Reason").fill("bags torn")
    tab.get_by_role("button", name="Show what would go back").click()
    expect(tab.get_by_text("3 × FLR-2KG")).to_be_visible()
    assert (beyond(tab), grave_findings(tab)) == ([], [])
    tab.get_by_role("button", name="Ask for").click()
    expect(tab.get_by_text("Another person of finance approves it")).to_be_visible()
    assert Refund.objects.get().reason == "bags torn"

    tab.goto(f"{dina.site}{reverse('admin:orders_claim_change', args=(Claim.objects.get().pk,))}")
    tab.get_by_role("link", name="Decide", exact=True).click()
    expect(tab.get_by_text("The container was opened.")).to_be_visible()
    assert (beyond(tab), grave_findings(tab)) == ([], [])
    photo = tab.get_by_role("img", name="seal.png")
    assert photo.evaluate("(each) => each.decode().then(() => each.naturalWidth)") > 0
    tab.get_by_label("The carrier").check()
    tab.get_by_label("Reason").fill("the seal was broken")
    tab.get_by_role("button", name="Decide").click()
    expect(tab.get_by_text("is decided.")).to_be_visible()
    assert Claim.objects.get().liability == "carrier"

    tab.goto(f"{dina.site}{reverse('admin:own_keys')}")
    tab.get_by_label("Name").fill("bank robot")
    tab.get_by_label("refunds:read").check()
    assert (beyond(tab), grave_findings(tab)) == ([], [])
    tab.get_by_role("button", name="Make the key").click()
    expect(tab.get_by_text("It is shown now and never again")).to_be_visible()
    assert (beyond(tab), grave_findings(tab)) == ([], [])
    assert ApiKey.objects.get().scopes == ["refunds:read"]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_phone_shows_what_a_page_is_and_what_each_cell_says(dina: Visitor, language: str) -> None:
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": dina.site}
    dina.context.add_cookies([cookie])  # type: ignore[list-item]
    money = Payment.objects.get()
    line = entry(money.amount_minor, "rent", currency=money.currency)
    owns_transaction(take_in_statement)(data=camt(line), at=now(), by=STAFF)
    tab = dina.open(reverse("admin:money_to_sort"))
    tab.set_viewport_size({"width": 390, "height": 800})
    assert beyond(tab) == []
    tab.goto(f"{dina.site}{reverse('admin:catalog_taxrate_changelist')}")
    with override(language):
        title, head = (str(capfirst(gettext(words))) for words in ("tax rates", "tariff code"))
    shown = tab.locator("#header-inner h1 > :visible")
    assert [each.strip() for each in shown.all_inner_texts()] == [title]
    first = tab.locator("#result_list .data-row > :first-child").first
    assert first.get_attribute("data-label") == head
    assert first.evaluate("each => getComputedStyle(each, '::before').textTransform") == "none"

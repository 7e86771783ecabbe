"""Can a seller use the console by any reader, and on a phone in a warehouse?"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import ApiKey, Invitation, Membership
from accounts.operations.inviting import invite
from accounts.operations.keying import create_key
from accounts.sites import seller_site
from catalog.models import Listing, Repricing, StockCount, StockLevel, StockTransfer, Warehouse
from catalog.operations.counting import open_count
from catalog.operations.transferring import open_transfer
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import Delivery, Endpoint
from news.operations.delivering import send_test
from news.operations.subscribing import create_endpoint
from orders.models import Order
from tests import desks
from tests.catalog import files
from tests.catalog.files import bare, row
from tests.conftest import Jobs
from tests.orders.market import Market
from tests.system.conftest import Visitor
from tests.system.test_accessible import SMALL, beyond, grave_findings

pytestmark = pytest.mark.system

_PHONES = (320, 390)


@pytest.fixture
def owner(transactional_db: None, jobs: Jobs, visit: Callable[..., Visitor]) -> Visitor:
    """Who owns a mill that has sold flour and sent a file with a fault."""
    market = Market(at=now().replace(second=0, microsecond=0)).open()
    seller = market.seller()
    market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(seller), 2))
    files.judged(seller, [row("A", price="5"), bare("B")], at=now())
    owns_transaction(create_key)(
        name="1C", scopes=["orders:read"], organisation=seller.organisation, at=now(), by=SYSTEM
    )
    address = "https://mill.example.com/a-long-address-that-goes-on/and-on/and-on/and-on"
    hook = owns_transaction(create_endpoint)(reader_id=seller.organisation_id, url=address, at=now()).row
    owns_transaction(send_test)(endpoint=hook, at=now())
    owns_transaction(invite)(
        organisation_id=seller.organisation_id,
        email="somebody.with-a-long-name@warehouse.example.com",
        role="finance",
        at=now(),
        by=SYSTEM,
    )
    [other] = Warehouse.objects.filter(code="KZ-ALMATY-CFS")[:1]
    kept = StockLevel.objects.get(reserved__gt=0)
    opened: Any = {"seller": seller, "at": now(), "by": SYSTEM}
    owns_transaction(open_count)(warehouse=kept.warehouse, **opened)
    owns_transaction(open_transfer)(origin=kept.warehouse, destination=other, **opened)
    lines = [[str(Listing.objects.get(status="live").pk), [[1, 1750]], [[1, 2450]]]]
    rule = {"market": "CN", "percent_bp": 4000}
    Repricing.objects.create(
        seller=seller, rule=rule, lines=lines, previewed_at=market.at, created_at=market.at
    )
    user = market.user("owner")
    Membership.objects.create(user=user, organisation=seller.organisation, role="owner", created_at=market.at)
    visitor = visit()
    key = desks.enter_console(user, Client()).cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": key, "url": visitor.site}])
    return visitor


def pages() -> dict[str, str]:
    """Each page of the console, about a row that is there."""
    named: dict[str, dict[str, object]] = {
        "order": {"order_id": Order.objects.get().pk},
        "packing_one": {"order_id": Order.objects.get().pk},
        "level": {"level_id": StockLevel.objects.filter(reserved__gt=0)[0].pk},
        "count": {"count_id": StockCount.objects.get().pk},
        "transfer": {"transfer_id": StockTransfer.objects.get().pk},
        "repricing": {"repricing_id": Repricing.objects.get().pk},
        "listing": {"listing_id": Listing.objects.get(status="live").pk},
        "import": {"import_id": Order.objects.get().seller.imports.get().pk},
        "member": {"member_id": Membership.objects.get().pk},
        "invitation": {"invitation_id": Invitation.objects.get().pk},
        "delivery": {"delivery_id": Delivery.objects.get().pk},
        "key": {"key_id": ApiKey.objects.get().pk},
        "webhook": {"endpoint_id": Endpoint.objects.get().pk},
        "statement": {"month": f"{now().astimezone(ZoneInfo('Asia/Almaty')):%Y-%m}", "currency": "CNY"},
    }
    return {name: reverse(f"seller:{name}", kwargs=named.get(name)) for name in seller_site.pages}


def test_nothing_grave_keeps_a_seller_from_using_the_console(owner: Visitor) -> None:
    tab = owner.open(reverse("seller:sign_in"))
    found = grave_findings(tab)
    for address in pages().values():
        tab.goto(f"{owner.site}{address}")
        expect(tab.locator("#content")).to_be_visible()
        found += grave_findings(tab)
    assert found == []


@pytest.mark.parametrize("width", _PHONES)
def test_a_page_fits_a_phone_and_what_is_tapped_a_finger(owner: Visitor, width: int) -> None:
    tab = owner.open(reverse("seller:today"))
    tab.set_viewport_size({"width": width, "height": 800})
    for language in ("en", "ru", "kk", "zh-hans"):
        owner.context.add_cookies([{"name": "django_language", "value": language, "url": owner.site}])
        for name, address in pages().items():
            tab.goto(f"{owner.site}{address}")
            expect(tab.locator("#content")).to_be_visible()
            assert beyond(tab) == [], f"{name} in {language}"
            assert tab.evaluate(SMALL) == [], f"{name} in {language}"


def test_an_order_is_accepted_on_a_phone(owner: Visitor) -> None:
    tab = owner.open(reverse("seller:today"))
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.get_by_text("Orders to accept").click()
    tab.get_by_role("link", name=Order.objects.get().number).click()
    tab.get_by_role("button", name="Accept", exact=True).click()
    expect(tab.get_by_text("It is accepted.")).to_be_visible()
    assert Order.objects.get().status == "accepted"
    assert owner.complaints == []

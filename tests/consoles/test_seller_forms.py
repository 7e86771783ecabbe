"""Does a form of the console take effect once, for the seller it was shown for, and for nobody else?"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.sites import seller_site
from catalog.models import (
    Attribute,
    Category,
    CategoryAttribute,
    ImportJob,
    Listing,
    Product,
    Seller,
    TariffCode,
)
from orders.models import Order
from payments.models import Refund
from tests import desks
from tests.conftest import Jobs
from tests.orders.market import Market

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def order(shop: Market, jobs: Jobs, flour: Listing) -> Order:
    """Five bags of it, paid."""
    return shop.buyer().buy_and_pay(jobs.drain, (flour, 5))


def member(shop: Market, *sellers: Seller, client: Client | None = None) -> Client:
    user = shop.user("keeper")
    for seller in sellers:
        Membership.objects.create(
            user=user, organisation=seller.organisation, role="owner", created_at=shop.at
        )
    return desks.enter_console(user, client)


def form(console: Client, address: str, verb: str) -> dict[str, Any]:
    """What the form of a verb sends along that nobody typed."""
    shown = console.get(address).content.decode()
    [found] = [part for part in shown.split("<form")[1:] if f'name="verb" value="{verb}"' in part]
    return dict(_HIDDEN.findall(found.split("</form>")[0]))


def said(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def test_a_form_that_is_posted_twice_declines_units_once(shop: Market, mill: Seller, order: Order) -> None:
    console, line = member(shop, mill), order.lines.get()
    address = reverse("seller:order", args=(order.pk,))
    filled = {
        **form(console, address, "decline-lines"),
        f"line-{line.pk}": "2",
        "reason": "torn",
        "stock": "keep",
    }
    assert said(console.post(address, filled, follow=True)) == [
        "These units are declined, their money goes back."
    ]
    assert said(console.post(address, filled, follow=True)) == ["Somebody changed it meanwhile: look again."]
    line.refresh_from_db()
    assert (line.declined_quantity, Refund.objects.count()) == (2, 1)


def test_units_are_not_declined_by_a_form_that_says_not_of_which_version(
    shop: Market, mill: Seller, order: Order
) -> None:
    console, line = member(shop, mill), order.lines.get()
    filled = {"verb": "decline-lines", f"line-{line.pk}": "2", "reason": "torn", "stock": "keep"}
    console.post(reverse("seller:order", args=(order.pk,)), filled)
    line.refresh_from_db()
    assert line.declined_quantity == 0


def test_a_reason_may_hold_what_no_row_does(shop: Market, mill: Seller, order: Order) -> None:
    console, address = member(shop, mill), reverse("seller:order", args=(order.pk,))
    told = console.post(address, {"verb": "decline", "reason": "Mi\0ce.\0"}, follow=True)
    assert said(told) == ["It is declined, its money goes back."]
    order.refresh_from_db()
    assert order.end_reason == "Mice."


def test_a_form_of_another_tab_takes_nothing_into_another_firm(shop: Market, mill: Seller) -> None:
    farm = shop.seller("KZ02", "490440000271")
    console, address = member(shop, mill, farm), reverse("seller:imports")
    console.post(reverse("seller:choose"), {"firm": str(mill.organisation_id)})
    shown = form(console, address, "upload")
    assert shown["firm"] == str(mill.organisation_id)
    console.post(reverse("seller:choose"), {"firm": str(farm.organisation_id)})
    for filled in (shown, {"verb": "upload"}):
        told = console.post(
            address, {**filled, "file": SimpleUploadedFile("goods.xml", b"<goods/>")}, follow=True
        )
        assert said(told) == ["You act for another seller by now: nothing was done."]
    assert not ImportJob.objects.exists()
    filled = {**form(console, address, "upload"), "file": SimpleUploadedFile("goods.xml", b"<goods/>")}
    console.post(address, filled)
    assert ImportJob.objects.get().seller_id == farm.pk


def addresses() -> Iterator[tuple[str, str]]:
    """Each page, and where one of it is; what it is about need not be there."""
    for name, page in seller_site.pages.items():
        if "uuid:" in page.route:
            yield name, reverse(f"seller:{name}", args=(UUID(int=1),))
        elif name == "statement":
            yield name, reverse(f"seller:{name}", args=("2026-11", "CNY"))
        elif "<" not in page.route:
            yield name, reverse(f"seller:{name}")


def test_no_page_takes_a_form_without_its_token(shop: Market, mill: Seller) -> None:
    careful = member(shop, mill, client=Client())
    careful.handler.enforce_csrf_checks = True
    for name, address in addresses():
        verbs = seller_site.pages[name].verbs or {"none": ""}
        for verb in verbs:
            assert careful.post(address, {"verb": verb}).status_code == 403, (name, verb)
    shown = careful.get(reverse("seller:imports")).content.decode()
    [token, *_same] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    filled = {"verb": "upload", "csrfmiddlewaretoken": token}
    assert careful.post(reverse("seller:imports"), filled).status_code == 302


class Unread(BytesIO):
    """A body that says whether anybody began to read it."""

    is_read = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.is_read = True
        return super().read(size)


def test_nobody_reads_the_file_of_a_stranger_or_of_who_may_send_none(shop: Market, mill: Seller) -> None:
    packer = shop.user("packer")
    Membership.objects.create(
        user=packer, organisation=mill.organisation, role="warehouse", created_at=shop.at
    )
    for client, status in ((Client(), 302), (desks.enter_console(packer), 403)):
        client.handler.enforce_csrf_checks = True
        body = Unread(b"x" * 1000)
        sent: Any = {
            "wsgi.input": body,
            "CONTENT_LENGTH": "1000",
            "CONTENT_TYPE": "multipart/form-data; boundary=B",
        }
        answer = client.generic("POST", reverse("seller:imports"), **sent)
        assert (answer.status_code, body.is_read) == (status, False)


# ---- what a refusal says -----------------------------------------------------------------


def refusals(console: Client, page: str, row: Any, **filled: str) -> str:
    """All that is said to a post, to a reader of Russian."""
    answer = console.post(
        reverse(f"seller:{page}", args=(row.pk,)), filled, follow=True, headers={"Accept-Language": "ru"}
    )
    assert said(answer)
    return "\n".join(said(answer))


_ENGLISH = re.compile(r"[A-Za-z]{4}")


def test_what_a_draft_lacks_is_said_in_the_language_of_its_seller(
    shop: Market, mill: Seller, flour: Listing
) -> None:
    console, goods = member(shop, mill), flour.variant.product
    names = {"en": "Gluten", "ru": "Глютен"}
    known = {"names": names, "created_at": shop.at}
    asked = Category.objects.create(code="milled", path="milled", depth=1, **known)
    gluten = Attribute.objects.create(code="glutenous", kind="flag", **known)
    CategoryAttribute.objects.create(category=asked, attribute=gluten, is_required=True, created_at=shop.at)
    Product.objects.filter(pk=goods.pk).update(
        names={"ru": "Мука"}, temperature_class="", segregation_class="", category=asked
    )
    TariffCode.objects.update(cn10="")
    flour.prices.all().delete()
    Listing.objects.filter(pk=flour.pk).update(status="draft", approved_at=None, live_at=None)
    told = refusals(console, "listing", flour, verb="submit")
    # That it lacks something, then each of seven things.
    assert len(told.splitlines()) == 7
    assert "Глютен" in told
    assert not _ENGLISH.search(told), told


def test_why_a_price_is_none_is_said_in_the_language_of_its_seller(
    shop: Market, mill: Seller, flour: Listing
) -> None:
    console = member(shop, mill)
    flour.prices.create(currency="CNY", from_quantity=10, amount_minor=1500, created_at=shop.at)
    for amount in ("0", "15"):
        told = refusals(console, "listing", flour, verb="price", amount=amount)
        # Once: the refusal is what is wrong with the price.
        assert len(told.splitlines()) == 1
        assert not _ENGLISH.search(told), told


def test_of_which_goods_fewer_units_are_left_is_said(shop: Market, mill: Seller, order: Order) -> None:
    console, line = member(shop, mill), order.lines.get()
    address = reverse("seller:order", args=(order.pk,))
    filled = {
        **form(console, address, "decline-lines"),
        f"line-{line.pk}": "6",
        "reason": "torn",
        "stock": "keep",
    }
    _why, of_which = said(console.post(address, filled, follow=True))
    assert of_which == "1 to 5 units of “Wheat flour FLR-2KG” are left."


def test_what_the_gate_says_is_said_once(shop: Market, mill: Seller, flour: Listing) -> None:
    console = member(shop, mill)
    Listing.objects.filter(pk=flour.pk).update(status="paused")
    mill.certificates.all().delete()
    told = refusals(console, "listing", flour, verb="resume")
    assert len(told.splitlines()) == 1

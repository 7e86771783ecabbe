"""Do sellers and finance make coupons, and do buyers see what comes off?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from orders.models import Coupon
from tests.api import Api
from tests.orders.market import ADDRESS, IDENTITY, Market
from tests.orders.test_admin import desk_of

SignIn = Callable[[User], Api]
TEN_OFF = {"code": "Nauryz", "market": "CN", "amount": {"amount": "10.00", "currency": "CNY"}}


@pytest.fixture
def seller(shop_today: Market, signed_in: SignIn) -> Callable[..., Api]:
    def sign_in(code: str = "KZ01", tax_id: str = "490340000119", role: str = "owner") -> Api:
        user = shop_today.user(f"{code}-{role}".lower())
        mill = shop_today.seller(code, tax_id)
        Membership.objects.create(
            user=user, organisation=mill.organisation, role=role, created_at=shop_today.at
        )
        return signed_in(user)

    return sign_in


def test_a_seller_makes_shows_lists_and_stops_a_coupon(seller: Callable[..., Api]) -> None:
    api, other = seller(), seller("KZ02", "490440000271")
    made = api.post("/seller/coupons", TEN_OFF)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["code"], shown["amount"]["amount"], shown["percent"]) == ("NAURYZ", "10.00", None)
    path = f"/seller/coupons/{shown['id']}"
    assert api.get(path).json() == shown
    assert api.get("/seller/coupons").json()["items"] == [shown]
    assert api.post("/seller/coupons", TEN_OFF).json()["code"] == "coupon.code_taken"
    assert other.get(path).status_code == other.post(f"{path}/stop").status_code == 404
    assert other.get("/seller/coupons").json()["items"] == []
    assert api.post(f"{path}/stop").json()["stopped_at"] is not None


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"amount": {"amount": "10.00", "currency": "KZT"}}, "/amount/currency"),
        ({"percent": "10.00"}, "/percent"),
        ({"amount": None, "percent": "95"}, "/percent"),
        ({"code": "!"}, "/code"),
        ({"market": "DE"}, "/market"),
        ({"most_uses": 0}, "/most_uses"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at"),
        ({"seller_id": "x"}, "/seller_id"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    seller: Callable[..., Api], given: dict[str, Any], pointer: str
) -> None:
    answer = seller().post("/seller/coupons", {**TEN_OFF, **given})
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not Coupon.objects.exists()


def test_a_packer_makes_no_coupons(seller: Callable[..., Api]) -> None:
    assert seller(role="warehouse").post("/seller/coupons", TEN_OFF).status_code == 403


def test_a_buyer_sees_what_comes_off_in_quote_and_order(
    shop_today: Market, seller: Callable[..., Api], signed_in: SignIn
) -> None:
    assert seller().post("/seller/coupons", TEN_OFF).status_code == 201
    mill = Coupon.objects.get().seller
    assert mill is not None
    listing = shop_today.listing(mill, price_minor=5_000)
    buyer = signed_in(shop_today.user("wang"))
    address = buyer.post("/me/addresses", ADDRESS).json()["id"]
    buyer.post("/me/identities", IDENTITY)
    cart = buyer.post("/carts", {"market": "CN"}).json()["id"]
    buyer.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 2})
    asked = {"address_id": address, "coupon_code": "nauryz"}
    nobody = buyer.post(f"/carts/{cart}/quote", {**asked, "coupon_code": "other"})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "coupon.unknown")
    quote = buyer.post(f"/carts/{cart}/quote", asked).json()
    assert quote["orders"][0]["coupon"] == {"code": "NAURYZ", "borne_by": "seller"}
    done = buyer.post(f"/carts/{cart}/checkout", {"quote_id": quote["id"]}, key="with-a-coupon").json()
    assert done["total"] == quote["amounts"]["total"]
    for amounts in (
        quote["amounts"],
        quote["orders"][0]["lines"][0]["amounts"],
        done["orders"][0]["amounts"],
        done["orders"][0]["lines"][0]["amounts"],
    ):
        minor = {name: round(float(each["amount"]) * 100) for name, each in amounts.items()}
        total, discount = minor.pop("total"), minor.pop("discount")
        assert discount == 1_000
        assert sum(minor.values()) - discount == total


def test_finance_lets_the_shop_bear_a_coupon_and_stops_any(shop_today: Market) -> None:
    desk = desk_of("finance")
    typed = {"code": "shop-5", "market": "CN", "amount": "5.00", "least_goods": "50.00", "categories": ""}
    made = desk.post(reverse("admin:orders_coupon_add"), typed, follow=True)
    assert made.status_code == 200
    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.seller, coupon.amount_minor, coupon.least_goods_minor) == (
        "SHOP-5",
        None,
        500,
        5_000,
    )
    again = desk.post(reverse("admin:orders_coupon_add"), typed)
    assert again.status_code == 200
    assert "There is a coupon of this code already." in again.content.decode()
    page = desk.get(reverse("admin:orders_coupon_change", args=(coupon.pk,))).content.decode()
    assert "SHOP-5" in page
    act = {"action": "stop", "_selected_action": [str(coupon.pk)], "index": "0"}
    desk.post(reverse("admin:orders_coupon_changelist"), act)
    coupon.refresh_from_db()
    assert coupon.stopped_at is not None


def test_what_staff_type_wrongly_is_told_at_its_field(shop_today: Market) -> None:
    desk = desk_of("finance")
    typed = {"code": "shop-5", "market": "CN", "amount": "five", "categories": "no-such-kind"}
    page = desk.post(reverse("admin:orders_coupon_add"), typed)
    assert "amount" in page.context["adminform"].form.errors
    page = desk.post(reverse("admin:orders_coupon_add"), {**typed, "amount": "5"})
    assert "categories" in page.context["adminform"].form.errors
    assert not Coupon.objects.exists()

"""What is a seller told that a price leaves them, and to which account do they say it shall go?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from accounts.operations.organising import add_member
from catalog.models import Listing, Price, Seller
from kit.clock import now
from kit.transactions import owns_transaction
from payments.models import CommissionRule, PayoutAccount
from tests.api import Api
from tests.orders.market import Market

GOOD = {"account_number": "KZ86 125K ZT50 0410 0100", "bic": "HSBKKZKX", "bank": "Halyk", "kbe": "17"}
SignIn = Callable[[User], Api]


@pytest.fixture
def seller(shop_today: Market) -> Seller:
    """A seller, whose sales cost ten percent."""
    CommissionRule.objects.create(
        position=1, percent=Decimal(10), valid_from=date(2026, 1, 1), created_at=now()
    )
    return shop_today.seller()


@pytest.fixture
def listing(shop_today: Market, seller: Seller) -> Listing:
    """Flour for 17.50 CNY."""
    return shop_today.listing(seller)


def as_role(role: str, seller: Seller, market: Market, proved_in: SignIn) -> Api:
    user = market.user(role)
    owns_transaction(add_member)(user=user, organisation=seller.organisation, role=role, at=now())
    return proved_in(user)


@pytest.fixture
def owner(shop_today: Market, seller: Seller, proved_in: SignIn) -> Api:
    """Who owns the seller."""
    return as_role("owner", seller, shop_today, proved_in)


def amounts(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.content
    return {name: each["amount"] for name, each in answer.json().items() if isinstance(each, dict)}


def test_the_price_of_a_listing_is_taken_apart(owner: Api, listing: Listing) -> None:
    answer = owner.get(f"/seller/price-helper?listing_id={listing.pk}&quantity=2")
    # 10 % of 35.00 are 3.50, 16 % of which are 0.56.
    assert amounts(answer) == {
        "unit_price": "17.50",
        "buyer_pays": "35.00",
        "commission": "3.50",
        "commission_vat": "0.56",
        "you_receive": "30.94",
    }
    assert answer.json()["commission_vat_percent"] == "16.00"


def test_a_larger_quantity_has_its_own_price(owner: Api, listing: Listing) -> None:
    Price.objects.create(
        listing=listing, currency="CNY", amount_minor=15_00, from_quantity=10, created_at=now()
    )
    assert (
        amounts(owner.get(f"/seller/price-helper?listing_id={listing.pk}&quantity=10"))["buyer_pays"]
        == "150.00"
    )


def test_a_price_is_tried_before_anything_is_listed(owner: Api) -> None:
    answer = owner.get("/seller/price-helper?category=flour&market=KZ&price=1000.00")
    assert amounts(answer)["you_receive"] == "884.00"
    assert answer.json()["buyer_pays"]["currency"] == "KZT"


@pytest.mark.parametrize(
    ("query", "guilty"),
    [
        ("", ["/category", "/market", "/price"]),
        ("category=flour&market=CN", ["/price"]),
        ("category=nothing&market=CN&price=1.00", ["/category"]),
        ("category=flour&market=CN&price=1,00", ["/price"]),
        ("category=flour&market=CN&price=0.00", ["/price"]),
        ("category=flour&market=CN&price=-1.00", ["/price"]),
    ],
)
def test_what_is_lacking_or_wrong_is_named(owner: Api, query: str, guilty: list[str]) -> None:
    answer = owner.get(f"/seller/price-helper?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "orders.price_unclear")
    assert [each["pointer"] for each in answer.json()["errors"]] == guilty


def test_a_listing_and_a_price_are_not_mixed(owner: Api, listing: Listing) -> None:
    answer = owner.get(f"/seller/price-helper?listing_id={listing.pk}&price=1.00")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/price"]


def test_another_sellers_listing_is_not_there(owner: Api, shop_today: Market) -> None:
    foreign = shop_today.listing(shop_today.seller("KZ02", "490440000271"), "B")
    assert owner.get(f"/seller/price-helper?listing_id={foreign.pk}").status_code == 404


# ---- bank data ---------------------------------------------------------------------------


def test_bank_data_are_taken_for_the_firm_itself(owner: Api, seller: Seller) -> None:
    assert owner.get("/seller/payout-account").json()["code"] == "payments.payout_account_missing"
    answer = owner.post("/seller/payout-account", GOOD, key="payout-account-1")
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["holder"], shown["tax_id"], shown["country"]) == (seller.legal_name, seller.tax_id, "KZ")
    assert (shown["account_end"], shown["currency"]) == ("0100", "KZT")
    assert "KZ86125KZT5004100100" not in answer.content.decode()
    assert owner.get("/seller/payout-account").json()["id"] == shown["id"]


def test_bank_data_that_can_not_be_right_are_refused_by_field(owner: Api) -> None:
    wrong = {**GOOD, "account_number": "KZ87125KZT5004100100", "bic": "HSBK"}
    answer = owner.post("/seller/payout-account", wrong, key="payout-account-2")
    assert (answer.status_code, answer.json()["code"]) == (400, "payments.bad_bank_data")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/account_number", "/bic"]
    assert not PayoutAccount.objects.exists()


@pytest.mark.parametrize(("role", "may"), [("finance", True), ("catalogue", False), ("warehouse", False)])
def test_who_looks_after_the_money_says_where_it_goes(
    seller: Seller, shop_today: Market, proved_in: SignIn, role: str, may: bool
) -> None:
    api = as_role(role, seller, shop_today, proved_in)
    answer = api.post("/seller/payout-account", GOOD, key="payout-account-3")
    assert (answer.status_code == 201) is may
    assert PayoutAccount.objects.exists() is may

"""Does a refusal point at the place of the body that it is about, and keep its facts?"""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Membership, User
from kit import sealing
from kit.ids import uuid7
from orders.errors import RegimeNotAvailable
from orders.models import Cart, Coupon, Order
from orders.policy import IDENTITY_NAME_SEALED_AS
from tests.api import Api
from tests.conftest import Jobs
from tests.orders.claims import delivered, opened
from tests.orders.market import ADDRESS, Market, Shopper
from tests.orders.test_coupons import coupon

SignIn = Callable[[User], Api]


def pointers(answer: Any) -> list[str]:
    return [each["pointer"] for each in answer.json()["errors"]]


def member(market: Market, order: Order, role: str = "owner") -> User:
    """Somebody of the seller."""
    user = market.user("mill")
    Membership.objects.create(
        user=user, organisation=order.seller.organisation, role=role, created_at=market.at
    )
    return user


def test_declined_units_are_pointed_at_by_their_place(
    market: Market, wang: Shopper, jobs: Jobs, signed_in: SignIn
) -> None:
    seller = market.seller()
    flour, oats = market.listing(seller), market.listing(seller, "OATS")
    order = wang.buy_and_pay(jobs.drain, (flour, 5), (oats, 3))
    first, second = (order.lines.get(listing=each) for each in (flour, oats))
    mill, path = signed_in(member(market, order)), f"/seller/orders/{order.pk}/decline-lines"

    def decline(*units: tuple[object, int]) -> Any:
        lines = [{"line_id": str(pk), "quantity": count} for pk, count in units]
        return mill.post(path, {"reason": "torn", "lines": lines}, key=str(uuid7()))

    refused = decline((first.pk, 1), (second.pk, 4))
    assert refused.json()["code"] == "orders.too_many_declined"
    assert pointers(refused) == ["/lines/1/quantity"]
    assert refused.json()["errors"][0]["message"] == "1 to 3 units of “Wheat flour OATS” are left."
    assert refused.json()["lines"] == [{"line_id": str(second.pk), "left": 3}]
    # Named three times: the last mention is one too many.
    assert pointers(decline((second.pk, 2), (first.pk, 1), (second.pk, 2))) == ["/lines/2/quantity"]
    unknown = uuid7()
    refused = decline((first.pk, 1), (unknown, 1))
    assert (refused.status_code, refused.json()["code"]) == (404, "orders.line_not_found")
    assert (pointers(refused), refused.json()["line_ids"]) == (["/lines/1/line_id"], [str(unknown)])


def test_claimed_units_are_pointed_at_by_their_place(
    market: Market, wang: Shopper, jobs: Jobs, signed_in: SignIn
) -> None:
    order = delivered(market, wang, jobs)
    line, buyer = order.lines.get(), signed_in(order.group.buyer.user)
    body = {"order_id": str(order.pk), "kind": "return", "reason": "damaged", "text": "torn"}
    lines = [{"line_id": str(line.pk), "quantity": 6}]
    refused = buyer.post("/claims", {**body, "lines": lines}, key="one")
    assert refused.json()["code"] == "orders.claim_units_taken"
    assert (pointers(refused), refused.json()["line_id"]) == (["/lines/0/quantity"], str(line.pk))
    lines = [{"line_id": str(line.pk), "quantity": 1}, {"line_id": str(uuid7()), "quantity": 1}]
    refused = buyer.post("/claims", {**body, "lines": lines}, key="two")
    assert (refused.json()["code"], pointers(refused)) == ("orders.line_not_found", ["/lines/1/line_id"])


def test_what_an_inspection_says_wrongly_is_pointed_at(
    market: Market, wang: Shopper, jobs: Jobs, signed_in: SignIn
) -> None:
    order = delivered(market, wang, jobs)
    claim, line = opened(order), order.lines.get()
    mill, buyer = signed_in(member(market, order)), signed_in(order.group.buyer.user)
    assert mill.post(f"/claims/{claim.pk}/approve", {}).status_code == 200
    assert buyer.post(f"/claims/{claim.pk}/send-back", {"sent_with": "SF"}).status_code == 200
    assert mill.post(f"/claims/{claim.pk}/receive", {}).status_code == 200

    def inspect(line_id: object, **units: int) -> Any:
        return mill.post(f"/claims/{claim.pk}/inspect", {"lines": [{"line_id": str(line_id), **units}]})

    refused = inspect(line.pk, restock_units=2, destroy_units=1)
    assert (refused.json()["code"], refused.json()["most"]) == ("orders.bad_inspection", 2)
    assert pointers(refused) == [f"/lines/0/{what}_units" for what in ("restock", "quarantine", "destroy")]
    refused = inspect(uuid7(), restock_units=2)
    assert (refused.json()["code"], pointers(refused)) == ("orders.line_not_found", ["/lines/0/line_id"])


def test_an_address_in_another_country_is_named_and_said_why(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    Cart.objects.filter(pk=cart.pk).update(market="KZ")
    cart.refresh_from_db()
    with pytest.raises(RegimeNotAvailable) as refusal:
        wang.quote(cart)
    assert refusal.value.detail == "The cart is for KZ, and the address is in CN."
    [field] = refusal.value.fields
    assert (field.pointer, field.message) == ("/address_id", refusal.value.detail)
    assert refusal.value.facts == {"market": "KZ", "country": "CN"}


@pytest.mark.parametrize("told", [1, 1.5, True])
def test_a_number_is_no_id(shop_today: Market, signed_in: SignIn, told: object) -> None:
    api = signed_in(shop_today.user("wang"))
    api.post("/me/addresses", ADDRESS)
    cart = api.post("/carts", {"market": "CN"}).json()
    answer = api.post(f"/carts/{cart['id']}/quote", {"address_id": told, "tip": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    assert sorted(pointers(answer)) == ["/address_id", "/tip"]
    answer = api.post(f"/carts/{cart['id']}/lines", {"listing_id": told, "quantity": 1})
    assert (answer.status_code, pointers(answer)) == (400, ["/listing_id"])


def test_the_header_that_is_missing_is_named(shop_today: Market, signed_in: SignIn) -> None:
    api = signed_in(shop_today.user("wang"))
    cart = api.post("/carts", {"market": "CN"}).json()
    answer = api.post(f"/carts/{cart['id']}/checkout", {"quote_id": str(uuid7())})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_required")
    assert answer.json()["errors"] == [
        {"pointer": "/Idempotency-Key", "code": "field.required", "message": "Send an Idempotency-Key"}
    ]


@pytest.fixture
def asked(market: Market, wang: Shopper, signed_in: SignIn) -> Callable[..., Any]:
    """Asks for a quote of a cart with flour, by the address and whatever else is said."""
    api = signed_in(wang.address.buyer.user)
    cart = wang.fill((market.listing(market.seller()), 1))

    def ask(**said: object) -> Any:
        return api.post(f"/carts/{cart.pk}/quote", {"address_id": str(wang.address.pk), **said})

    return ask


def test_whom_or_where_nobody_knows_is_named(asked: Callable[..., Any]) -> None:
    for field, code in (("address_id", "orders.address_not_found"), ("identity_id", "identity.not_found")):
        refused = asked(**{field: str(uuid7())})
        assert (refused.status_code, refused.json()["code"]) == (404, code)
        [told] = refused.json()["errors"]
        assert (told["pointer"], told["code"]) == (f"/{field}", "field.unknown_reference")


def test_an_identity_of_another_name_is_named(wang: Shopper, asked: Callable[..., Any]) -> None:
    assert wang.identity is not None
    wang.identity.name_sealed = sealing.seal("李伟", purpose=IDENTITY_NAME_SEALED_AS)
    wang.identity.save()
    refused = asked(identity_id=str(wang.identity.pk))
    assert (refused.json()["code"], pointers(refused)) == ("identity.name_differs", ["/identity_id"])


def test_a_coupon_that_takes_nothing_off_is_named_with_the_reason(
    market: Market, asked: Callable[..., Any]
) -> None:
    refused = asked(coupon_code="NOBODYS")
    assert (refused.json()["code"], pointers(refused)) == ("coupon.unknown", ["/coupon_code"])
    Coupon.objects.filter(pk=coupon(market, most_uses=1).pk).update(used=1)
    refused = asked(coupon_code="NAURYZ")
    assert (refused.json()["code"], refused.json()["why"]) == ("coupon.not_usable", "used_up")
    told = {"pointer": "/coupon_code", "message": "The coupon has been used as often as it may be."}
    assert refused.json()["errors"] == [{**told, "code": "field.not_allowed"}]


def test_a_reason_for_which_nothing_is_taken_back_is_named(
    market: Market, wang: Shopper, jobs: Jobs, signed_in: SignIn
) -> None:
    order = delivered(market, wang, jobs)
    lines = [{"line_id": str(order.lines.get().pk), "quantity": 1}]
    body = {"order_id": str(order.pk), "kind": "return", "text": "no more", "lines": lines}
    buyer = signed_in(order.group.buyer.user)
    refused = buyer.post("/claims", {**body, "reason": "changed_mind"}, key="one")
    assert (refused.json()["code"], refused.json()["reason"]) == ("orders.claim_not_allowed", "food")
    assert pointers(refused) == ["/reason"]
    Order.objects.filter(pk=order.pk).update(handed_in_at=None)
    refused = buyer.post("/claims", {**body, "reason": "damaged"}, key="two")
    assert (refused.json()["reason"], pointers(refused)) == ("not_sent", ["/order_id"])


def test_a_provider_that_takes_no_such_money_is_named(
    market: Market, wang: Shopper, signed_in: SignIn, settings: Any
) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    settings.PAYEE = {**settings.PAYEE, "accounts": "KZT=KZ99999DEMO000000001"}
    body = {"order_group_id": str(group.pk), "provider": "bank_transfer"}
    refused = signed_in(wang.address.buyer.user).post("/payments", body, key="pay")
    assert (refused.json()["code"], pointers(refused)) == ("payments.currency_not_taken", ["/provider"])

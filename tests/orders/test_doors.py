"""Do the doors of orders let the right people in, and answer as the document says?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import Membership, User
from catalog.models import Listing
from kit.actors import SYSTEM
from orders.models import Cart, Order, OrderGroup
from orders.rest.carts import cart_view
from payments.models import Payment
from shipping.identifiers import sscc_error
from shipping.models import Departure
from shipping.operations import closing, missing
from tests.api import Api
from tests.conftest import Jobs
from tests.orders.market import ADDRESS, IDENTITY, Market, capture, reserved_units
from tests.payments.vendors import OfKaspi, OfWeChat

SignIn = Callable[[User], Api]


class Web:
    """A buyer's client with an address."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.address_id = api.post("/me/addresses", ADDRESS).json()["id"]
        self.identity_id = api.post("/me/identities", IDENTITY).json()["id"]

    def cart(self, *wanted: tuple[Any, int]) -> dict[str, Any]:
        """A cart over REST."""
        cart = self.api.post("/carts", {"market": "CN"}).json()
        for listing, quantity in wanted:
            line = {"listing_id": str(listing.pk), "quantity": quantity}
            cart = self.api.post(f"/carts/{cart['id']}/lines", line).json()
        return dict(cart)

    def quote(self, cart_id: str) -> Any:
        """Its landed cost."""
        return self.api.post(f"/carts/{cart_id}/quote", {"address_id": self.address_id})

    def checkout(self, *wanted: tuple[Any, int], key: str = "checkout-key-0001") -> Any:
        """An order group over REST."""
        cart = self.cart(*wanted)
        quote = self.quote(cart["id"]).json()
        return self.api.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key=key)


@pytest.fixture
def shop(shop_today: Market) -> Market:
    """An open shop today, since doors read the clock."""
    return shop_today


@pytest.fixture
def web(shop: Market, signed_in: SignIn) -> Web:
    """A signed-in buyer."""
    return Web(signed_in(shop.user("wang")))


@pytest.fixture
def other(shop: Market, signed_in: SignIn) -> Web:
    """Another signed-in buyer."""
    return Web(signed_in(shop.user("li")))


@pytest.fixture
def selling(shop: Market, signed_in: SignIn) -> Callable[..., Api]:
    """Sign a member of a seller in."""

    def sign_in(seller: Any, role: str = "owner") -> Api:
        user = shop.user(f"{seller.code}-{role}".lower())
        Membership.objects.create(user=user, organisation=seller.organisation, role=role, created_at=shop.at)
        return signed_in(user)

    return sign_in


def test_a_bag_of_flour_is_bought_over_rest(
    shop: Market, web: Web, selling: Callable[..., Api], jobs: Jobs
) -> None:
    seller = shop.seller()
    listing = shop.listing(seller)
    group = web.checkout((listing, 2)).json()
    assert [order["payment_status"] for order in group["orders"]] == ["unpaid"]
    payment = web.api.post(
        "/payments",
        {"order_group_id": group["id"], "provider": "bank_transfer"},
        key="payment-key-0001",
    )
    assert payment.status_code == 201
    assert payment.json()["amount"] == group["total"]
    capture(Payment.objects.get(), at=shop.at)
    jobs.drain()
    order_id = group["orders"][0]["id"]
    order = web.api.get(f"/orders/{order_id}").json()
    assert (order["payment_status"], order["fulfilment_status"]) == ("paid", "none")
    assert order["shipments"][0]["departure"]["service_code"].startswith("ALA-LYG")
    mill = selling(seller)
    answers = [mill.post(f"/seller/orders/{order_id}/{verb}") for verb in ("accept", "pack", "hand-in")]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[-1].json()["shipments"][0]["status"] == "handed_in"


def test_the_seller_reads_which_sscc_to_print_on_each_package(
    shop: Market, web: Web, selling: Callable[..., Api], jobs: Jobs
) -> None:
    seller = shop.seller()
    group = web.checkout((shop.listing(seller), 2)).json()
    payment = {"order_group_id": group["id"], "provider": "bank_transfer"}
    web.api.post("/payments", payment, key="payment-key-0001")
    capture(Payment.objects.get(), at=shop.at)
    jobs.drain()
    order_id, mill = group["orders"][0]["id"], selling(seller)
    accepted = mill.post(f"/seller/orders/{order_id}/accept").json()
    [shipment] = accepted["shipments"]
    assert shipment["packages"] == []
    sizes = [{"gross_g": 2044, "volume_cm3": 3275}, {"gross_g": 2043, "volume_cm3": 3274}]
    body = {"shipments": [{"shipment_id": shipment["id"], "packages": sizes}]}
    packages = mill.post(f"/seller/orders/{order_id}/pack", body).json()["shipments"][0]["packages"]
    assert [sscc_error(each["sscc"]) for each in packages] == [None, None]
    assert [{key: each[key] for key in ("gross_g", "volume_cm3")} for each in packages] == sizes
    assert mill.get(f"/seller/orders/{order_id}").json()["shipments"][0]["packages"] == packages
    assert "packages" not in web.api.get(f"/orders/{order_id}").json()["shipments"][0]
    assert "packages" not in mill.get("/seller/orders").json()["items"][0]["shipments"][0]


def test_both_sides_read_on_the_order_why_its_goods_changed_trains_and_whose_fault_it_was(
    shop: Market, web: Web, selling: Callable[..., Api], jobs: Jobs
) -> None:
    seller = shop.seller()
    group = web.checkout((shop.listing(seller), 2)).json()
    payment = {"order_group_id": group["id"], "provider": "bank_transfer"}
    web.api.post("/payments", payment, key="payment-key-0001")
    capture(Payment.objects.get(), at=shop.at)
    jobs.drain()
    path = f"orders/{group['orders'][0]['id']}"
    [carried] = web.api.get(f"/{path}").json()["shipments"]
    assert carried["changes"] == []
    closed_at = Departure.objects.get(pk=carried["departure"]["id"]).cfs_cutoff_at
    closing.close_due(at=closed_at, by=SYSTEM)
    missing.roll_missed(at=closed_at, by=SYSTEM)
    for answer in (web.api.get(f"/{path}"), selling(seller).get(f"/seller/{path}")):
        [change] = answer.json()["shipments"][0]["changes"]
        assert (change["cause"], change["fault"]) == ("hand_in", "seller")
        assert change["texts"]["en"].endswith(
            "the goods were not handed in by the cut-off. Responsible: the seller."
        )
        assert set(change["texts"]) == {"en", "ru", "kk", "zh-Hans"}


def test_amounts_are_decimal_text_with_their_currency(shop: Market, web: Web) -> None:
    group = web.checkout((shop.listing(shop.seller()), 2)).json()
    assert group["orders"][0]["amounts"]["goods"] == {"amount": "35.00", "currency": "CNY"}


def test_an_anonymous_cart_answers_to_its_token_alone(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    cart = api.post("/carts", {"market": "CN"}).json()
    line = {"listing_id": str(listing.pk), "quantity": 1}
    holder = api.with_headers(x_cart_token=cart["token"])
    assert holder.post(f"/carts/{cart['id']}/lines", line).status_code == 201
    assert api.get(f"/carts/{cart['id']}").status_code == 404
    assert api.with_headers(x_cart_token="guess").get(f"/carts/{cart['id']}").status_code == 404
    assert "token" not in holder.get(f"/carts/{cart['id']}").json()


def test_what_went_off_sale_keeps_its_name_in_a_cart_that_can_be_quoted_no_longer(
    shop: Market, web: Web, django_assert_num_queries: Any
) -> None:
    seller = shop.seller()
    flour, oats = shop.listing(seller, "FLR-2KG"), shop.listing(seller, "OATS")
    cart = web.cart((flour, 1), (oats, 1))
    assert cart["allowed_actions"] == ["add-line", "quote", "checkout"]
    was = {line["listing_id"]: (line["sku"], line["names"]) for line in cart["lines"]}
    Listing.objects.filter(pk=flour.pk).update(status="blocked")
    seen = web.api.get(f"/carts/{cart['id']}").json()
    assert {line["listing_id"]: (line["sku"], line["names"]) for line in seen["lines"]} == was
    assert was[str(flour.pk)][0] == "FLR-2KG"
    assert [line["on_sale"] for line in seen["lines"]] == [False, True]
    assert seen["allowed_actions"] == ["add-line"]
    kept = Cart.objects.get()
    with django_assert_num_queries(5):
        cart_view(kept)


def test_a_cart_with_a_number_that_is_sold_no_longer_offers_no_quote(shop: Market, web: Web) -> None:
    cart = web.cart((shop.listing(shop.seller()), 3))
    Listing.objects.update(min_quantity=2, multiple=2)
    assert web.api.get(f"/carts/{cart['id']}").json()["allowed_actions"] == ["add-line"]
    assert web.cart()["allowed_actions"] == ["add-line"]


def test_a_buyer_takes_their_anonymous_cart_along(shop: Market, api: Api, web: Web) -> None:
    listing = shop.listing(shop.seller())
    cart = api.post("/carts", {"market": "CN"}).json()
    holder = api.with_headers(x_cart_token=cart["token"])
    holder.post(f"/carts/{cart['id']}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    mine = web.api.with_headers(x_cart_token=cart["token"])
    quoted = mine.post(f"/carts/{cart['id']}/quote", {"address_id": web.address_id})
    assert quoted.status_code == 201
    assert holder.get(f"/carts/{cart['id']}").status_code == 404
    assert web.api.get(f"/carts/{cart['id']}").status_code == 200


def test_checkout_asks_for_a_key(shop: Market, web: Web) -> None:
    cart = web.cart((shop.listing(shop.seller()), 1))
    quote = web.quote(cart["id"]).json()
    answer = web.api.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]})
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency.key_required"


def test_a_repeated_checkout_answers_the_first_order(shop: Market, web: Web) -> None:
    cart = web.cart((shop.listing(shop.seller()), 1))
    quote = web.quote(cart["id"]).json()
    send = partial(
        web.api.post,
        f"/carts/{cart['id']}/checkout",
        {"quote_id": quote["id"]},
        key="the-same-key-twice",
    )
    first, second = send(), send()
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert OrderGroup.objects.count() == 1


def test_a_sold_out_listing_is_a_conflict_with_its_facts(shop: Market, web: Web, other: Web) -> None:
    listing = shop.listing(shop.seller(), units=1)
    cart = other.cart((listing, 1))
    quote = other.quote(cart["id"]).json()
    assert web.checkout((listing, 1)).status_code == 201
    answer = other.api.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key="too-late-by-one")
    assert answer.status_code == 409
    assert answer.json()["code"] == "catalog.out_of_stock"
    assert reserved_units(listing) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"quantity": 1}, "/listing_id"),
        ({"listing_id": "x", "quantity": 1}, "/listing_id"),
        ({"quantity": -1}, "/quantity"),
        ({"quantity": 0}, "/quantity"),
        ({"quantity": 10**9}, "/quantity"),
        ({"quantity": 1.5}, "/quantity"),
        ({"quantity": "1e3"}, "/quantity"),
        ({"quantity": True}, "/quantity"),
        ({"quantity": 1, "price": "0.01"}, "/price"),
        ({"quantity": 1, "seller_id": "x"}, "/seller_id"),
    ],
)
def test_bad_lines_name_the_field_and_change_nothing(
    shop: Market, web: Web, body: dict[str, Any], pointer: str
) -> None:
    listing = shop.listing(shop.seller())
    cart = web.cart()
    if pointer != "/listing_id":
        body = {"listing_id": str(listing.pk), **body}
    answer = web.api.post(f"/carts/{cart['id']}/lines", body)
    assert answer.status_code == 400
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert web.api.get(f"/carts/{cart['id']}").json()["lines"] == []


def test_a_checkout_says_who_can_take_its_money_now(shop: Market, web: Web) -> None:
    group = web.checkout((shop.listing(shop.seller()), 1)).json()
    path = f"/payments?order_group_id={group['id']}"
    assert web.api.get(path).json() == {"items": [], "providers": ["bank_transfer"]}
    with OfWeChat.opened(), OfKaspi.opened():
        # Kaspi takes no yuan.
        assert web.api.get(path).json()["providers"] == ["bank_transfer", "wechat"]


def test_nothing_of_another_buyer_is_there(shop: Market, web: Web, other: Web) -> None:
    listing = shop.listing(shop.seller())
    cart = web.cart((listing, 1))
    quote = web.quote(cart["id"]).json()
    group = web.checkout((listing, 1)).json()
    payment = web.api.post(
        "/payments", {"order_group_id": group["id"], "provider": "bank_transfer"}, key="payment-key-0002"
    ).json()
    order_id, line_id = group["orders"][0]["id"], cart["lines"][0]["id"]
    own_cart = other.cart((listing, 1))
    answers = [
        other.api.get(f"/carts/{cart['id']}"),
        other.api.post(f"/carts/{cart['id']}/lines", {"listing_id": str(listing.pk), "quantity": 1}),
        other.api.patch(f"/carts/{cart['id']}/lines/{line_id}", {"quantity": 2}, if_match="*"),
        other.api.delete(f"/carts/{cart['id']}/lines/{line_id}", if_match="*"),
        other.api.patch(f"/carts/{own_cart['id']}/lines/{line_id}", {"quantity": 2}, if_match="*"),
        other.api.post(f"/carts/{cart['id']}/quote", {"address_id": other.address_id}),
        other.api.post(f"/carts/{own_cart['id']}/quote", {"address_id": web.address_id}),
        other.api.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key="foreign-key-01"),
        other.api.get(f"/order-groups/{group['id']}"),
        other.api.get(f"/orders/{order_id}"),
        other.api.post(f"/orders/{order_id}/cancel", {"reason": "mine now"}),
        other.api.post(f"/orders/{order_id}/confirm-receipt"),
        other.api.get(f"/payments?order_group_id={group['id']}"),
        other.api.get(f"/payments/{payment['id']}"),
        other.api.post(f"/payments/{payment['id']}/cancel"),
        other.api.post(
            "/payments", {"order_group_id": group["id"], "provider": "bank_transfer"}, key="foreign-key-02"
        ),
        other.api.get(f"/me/addresses/{web.address_id}"),
        other.api.patch(f"/me/addresses/{web.address_id}", {"city": "X"}, if_match="*"),
        other.api.delete(f"/me/addresses/{web.address_id}", if_match="*"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert other.api.get("/orders").json()["items"] == []


def test_a_foreign_quote_in_ones_own_cart_places_nothing(shop: Market, web: Web, other: Web) -> None:
    listing = shop.listing(shop.seller())
    foreign = web.quote(web.cart((listing, 1))["id"]).json()
    cart = other.cart((listing, 1))
    answer = other.api.post(
        f"/carts/{cart['id']}/checkout", {"quote_id": foreign["id"]}, key="foreign-quote-1"
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "orders.quote_not_found")
    assert not Order.objects.exists()


def test_a_seller_sees_and_moves_their_own_orders_only(
    shop: Market, web: Web, selling: Callable[..., Api]
) -> None:
    mill, farm = shop.seller(), shop.seller("KZ02", "490440000271")
    group = web.checkout((shop.listing(mill), 1)).json()
    order_id = group["orders"][0]["id"]
    stranger = selling(farm)
    assert stranger.get("/seller/orders").json()["items"] == []
    verbs = [("accept", {}), ("decline", {"reason": "no"}), ("pack", {}), ("hand-in", {})]
    answers = [stranger.post(f"/seller/orders/{order_id}/{verb}", body) for verb, body in verbs]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert stranger.get(f"/seller/orders/{order_id}").status_code == 404


def test_only_those_who_pack_learn_the_address(shop: Market, web: Web, selling: Callable[..., Api]) -> None:
    mill = shop.seller()
    order_id = web.checkout((shop.listing(mill), 1)).json()["orders"][0]["id"]
    seen = {
        role: selling(mill, role).get(f"/seller/orders/{order_id}").json()["address"] is not None
        for role in ("owner", "warehouse", "catalogue", "finance")
    }
    assert seen == {"owner": True, "warehouse": True, "catalogue": False, "finance": False}


def test_those_who_do_not_pack_may_not_accept(shop: Market, web: Web, selling: Callable[..., Api]) -> None:
    mill = shop.seller()
    order_id = web.checkout((shop.listing(mill), 1)).json()["orders"][0]["id"]
    answer = selling(mill, "finance").post(f"/seller/orders/{order_id}/accept")
    assert answer.status_code == 403


def test_what_may_be_done_now_is_listed(shop: Market, web: Web, jobs: Jobs) -> None:
    group = web.checkout((shop.listing(shop.seller()), 1)).json()
    order_id = group["orders"][0]["id"]
    assert group["orders"][0]["allowed_actions"] == ["pay", "cancel"]
    web.api.post(
        "/payments", {"order_group_id": group["id"], "provider": "bank_transfer"}, key="pay-key-0003"
    )
    assert web.api.get(f"/orders/{order_id}").json()["allowed_actions"] == ["cancel"]
    web.api.post(f"/orders/{order_id}/cancel", {"reason": "changed my mind"})
    assert web.api.get(f"/orders/{order_id}").json()["allowed_actions"] == []


def test_the_order_list_pages_by_keyset_with_a_bounded_number_of_queries(
    shop: Market, web: Web, django_assert_max_num_queries: Any
) -> None:
    listing = shop.listing(shop.seller())
    for number in range(5):
        web.checkout((listing, 1), key=f"checkout-{number:08}")
    with django_assert_max_num_queries(12):
        first = web.api.get("/orders?limit=3").json()
    second = web.api.client.get(
        first["next"], headers={"Authorization": f"Bearer {web.api.credential}"}
    ).json()
    numbers = [order["number"] for page in (first, second) for order in page["items"]]
    assert len(numbers) == len(set(numbers)) == 5


def test_an_address_is_changed_only_at_the_version_that_was_read(web: Web) -> None:
    path = f"/me/addresses/{web.address_id}"
    etag = web.api.get(path).headers["ETag"]
    assert web.api.patch(path, {"city": "Nanjing"}).status_code == 428
    assert web.api.patch(path, {"city": "Nanjing"}, if_match=etag).status_code == 200
    assert web.api.patch(path, {"city": "Suzhou"}, if_match=etag).status_code == 412
    assert web.api.get(path).json()["city"] == "Nanjing"


def test_a_removed_address_is_gone_from_sight(web: Web) -> None:
    path = f"/me/addresses/{web.address_id}"
    assert web.api.delete(path, if_match="*").status_code == 204
    assert web.api.get(path).status_code == 404
    assert web.api.get("/me/addresses").json()["items"] == []

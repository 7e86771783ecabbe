"""Is a coupon used as often as it says, by whom it says, at the cost of whom it says?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from catalog.models import Seller
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.errors import BadCoupon, CouponCodeTaken, CouponNotUsable, CouponUnknown
from orders.models import Coupon, CouponUse, Order, OrderGroup, OrderLine
from orders.operations import accepting, cancelling, expiring, identifying
from orders.operations.couponing import create_coupon, stop_coupon
from payments.chart import Kind
from payments.models import LedgerEntry, Sale
from shop.made_up import identity_number
from tests.orders.claims import broken
from tests.orders.market import Market, Shopper

CODE = "NAURYZ"


def coupon(market: Market, seller: Seller | None = None, **terms: Any) -> Coupon:
    """Ten yuan off, unless said otherwise."""
    said: dict[str, Any] = {"code": CODE, "market": "CN", "sandbox": False, **terms}
    if "percent" not in said:
        said.setdefault("amount_minor", 1_000)
    made: Coupon = owns_transaction(create_coupon)(
        seller_id=seller.pk if seller else None, at=market.at, **said
    )
    return made


def buy(shopper: Shopper, *wanted: Any, code: str = CODE) -> OrderGroup:
    cart = shopper.fill(*wanted)
    return shopper.place(cart, shopper.quote(cart, code))


def why(shopper: Shopper, *wanted: Any) -> str:
    with pytest.raises(CouponNotUsable) as refused:
        shopper.quote(shopper.fill(*wanted), CODE)
    return str(refused.value.facts["why"])


def on(kind: Kind, order: Order) -> int:
    """What an order has on all accounts of a kind; credits are negative."""
    lines = LedgerEntry.objects.filter(reference=order.number, account__kind=kind)
    return sum(lines.values_list("amount_minor", flat=True))


@pytest.fixture
def mill(market: Market) -> Seller:
    return market.seller()


# ---- what it takes off -----------------------------------------------------------------


def test_a_coupon_is_a_line_of_its_own_and_taxes_go_by_what_is_paid(
    market: Market, wang: Shopper, mill: Seller
) -> None:
    coupon(market, mill, percent=10)
    listing = market.listing(mill, price_minor=10_000)
    cart = wang.fill((listing, 2))
    plain, cheaper = wang.quote(cart), wang.quote(cart, "nauryz")
    was, part = plain.document["orders"][0], cheaper.document["orders"][0]
    assert (was["discount_minor"], part["discount_minor"]) == (0, 2_000)
    assert part["goods_minor"] == was["goods_minor"] == 20_000
    assert part["coupon"] == {"id": str(Coupon.objects.get().pk), "code": CODE, "borne_by": "seller"}
    # Retail import: 70 % of 9 % VAT on goods less discount, freight and insurance; half-up.
    value = 20_000 - 2_000 + part["freight_minor"] + part["insurance_minor"]
    assert part["vat_minor"] == (value * 63 + 500) // 1_000
    assert part["freight_minor"] == was["freight_minor"]
    assert cheaper.total_minor == value + part["vat_minor"]
    assert part["allowance"]["value_minor"] == value
    seller = next(each for each in part["payable_to"] if each["payee"] == "seller")
    assert (seller["amounts"], seller["total_minor"]) == (["goods", "discount"], 18_000)


def test_it_is_frozen_on_order_and_lines_and_all_add_up(market: Market, wang: Shopper, mill: Seller) -> None:
    coupon(market, mill, amount_minor=1_001)
    goods = [(market.listing(mill, f"G{place}", price_minor=3_333), 1) for place in range(3)]
    order = buy(wang, *goods).orders.get()
    # 10.01 by three equal lines.
    assert sorted(OrderLine.objects.values_list("discount_minor", flat=True)) == [333, 334, 334]
    assert (order.discount_minor, order.coupon) == (1_001, Coupon.objects.get())
    assert broken() == []


def test_the_shops_coupon_is_shared_by_the_sellers_of_a_cart_and_used_once(
    market: Market, wang: Shopper, mill: Seller
) -> None:
    made = coupon(market, amount_minor=3_000)
    other = market.seller("KZ02", "490440000271")
    goods = [
        (market.listing(mill, "A", price_minor=20_000), 1),
        (market.listing(other, "B", price_minor=10_000), 1),
    ]
    group = buy(wang, *goods)
    assert sorted(group.orders.values_list("discount_minor", flat=True)) == [1_000, 2_000]
    made.refresh_from_db()
    assert (made.used, CouponUse.objects.count()) == (1, 1)
    first, second = group.orders.order_by("id")
    cancel(first, wang)
    made.refresh_from_db()
    assert made.used == 1
    cancel(second, wang)
    made.refresh_from_db()
    assert made.used == 0
    assert broken() == []


def test_a_sellers_own_coupon_goes_before_the_shops_of_the_same_code(
    market: Market, wang: Shopper, mill: Seller
) -> None:
    coupon(market, mill, amount_minor=500)
    coupon(market, amount_minor=700)
    other = market.seller("KZ02", "490440000271")
    goods = [
        (market.listing(mill, "A", price_minor=20_000), 1),
        (market.listing(other, "B", price_minor=20_000), 1),
    ]
    parts = wang.quote(wang.fill(*goods), CODE).document["orders"]
    found = {part["seller_code"]: (part["discount_minor"], part["coupon"]["borne_by"]) for part in parts}
    assert found == {"KZ01": (500, "seller"), "KZ02": (700, "shop")}


# ---- who may use it --------------------------------------------------------------------


def test_a_code_that_nobody_has_is_told(market: Market, wang: Shopper, mill: Seller) -> None:
    other = market.seller("KZ02", "490440000271")
    coupon(market, other)
    with pytest.raises(CouponUnknown):
        wang.quote(wang.fill((market.listing(mill), 5)), CODE)


def test_why_a_coupon_cant_be_used_is_told(market: Market, wang: Shopper, mill: Seller) -> None:
    flour, other = market.listing(mill, "FLOUR", price_minor=5_000), market.listing(mill, "OTHER")
    coupon(market, mill, least_goods_minor=10_000, listing_ids=[flour.pk])
    assert why(wang, (other, 10)) == "other_goods"
    # The other goods don't count to what it asks for.
    assert why(wang, (flour, 1), (other, 90)) == "too_little"
    assert wang.quote(wang.fill((flour, 2)), CODE).document["discount_minor"] == 1_000
    Coupon.objects.update(starts_at=market.at + timedelta(seconds=1))
    assert why(wang, (flour, 2)) == "not_yet"
    Coupon.objects.update(starts_at=market.at - timedelta(days=1), ends_at=market.at)
    assert why(wang, (flour, 2)) == "over"
    Coupon.objects.update(ends_at=None)
    owns_transaction(stop_coupon)(coupon=Coupon.objects.get(), at=market.at)
    with pytest.raises(CouponUnknown):
        wang.quote(wang.fill((flour, 2)), CODE)


def test_a_buyer_uses_it_so_often_and_a_person_by_whichever_account(
    market: Market, wang: Shopper, mill: Seller
) -> None:
    coupon(market, mill, most_uses_each=1)
    listing = market.listing(mill, price_minor=5_000)
    carts = [wang.fill((listing, 1)) for _ in range(2)]
    quotes = [wang.quote(cart, CODE) for cart in carts]
    group = wang.place(carts[0], quotes[0])
    with pytest.raises(CouponNotUsable) as refused:
        wang.place(carts[1], quotes[1])
    assert refused.value.facts["why"] == "used_by_you"
    li = market.buyer("li")
    li.identity = owns_transaction(identifying.add_identity)(
        name="王芳", number=identity_number(0), at=market.at, by=li.actor
    )
    assert why(li, (listing, 1)) == "used_by_you"
    li.identity = owns_transaction(identifying.add_identity)(
        name="王芳", number=identity_number(9), at=market.at, by=li.actor
    )
    buy(li, (listing, 1))
    cancel(group.orders.get(), wang)
    buy(wang, (listing, 1))
    assert broken() == []


def cancel(order: Order, by: Shopper) -> None:
    owns_transaction(cancelling.cancel_order)(order=order, reason="", at=by.market.at, by=by.actor)


@pytest.mark.parametrize("end", ["cancelled", "expired", "declined"])
def test_an_order_that_ends_gives_its_use_back_once(
    market: Market, wang: Shopper, mill: Seller, end: str, drain_jobs: Callable[[], object]
) -> None:
    made = coupon(market, mill, most_uses=1)
    listing = market.listing(mill, price_minor=5_000)
    group = buy(wang, (listing, 1))
    assert why(wang, (listing, 1)) == "used_up"
    order = group.orders.get()
    if end == "expired":
        owns_transaction(expiring.expire_group)(group=group, at=market.at + timedelta(hours=2), by=SYSTEM)
    elif end == "declined":
        wang.pay(group)
        drain_jobs()
        owns_transaction(accepting.decline)(order=order, reason="", at=market.at, by=SYSTEM)
    else:
        cancel(order, wang)
    made.refresh_from_db()
    assert made.used == 0
    assert broken() == []
    buy(wang, (listing, 1))


def test_of_twenty_who_want_the_last_use_one_gets_it(at_once: Callable[..., list[Any]]) -> None:
    market = Market(at=now()).open()
    mill = market.seller()
    made = coupon(market, mill, most_uses=3)
    Coupon.objects.update(used=0)
    listing = market.listing(mill, price_minor=5_000, units=100)
    buyers = [market.buyer(f"buyer{number}") for number in range(20)]
    carts = [(each, each.fill((listing, 1))) for each in buyers]
    quoted = [(each, cart, each.quote(cart, CODE)) for each, cart in carts]
    for each, cart, quote in quoted[:2]:
        each.place(cart, quote)
    answers = at_once([lambda which=which: which[0].place(which[1], which[2]) for which in quoted[2:]])
    assert [type(each) for each in answers if not isinstance(each, CouponNotUsable)] == [OrderGroup]
    made.refresh_from_db()
    assert made.used == 3
    assert OrderGroup.objects.count() == 3
    assert broken() == []


# ---- at whose cost ---------------------------------------------------------------------


def test_a_sellers_discount_lowers_their_sale(
    market: Market, wang: Shopper, mill: Seller, drain_jobs: Callable[[], object]
) -> None:
    coupon(market, mill, amount_minor=1_000)
    group = buy(wang, (market.listing(mill, price_minor=5_000), 1))
    wang.pay(group)
    drain_jobs()
    order = group.orders.get()
    assert Sale.objects.get().goods_minor == 4_000
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-4_000, 0)
    assert on(Kind.DEPOSITS, order) == 0
    assert broken() == []


def test_the_shops_discount_is_its_expense_and_the_seller_gets_the_full_price(
    market: Market, wang: Shopper, mill: Seller, drain_jobs: Callable[[], object]
) -> None:
    coupon(market, amount_minor=1_000)
    group = buy(wang, (market.listing(mill, price_minor=5_000), 1))
    wang.pay(group)
    drain_jobs()
    order = group.orders.get()
    assert Sale.objects.get().goods_minor == 5_000
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-5_000, 1_000)
    assert on(Kind.DEPOSITS, order) == 0
    assert broken() == []
    owns_transaction(accepting.decline)(order=order, reason="", at=market.at, by=SYSTEM)
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (0, 0)
    assert on(Kind.REFUNDS_DUE, order) == -order.total_minor
    assert broken() == []


# ---- making one ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"code": "x"}, "/code"),
        ({"code": "10 % off!"}, "/code"),
        ({"percent": 10, "amount_minor": 5}, "/percent"),
        ({"percent": 91}, "/percent"),
        ({"percent": 0}, "/percent"),
        ({"amount_minor": 0}, "/amount"),
        ({"amount_minor": None}, "/percent"),
        ({"categories": ["no-such-kind"]}, "/categories/0"),
    ],
)
def test_a_coupon_that_makes_no_sense_is_refused_by_its_field(
    market: Market, mill: Seller, terms: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(BadCoupon) as refused:
        coupon(market, mill, **terms)
    assert [each.pointer for each in refused.value.fields] == [pointer]


def test_a_code_with_blanks_is_refused_for_them_and_not_for_its_length(market: Market) -> None:
    with pytest.raises(BadCoupon) as refused:
        coupon(market, code="A B")
    assert [(each.pointer, each.message) for each in refused.value.fields] == [
        ("/code", "may not hold blanks")
    ]


def test_goods_of_another_are_nobodys_to_make_cheaper(market: Market, mill: Seller) -> None:
    other = market.listing(market.seller("KZ02", "490440000271"))
    with pytest.raises(BadCoupon) as refused:
        coupon(market, mill, listing_ids=[other.pk])
    assert [each.pointer for each in refused.value.fields] == ["/listing_ids/0"]


def test_a_code_is_once_a_seller_and_free_again_once_stopped(market: Market, mill: Seller) -> None:
    first = coupon(market, mill)
    with pytest.raises(CouponCodeTaken):
        coupon(market, mill, code="Nauryz")
    coupon(market, market.seller("KZ02", "490440000271"))
    coupon(market)
    with pytest.raises(CouponCodeTaken):
        coupon(market)
    owns_transaction(stop_coupon)(coupon=first, at=market.at)
    coupon(market, mill)

"""Whose is the money of a paid order, from checkout to the end of the claim window?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from catalog.models import Category, Listing, Product
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.models import Order, OrderLine
from orders.operations import cancelling, completing, fulfilling
from payments.chart import Kind
from payments.models import CommissionRule, Sale
from tests.conftest import Jobs
from tests.orders.claims import broken
from tests.orders.market import Market, Shopper
from tests.orders.riding import STAGES, hand_in, report
from tests.payments.books import on

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
cancel = partial(owns_transaction(cancelling.cancel_order), reason="changed my mind", at=NOW)


def rule(percent: str = "10", **columns: Any) -> CommissionRule:
    """A line of the price list."""
    return CommissionRule.objects.create(
        position=columns.pop("position", 10),
        percent=Decimal(percent),
        valid_from=date(2026, 1, 1),
        created_at=NOW,
        **columns,
    )


def in_kind(listing: Listing, code: str) -> None:
    """The listing's goods are in a category of the tree."""
    Product.objects.filter(variants__listings=listing).update(category=Category.objects.get(code=code))


@pytest.fixture
def listing(market: Market) -> Listing:
    """Flour for 17.50 CNY."""
    return market.listing(market.seller())


def paid(wang: Shopper, jobs: Jobs, *wanted: tuple[Listing, int]) -> Order:
    """A paid order whose money was split."""
    return wang.buy_and_pay(jobs.drain, *wanted)


def test_the_commission_is_frozen_on_the_line_at_checkout(wang: Shopper, listing: Listing) -> None:
    ruled = rule()
    line = OrderLine.objects.get(order=wang.buy((listing, 2)).orders.get())
    # 10 % of 35.00 are 3.50, 16 % of which are 0.56.
    assert (line.goods_minor, line.commission_minor, line.commission_vat_minor) == (35_00, 3_50, 56)
    assert line.commission_rule_id == ruled.pk


def test_a_later_price_list_changes_nothing_that_was_sold(
    wang: Shopper, listing: Listing, jobs: Jobs
) -> None:
    ruled = rule()
    group = wang.buy((listing, 2))
    CommissionRule.objects.filter(pk=ruled.pk).update(percent=50)
    wang.pay(group)
    jobs.drain()
    assert Sale.objects.get().commission_minor == 3_50


def test_a_rule_for_a_kind_of_goods_counts_for_what_is_below_it(wang: Shopper, listing: Listing) -> None:
    in_kind(listing, "wheat-flour")
    rule("20", position=1, category="electronics")
    rule("5", position=2, category="food")
    rule("10", position=3)
    line = OrderLine.objects.get(order=wang.buy((listing, 2)).orders.get())
    assert line.commission_minor == 1_75


def test_a_paid_order_is_split_to_the_last_unit(wang: Shopper, listing: Listing, jobs: Jobs) -> None:
    rule()
    order = paid(wang, jobs, (listing, 2))
    seller = order.seller.organisation_id
    assert on(Kind.DEPOSITS) == 0
    assert on(Kind.SELLER_PENDING, owner=seller) == -(35_00 - 3_50 - 56)
    assert -on(Kind.FREIGHT) == order.freight_minor
    assert -on(Kind.INSURANCE) == order.insurance_minor
    assert -on(Kind.IMPORT_TAX) == order.vat_minor + order.consumption_minor
    assert (on(Kind.COMMISSION), on(Kind.COMMISSION_VAT)) == (-3_50, -56)
    assert on(Kind.BANK) == order.total_minor
    assert broken() == []


def test_fulfilling_twice_splits_once(wang: Shopper, listing: Listing, jobs: Jobs) -> None:
    order = paid(wang, jobs, (listing, 2))
    owns_transaction(fulfilling.fulfil_paid)(reference=order.group.number, at=NOW, by=SYSTEM)
    assert on(Kind.SELLER_PENDING) == -35_00


def test_two_sellers_of_one_payment_each_have_their_own(market: Market, wang: Shopper, jobs: Jobs) -> None:
    mill, farm = market.seller(), market.seller("KZ02", "490440000271")
    group = wang.buy((market.listing(mill, "A"), 1), (market.listing(farm, "B", price_minor=20_00), 1))
    wang.pay(group)
    jobs.drain()
    assert on(Kind.SELLER_PENDING, owner=mill.organisation_id) == -17_50
    assert on(Kind.SELLER_PENDING, owner=farm.organisation_id) == -20_00
    assert broken() == []


def test_cancelling_a_paid_order_takes_the_split_back(wang: Shopper, listing: Listing, jobs: Jobs) -> None:
    rule()
    order = paid(wang, jobs, (listing, 2))
    cancel(order=order, by=wang.actor)
    assert on(Kind.SELLER_PENDING) == on(Kind.COMMISSION) == on(Kind.FREIGHT) == on(Kind.DEPOSITS) == 0
    assert on(Kind.REFUNDS_DUE) == -order.total_minor
    assert broken() == []


def test_an_order_cancelled_before_it_was_split_goes_back_from_its_deposit(
    wang: Shopper, listing: Listing, jobs: Jobs
) -> None:
    group = wang.buy((listing, 2))
    wang.pay(group)
    cancel(order=group.orders.get(), by=wang.actor)
    jobs.drain()
    assert not Sale.objects.exists()
    assert (on(Kind.DEPOSITS), on(Kind.REFUNDS_DUE)) == (0, -group.total_minor)
    assert broken() == []


def delivered(wang: Shopper, jobs: Jobs, listing: Listing, at: datetime) -> Order:
    """An order whose goods have come."""
    order = paid(wang, jobs, (listing, 2))
    hand_in(order, NOW)
    for number, stage in enumerate(STAGES):
        report(order, stage, at - timedelta(minutes=len(STAGES) - number))
    order.refresh_from_db()
    return order


def test_a_confirmed_receipt_lets_the_seller_have_it_when_nobody_may_complain_any_more(
    wang: Shopper, listing: Listing, jobs: Jobs
) -> None:
    came = NOW + timedelta(days=20)
    order = delivered(wang, jobs, listing, came)
    owns_transaction(completing.confirm_receipt)(order=order, at=came + timedelta(days=1), by=wang.actor)
    sale = Sale.objects.get()
    assert sale.released_at is None
    assert sale.release_at is not None
    # Seven days after we learnt of it, a minute before `came`.
    assert sale.release_at == came - timedelta(minutes=1) + timedelta(days=7)
    assert on(Kind.SELLER_PAYABLE) == 0


def test_an_order_that_completes_by_itself_is_its_sellers_to_have_at_once(
    wang: Shopper, listing: Listing, jobs: Jobs
) -> None:
    came = NOW + timedelta(days=20)
    delivered(wang, jobs, listing, came)
    follow = owns_transaction(completing.follow_shipments)
    follow(at=came + timedelta(days=6), by=SYSTEM)
    assert on(Kind.SELLER_PAYABLE) == 0
    follow(at=came + timedelta(days=7), by=SYSTEM)
    assert (on(Kind.SELLER_PENDING), on(Kind.SELLER_PAYABLE)) == (0, -35_00)
    assert broken() == []

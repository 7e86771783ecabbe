"""Do a discount and a person's year go back with the goods that they were for?"""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from catalog.models import Seller
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.transactions import owns_transaction
from orders.models import AllowanceTake, DeclinedUnits, Order
from orders.operations import accepting, resolving
from payments.chart import Kind
from payments.models import IssuedDocument, Refund, RefundItem, SaleLine
from payments.operations import refunding
from payments.operations.refunding import Wanted
from tests.conftest import Jobs
from tests.orders.claims import broken, delivered
from tests.orders.market import Market, Shopper
from tests.orders.test_claims import came_back, do
from tests.orders.test_coupons import buy, coupon, on
from tests.orders.test_declining_lines import decline
from tests.orders.test_sharing import rule


@pytest.fixture
def mill(market: Market) -> Seller:
    return market.seller()


def cheaper(market: Market, wang: Shopper, jobs: Jobs, mill: Seller, *, bearer: Seller | None) -> Order:
    """Two bags of 50.00 each for 90.00, paid."""
    coupon(market, bearer, amount_minor=10_00)
    group = buy(wang, (market.listing(mill, price_minor=50_00), 2))
    wang.pay(group)
    jobs.drain()
    order: Order = group.orders.get()
    return order


def refund(order: Order, units: int, **facts: Any) -> Refund:
    return owns_transaction(refunding.refund_parts)(
        order_reference=order.number,
        wanted=[Wanted(order.lines.get().pk, units)],
        reason="torn bag",
        at=order.placed_at,
        by=SYSTEM,
        **facts,
    )


def imported(item: RefundItem) -> int:
    """By how much less comes into the country."""
    return item.goods_minor + item.freight_minor + item.insurance_minor


def test_what_the_shop_added_goes_back_to_it_with_each_bag(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=None)
    [item] = refund(order, 1).items.all()
    # The buyer had paid 45.00 for the bag, its seller had 50.00 for it.
    assert (item.goods_minor, item.discount_minor) == (45_00, 5_00)
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-50_00, 5_00)
    assert broken() == []
    refund(order, 1)
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (0, 0)
    assert on(Kind.REFUNDS_DUE, order) == -order.total_minor
    assert broken() == []


def test_a_refund_that_dies_leaves_the_discount_as_it_was(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=None)
    made = refund(order, 1)
    owns_transaction(refunding.decline_refund)(refund_id=made.pk, at=order.placed_at, by=SYSTEM)
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-100_00, 10_00)
    assert broken() == []


def test_a_sellers_own_discount_is_part_of_what_they_give_back(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=mill)
    [item] = refund(order, 1).items.all()
    assert (item.goods_minor, item.discount_minor) == (45_00, 0)
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-45_00, 0)
    assert broken() == []


def test_what_the_railway_bears_leaves_the_seller_the_whole_price(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=None)
    refund(order, 1, borne_by="carrier")
    assert (on(Kind.SELLER_PENDING, order), on(Kind.DISCOUNTS, order)) == (-100_00, 10_00)
    assert broken() == []


def test_a_declined_bag_gives_back_what_was_paid_for_it_and_its_part_of_the_year(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=None)
    decline(order, (order.lines.get(), 1))
    [declined], [item] = DeclinedUnits.objects.all(), Refund.objects.get().items.all()
    assert (declined.goods_minor, declined.discount_minor) == (50_00, 5_00)
    assert (item.goods_minor, item.discount_minor) == (45_00, 5_00)
    take = AllowanceTake.objects.get()
    assert take.taken - take.left == imported(item)
    assert broken() == []


def test_goods_are_invoiced_at_what_was_paid_for_them(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = cheaper(market, wang, jobs, mill, bearer=mill)
    owns_transaction(accepting.accept)(order=order, at=order.placed_at, by=SYSTEM)
    jobs.drain()
    invoice = IssuedDocument.objects.get(subject="goods")
    [line] = invoice.content["lines"]
    assert (invoice.net_minor, line["unit_price_minor"], line["discount_minor"]) == (90_00, 50_00, 10_00)
    assert broken() == []


def test_a_return_gives_its_part_of_the_year_back(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim = came_back(order, 2)
    assert AllowanceTake.objects.get().left == AllowanceTake.objects.get().taken
    do(resolving.refund_claim, claim, liability="seller")
    [item] = Refund.objects.get().items.all()
    take = AllowanceTake.objects.get()
    assert take.taken - take.left == imported(item) > 0
    assert broken() == []


def test_an_order_that_is_accepted_by_declining_a_bag_is_invoiced_over_the_rest(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    rule()
    other = wang.buy_and_pay(jobs.drain, (market.listing(mill, "OTHER"), 1))
    owns_transaction(accepting.accept)(order=other, at=other.placed_at, by=SYSTEM)
    order = wang.buy_and_pay(jobs.drain, (market.listing(mill, price_minor=50_00), 2))
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    assert issued(order) == [("goods", "invoice", 50_00), ("commission", "invoice", 5_00)]
    send(Refund.objects.get())
    jobs.drain()
    assert issued(order)[2:] == []
    assert broken() == []


def test_what_went_back_before_there_was_an_invoice_is_credited_with_it(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    rule()
    order = wang.buy_and_pay(jobs.drain, (market.listing(mill, price_minor=50_00), 2))
    send(refund(order, 1))
    jobs.drain()
    assert issued(order) == []
    owns_transaction(accepting.accept)(order=order, at=order.placed_at, by=SYSTEM)
    jobs.drain()
    assert [kind for _, kind, _ in issued(order)] == ["invoice", "invoice", "credit_note", "credit_note"]
    assert broken() == []


def test_sales_from_before_their_lines_were_kept_get_them_once(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(mill), 2))
    SaleLine.objects.all().delete()
    for _ in range(2):
        call_command("begin_books", stdout=StringIO())
    assert SaleLine.objects.get().line_id == order.lines.get().pk
    assert broken() == []


def issued(order: Order) -> list[tuple[str, str, int]]:
    """Subject, kind and net of an order's documents."""
    rows = IssuedDocument.objects.filter(reference=order.number).order_by("id")
    return list(rows.values_list("subject", "kind", "net_minor"))


def send(refund: Refund) -> None:
    """By four eyes."""
    finance = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
    for verb in (refunding.approve_refund, refunding.send_refund, refunding.finish_refund):
        owns_transaction(verb)(refund_id=refund.pk, at=refund.requested_at, by=finance)

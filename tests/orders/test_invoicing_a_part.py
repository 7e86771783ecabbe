"""Is an order that its seller took in part invoiced over that part alone, and corrected by nothing?"""

from datetime import UTC, datetime
from functools import partial

import pytest

from catalog.models import Seller
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.transactions import owns_transaction
from orders.models import DeclinedUnits, Order
from orders.operations import accepting, cancelling
from payments.models import InvoiceBalance, IssuedDocument, Refund
from payments.operations import refunding
from payments.operations.refunding import Parts, Wanted
from payments.papers.invoices import invoice_paper
from payments.queries.shown_documents import document_view
from tests.conftest import Jobs
from tests.orders.claims import broken
from tests.orders.market import Market, Shopper
from tests.orders.test_coupons import buy, coupon
from tests.orders.test_declining_lines import decline, line_of
from tests.orders.test_invoicing import documents, refund
from tests.orders.test_sharing import rule

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FINANCE = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
accept = partial(owns_transaction(accepting.accept), at=NOW, by=SYSTEM)
cancel = partial(owns_transaction(cancelling.cancel_order), reason="changed my mind", at=NOW, by=SYSTEM)
# 3 x 17.50, 10 % of them, and 16 % of that.
OVER_THREE = [("goods", "INV-2026-000001", 52_50, 0), ("commission", "INV-2026-000001", 5_25, 84)]


@pytest.fixture
def mill(market: Market) -> Seller:
    return market.seller()


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs, mill: Seller) -> Order:
    """Four bags of flour for 70.00 CNY, paid; 10 % of them are commission."""
    rule()
    return wang.buy_and_pay(jobs.drain, (market.listing(mill), 4))


def send(made: Refund) -> None:
    """Finance sends the money."""
    for verb in (refunding.approve_refund, refunding.send_refund, refunding.finish_refund):
        owns_transaction(verb)(refund_id=made.pk, at=NOW, by=FINANCE)


def test_what_is_declined_with_the_acceptance_is_never_invoiced(order: Order, jobs: Jobs) -> None:
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    assert documents() == OVER_THREE
    goods = IssuedDocument.objects.get(subject="goods")
    [line] = goods.content["lines"]
    assert (line["quantity"], line["unit_price_minor"], line["discount_minor"]) == (3, 17_50, 0)
    less = DeclinedUnits.objects.get()
    assert less.vat_minor > 0
    assert goods.content["besides"]["freight"] == order.freight_minor - less.freight_minor
    assert goods.content["besides"]["vat"] == order.vat_minor - less.vat_minor
    assert broken() == []


def test_its_refund_corrects_nothing_once_the_money_has_left(order: Order, jobs: Jobs) -> None:
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    send(Refund.objects.get())
    jobs.drain()
    assert documents() == OVER_THREE
    assert broken() == []


def test_money_that_left_before_the_invoice_was_written_corrects_nothing_either(
    order: Order, jobs: Jobs
) -> None:
    decline(order, (order.lines.get(), 1))
    send(Refund.objects.get())
    jobs.drain()
    assert documents() == OVER_THREE
    assert broken() == []


def test_a_refund_that_is_asked_for_again_corrects_nothing(order: Order, jobs: Jobs) -> None:
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    died = Refund.objects.get()
    owns_transaction(refunding.decline_refund)(refund_id=died.pk, at=NOW, by=FINANCE, reason="no bank data")
    # The seller has the commission of that bag in the books again, but never in an invoice.
    assert broken() == []
    again = owns_transaction(refunding.refund_again)(refund_id=died.pk, at=NOW, by=SYSTEM)
    assert broken() == []
    send(again)
    jobs.drain()
    assert documents() == OVER_THREE
    assert broken() == []


def test_a_line_of_which_nothing_is_sent_is_on_no_invoice(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    rule()
    flour, oats = market.listing(mill), market.listing(mill, "OATS")
    order = wang.buy_and_pay(jobs.drain, (flour, 2), (oats, 3))
    decline(order, (line_of(order, oats), 3))
    jobs.drain()
    for each in IssuedDocument.objects.all():
        assert [line["code"] for line in each.content["lines"]] == [line_of(order, flour).sku]
    assert broken() == []


def test_what_a_coupon_took_off_is_that_of_the_bags_that_are_sent(
    market: Market, wang: Shopper, jobs: Jobs, mill: Seller
) -> None:
    coupon(market, mill, amount_minor=10_00)
    group = buy(wang, (market.listing(mill, price_minor=50_00), 4))
    wang.pay(group)
    jobs.drain()
    order = group.orders.get()
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    # 10.00 off four bags are 2.50 off each.
    [line] = IssuedDocument.objects.get(subject="goods").content["lines"]
    assert (line["quantity"], line["discount_minor"], line["net_minor"]) == (3, 7_50, 142_50)
    assert broken() == []


def test_later_refunds_are_credited_to_the_last_bag(order: Order, jobs: Jobs) -> None:
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    send(Refund.objects.get())
    refund(order, 1)
    jobs.drain()
    # One bag: 17.50, 1.75 and 0.28.
    assert documents()[2:] == [
        *(("goods", "CRN-2026-000001", 17_50, 0), ("commission", "CRN-2026-000001", 1_75, 28)),
    ]
    assert broken() == []
    refund(order, 2)
    jobs.drain()
    balances = InvoiceBalance.objects.values_list("credited_minor", "total_minor")
    assert sorted(balances) == [(6_09, 6_09), (52_50, 52_50)]
    assert broken() == []


def test_a_part_that_is_cancelled_is_credited_whole(order: Order, jobs: Jobs) -> None:
    decline(order, (order.lines.get(), 1))
    jobs.drain()
    cancel(order=order)
    jobs.drain()
    assert [each[2:] for each in documents()[2:]] == [each[2:] for each in OVER_THREE]
    assert broken() == []


def test_what_is_declined_after_the_invoice_is_credited(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    decline(order, (order.lines.get(), 1))
    send(Refund.objects.get())
    jobs.drain()
    assert [each[2] for each in documents()] == [70_00, 7_00, 17_50, 1_75]
    assert broken() == []


def test_a_credit_note_says_how_many_units_went_back(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    refund(order, 2)
    jobs.drain()
    note = IssuedDocument.objects.get(kind="credit_note", subject="goods")
    [line] = note.content["lines"]
    assert (line["quantity"], line["unit_price_minor"], line["net_minor"]) == (2, 17_50, 35_00)
    [shown] = document_view(note)["lines"]
    assert shown["quantity"] == 2
    [table] = invoice_paper(note).tables
    assert "Quantity" in [column.head for column in table.columns]
    assert table.rows[0][2] == "2"


def test_a_credit_note_over_a_sum_has_no_number_of_units(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    owns_transaction(refunding.refund_parts)(
        order_reference=order.number,
        wanted=[Wanted(order.lines.get().pk, sums=Parts(goods=5_00))],
        reason="a scratch",
        at=NOW,
        by=SYSTEM,
    )
    send(Refund.objects.get())
    jobs.drain()
    [line] = document_view(IssuedDocument.objects.get(kind="credit_note", subject="goods"))["lines"]
    assert (line["quantity"], line["unit_price"], line["net"]["amount"]) == (None, None, "5.00")

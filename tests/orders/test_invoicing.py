"""Is every order that its seller took invoiced once, and is what ends or goes back credited?"""

from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Event
from news.telling import Happened
from orders.models import Order
from orders.operations import accepting, cancelling, invoicing
from orders.queries import telling
from orders.tasks import write_documents
from payments.models import DueDocument, InvoiceBalance, IssuedDocument, Refund
from payments.operations import documenting, refunding
from payments.operations.refunding import Wanted
from tests.conftest import Jobs
from tests.orders.claims import broken
from tests.orders.market import Market, Shopper
from tests.orders.test_sharing import rule

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FINANCE = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
accept = partial(owns_transaction(accepting.accept), at=NOW, by=SYSTEM)
decline = partial(owns_transaction(accepting.decline), reason="sold out", at=NOW, by=SYSTEM)
cancel = partial(owns_transaction(cancelling.cancel_order), reason="changed my mind", at=NOW, by=SYSTEM)


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """Two bags of flour for 35.00 CNY, paid; 10 % of them are commission."""
    rule()
    return wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


def documents() -> list[tuple[str, str, int, int]]:
    """Subject, number, net, VAT, as they were issued."""
    rows = IssuedDocument.objects.order_by("id")
    return list(rows.values_list("subject", "number", "net_minor", "vat_minor"))


def refund(order: Order, units: int, *, borne_by: str = "shares") -> None:
    """Some bags of an order go back, with carriage and taxes, by four eyes."""
    made = owns_transaction(refunding.refund_parts)(
        order_reference=order.number,
        wanted=[Wanted(order.lines.get().pk, units)],
        borne_by=borne_by,
        reason="torn bag",
        at=NOW,
        by=SYSTEM,
    )
    for verb in (refunding.approve_refund, refunding.send_refund, refunding.finish_refund):
        owns_transaction(verb)(refund_id=made.pk, at=NOW, by=FINANCE)


def test_a_paid_order_has_no_invoice_before_its_seller_takes_it(order: Order) -> None:
    assert documents() == []


def test_an_accepted_order_is_invoiced_by_its_seller_and_by_us(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    # 2 x 17.50 leave the country at 0 %; 10 % of 35.00 are 3.50, 16 % of which are 0.56.
    assert documents() == [
        ("goods", "INV-2026-000001", 35_00, 0),
        ("commission", "INV-2026-000001", 3_50, 56),
    ]
    goods, service = IssuedDocument.objects.order_by("id")
    assert goods.issuer_id == service.recipient_id == order.seller.organisation_id
    assert (goods.recipient_id, service.issuer_id) == (None, None)
    assert goods.content["recipient"]["name"] == "王芳"
    assert "13800000000" not in str(goods.content)
    assert goods.content["besides"]["freight"] == order.freight_minor
    assert broken() == []


def test_the_buyer_hears_of_the_invoice_over_the_goods_alone(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    happened = [
        Happened(uuid7(), "document", pk, 1, "document.issued", {"status": "issued", "was": None}, NOW)
        for pk in IssuedDocument.objects.order_by("id").values_list("pk", flat=True)
    ]
    goods, service = (telling.documents_told(happened)[each.id] for each in happened)
    seller, buyer = order.seller.organisation_id, order.group.buyer.user_id
    assert (set(goods.readers), set(service.readers)) == ({buyer, seller}, {seller})
    assert goods.data["order_id"] == service.data["order_id"] == str(order.pk)
    assert Event.objects.filter(type="document.issued").count() == 2


def test_nothing_is_issued_twice(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    due = DueDocument.objects.get()
    assert due.settled_at is not None
    DueDocument.objects.update(settled_at=None)
    assert owns_transaction(invoicing.write_due)(due_id=due.pk, at=NOW) == 0
    write_documents()
    assert len(documents()) == 2


def test_a_lost_message_is_made_up_for_by_the_sweep(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.sent.clear()
    write_documents()
    assert len(documents()) == 2


def test_one_order_that_fails_keeps_no_other_from_its_turn(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    owns_transaction(documenting.note_due)(kind="accepted", reference="SC-unknown", at=NOW)
    DueDocument.objects.filter(reference="SC-unknown").update(created_at=NOW - timedelta(days=1))
    write_documents()
    assert len(documents()) == 2
    assert list(DueDocument.objects.filter(settled_at=None).values_list("reference", "tries")) == [
        ("SC-unknown", 1)
    ]


def test_what_corrects_an_invoice_waits_until_there_is_one(order: Order, jobs: Jobs, settings: Any) -> None:
    payee, settings.PAYEE = settings.PAYEE, {}
    accept(order=order)
    refund(order, 1)
    # Nobody knows in whose name commission is invoiced, so nothing of the order can be written.
    jobs.drain()
    assert documents() == []
    settings.PAYEE = payee
    write_documents()
    write_documents()
    numbers = ["INV-2026-000001", "INV-2026-000001", "CRN-2026-000001", "CRN-2026-000001"]
    assert [each[1] for each in documents()] == numbers
    assert broken() == []


def test_orders_from_before_there_were_invoices_are_noted_for_them(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    DueDocument.objects.all().delete()
    call_command("begin_books", stdout=StringIO())
    assert DueDocument.objects.get().reference == order.number
    write_documents()
    assert len(documents()) == 2


def test_without_a_rule_there_is_no_invoice_for_commission(market: Market, wang: Shopper, jobs: Jobs) -> None:
    free = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    accept(order=free)
    jobs.drain()
    assert documents() == [("goods", "INV-2026-000001", 17_50, 0)]
    assert broken() == []


def test_an_order_that_its_seller_declines_is_never_invoiced(order: Order, jobs: Jobs) -> None:
    decline(order=order)
    jobs.drain()
    assert documents() == []
    assert broken() == []


def test_a_cancelled_order_is_credited_whole(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    cancel(order=order)
    jobs.drain()
    assert documents()[2:] == [
        *(("goods", "CRN-2026-000001", 35_00, 0), ("commission", "CRN-2026-000001", 3_50, 56)),
    ]
    assert broken() == []


def test_an_order_that_ends_before_its_turn_is_not_invoiced_at_all(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    cancel(order=order)
    jobs.drain()
    assert documents() == []
    assert not DueDocument.objects.filter(settled_at=None).exists()
    assert broken() == []


def test_a_bag_that_goes_back_is_credited_with_its_commission(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    refund(order, 1)
    assert len(documents()) == 2
    jobs.drain()
    # Half of 35.00, of 3.50 and of 0.56.
    assert documents()[2:] == [
        *(("goods", "CRN-2026-000001", 17_50, 0), ("commission", "CRN-2026-000001", 1_75, 28)),
    ]
    assert [line["quantity"] for line in IssuedDocument.objects.order_by("id")[2].content["lines"]] == [1]
    assert broken() == []


def test_what_the_railway_bears_corrects_no_invoice(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    refund(order, 1, borne_by="carrier")
    jobs.drain()
    assert len(documents()) == 2
    assert broken() == []


def test_a_refund_that_is_only_asked_for_is_not_credited(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    owns_transaction(refunding.request_refund)(
        reference=order.group.number,
        order_reference=order.number,
        amount_minor=10_00,
        reason="torn bag",
        at=NOW,
        by=SYSTEM,
    )
    jobs.drain()
    assert len(documents()) == 2


def test_bag_after_bag_credits_all_of_both_invoices(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    refund(order, 1)
    refund(order, 1)
    jobs.drain()
    assert sum(net for subject, number, net, _ in documents() if number.startswith("CRN")) == 35_00 + 3_50
    assert not InvoiceBalance.objects.exclude(credited_minor=F("total_minor")).exists()
    assert broken() == []


def test_the_refund_of_an_ended_order_credits_nothing_more(order: Order, jobs: Jobs) -> None:
    accept(order=order)
    jobs.drain()
    cancel(order=order)
    jobs.drain()
    asked = Refund.objects.get()
    for verb in (refunding.approve_refund, refunding.send_refund, refunding.finish_refund):
        owns_transaction(verb)(refund_id=asked.pk, at=NOW, by=FINANCE)
    jobs.drain()
    assert len(documents()) == 4
    assert broken() == []

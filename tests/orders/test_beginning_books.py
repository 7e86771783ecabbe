"""Do the books agree with orders that were paid before there were any?"""

from datetime import UTC, datetime
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from kit.database import as_owner
from kit.transactions import owns_transaction
from orders.operations import cancelling
from payments.chart import Kind
from payments.models import LedgerTransaction, Refund, Sale
from payments.operations import refunding
from shop.verification import INVARIANTS, broken_rows
from tests.conftest import Jobs
from tests.orders.market import STAFF, Market
from tests.payments.books import on

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
cancel = partial(owns_transaction(cancelling.cancel_order), reason="changed my mind", at=NOW)
_BOOKS = (
    *("payments_ledgerentry", "payments_ledgertransaction", "payments_ledgeraccount"),
    *("payments_saleline", "payments_sale"),
)


def forget_the_books() -> None:
    """As if the ledger came with this very upgrade."""
    with as_owner(), connection.cursor() as cursor:
        for table in _BOOKS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; DELETE FROM {table}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def begin() -> str:
    out = StringIO()
    call_command("begin_books", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("transactional_db")
def test_all_that_happened_before_is_booked_once(jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    wang = market.buyer("wang")
    listing = market.listing(market.seller())
    stands = wang.buy_and_pay(jobs.drain, (listing, 2))
    gone = wang.buy_and_pay(jobs.drain, (listing, 1))
    cancel(order=gone, by=wang.actor)
    refund = Refund.objects.get()
    owns_transaction(refunding.decline_refund)(refund_id=refund.pk, at=NOW, by=STAFF)
    before = {kind: on(kind) for kind in (Kind.BANK, Kind.DEPOSITS, Kind.SELLER_PENDING, Kind.REFUNDS_DUE)}
    forget_the_books()
    assert not LedgerTransaction.objects.exists()
    assert begin() == "payments booked: 2\n"
    assert {kind: on(kind) for kind in before} == before
    assert [sale.reference for sale in Sale.objects.all()] == [stands.number]
    assert [rule.name for rule in INVARIANTS if broken_rows(rule)] == []
    assert begin() == "payments booked: 0\n"
    assert {kind: on(kind) for kind in before} == before

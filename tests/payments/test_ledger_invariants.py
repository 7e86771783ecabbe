"""Is it found when the books don't say what they should, however that came about?"""

from collections.abc import Callable

import pytest
from django.db import connection

from kit.database import as_owner
from payments.queries.ledger_invariants import LEDGER_INVARIANTS
from tests.payments.books import confirm, firm, ordered, ready, release, sell
from tests.payments.money import broken_rules, captured
from tests.payments.test_posting import refund

_LEDGER = ("payments_ledgeraccount", "payments_ledgertransaction", "payments_ledgerentry")


def spoil(*statements: str) -> None:
    """Change rows behind everybody's back, as only the owner of the tables can."""
    with as_owner(), connection.cursor() as cursor:
        for table in _LEDGER:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount
        for table in _LEDGER:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def a_payment() -> None:
    captured()


def a_refund() -> None:
    captured()
    refund()


def a_sale() -> None:
    captured()
    sell(firm())


def a_released_sale() -> None:
    a_sale()
    release()


def a_payout_under_way() -> None:
    ordered(ready(firm()))


def a_payout() -> None:
    confirm(ordered(ready(firm())))


CASES: list[tuple[str, Callable[[], None], str]] = [
    (
        "every transaction of the ledger balances in each currency",
        a_payment,
        "UPDATE payments_ledgerentry SET amount_minor = amount_minor + 1 WHERE amount_minor > 0",
    ),
    (
        "every transaction of the ledger balances in each currency",
        a_payment,
        "DELETE FROM payments_ledgerentry",
    ),
    (
        "the ledger's worlds don't mix",
        a_payment,
        "UPDATE payments_ledgeraccount SET sandbox = true WHERE kind = 'bank'",
    ),
    (
        "the ledger's worlds don't mix",
        a_payment,
        "UPDATE payments_ledgerentry SET posted_at = posted_at - interval '1 month'",
    ),
    (
        "what a payment received, and what of it counts, stands in the ledger",
        a_payment,
        "UPDATE payments_payment SET received_minor = received_minor + 1",
    ),
    (
        "what a payment received, and what of it counts, stands in the ledger",
        a_payment,
        "UPDATE payments_ledgeraccount SET kind = 'unmatched' WHERE kind = 'deposits'",
    ),
    (
        "each living refund stands in the ledger once, each one sent as sent",
        a_refund,
        "UPDATE payments_ledgertransaction SET key = 'x' || key WHERE kind = 'refund_sent'",
    ),
    (
        "each living refund stands in the ledger once, each one sent as sent",
        a_refund,
        "UPDATE payments_ledgertransaction SET key = 'x' || key WHERE kind = 'refund_due'",
    ),
    (
        "captures less refunds are what the ledger has of an order",
        a_refund,
        "UPDATE payments_refund SET amount_minor = amount_minor - 1",
    ),
    (
        "captures less refunds are what the ledger has of an order",
        a_sale,
        "UPDATE payments_ledgerentry SET reference = 'SC-0' WHERE purpose = 'carriage'",
    ),
    (
        "each sale stands in the ledger as it was recorded, and is taken back or released once",
        a_sale,
        "UPDATE payments_sale SET commission_minor = commission_minor + 1",
    ),
    (
        "each sale stands in the ledger as it was recorded, and is taken back or released once",
        a_sale,
        "UPDATE payments_sale SET reversed_at = now()",
    ),
    (
        "each sale stands in the ledger as it was recorded, and is taken back or released once",
        a_sale,
        "UPDATE payments_sale SET release_at = now(), released_at = now()",
    ),
    (
        "each sale stands in the ledger as it was recorded, and is taken back or released once",
        a_released_sale,
        "UPDATE payments_sale SET released_at = NULL",
    ),
    (
        "what is set aside for payouts is what payouts under way will pay",
        a_payout_under_way,
        "UPDATE payments_payout SET paid_minor = paid_minor + 1 WHERE paid_minor > 0",
    ),
    (
        "each payout is taken out of its seller's balance once, and put back only if it bounced",
        a_payout,
        "UPDATE payments_payout SET amount_minor = amount_minor + 1 WHERE amount_minor > 0",
    ),
    (
        "each payout is taken out of its seller's balance once, and put back only if it bounced",
        a_payout,
        "UPDATE payments_payout SET status = 'failed' WHERE status = 'paid'",
    ),
    (
        "a file to the bank orders what its payouts sum to, each of them once",
        a_payout,
        "UPDATE payments_payoutfile SET total_minor = total_minor + 1",
    ),
    (
        "a file to the bank orders what its payouts sum to, each of them once",
        a_payout,
        "UPDATE payments_payoutfile SET payouts_count = 2",
    ),
    (
        "the last history row of a payout shows its status",
        a_payout,
        "UPDATE payments_payout SET status = 'failed' WHERE status = 'paid'",
    ),
]


@pytest.mark.parametrize(
    ("name", "lay", "statement"), CASES, ids=[f"{name}-{number}" for number, (name, *_) in enumerate(CASES)]
)
def test_what_is_broken_is_found(
    transactional_db: None, name: str, lay: Callable[[], None], statement: str
) -> None:
    lay()
    assert broken_rules() == []
    spoil(statement)
    assert name in broken_rules()


def test_each_rule_of_the_books_has_such_a_test() -> None:
    assert {rule.name for rule in LEDGER_INVARIANTS} == {name for name, *_ in CASES}

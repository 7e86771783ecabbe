"""What is known about the money of an order group?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments import queries
from payments.errors import PaymentNotFound
from payments.models import Payment, PaymentPart
from payments.operations.cancelling import cancel_payment
from payments.queries.refunds import amount_left_of
from tests.payments.money import BUYER, DUE, GROUP, NOW, PARTS, broken_rules, captured, start

pytestmark = pytest.mark.django_db
ORDER = "SC-26-00000001-7"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


def test_an_order_without_a_payment_is_unpaid() -> None:
    assert queries.payment_status(reference=GROUP, order_reference=ORDER) == "unpaid"


def test_an_order_whose_payment_was_cancelled_is_unpaid_again() -> None:
    owns_transaction(cancel_payment)(payment_id=start().id, at=NOW, by=BUYER)
    assert queries.payment_status(reference=GROUP, order_reference=ORDER) == "unpaid"


def test_the_statuses_of_many_orders_take_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    captured()
    start("bank_transfer", reference="SCG-2", parts={"SC-A": 100, "SC-B": 200})
    asked = {ORDER: GROUP, "SC-A": "SCG-2", "SC-B": "SCG-2", "SC-X": "SCG-9", "SC-Y": GROUP}
    with django_assert_num_queries(1):
        statuses = queries.payment_statuses(references=asked)
    assert statuses == {
        ORDER: "paid",
        "SC-A": "pending",
        "SC-B": "pending",
        "SC-X": "unpaid",
        "SC-Y": "unpaid",
    }


def test_an_order_is_not_paid_by_another_groups_payment() -> None:
    captured()
    start("bank_transfer", reference="SCG-2", parts={"SC-A": 100})
    assert queries.payment_statuses(references={ORDER: "SCG-2", "SC-A": GROUP}) == {
        ORDER: "unpaid",
        "SC-A": "unpaid",
    }


def test_captured_groups_are_found_among_others() -> None:
    captured()
    start("bank_transfer", reference="SCG-2")
    assert queries.captured(references=[GROUP, "SCG-2", "SCG-3"]) == {GROUP}


def test_a_payment_shows_its_facts() -> None:
    payment = start("bank_transfer")
    facts = queries.payment(payment.id)
    assert (facts.amount, facts.parts, facts.status) == (DUE, PARTS, "pending")
    assert facts.allowed_actions == ("cancel",)
    assert facts.next_action["kind"] == "instructions"
    assert queries.open_payment(reference=GROUP) == facts


def test_a_closed_payment_asks_for_nothing_any_more() -> None:
    payment = captured()
    facts = queries.payment(payment.id)
    assert (facts.next_action, facts.allowed_actions) == ({}, ())
    assert queries.open_payment(reference=GROUP) is None


def test_all_payments_of_groups_come_newest_first_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = start()
    owns_transaction(cancel_payment)(payment_id=first.id, at=NOW, by=BUYER)
    second, other = start(), start(reference="SCG-2")
    with django_assert_num_queries(2):
        found = queries.payments_of([GROUP, "SCG-2"])
    assert [each.id for each in found] == [other.id, second.id, first.id]


def test_an_unknown_payment_is_told() -> None:
    with pytest.raises(PaymentNotFound):
        queries.payment(uuid7())


def test_nothing_is_refundable_before_the_capture() -> None:
    start()
    assert amount_left_of(ORDER) == 0


def test_parts_that_do_not_sum_break_a_rule() -> None:
    payment = start()
    assert broken_rules() == []
    PaymentPart.objects.filter(payment=payment, order_reference=ORDER).update(amount_minor=1)
    assert broken_rules() == ["the parts of a payment sum to its amount"]


def test_a_status_behind_the_historys_back_breaks_a_rule() -> None:
    payment = start()
    Payment.objects.filter(pk=payment.pk).update(status="expired")
    assert broken_rules() == ["the last history row of a payment shows its status"]


def test_a_capture_without_its_money_breaks_a_rule() -> None:
    payment = captured()
    Payment.objects.filter(pk=payment.pk).update(received_minor=12299)
    assert broken_rules() == [
        "a captured payment has the instant of its capture, with at least the sum due",
        "what a payment received, and what of it counts, stands in the ledger",
    ]


def test_the_database_itself_refuses_a_capture_without_its_instant() -> None:
    payment = captured()
    with pytest.raises(IntegrityError, match="payment_captured_has_stamp"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(captured_at=None)


def test_the_audit_trail_cannot_be_rewritten() -> None:
    start()
    for table in ("payments_paymentaudit", "payments_paymentmove"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'UPDATE, DELETE')",
                [table, table],
            )
            assert cursor.fetchone() == (True, False)


def test_expiry_is_kept_with_the_payment() -> None:
    assert queries.payment(start().id).expires_at == NOW + timedelta(minutes=30)

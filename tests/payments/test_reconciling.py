"""How do the lines of a bank statement become money of payments?"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.errors import (
    AmountMismatch,
    BadStatement,
    NotATransfer,
    PaymentNotFound,
    StatementLineDecided,
    StatementLineNotFound,
)
from payments.models import Payment, PaymentEvent, StatementLine
from payments.operations.cancelling import cancel_payment
from payments.operations.reconciling import (
    TakenIn,
    book_line,
    match_lines,
    put_line_aside,
    take_in_statement,
    take_line_up,
)
from payments.queries.matching import sure_pairs
from payments.queries.waiting import undecided
from tests.payments.money import BUYER, NOW, STAFF, AtOnce, broken_rules, confirm, start
from tests.payments.statements import OURS, PAYER, camt, document, entry, group, many, one_c

SHORT = entry(12299, ref="SHORT")
OVER = entry(12301, ref="OVER")


def take_in(data: bytes) -> TakenIn:
    return owns_transaction(take_in_statement)(data=data, at=NOW, by=STAFF)


def book(line: StatementLine, payment: Payment) -> StatementLine:
    return owns_transaction(book_line)(
        line_id=line.id, payment_id=payment.id, over_minor=None, at=NOW, by=STAFF
    )


def the_line(ref: str = "BANK-1") -> StatementLine:
    return StatementLine.objects.get(key=ref)


@pytest.fixture
def payment(db: None) -> Payment:
    return start("bank_transfer")


def test_a_line_that_names_its_payment_is_sure_and_booked(payment: Payment) -> None:
    assert take_in(camt(entry())) == TakenIn(1, 0, 0, 0, 1)
    line = the_line()
    assert (line.suggested_id, line.is_sure, line.payer, line.account) == (payment.id, True, PAYER, OURS)
    line = book(line, payment)
    payment.refresh_from_db()
    assert (payment.status, payment.received_minor) == ("captured", 12300)
    assert (line.state, line.payment_id, line.decided_by_id) == ("booked", payment.id, STAFF.user_id)
    assert broken_rules() == []


def test_the_same_file_twice_changes_nothing(payment: Payment) -> None:
    data = camt(entry(), entry(500, "gift", ref="", currency="KZT"), entry(way="DBIT"))
    assert take_in(data) == TakenIn(2, 0, 1, 0, 1)
    book(the_line(), payment)
    before = list(StatementLine.objects.order_by("id").values())
    assert take_in(data) == TakenIn(0, 2, 1, 0, 0)
    assert list(StatementLine.objects.order_by("id").values()) == before
    assert PaymentEvent.objects.count() == 1


def test_a_line_is_booked_once(payment: Payment) -> None:
    take_in(camt(entry()))
    line = book(the_line(), payment)
    with pytest.raises(StatementLineDecided):
        book(line, payment)
    payment.refresh_from_db()
    assert payment.received_minor == 12300


@pytest.mark.django_db(transaction=True)
def test_of_clicks_at_once_one_books(at_once: AtOnce) -> None:
    payment = start("bank_transfer")
    take_in(camt(SHORT))
    line = the_line("SHORT")
    done = at_once([lambda: book(line, payment)] * 6)
    assert sum(isinstance(each, StatementLine) for each in done) == 1
    assert sum(isinstance(each, StatementLineDecided) for each in done) == 5
    payment.refresh_from_db()
    assert payment.received_minor == 12299


@pytest.mark.parametrize(("told", "ref", "came"), [(SHORT, "SHORT", 12299), (OVER, "OVER", 12301)])
def test_another_sum_is_booked_and_left_to_staff(payment: Payment, told: str, ref: str, came: int) -> None:
    take_in(camt(told))
    line = the_line(ref)
    assert (line.suggested_id, line.is_sure) == (payment.id, False)
    book(line, payment)
    payment.refresh_from_db()
    assert (payment.status, payment.received_minor) == ("pending", came)
    assert list(undecided()) == [payment]


def test_the_rest_of_a_short_payment_is_found_by_its_payer(payment: Payment) -> None:
    take_in(camt(SHORT))
    book(the_line("SHORT"), payment)
    start("bank_transfer", reference="SCG-26-00000002-5", parts={"SC-26-00000009-9": 1})
    take_in(camt(entry(1, "остаток", ref="REST")))
    line = the_line("REST")
    assert line.suggested_id == payment.id
    book(line, payment)
    payment.refresh_from_db()
    assert payment.status == "captured"


def test_money_for_a_dead_payment_is_unmatched(payment: Payment) -> None:
    owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)
    take_in(camt(entry()))
    line = the_line()
    assert (line.suggested_id, line.is_sure) == (payment.id, False)
    book(line, payment)
    payment.refresh_from_db()
    assert payment.status == "unmatched"


def test_what_was_booked_by_hand_is_suggested_as_paid(payment: Payment) -> None:
    confirm(payment, 12300, line="S7/1")
    take_in(camt(entry()))
    assert (the_line().suggested_id, the_line().is_sure) == (payment.id, False)


def test_another_currency_is_not_booked(payment: Payment) -> None:
    take_in(camt(entry(currency="KZT")))
    with pytest.raises(AmountMismatch):
        book(the_line(), payment)
    assert the_line().state == "open"


def test_a_payment_by_another_provider_is_not_booked(payment: Payment, settings: Any) -> None:
    settings.DEMO = True
    take_in(camt(entry()))
    with pytest.raises(NotATransfer):
        book(the_line(), start("demo", reference="SCG-26-00000002-5"))
    assert the_line().state == "open"


@pytest.mark.parametrize("state", ["returned", "ignored"])
def test_a_line_is_put_aside_with_a_reason_and_taken_up_again(payment: Payment, state: str) -> None:
    take_in(camt(entry()))
    line = the_line()
    given: dict[str, Any] = {"line_id": line.id, "at": NOW, "by": STAFF}
    line = owns_transaction(put_line_aside)(state=state, note="a loan", **given)
    assert (line.state, line.note, line.decided_at) == (state, "a loan", NOW)
    with pytest.raises(StatementLineDecided):
        book(line, payment)
    line = owns_transaction(take_line_up)(**given)
    assert (line.state, line.decided_at) == ("open", None)
    book(line, payment)
    with pytest.raises(StatementLineDecided):
        owns_transaction(take_line_up)(**given)


def test_lines_and_payments_that_are_not_there_are_told(payment: Payment) -> None:
    take_in(camt(entry()))
    with pytest.raises(StatementLineNotFound):
        owns_transaction(book_line)(line_id=uuid7(), payment_id=payment.id, at=NOW, by=STAFF)
    with pytest.raises(PaymentNotFound):
        owns_transaction(book_line)(line_id=the_line().id, payment_id=uuid7(), at=NOW, by=STAFF)


@pytest.mark.parametrize(
    "data", [camt(entry(), account="KZ86125KZT5004100100"), one_c(document(), account="KZ86125KZT5004100100")]
)
def test_the_statement_of_an_account_that_is_not_ours_is_refused(db: None, data: bytes) -> None:
    if data.startswith(b"1C"):
        # There the money is none of that account's.
        assert take_in(data).new == 0
        return
    with pytest.raises(BadStatement):
        take_in(data)
    assert not StatementLine.objects.exists()


def test_a_statement_beyond_the_limit_is_refused_unread(db: None) -> None:
    with pytest.raises(BadStatement):
        take_in(b"<" + b" " * (8 * 1024 * 1024))


def test_what_is_no_payment_yet_is_matched_when_it_is_one(db: None) -> None:
    take_in(camt(entry()))
    assert the_line().suggested_id is None
    payment = start("bank_transfer")
    assert owns_transaction(match_lines)(at=NOW) == 1
    assert the_line().suggested_id == payment.id
    assert owns_transaction(match_lines)(at=NOW) == 0


def test_only_sure_lines_are_offered_to_be_booked_together(payment: Payment) -> None:
    take_in(camt(entry(), SHORT))
    ids = list(StatementLine.objects.values_list("id", flat=True))
    assert sure_pairs(ids) == [(the_line().id, payment.id)]


@pytest.mark.parametrize("count", [10, 60])
def test_matching_takes_as_many_statements_however_many_lines(db: None, count: int) -> None:
    for number in range(count):
        start("bank_transfer", reference=group(number), parts={f"SC-{number}": 10_000 + number})
    with CaptureQueriesContext(connection) as queries:
        taken = take_in(many(count))
    assert (taken.new, taken.sure) == (count, count)
    assert len(queries) <= 16


def test_the_references_of_other_groups_are_never_mistaken(db: None) -> None:
    payments: dict[int, Payment] = {
        number: start("bank_transfer", reference=group(number), parts={f"SC-{number}": 10_000 + number})
        for number in range(30)
    }
    take_in(many(30))
    for line in StatementLine.objects.all():
        number = line.amount_minor - 10_000
        assert line.suggested_id == payments[number].id


def test_a_receipt_is_named_by_its_line(payment: Payment) -> None:
    take_in(camt(entry()))
    line = book(the_line(), payment)
    event = PaymentEvent.objects.get()
    assert event.raw == line.receipt == f"{OURS}:BANK-1"

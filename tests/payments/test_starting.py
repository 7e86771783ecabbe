"""How does a payment begin?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from kit.transactions import OutsideTransaction
from payments import queries
from payments.errors import AmountMismatch, PaymentAlreadyOpen, UnknownProvider
from payments.models import DemoCharge, Payment
from payments.operations.starting import start_payment
from tests.payments.money import BUYER, DUE, GROUP, NOW, PARTS, AtOnce, broken_rules, captured, start


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.mark.django_db
def test_a_transfer_tells_at_once_whom_to_pay_until_when() -> None:
    payment = start("bank_transfer")
    assert payment.status == "pending"
    assert payment.next_action["kind"] == "instructions"
    assert payment.next_action["invoice_reference"] == payment.provider_ref == f"{GROUP}/1"
    assert payment.next_action["amount"] == {"amount": "123.00", "currency": "CNY"}
    assert payment.next_action["account"].startswith("KZ")
    # Monday's transfer: until the end of Thursday in Almaty, UTC+5.
    assert payment.expires_at == datetime(2026, 11, 26, 19, 0, tzinfo=UTC)
    assert payment.next_action["deadline_at"] == "2026-11-26T19:00:00Z"


@pytest.mark.django_db
def test_a_transfer_started_on_friday_has_until_wednesday() -> None:
    payment = start("bank_transfer", at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    assert payment.expires_at == datetime(2026, 11, 25, 19, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_holiday_of_the_payee_is_no_banking_day() -> None:
    # 16 December, the Day of Independence, is a Wednesday.
    payment = start("bank_transfer", at=datetime(2026, 12, 14, 9, 0, tzinfo=UTC))
    assert payment.expires_at == datetime(2026, 12, 18, 19, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_late_at_night_the_payees_day_counts() -> None:
    # 20:00 UTC on Sunday is already Monday in Almaty.
    payment = start("bank_transfer", at=datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    assert payment.expires_at == datetime(2026, 11, 26, 19, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_provider_opens_a_charge_for_half_an_hour() -> None:
    payment = start("demo")
    charge = DemoCharge.objects.get(provider_ref=payment.provider_ref)
    assert (charge.amount_minor, charge.currency) == (12300, "CNY")
    assert (payment.expires_at - NOW).total_seconds() == 1800
    assert payment.next_action["url"].endswith(f"/api/v1/demo-provider/charges/{payment.provider_ref}")


@pytest.mark.django_db
def test_the_parts_are_kept_by_order() -> None:
    assert queries.payment(start().id).parts == PARTS


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts", [{}, {"SC-1": 12299}, {"SC-1": 12301}, {"SC-1": 12300, "SC-2": 0}, {"SC-1": 12400, "SC-2": -100}]
)
def test_parts_that_do_not_make_up_the_amount_are_refused(parts: dict[str, int]) -> None:
    with pytest.raises(AmountMismatch):
        start_payment(reference=GROUP, provider="demo", amount=DUE, parts=parts, at=NOW, by=BUYER)
    assert not Payment.objects.exists()


@pytest.mark.django_db
def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(UnknownProvider):
        start("barter")


@pytest.mark.django_db
def test_the_demo_provider_is_closed_where_real_money_is_expected(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(UnknownProvider):
        start("demo")


@pytest.mark.django_db
@pytest.mark.parametrize("first", [start, captured])
def test_a_second_payment_of_a_group_is_refused_while_one_lives(first: Callable[[], Payment]) -> None:
    first()
    with pytest.raises(PaymentAlreadyOpen):
        start()
    # The refusal leaves the caller's transaction alive.
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_starts_at_once_one_wins(at_once: AtOnce) -> None:
    done = at_once([start] * 6)
    assert sum(isinstance(each, Payment) for each in done) == 1
    assert sum(isinstance(each, PaymentAlreadyOpen) for each in done) == 5
    assert Payment.objects.count() == 1
    assert broken_rules() == []


@pytest.mark.django_db(transaction=True)
def test_starting_needs_the_callers_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        start_payment(reference=GROUP, provider="demo", amount=DUE, parts=PARTS, at=NOW, by=BUYER)

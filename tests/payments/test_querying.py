"""What does a provider know about a payment that it hasn't told us?"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from time_machine import TimeMachineFixture

from kit.ids import uuid7
from kit.transactions import inside_transaction, owns_transaction
from payments import policy, tasks
from payments.errors import ChargeAlreadyPaid, ChargeNotFound, PaymentNotFound
from payments.models import DemoCharge, Payment, PaymentEvent
from payments.operations import delivering
from payments.operations.cancelling import close_open
from payments.operations.charging import pay_charge
from payments.operations.querying import query_payment, query_pending
from tests.payments.money import BUYER, GROUP, NOW, STAFF, AtOnce, deliver, pay, say_paid, start

SOON = NOW + policy.QUERY_AFTER
EXPIRY = NOW + policy.ONLINE_PAYMENT_TIME


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


def end() -> None:
    owns_transaction(close_open)(reference=GROUP, to="expired", at=EXPIRY, by=BUYER)


@pytest.mark.django_db
def test_a_silent_payment_stays_unpaid_until_it_is_queried() -> None:
    payment = start()
    charge = pay(payment, "silent")
    assert not deliver(charge, at=NOW + timedelta(days=1))
    payment.refresh_from_db()
    assert payment.status == "pending"
    event = query_payment(payment_id=payment.id, at=SOON, by=STAFF)
    payment.refresh_from_db()
    assert event is not None
    assert (payment.status, event.outcome) == ("captured", "applied")


@pytest.mark.django_db
def test_the_sweep_asks_about_what_stays_open() -> None:
    payment = start()
    pay(payment, "silent")
    assert query_pending(at=SOON - timedelta(seconds=1)) == []
    assert query_pending(at=SOON) == [payment.id]
    payment.refresh_from_db()
    assert payment.status == "captured"
    assert query_pending(at=SOON + policy.QUERY_AFTER) == []


@pytest.mark.django_db
def test_an_unpaid_payment_is_asked_about_again_after_a_while() -> None:
    payment = start()
    assert query_pending(at=SOON) == [payment.id]
    assert query_pending(at=SOON + timedelta(seconds=30)) == []
    assert query_pending(at=SOON + policy.QUERY_AFTER) == [payment.id]
    assert not PaymentEvent.objects.exists()


@pytest.mark.django_db
def test_a_bank_is_not_asked() -> None:
    start("bank_transfer")
    assert query_pending(at=SOON) == []


@pytest.mark.django_db
def test_a_dead_payment_is_asked_about_one_last_time() -> None:
    payment = start()
    pay(payment, "silent", at=EXPIRY - timedelta(seconds=1))
    end()
    assert query_pending(at=EXPIRY) == []
    assert query_pending(at=EXPIRY + policy.QUERY_AFTER) == [payment.id]
    payment.refresh_from_db()
    assert payment.status == "unmatched"


@pytest.mark.django_db
def test_a_dead_unpaid_payment_is_left_alone_after_the_last_time() -> None:
    payment = start()
    end()
    last = EXPIRY + policy.QUERY_AFTER
    assert query_pending(at=last) == [payment.id]
    assert query_pending(at=last + timedelta(hours=1)) == []


@pytest.mark.django_db
def test_a_late_provider_admits_nothing_before_its_time() -> None:
    payment = start()
    pay(payment, "late")
    assert query_payment(payment_id=payment.id, at=SOON, by=STAFF) is None
    payment.refresh_from_db()
    assert payment.status == "pending"


@pytest.mark.django_db
def test_a_charge_taken_wrongly_is_wrong_in_the_providers_books_too() -> None:
    payment = start()
    pay(payment, "wrong")
    event = query_payment(payment_id=payment.id, at=SOON, by=STAFF)
    payment.refresh_from_db()
    assert event is not None
    assert (payment.status, event.outcome) == ("pending", "wrong_amount")


@pytest.mark.django_db
def test_asking_after_the_news_came_changes_nothing() -> None:
    payment = start()
    say_paid(pay(payment, "silent"))
    event = query_payment(payment_id=payment.id, at=SOON, by=STAFF)
    assert event is not None
    assert event.outcome == "repeated"


@pytest.mark.django_db
def test_asking_about_no_payment_is_told() -> None:
    with pytest.raises(PaymentNotFound):
        query_payment(payment_id=uuid7(), at=NOW, by=STAFF)


@pytest.mark.django_db
def test_paying_wakes_the_delivery(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sent = []
    monkeypatch.setattr("kit.jobs.sender", lambda name, kwargs: sent.append((name, kwargs)))
    with django_capture_on_commit_callbacks(execute=True):
        charge = pay(start(), "prompt")
        pay(start(reference="SCG-2"), "late")
        pay(start(reference="SCG-3"), "silent")
    assert sent == [("payments.deliver_demo", {"charge_id": str(charge.id)})]


@pytest.mark.django_db
def test_the_delivery_job_notifies_once(time_machine: TimeMachineFixture) -> None:
    charge = pay(start(), "prompt")
    time_machine.move_to(NOW)
    tasks.deliver(charge_id=str(charge.id), of_a_later_version="ignored")
    tasks.deliver(charge_id=str(charge.id))
    charge.refresh_from_db()
    assert charge.notified_at == NOW
    assert Payment.objects.get().status == "captured"
    assert PaymentEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_sweep_delivers_what_a_lost_message_left(time_machine: TimeMachineFixture) -> None:
    pay(start(), "prompt")
    time_machine.move_to(NOW + timedelta(seconds=30))
    tasks.sweep_pending()
    assert Payment.objects.get().status == "captured"


@pytest.mark.django_db
def test_a_broken_charge_keeps_nobody_else_from_the_sweep(
    time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = pay(start(), "prompt"), pay(start(reference="SCG-26-00000002-0"), "prompt")
    deliver_as_ever = delivering.deliver_demo

    def break_for_one(*, charge_id: UUID, at: datetime) -> bool:
        if charge_id == broken.id:
            raise ValueError("this charge is broken")
        return deliver_as_ever(charge_id=charge_id, at=at)

    monkeypatch.setattr(tasks, "deliver_demo", inside_transaction(break_for_one))
    time_machine.move_to(NOW + timedelta(seconds=30))
    tasks.sweep_pending()
    assert Payment.objects.get(provider_ref=sound.provider_ref).status == "captured"


@pytest.mark.django_db
def test_the_sweep_delivers_late_news_to_a_dead_payment(time_machine: TimeMachineFixture) -> None:
    pay(start(), "late")
    end()
    time_machine.move_to(EXPIRY + policy.DEMO_LATE_BY)
    tasks.sweep_pending()
    assert Payment.objects.get().status == "unmatched"


@pytest.mark.django_db
def test_a_charge_is_paid_once() -> None:
    payment = start()
    pay(payment, "silent")
    with pytest.raises(ChargeAlreadyPaid):
        pay(payment, "prompt")
    assert DemoCharge.objects.get().behaviour == "silent"


@pytest.mark.django_db(transaction=True)
def test_a_charge_paid_by_many_at_once_is_paid_once(at_once: AtOnce) -> None:
    payment = start()
    done = at_once([partial(pay, payment, "silent")] * 6)
    assert sum(isinstance(each, DemoCharge) for each in done) == 1
    assert sum(isinstance(each, ChargeAlreadyPaid) for each in done) == 5


@pytest.mark.django_db
def test_an_unknown_charge_is_told() -> None:
    with pytest.raises(ChargeNotFound):
        owns_transaction(pay_charge)(provider_ref="demo_0", behaviour="prompt", at=NOW)

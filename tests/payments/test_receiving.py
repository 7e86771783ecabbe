"""What is done with the word of a provider that money has come?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from kit.ids import uuid7
from kit.transactions import OutsideTransaction, owns_transaction
from payments import policy
from payments.errors import (
    AlreadyPaid,
    BadNotification,
    BadSignature,
    PaymentNotFound,
    ProviderNotFound,
)
from payments.models import DemoCharge, Payment, PaymentEvent, PaymentMove
from payments.operations.cancelling import cancel_payment, close_open
from payments.operations.receiving import receive_notification
from payments.providers.demo import SIGNATURE_HEADER, notification_body, sign
from tests.conftest import Jobs
from tests.payments.money import (
    BUYER,
    GROUP,
    NOW,
    AtOnce,
    alone,
    broken_rules,
    deliver,
    notify,
    pay,
    say_paid,
    start,
    text_of,
    wait_until_somebody_waits,
)

LATER = NOW + timedelta(minutes=31)


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def charge(db: None) -> DemoCharge:
    payment = start()
    return pay(payment, "prompt")


def paid(charge: DemoCharge) -> Payment:
    return Payment.objects.get(provider_ref=charge.provider_ref)


def test_an_exact_sum_captures(
    charge: DemoCharge, jobs: Jobs, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        event = say_paid(charge)
    payment = paid(charge)
    assert (payment.status, payment.captured_at, payment.received_minor) == ("captured", NOW, 12300)
    assert (event.outcome, event.payment_id, event.processed_at) == ("applied", payment.id, NOW)
    assert jobs.sent == [("orders.fulfil_paid", {"reference": GROUP})]


def test_the_same_event_told_again_changes_nothing(charge: DemoCharge) -> None:
    first, again = say_paid(charge), say_paid(charge, at=NOW + timedelta(seconds=5))
    assert again.id == first.id
    assert PaymentEvent.objects.count() == 1
    assert PaymentMove.objects.filter(became="captured").count() == 1


def test_the_same_news_as_another_event_is_kept_as_repeated(charge: DemoCharge) -> None:
    say_paid(charge)
    assert say_paid(charge, event_id="evt_2").outcome == "repeated"
    assert PaymentMove.objects.filter(became="captured").count() == 1


def test_doubled_notifications_capture_once(db: None) -> None:
    charge = pay(start(), "doubled")
    assert deliver(charge)
    assert sorted(PaymentEvent.objects.values_list("outcome", flat=True)) == ["applied", "repeated"]
    assert paid(charge).status == "captured"


@pytest.mark.django_db(transaction=True)
def test_doubled_notifications_in_parallel_capture_once(jobs: Jobs, at_once: AtOnce) -> None:
    charge = pay(start(), "silent")
    deeds: list[Callable[[], PaymentEvent]] = [
        partial(say_paid, charge, event_id=f"evt_{number % 3}") for number in range(9)
    ]
    outcomes = [event.outcome for event in at_once(deeds)]
    assert set(outcomes) == {"applied", "repeated"}
    assert PaymentEvent.objects.count() == 3
    assert PaymentEvent.objects.filter(outcome="applied").count() == 1
    assert PaymentMove.objects.filter(became="captured").count() == 1
    assert [name for name, _ in jobs.sent].count("orders.fulfil_paid") == 1
    assert broken_rules() == []


@pytest.mark.parametrize("amount", [12299, 12301, 0])
def test_a_wrong_amount_pays_nothing(charge: DemoCharge, amount: int) -> None:
    body = text_of(charge, amount_minor=amount)
    event = notify(body, sign(body, at=NOW))
    payment = paid(charge)
    assert event.outcome == "wrong_amount"
    assert (payment.status, payment.received_minor) == ("pending", amount)


def test_the_right_number_in_another_currency_pays_nothing(charge: DemoCharge) -> None:
    body = text_of(charge, currency="KZT")
    assert notify(body, sign(body, at=NOW)).outcome == "wrong_amount"
    payment = paid(charge)
    assert (payment.status, payment.received_minor) == ("pending", 0)


def test_a_charge_told_to_be_wrong_takes_one_minor_unit_too_little(db: None) -> None:
    charge = pay(start(), "wrong")
    deliver(charge)
    assert paid(charge).status == "pending"
    assert paid(charge).received_minor == 12299


def test_a_corrected_amount_pays_after_all(charge: DemoCharge) -> None:
    body = text_of(charge, amount_minor=1, id="evt_0")
    wrong = notify(body, sign(body, at=NOW))
    say_paid(charge)
    wrong.refresh_from_db()
    assert paid(charge).status == "captured"
    assert wrong.outcome == "applied"


@pytest.mark.parametrize("to", ["expired", "cancelled"])
def test_money_for_a_dead_payment_is_unmatched(
    charge: DemoCharge,
    to: Literal["expired", "cancelled"],
    jobs: Jobs,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    owns_transaction(close_open)(reference=GROUP, to=to, at=LATER, by=BUYER)
    with django_capture_on_commit_callbacks(execute=True):
        event = say_paid(charge, at=LATER)
    payment = paid(charge)
    assert (payment.status, payment.received_minor, event.outcome) == ("unmatched", 12300, "unmatched")
    assert jobs.sent == []


def test_a_late_charge_notifies_after_the_payments_end(db: None) -> None:
    charge = pay(start(), "late")
    assert not deliver(charge, at=NOW + policy.ONLINE_PAYMENT_TIME)
    owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    assert deliver(charge, at=LATER)
    assert paid(charge).status == "unmatched"


def test_news_of_unmatched_money_told_again_is_repeated(charge: DemoCharge) -> None:
    owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    say_paid(charge, at=LATER)
    assert say_paid(charge, event_id="evt_2", at=LATER).outcome == "repeated"


def test_a_wrong_sum_of_a_payment_that_dies_is_unmatched(charge: DemoCharge) -> None:
    body = text_of(charge, amount_minor=12299)
    event = notify(body, sign(body, at=NOW))
    owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    event.refresh_from_db()
    payment = paid(charge)
    assert (payment.status, payment.received_minor, event.outcome) == ("unmatched", 12299, "unmatched")


def test_another_sum_for_a_captured_payment_is_left_to_staff(charge: DemoCharge) -> None:
    say_paid(charge)
    body = text_of(charge, id="evt_2", amount_minor=1)
    assert notify(body, sign(body, at=NOW)).outcome == "wrong_amount"
    assert paid(charge).received_minor == 12300


def test_money_for_no_payment_of_ours_is_kept(charge: DemoCharge) -> None:
    body = text_of(charge, charge="demo_unheard_of")
    event = notify(body, sign(body, at=NOW))
    assert (event.outcome, event.payment_id) == ("unknown_payment", None)


@pytest.mark.django_db(transaction=True)
def test_a_payment_cancelled_while_its_money_comes_ends_in_exactly_one_way(at_once: AtOnce) -> None:
    for number in range(12):
        reference = f"SCG-{number}"
        payment = start(reference=reference)
        charge = pay(payment, "silent")

        def cancel(payment: Payment = payment) -> Payment:
            return owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)

        def tell(charge: DemoCharge = charge, number: int = number) -> PaymentEvent:
            return say_paid(charge, event_id=f"race_{number}")

        cancelled, told = at_once([cancel, tell])
        payment.refresh_from_db()
        if payment.status == "captured":
            assert isinstance(cancelled, AlreadyPaid)
            assert told.outcome == "applied"
        else:
            assert payment.status == "unmatched"
            assert told.outcome == "unmatched"
    assert broken_rules() == []


@pytest.mark.django_db(transaction=True)
def test_expiry_that_meets_the_money_waits_for_it_then_lets_the_order_live() -> None:
    charge = pay(start(), "silent")
    close = partial(owns_transaction(close_open), reference=GROUP, to="expired", at=NOW, by=BUYER)
    body = notification_body(charge, event_id="evt_1")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            receive_notification(provider="demo", body=body, headers=sign(body, at=NOW), at=NOW)
            closed = pool.submit(alone, close)
            wait_until_somebody_waits()
        assert closed.result() is False
    assert paid(charge).status == "captured"


def test_closing_finds_a_captured_payment_alive(charge: DemoCharge) -> None:
    say_paid(charge)
    assert not owns_transaction(close_open)(reference=GROUP, to="expired", at=LATER, by=BUYER)
    assert paid(charge).status == "captured"


def test_closing_where_nothing_is_open_is_well(db: None) -> None:
    assert owns_transaction(close_open)(reference="SCG-0", to="expired", at=NOW, by=BUYER)


# ---- signatures ------------------------------------------------------------------------


def headers_of(body: bytes, **changed: str) -> dict[str, str]:
    fields = dict(part.split("=") for part in sign(body, at=NOW)[SIGNATURE_HEADER].split(","))
    return {SIGNATURE_HEADER: ",".join(f"{name}={value}" for name, value in (fields | changed).items())}


@pytest.mark.parametrize(
    "changed",
    [{"v1": "0" * 64}, {"v1": "é"}, {"v1": ""}, {"t": "1"}, {"t": "now"}, {"t": ""}, {"t": "9" * 12}],
)
def test_a_wrong_signature_leaves_no_row(charge: DemoCharge, changed: dict[str, Any]) -> None:
    body = notification_body(charge, event_id="evt_1")
    with pytest.raises(BadSignature):
        notify(body, headers_of(body, **changed))
    assert not PaymentEvent.objects.exists()


def test_a_missing_signature_is_refused(charge: DemoCharge) -> None:
    with pytest.raises(BadSignature):
        notify(notification_body(charge, event_id="evt_1"), {})


def test_a_body_changed_by_one_blank_is_refused(charge: DemoCharge) -> None:
    body = notification_body(charge, event_id="evt_1")
    with pytest.raises(BadSignature):
        notify(body + b" ", sign(body, at=NOW))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_future_signature_is_refused(charge: DemoCharge, seconds: int) -> None:
    body = notification_body(charge, event_id="evt_1")
    with pytest.raises(BadSignature):
        notify(body, sign(body, at=NOW + timedelta(seconds=seconds)))


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_signature_within_the_tolerance_is_taken(charge: DemoCharge, seconds: int) -> None:
    body = notification_body(charge, event_id="evt_1")
    assert notify(body, sign(body, at=NOW + timedelta(seconds=seconds))).outcome == "applied"


def test_a_signature_by_the_secret_before_is_taken_while_it_is_changed(
    charge: DemoCharge, settings: Settings
) -> None:
    body = notification_body(charge, event_id="evt_1")
    headers = sign(body, at=NOW)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key, of fifty characters at the least"
    assert notify(body, headers).outcome == "applied"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadSignature):
        notify(body, headers)


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_minor": "12300"},
        {"amount_minor": True},
        {"amount_minor": -1},
        {"amount_minor": 2**63},
        {"currency": "XXX"},
        {"type": "charge.refunded"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-11-23T09:00:00"},
        {"id": ""},
        {"id": "x" * 65},
        {"id": "a\x00b"},
        {"charge": None},
    ],
)
def test_well_signed_nonsense_is_refused(charge: DemoCharge, changed: dict[str, Any]) -> None:
    body = text_of(charge, **changed)
    with pytest.raises(BadNotification):
        notify(body, sign(body, at=NOW))
    assert not PaymentEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"null"])
def test_a_signed_body_that_is_no_notification_is_refused(db: None, body: bytes) -> None:
    with pytest.raises(BadNotification):
        notify(body, sign(body, at=NOW))


def test_a_body_beyond_the_limit_is_refused_unread(db: None) -> None:
    body = b" " * (policy.MAX_NOTIFICATION_BYTES + 1)
    with pytest.raises(BadNotification):
        notify(body, sign(body, at=NOW))


@pytest.mark.parametrize("provider", ["bank_transfer", "barter"])
def test_who_never_notifies_is_not_listened_to(db: None, provider: str) -> None:
    with pytest.raises(ProviderNotFound):
        owns_transaction(receive_notification)(provider=provider, body=b"{}", headers={}, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_receiving_needs_the_callers_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        receive_notification(provider="demo", body=b"", headers={}, at=NOW)


def test_cancelling_an_unknown_payment_is_told(db: None) -> None:
    with pytest.raises(PaymentNotFound):
        owns_transaction(cancel_payment)(payment_id=uuid7(), at=NOW, by=BUYER)

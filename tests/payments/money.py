"""Which payments do the tests of money start from?"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection

from kit.actors import Actor
from kit.ids import uuid7
from kit.money import Money
from kit.transactions import owns_transaction
from payments.models import DemoCharge, Payment, PaymentEvent
from payments.operations import charging, confirming, delivering, receiving, starting
from payments.providers.demo import notification_body, sign
from payments.queries.invariants import INVARIANTS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BUYER = Actor(kind="buyer", user_id=uuid7())
STAFF = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
COLLEAGUE = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
GROUP = "SCG-26-00000001-7"
PARTS = {"SC-26-00000001-7": 7000, "SC-26-00000002-5": 5300}
DUE = Money(12300, "CNY")

T = TypeVar("T")
AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def start(
    provider: str = "demo",
    *,
    reference: str = GROUP,
    parts: Mapping[str, int] = PARTS,
    currency: str = "CNY",
    at: datetime = NOW,
) -> Payment:
    """A payment just started."""
    amount = Money(sum(parts.values()), currency)
    return owns_transaction(starting.start_payment)(
        reference=reference, provider=provider, amount=amount, parts=parts, at=at, by=BUYER
    )


def captured(*, reference: str = GROUP, parts: Mapping[str, int] = PARTS) -> Payment:
    """A payment whose transfer came exactly."""
    payment = start("bank_transfer", reference=reference, parts=parts)
    return confirm(payment, payment.amount_minor)


def confirm(payment: Payment, minor: int, *, line: str = "", at: datetime = NOW) -> Payment:
    """Staff book a receipt."""
    return owns_transaction(confirming.confirm_transfer)(
        payment_id=payment.id, received_minor=minor, statement_line=line, at=at, by=STAFF
    )


def pay(payment: Payment, behaviour: str, *, at: datetime = NOW) -> DemoCharge:
    """The buyer pays on the demo provider's page."""
    return owns_transaction(charging.pay_charge)(
        provider_ref=payment.provider_ref, behaviour=behaviour, at=at
    )


def deliver(charge: DemoCharge, *, at: datetime = NOW) -> bool:
    """The demo provider notifies."""
    return owns_transaction(delivering.deliver_demo)(charge_id=charge.id, at=at)


def notify(body: bytes, headers: Mapping[str, str], *, at: datetime = NOW) -> PaymentEvent:
    """A notification arrives."""
    event = owns_transaction(receiving.receive_notification)(
        provider="demo", body=body, headers=headers, at=at
    )
    assert event is not None
    return event


def say_paid(charge: DemoCharge, *, event_id: str = "evt_1", at: datetime = NOW) -> PaymentEvent:
    """The provider says, well signed, that a charge is paid."""
    body = notification_body(charge, event_id=event_id)
    return notify(body, sign(body, at=at), at=at)


def text_of(charge: DemoCharge, /, **changed: object) -> bytes:
    """The text of a notification with some fields changed."""
    said = json.loads(notification_body(charge, event_id="evt_1"))
    return json.dumps({**said, **changed}).encode()


def broken_rules() -> list[str]:
    """The names of the invariants that don't hold."""
    broken = []
    with connection.cursor() as cursor:
        for rule in INVARIANTS:
            cursor.execute(rule.sql)
            if cursor.fetchone():
                broken.append(rule.name)
    return broken


def alone(deed: Callable[[], T]) -> T:
    """Do it in a thread, whose connection is closed afterwards."""
    try:
        return deed()
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    """Go on as soon as another connection of ours waits for a lock; give up after ten seconds."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            # A transaction sees one picture of the activity for ever, unless it drops it.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
    raise AssertionError("nobody waits for a lock")

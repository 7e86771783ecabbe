"""What if the sender dies between a call and writing down what came of it?"""

import signal
from datetime import datetime, timedelta
from subprocess import Popen
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook

from kit.clock import now
from kit.ids import uuid7
from news.models import Attempt, Delivery
from news.operations.sending import send_due
from news.policy import LEASE
from news.sealing import unseal
from tests.news.hooks import an_endpoint, happen
from tests.news.processes import a_process
from tests.news.receiving import Received, Receiver, answers

pytestmark = pytest.mark.usefixtures("transactional_db")
_SEND = "import django; django.setup(); from news.operations.sending import send_due; send_due(idle=60)"


def a_sender() -> "Popen[bytes]":
    """A process of its own that calls what is due."""
    return a_process(_SEND, WEBHOOK_ALLOWED_NETWORKS="127.0.0.0/8")


def test_what_was_sent_and_not_written_down_is_sent_again_under_the_same_id(receiver: Receiver) -> None:
    arrived, dead = Event(), Event()

    def hold(call: Received, handler: Any) -> None:
        """The third call is being answered when the sender dies."""
        if len(receiver.received) == 3:
            arrived.set()
            dead.wait()
        answers(204)(call, handler)

    receiver.behaviour = hold
    endpoint, order = an_endpoint(receiver.url), uuid7()
    events = [happen(endpoint, aggregate_id=order, at=now()) for _ in range(5)]
    sender = a_sender()
    try:
        assert arrived.wait(60)
    finally:
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        dead.set()
    third = Delivery.objects.get(event=events[2])
    assert (third.state, third.attempts) == ("waiting", 1)
    # Its lane is free as soon as the database has noticed.
    sent, late = 0, later(LEASE)
    for _ in range(100):
        sent += send_due(seconds=30, idle=0.2, clock=lambda: late)
        if sent:
            break
    ids = [UUID(call.id) for call in receiver.received]
    assert ids == [each.pk for each in (*events[:3], *events[2:])]
    assert [shown(call, endpoint)["seq"] for call in receiver.received] == [1, 2, 3, 3, 4, 5]
    assert Attempt.objects.count() == 5
    assert not Delivery.objects.exclude(state="delivered").exists()


def later(by: timedelta) -> datetime:
    """An instant after so long, at which nobody has to wait."""
    return now() + by + timedelta(seconds=1)


def shown(call: Received, endpoint: Any) -> dict[str, Any]:
    """What the receiver's library reads out of a call, whose signature it checks."""
    read: dict[str, Any] = Webhook(unseal(endpoint.secret)).verify(call.body, call.headers)
    return read

"""Do mails leave in the turn in which they were written, and does one at fault hold the others for long?"""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from news.models import Mail
from news.operations.resending import retry
from news.policy import MAIL_HOLDS_TRIES, MAIL_LAST_PAUSE
from tests.news.postbox import AT, Outlet, keep, letter, send, states

pytestmark = pytest.mark.usefixtures("writers", "transactional_db")
GUEST, OTHER = "guest@example.com", "other@example.com"
SECOND = timedelta(seconds=1)


def hanging_up(*things: str) -> Callable[[Any], None]:
    """A server that hangs up at mails about some things."""

    def obstacle(message: Any) -> None:
        if any(message.subject.endswith(thing) for thing in things):
            raise smtplib.SMTPServerDisconnected("connection lost")

    return obstacle


class Shut(Outlet):
    """A server that nobody reaches."""

    def open(self) -> bool:
        raise ConnectionRefusedError("connection refused")


def told(outlet: Outlet) -> list[str]:
    return [message.subject.removeprefix("About ") for message in outlet.taken]


def test_what_was_written_later_leaves_later_even_if_it_is_due_sooner() -> None:
    keep(letter("placed", to=GUEST))
    send(Shut())
    keep(letter("paid", to=GUEST), at=AT + SECOND)
    outlet = Outlet()
    assert send(outlet, at=AT + SECOND) == 0
    send(outlet, at=AT + MAIL_LAST_PAUSE)
    assert told(outlet) == ["placed", "paid"]


def test_a_long_queue_keeps_its_turn_over_an_outage() -> None:
    things = [f"A-{number:02}" for number in range(25)]
    for number, thing in enumerate(things):
        keep(letter(thing, to=GUEST), at=AT + number * SECOND)
    for hours in range(1, 4):
        send(Shut(), at=AT + timedelta(hours=hours))
    outlet = Outlet()
    send(outlet, at=AT + timedelta(hours=4))
    assert told(outlet) == things


def test_a_mail_at_which_the_server_hangs_up_waits_alone() -> None:
    keep(letter("bad", to=GUEST), letter("good", to=OTHER))
    assert send(Outlet(hanging_up("bad"))) == 1
    bad = Mail.objects.get(key="bad")
    assert (bad.state, bad.leased_until) == ("waiting", None)
    assert bad.due_at > AT
    keep(letter("next", to=OTHER))
    assert send(Outlet()) == 1


def test_a_server_that_hangs_up_at_everybody_is_away() -> None:
    keep(letter("one", to=GUEST), letter("two", to=GUEST), letter("three", to=OTHER))
    send(Outlet(hanging_up("one", "two", "three")))
    assert dict(Mail.objects.values_list("key", "attempts")) == {"one": 1, "two": 0, "three": 0}
    outlet = Outlet()
    assert send(outlet, at=AT + SECOND) == 0
    send(outlet, at=AT + MAIL_LAST_PAUSE)
    assert told(outlet) == ["one", "two", "three"]


def test_whether_it_hangs_up_at_one_reader_is_asked_with_a_mail_to_another() -> None:
    keep(letter("one", to=GUEST), letter("two", to=GUEST), letter("three", to=OTHER))
    seen: list[str] = []

    def obstacle(message: Any) -> None:
        seen.append(message.subject)
        hanging_up("one")(message)

    send(Outlet(obstacle), limit=3)
    assert seen[:2] == ["About one", "About three"]
    assert states() == {"one": "waiting", "two": "sent", "three": "sent"}


def test_a_mail_with_no_other_beside_it_does_not_hold_the_queue_for_ever() -> None:
    keep(letter("bad", to=GUEST))
    Mail.objects.update(attempts=MAIL_HOLDS_TRIES)
    send(Outlet(hanging_up("bad")))
    keep(letter("next", to=OTHER), at=AT + SECOND)
    assert send(Outlet(), at=AT + SECOND) == 1
    assert states() == {"bad": "waiting", "next": "sent"}


def test_staff_who_try_a_mail_call_the_server_anew() -> None:
    keep(letter("first", to=GUEST), letter("second", to=OTHER))
    send(Shut())
    assert send(Outlet(), at=AT + SECOND) == 0
    with transaction.atomic():
        retry(mail=Mail.objects.get(key="second"), at=AT)
    assert send(Outlet(), at=AT + SECOND) == 2

"""Does everybody's mail go on at once when its sender is killed in the middle of a batch?"""

import signal
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import connection

from kit.clock import now
from kit.letters import Letter
from news.models import Mail
from news.operations import mailing
from news.operations.mailing import send_batch
from news.policy import MAIL_BATCH, MAIL_LEASE
from tests.news.mail_server import MailServer
from tests.news.postbox import AT, Outlet, keep, letter, send
from tests.news.processes import a_process

pytestmark = pytest.mark.usefixtures("transactional_db")
_SEND = "import django; django.setup(); from news.tasks import send_due_mail; send_due_mail()"
GUEST = "guest@example.com"


class Holding(MailServer):
    """A server that holds the third mail until somebody has died."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived, self.dead = Event(), Event()

    def take(self, data: bytes) -> None:
        """Keep one mail, and say nothing about the third."""
        super().take(data)
        if len(self.took) == 3:
            self.arrived.set()
            self.dead.wait()


def test_what_nobody_has_in_hand_goes_on_and_the_rest_comes_after_its_lease() -> None:
    began = now()
    keep(*(_note(number) for number in range(MAIL_BATCH + 2)), at=began)
    queue = list(Mail.objects.order_by("id").values_list("message_id", flat=True))
    late = Outlet()
    with Holding() as server:
        sender = a_process(_SEND, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        try:
            assert server.arrived.wait(60)
            # As long as it lives, nobody overtakes it.
            assert send(late, at=now()) == 0
        finally:
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            server.dead.set()
    # As soon as the database has noticed.
    for _ in range(100):
        if send(late, at=now()):
            break
    assert _ids(late.taken) == queue[MAIL_BATCH:]
    send(late, at=now() + MAIL_LEASE)
    assert _ids(late.taken) == [*queue[MAIL_BATCH:], *queue[2:MAIL_BATCH]]
    assert [mail["Message-ID"] for mail in server.took] == queue[:3]
    assert not Mail.objects.exclude(state="sent").exists()


@pytest.mark.usefixtures("writers")
def test_a_sender_that_has_ended_holds_nobody_up(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("out of time")

    keep(letter("A-1", to=GUEST))
    with monkeypatch.context() as patch:
        patch.setattr(mailing, "claim", fail)
        with pytest.raises(RuntimeError):
            send_batch(outlet=Outlet(), at=AT)
    # From another connection, while this one is open still.
    assert connection.connection is not None
    assert at_once([lambda: send(Outlet())]) == [1]


def _note(number: int) -> Letter:
    return Letter("account.already_signed_up", str(number), {}, None, GUEST)


def _ids(taken: Any) -> list[str]:
    return [message.extra_headers["Message-ID"] for message in taken]

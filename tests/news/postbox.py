"""What do tests of mails post, and where do they see it arrive?"""

import smtplib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import User
from kit.letters import Content, Letter, Link, NothingToSay, Writer
from news.models import Mail
from news.operations.mailing import send_batch
from news.operations.posting import post

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)


def write_note(facts: Mapping[str, object]) -> Content:
    """A letter that says what its facts say."""
    return Content(
        subject=f"About {facts['thing']}",
        paragraphs=[f"Something happened to {facts['thing']}."],
        link=Link("Look", f"https://shop.example/{facts['thing']}?key=opens-it"),
    )


def write_nothing(facts: Mapping[str, object]) -> Content:
    """A letter that no longer holds."""
    raise NothingToSay


WRITERS = {
    "test.owed": Writer(write_note),
    "test.order": Writer(write_note, topic="orders"),
    "test.parcel": Writer(write_note, topic="shipping"),
    "test.secret": Writer(write_note, secret=True),
    "test.outdated": Writer(write_nothing),
}


def letter(thing: str, user: User | None = None, *, kind: str = "test.owed", to: str = "") -> Letter:
    """A letter about one thing."""
    return Letter(kind, thing, {"thing": thing}, user.pk if user else None, to)


def keep(*letters: Letter, at: datetime = AT) -> int:
    """Letters posted as a verb would."""
    with transaction.atomic():
        return post(letters, at=at)


class Outlet(BaseEmailBackend):
    """A mail server in memory: it takes what `obstacle` doesn't raise at."""

    def __init__(self, obstacle: Callable[[EmailMessage], None] | None = None) -> None:
        super().__init__()
        self.obstacle = obstacle
        self.taken: list[EmailMessage] = []
        self.opened = 0

    def open(self) -> bool:
        self.opened += 1
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if self.obstacle is not None:
                self.obstacle(message)
            self.taken.append(message)
        return len(email_messages)


def send(outlet: BaseEmailBackend, *, at: datetime = AT, limit: int = 10) -> int:
    """Everything that is due, batch by batch; how many left."""
    count = 0
    while (batch := send_batch(outlet=outlet, at=at, limit=limit)).more:
        count += batch.sent
    return count + batch.sent


def states() -> dict[str, str]:
    """The state of each mail, by the key of its fact."""
    return dict(Mail.objects.values_list("key", "state"))


def refuse(code: int, words: bytes = b"no such user") -> Callable[[EmailMessage], None]:
    """An obstacle: the server refuses the recipient."""

    def obstacle(message: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (code, words)})

    return obstacle

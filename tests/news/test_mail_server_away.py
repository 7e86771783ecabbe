"""Is nothing lost, doubled or slowed down while the mail server is away?"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import User
from kit.clock import now
from news.models import Mail
from news.policy import MAIL_LAST_PAUSE
from tests.api import Api
from tests.mailbox import deliver
from tests.news.mail_server import MailServer
from tests.news.postbox import AT, keep, letter, send, states

pytestmark = pytest.mark.usefixtures("writers")
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).resolve().parents[2]


class Unreachable(BaseEmailBackend):
    """A mail server that nobody may call in a request."""

    def open(self) -> bool:
        raise AssertionError("the mail server was called")

    def send_messages(self, email_messages: Any) -> int:
        raise AssertionError("the mail server was called")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def outlet(server: MailServer) -> Any:
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=server.port, timeout=5
    )


def pass_time(server: MailServer, *, since: Any, minutes: int) -> None:
    """Ask for what is due once a minute."""
    for minute in range(minutes):
        connection = outlet(server)
        send(connection, at=since + minute * MINUTE)
        connection.close()


@pytest.mark.parametrize("way", ["shut", "busy"])
def test_an_hour_without_a_mail_server_loses_and_doubles_nothing(
    transactional_db: None, server: MailServer, way: str
) -> None:
    keep(*(letter(f"A-{number}", to=f"guest{number}@example.com") for number in range(12)))
    if way == "shut":
        server.shut()
    server.busy = way == "busy"
    pass_time(server, since=AT, minutes=60)
    assert set(states().values()) == {"waiting"}
    assert server.took == []
    # What is posted meanwhile waits with the rest.
    keep(letter("B-1", to="late@example.com"), at=AT + 60 * MINUTE)
    server.busy = False
    if way == "shut":
        server.open()
    pass_time(server, since=AT + 60 * MINUTE, minutes=int(MAIL_LAST_PAUSE / MINUTE) + 1)
    assert set(states().values()) == {"sent"}
    ids = [mail["Message-ID"] for mail in server.took]
    assert sorted(ids) == sorted(Mail.objects.values_list("message_id", flat=True))
    assert len(ids) == 13
    # In the turn in which they were written.
    assert ids == list(Mail.objects.order_by("id").values_list("message_id", flat=True))


def test_what_arrives_is_a_whole_mail(transactional_db: None, server: MailServer) -> None:
    keep(letter("面粉", to="guest@example.com"))
    connection = outlet(server)
    assert send(connection) == 1
    connection.close()
    [mail] = server.took
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert {"multipart/alternative", "text/plain", "text/html"} <= set(parts)
    text = parts["text/plain"].get_payload(decode=True)
    assert "Something happened to 面粉." in bytes(text).decode()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_one_connection_serves_a_whole_run(transactional_db: None, server: MailServer) -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(25)))
    connection = outlet(server)
    assert send(connection) == 25
    assert connection.open() is False
    connection.close()


def test_no_request_calls_the_mail_server(
    api: Api, settings: Any, make_user: Callable[..., User], signed_in: Callable[[User], Api]
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    user = make_user("wang@example.com")
    user.set_password("corn-flour-by-rail-7")
    user.save(update_fields=["password"])
    given = {"email": f"li{now().timestamp()}@example.com", "password": "corn-flour-by-rail-7"}
    assert api.post("/auth/sign-up", given).status_code == 202
    assert api.post("/auth/password-reset", {"email": user.email}).status_code == 202
    moved = {**given, "email": f"new{now().timestamp()}@example.com"}
    assert signed_in(user).post("/me/email", moved).status_code == 202
    assert list(Mail.objects.order_by("id").values_list("kind", "state")) == [
        ("account.confirm_email", "waiting"),
        ("account.reset_password", "waiting"),
        ("account.new_address", "waiting"),
    ]


def test_only_the_sender_knows_the_mail_server() -> None:
    apps = ("kit", "accounts", "news", "catalog", "shipping", "payments", "orders", "storefront", "consoles")
    callers = {
        path.relative_to(ROOT).as_posix()
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("django.core.mail", "smtplib"))
    }
    assert callers == {
        # It looks whether there could be one, and calls nobody.
        "news/checks.py",
        "news/faults.py",
        "news/operations/mailing.py",
        "news/rendering_mail.py",
        "news/tasks.py",
    }


def test_without_a_server_mails_become_files(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    keep(letter("A-1", to="guest@example.com"), letter("A-2", to="guest@example.com"))
    deliver()
    [file] = (tmp_path / "mail").iterdir()
    assert "https://shop.example/A-1?key=opens-it" in file.read_text(encoding="utf-8")
    assert set(states().values()) == {"sent"}


def test_what_is_not_due_makes_no_file(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    deliver()
    assert list((tmp_path / "mail").iterdir()) == []

"""Is each mail sent once, whatever the mail server does meanwhile?"""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Mail, UndeliverableAddress
from news.operations.mailing import claim, mark, pause_after
from news.policy import MAIL_ATTEMPTS, MAIL_GIVEN_UP_AFTER, MAIL_LAST_PAUSE, MAIL_LEASE
from tests.news.postbox import AT, Outlet, keep, letter, refuse, send, states

pytestmark = pytest.mark.usefixtures("writers", "transactional_db")
LONG_AFTER = AT + MAIL_GIVEN_UP_AFTER


def away(message: Any) -> None:
    raise ConnectionRefusedError("connection refused")


def test_what_is_due_is_sent_once() -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(25)))
    outlet = Outlet()
    assert send(outlet) == 25
    assert send(outlet) == 0
    assert len(outlet.taken) == 25
    mail = Mail.objects.first()
    assert mail is not None
    assert (mail.state, mail.sent_at, mail.address, mail.language) == ("sent", AT, "guest@example.com", "en")
    assert (mail.lease, mail.attempts) == (None, 1)


def test_a_member_is_written_to_where_they_are_now(make_user: Callable[..., User]) -> None:
    wang = make_user("wang@example.com")
    keep(letter("A-1", wang))
    User.objects.filter(pk=wang.pk).update(email="new@example.com", language="zh-Hans")
    outlet = Outlet()
    send(outlet)
    assert outlet.taken[0].to == ["new@example.com"]
    assert outlet.taken[0].extra_headers["Content-Language"] == "zh-Hans"
    mail = Mail.objects.get()
    assert (mail.address, mail.language) == ("new@example.com", "zh-Hans")


def test_no_transaction_is_open_while_the_server_is_called() -> None:
    keep(letter("A-1", to="guest@example.com"))
    seen = []
    send(Outlet(lambda message: seen.append(connection.in_atomic_block)))
    assert seen == [False]


def test_the_try_is_counted_before_the_server_is_called() -> None:
    keep(letter("A-1", to="guest@example.com"))
    seen = []
    send(Outlet(lambda message: seen.append(Mail.objects.get().attempts)))
    assert seen == [1]


def test_while_the_server_is_away_one_mail_is_tried_and_the_rest_are_given_back() -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(5)))
    assert send(Outlet(away)) == 0
    tried = Mail.objects.get(attempts=1)
    assert tried.leased_until is not None
    assert tried.leased_until > AT
    assert (tried.due_at, tried.lease) == (AT, None)
    assert tried.error == "ConnectionRefusedError: connection refused"
    rest = Mail.objects.exclude(pk=tried.pk)
    assert set(rest.values_list("attempts", "due_at", "lease", "error")) == {(0, AT, None, "")}


def test_a_server_that_cannot_be_opened_is_away() -> None:
    class Shut(Outlet):
        def open(self) -> bool:
            raise smtplib.SMTPAuthenticationError(535, b"bad password")

    keep(letter("A-1", to="guest@example.com"))
    send(Shut())
    mail = Mail.objects.get()
    assert (mail.state, mail.error) == ("waiting", "535 bad password")


def test_pauses_grow_and_are_never_alike() -> None:
    pauses = [pause_after(number) for number in range(1, 40)]
    assert timedelta(seconds=22) < pauses[0] <= timedelta(seconds=30)
    assert max(pauses) <= MAIL_LAST_PAUSE
    assert len(set(pauses)) == len(pauses)


def test_a_mail_that_nobody_took_for_three_days_fails() -> None:
    keep(letter("A-1", to="guest@example.com"))
    send(Outlet(away), at=LONG_AFTER - timedelta(minutes=1))
    assert states() == {"A-1": "waiting"}
    send(Outlet(away), at=LONG_AFTER + MAIL_LAST_PAUSE)
    mail = Mail.objects.get()
    assert (mail.state, mail.why) == ("failed", "given_up")
    assert "refused" in mail.error


def test_a_recipient_whom_the_server_refuses_for_good_gets_nothing_more() -> None:
    keep(letter("A-1", to="Nobody@example.com"), letter("A-2", to="guest@example.com"))
    outlet = Outlet(lambda message: refuse(550)(message) if "obody" in message.to[0] else None)
    assert send(outlet) == 1
    bounced = Mail.objects.get(key="A-1")
    assert (bounced.state, bounced.bounced_at, bounced.error) == ("bounced", AT, "550 no such user")
    assert UndeliverableAddress.objects.get().address == "nobody@example.com"
    keep(letter("A-3", to="nobody@example.com"))
    assert send(Outlet()) == 0
    assert Mail.objects.get(key="A-3").why == "undeliverable"


def test_a_recipient_who_is_refused_for_now_waits_alone() -> None:
    keep(letter("A-1", to="full@example.com"), letter("A-2", to="guest@example.com"))
    outlet = Outlet(lambda message: refuse(452)(message) if "full" in message.to[0] else None)
    assert send(outlet) == 1
    assert states() == {"A-1": "waiting", "A-2": "sent"}
    assert not UndeliverableAddress.objects.exists()


def test_a_mail_whose_contents_are_refused_fails_alone() -> None:
    def obstacle(message: Any) -> None:
        if "A-1" in message.subject:
            raise smtplib.SMTPDataError(554, b"looks like spam")

    keep(letter("A-1", to="guest@example.com"), letter("A-2", to="guest@example.com"))
    assert send(Outlet(obstacle)) == 1
    assert states() == {"A-1": "failed", "A-2": "sent"}
    assert not UndeliverableAddress.objects.exists()


def test_what_nobody_foresaw_is_tried_again() -> None:
    def obstacle(message: Any) -> None:
        raise RuntimeError("out of time")

    keep(letter("A-1", to="guest@example.com"))
    assert send(Outlet(obstacle)) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.error) == ("waiting", "RuntimeError: out of time")
    assert mail.due_at > AT


def test_an_address_that_is_none_fails_at_once() -> None:
    def obstacle(message: Any) -> None:
        raise ValueError("Invalid address")

    keep(letter("A-1", to="guest@example.com"))
    send(Outlet(obstacle))
    assert states() == {"A-1": "failed"}


def test_a_letter_that_cannot_be_written_fails_alone_and_says_why() -> None:
    keep(letter("A-1", to="guest@example.com"), letter("A-2", to="guest@example.com"))
    Mail.objects.filter(key="A-1").update(facts={})
    assert send(Outlet()) == 1
    mail = Mail.objects.get(key="A-1")
    assert (mail.state, mail.why, mail.error) == ("failed", "unwritable", "KeyError: 'thing'")


def test_what_no_longer_holds_is_not_said() -> None:
    keep(letter("A-1", to="guest@example.com", kind="test.outdated"))
    assert send(Outlet()) == 0
    assert Mail.objects.get().why == "outdated"


def test_who_is_shut_out_is_not_written_to(make_user: Callable[..., User]) -> None:
    wang = make_user("wang@example.com")
    keep(letter("A-1", wang))
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert send(Outlet()) == 0
    assert Mail.objects.get().why == "inactive"


def test_what_a_dead_sender_had_in_hand_is_waited_for_and_nothing_else() -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(12)))
    assert len(claimed(at=AT)) == 10
    outlet = Outlet()
    assert send(outlet, at=AT + MAIL_LEASE / 2) == 2
    assert send(outlet, at=AT + 2 * MAIL_LEASE) == 10


def test_a_mark_by_an_older_lease_counts_for_nothing() -> None:
    keep(letter("A-1", to="guest@example.com"))
    [stale] = claimed(at=AT)
    [fresh] = claimed(at=AT + 2 * MAIL_LEASE)
    assert not marked(stale, state="failed")
    assert states() == {"A-1": "waiting"}
    assert marked(fresh, state="failed")


def test_a_mail_that_takes_its_senders_down_lets_others_go_first() -> None:
    keep(letter("A-1", to="guest@example.com"))
    for day in range(3):
        claimed(at=AT + timedelta(days=day))
    keep(letter("A-2", to="guest@example.com"), at=AT + timedelta(days=2))
    outlet = Outlet()
    send(outlet, at=AT + timedelta(days=2) + MAIL_LEASE)
    assert [message.subject for message in outlet.taken] == ["About A-2"]


def test_a_mail_is_not_tried_for_ever() -> None:
    keep(letter("A-1", to="guest@example.com"))
    Mail.objects.update(attempts=MAIL_ATTEMPTS)
    assert send(Outlet()) == 0
    assert Mail.objects.get().why == "tried_too_often"


def test_two_senders_at_once_send_nothing_twice(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(30)))
    outlet = Outlet()
    at_once([lambda: send(outlet)] * 3)
    send(outlet)
    subjects = [message.subject for message in outlet.taken]
    assert sorted(subjects) == sorted(set(subjects))
    assert len(subjects) == 30


def test_a_mail_sent_twice_is_told_to_be_one() -> None:
    keep(letter("A-1", to="guest@example.com"))
    outlet = Outlet()
    send(outlet)
    # As if its sender had died between the server's yes and our mark.
    Mail.objects.update(state="waiting", due_at=AT)
    send(outlet)
    first, second = (message.extra_headers["Message-ID"] for message in outlet.taken)
    assert first == second == Mail.objects.get().message_id


def test_a_batch_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    keep(*(letter(f"A-{number}", to="guest@example.com") for number in range(10)))
    # Locked, claimed, looked up and unlocked once, and each mark in a statement of its own.
    with django_assert_max_num_queries(8 + 10 * 3):
        send(Outlet(), limit=11)


def claimed(*, at: Any) -> list[Mail]:
    return owns_transaction(claim)(lease=uuid7(), at=at, limit=10)


def marked(mail: Mail, **stamps: Any) -> bool:
    return owns_transaction(mark)(mail, lease=mail.lease, **stamps)

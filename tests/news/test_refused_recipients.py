"""Which refusals of a recipient say something of the address, and what becomes of the others?"""

import smtplib
from typing import Any

import pytest

from news.faults import fault_of
from news.models import Mail, UndeliverableAddress
from news.policy import MAIL_GIVEN_UP_AFTER, MAIL_LAST_PAUSE
from tests.news.postbox import AT, Outlet, keep, letter, refuse, send, states

GUEST, OTHER = "guest@example.com", "other@example.com"
GONE = [
    (550, "5.1.1 <guest@example.com>: Recipient address rejected: User unknown in relay recipient table"),
    (550, "5.1.2 Bad destination system"),
    (501, "5.1.3 Bad recipient address syntax"),
    (550, "5.1.6 Mailbox has moved"),
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"),
    (550, "5.2.1 The email account that you tried to reach is disabled"),
    (554, "5.1.1 User unknown"),
    (550, "sorry, no mailbox here by that name (#5.1.1)"),
    (550, "No such user here"),
    (550, "<spam@policy.example>: mailbox unavailable"),
    (551, "User not local"),
    (553, "mailbox name unknown"),
]
OF_SOMETHING_ELSE = [
    (554, "5.7.1 <guest@example.com>: Relay access denied"),
    (550, "5.7.1 Service unavailable; client host blocked using a list"),
    (550, "5.7.26 This mail is unauthenticated"),
    (552, "5.2.2 mailbox full"),
    (552, "5.2.3 Message larger than that mailbox takes"),
    (550, "5.3.4 too big for the system"),
    (550, "5.4.1 Recipient address rejected: Access denied"),
    (550, "5.1.8 Sender's domain does not resolve"),
    (550, "5.1.100 something new"),
    (550, "relay not permitted"),
    (550, "Rejected for policy reasons"),
    (550, "Blocked: 5.1.1.7 is on a list"),
    (550, "looks like SPAM"),
    (553, "sorry, that domain isn't in my list of allowed rcpthosts"),
    (550, "over quota"),
    (552, "no more room"),
    (554, "transaction failed"),
    (500, "what?"),
]


def refused(code: int, words: str) -> Any:
    return fault_of(smtplib.SMTPRecipientsRefused({GUEST: (code, words.encode())})).meaning


@pytest.mark.parametrize(("code", "words"), GONE)
def test_no_mailbox_or_a_closed_one_is_a_refusal(code: int, words: str) -> None:
    assert refused(code, words) == "refused"


@pytest.mark.parametrize(("code", "words"), OF_SOMETHING_ELSE)
def test_a_refusal_that_says_nothing_of_the_address_is_tried_again(code: int, words: str) -> None:
    assert refused(code, words) == "later"


@pytest.mark.parametrize("words", [b"5.7.1 Relay access denied", b"5.2.2 mailbox full"])
@pytest.mark.usefixtures("writers", "transactional_db")
def test_such_a_mail_waits_alone_and_fails_after_three_days(words: bytes) -> None:
    keep(letter("A-1", to=GUEST), letter("A-2", to=OTHER))
    outlet = Outlet(lambda message: refuse(554, words)(message) if message.to[0] == GUEST else None)
    assert send(outlet) == 1
    mail = Mail.objects.get(key="A-1")
    assert (mail.state, mail.attempts, mail.error) == ("waiting", 1, f"554 {words.decode()}")
    assert mail.due_at > AT
    send(outlet, at=AT + MAIL_GIVEN_UP_AFTER + MAIL_LAST_PAUSE)
    mail.refresh_from_db()
    assert (mail.state, mail.why) == ("failed", "given_up")
    assert not UndeliverableAddress.objects.exists()
    keep(letter("A-3", to=GUEST))
    assert send(Outlet()) == 1


@pytest.mark.usefixtures("writers", "transactional_db")
def test_a_mailbox_that_is_found_full_by_what_is_to_go_in_waits_too() -> None:
    def obstacle(message: Any) -> None:
        raise smtplib.SMTPDataError(552, b"5.2.2 mailbox full")

    keep(letter("A-1", to=GUEST))
    send(Outlet(obstacle))
    assert states() == {"A-1": "waiting"}

"""Does a mail show what its provider reports of it, and is who bounces or complains left in peace?"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.mail import get_connection
from django.test import Client

from accounts.models import User
from news.models import Mail, UndeliverableAddress
from news.queries.mails import modes_of
from news.rest.tracking import patterns_of
from tests.news.postbox import Outlet, keep, letter, send, states

pytestmark = [pytest.mark.usefixtures("writers", "provider"), pytest.mark.urls("tests.news.mail_events")]
SECRET = "postmark:long-and-random"
PROVIDERS_ID = "883953f4-6105-42a2-a16a-77a8eac79483"


@pytest.fixture
def provider(settings: Any) -> None:
    """Providers report with a secret; without one there would be no door."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": "signs"}


@pytest.fixture
def mail(make_user: Callable[..., User], db: None) -> Mail:
    """A mail that a provider took."""
    keep(letter("A-1", make_user("wang@example.com"), kind="test.order"))
    send(Outlet())
    Mail.objects.update(provider_id=PROVIDERS_ID)
    return Mail.objects.get()


def report(path: str, body: Mapping[str, Any], secret: str = SECRET) -> Any:
    return post(path, json.dumps(body).encode(), secret)


def post(path: str, body: bytes, secret: str = SECRET) -> Any:
    authorization = f"Basic {b64encode(secret.encode()).decode()}"
    return Client().post(
        path, body, content_type="application/json", headers={"Authorization": authorization}
    )


def postmark(**changes: Any) -> dict[str, Any]:
    """As the provider's documentation has it."""
    return {
        "RecordType": "Bounce",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": PROVIDERS_ID,
        "Metadata": {},
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": "wang@example.com",
        "From": "no-reply@example.com",
        "BouncedAt": "2026-11-29T16:33:54.9070259Z",
        "Inactive": True,
        **changes,
    }


def brevo(event: str, mail: Mail) -> dict[str, Any]:
    """As the provider's documentation has it: it names the mail by its own Message-ID."""
    return {
        "event": event,
        "email": "wang@example.com",
        "id": 803934,
        "date": "2026-11-29 22:37:34",
        "ts_epoch": 1795991854000,
        "message-id": mail.message_id,
        "reason": "server is down",
        "X-Mailin-custom": json.dumps({"mail": str(mail.pk)}),
    }


def test_a_bounce_is_noted_and_nothing_more_is_sent_there(mail: Mail) -> None:
    for _ in range(2):
        assert report("/postmark/tracking/", postmark()).status_code == 200
    mail.refresh_from_db()
    assert mail.state == "bounced"
    assert mail.error == "smtp;550 5.1.1 The email account does not exist."
    assert UndeliverableAddress.objects.get().address == "wang@example.com"
    assert mail.user is not None
    keep(letter("A-2", mail.user))
    assert send(Outlet()) == 0
    assert states()["A-2"] == "suppressed"


def test_a_full_mailbox_shuts_nobody_out(mail: Mail) -> None:
    assert report("/brevo/tracking/", brevo("soft_bounce", mail)).status_code == 200
    mail.refresh_from_db()
    assert mail.state == "bounced"
    assert not UndeliverableAddress.objects.exists()


def test_a_complaint_ends_the_topic_and_leaves_the_others(mail: Mail) -> None:
    assert report("/brevo/tracking/", brevo("spam", mail)).status_code == 200
    mail.refresh_from_db()
    assert mail.complained_at is not None
    assert mail.user_id is not None
    modes = modes_of(mail.user_id)
    assert (modes["orders"], modes["shipping"]) == ("off", "at_once")


def test_a_delivery_is_noted_once(mail: Mail) -> None:
    body = {"RecordType": "Delivery", "MessageID": PROVIDERS_ID, "Recipient": "wang@example.com"}
    report("/postmark/tracking/", {**body, "DeliveredAt": "2026-11-29T16:33:54Z"})
    mail.refresh_from_db()
    first = mail.delivered_at
    assert first is not None
    report("/postmark/tracking/", {**body, "DeliveredAt": "2026-11-29T17:33:54Z"})
    mail.refresh_from_db()
    assert (mail.delivered_at, mail.state) == (first, "sent")


def test_a_mail_is_found_by_our_own_id(mail: Mail) -> None:
    report("/postmark/tracking/", postmark(MessageID="another", Metadata={"mail": str(mail.pk)}))
    assert states() == {"A-1": "bounced"}


def test_what_is_said_of_a_strangers_mail_changes_nothing(mail: Mail) -> None:
    assert report("/postmark/tracking/", postmark(MessageID="another")).status_code == 200
    assert states() == {"A-1": "sent"}
    assert not UndeliverableAddress.objects.exists()


def test_whoever_has_not_the_secret_reports_nothing(mail: Mail) -> None:
    assert report("/postmark/tracking/", postmark(), secret="postmark:a guess").status_code == 400
    assert states() == {"A-1": "sent"}


def test_a_provider_takes_mails_and_names_them(make_user: Callable[..., User]) -> None:
    wang = make_user("wang@example.com")
    keep(letter("A-1", wang, kind="test.order"), letter("A-2", wang))
    assert send(get_connection("anymail.backends.test.EmailBackend")) == 2
    # The provider counts from zero, which is no name.
    assert sorted(Mail.objects.values_list("provider_id", flat=True)) == ["", "1"]


def test_without_a_secret_there_is_no_door(settings: Any) -> None:
    settings.ANYMAIL = {}
    assert patterns_of("postmark") == []
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    assert [pattern.name for pattern in patterns_of("postmark")] == ["postmark_tracking_webhook"]
    assert patterns_of("") == []


@pytest.mark.parametrize("body", ["{nonsense", "\xff", "[1]", "null", "1", '"Bounce"'])
@pytest.mark.parametrize("reporter", ["postmark", "brevo", "mailgun", "sparkpost", "mailjet"])
def test_what_is_no_report_is_refused(mail: Mail, reporter: str, body: str) -> None:
    answer = post(f"/{reporter}/tracking/", body.encode("latin-1"))
    assert (answer.status_code, states()) == (400, {"A-1": "sent"})


def test_a_report_that_names_its_mail_oddly_is_taken(mail: Mail) -> None:
    assert (
        report("/brevo/tracking/", {**brevo("hard_bounce", mail), "X-Mailin-custom": "[1]"}).status_code
        == 200
    )
    assert states() == {"A-1": "bounced"}


def test_what_fails_here_is_to_be_reported_again(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise TypeError("a fault of ours")

    monkeypatch.setattr("news.rest.tracking.record_report", fail)
    with pytest.raises(TypeError, match="of ours"):
        report("/postmark/tracking/", postmark())

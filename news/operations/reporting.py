"""What follows from what a mail provider reports of a mail?"""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from kit.transactions import inside_transaction
from news.models import Mail
from news.operations.bouncing import note_undeliverable
from news.operations.preferring import unsubscribe

log = logging.getLogger(__name__)


class Report(NamedTuple):
    """
    What a provider says of one mail.

    `what` is delivered, bounced, complained or unsubscribed; `mail_id` is ours as we
    told it, `message_id` what the provider, or the mail itself, calls it. A bounce is
    `for_good` where the address will never work.
    """

    what: str
    mail_id: UUID | None
    message_id: str
    recipient: str
    why: str
    for_good: bool


@inside_transaction
def record_report(report: Report, *, at: datetime) -> Mail | None:
    """
    Note what became of a mail, the same however often it is reported; which mail it was.

    Who complains hears no more of its topic. An address that doesn't work is sent
    nothing more. What is said of mails that aren't ours is passed over.
    """
    mail = _reported(report)
    if mail is None:
        log.info("a provider reported a mail that is none of ours: %s", report.what)
        return None
    {
        "delivered": _delivered,
        "bounced": _bounced,
        "complained": _complained,
        "unsubscribed": _unsubscribed,
    }[report.what](mail, report, at)
    return mail


def _reported(report: Report) -> Mail | None:
    rows = Mail.objects.select_for_update(of=("self",))
    if report.mail_id is not None:
        return rows.filter(pk=report.mail_id).first()
    if not report.message_id:
        return None
    own = f"<{report.message_id.strip('<>')}>"
    return rows.filter(Q(provider_id=report.message_id) | Q(message_id=own)).first()


def _delivered(mail: Mail, report: Report, at: datetime) -> None:
    Mail.objects.filter(pk=mail.pk, delivered_at__isnull=True).update(
        delivered_at=at, version=F("version") + 1
    )


def _bounced(mail: Mail, report: Report, at: datetime) -> None:
    # A bounce may overtake a late delivery report, never a second bounce.
    Mail.objects.filter(pk=mail.pk, state="sent").update(
        state="bounced", bounced_at=at, error=report.why[:500], version=F("version") + 1
    )
    if report.for_good:
        note_undeliverable(address=mail.address, why=report.why, at=at)


def _complained(mail: Mail, report: Report, at: datetime) -> None:
    Mail.objects.filter(pk=mail.pk, complained_at__isnull=True).update(
        complained_at=at, version=F("version") + 1
    )
    if mail.user_id is None:
        note_undeliverable(address=mail.address, why=report.why, at=at, complained=True)
    _unsubscribed(mail, report, at)


def _unsubscribed(mail: Mail, report: Report, at: datetime) -> None:
    """What has no topic is owed, or was asked for: it still comes."""
    if mail.user_id is not None and mail.topic:
        unsubscribe(user_id=mail.user_id, topic=mail.topic, at=at)

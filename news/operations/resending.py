"""How is a mail sent once more, or tried again?"""

from datetime import datetime

from django.db.models import F

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction
from news.errors import MailForgotten, MailOver, MailUnsent
from news.models import Mail
from news.operations.posting import message_id_of

_KEY_KEPT = 150


@inside_transaction
def resend(*, mail: Mail, at: datetime, by: Actor) -> Mail:
    """
    Send a mail once more, as a new one that names the old and who asked for it.

    It is written anew, goes to where its reader is now, and has links that are good again.

    :raises MailUnsent: if it still waits, or is gathered: it will be sent.
    :raises MailForgotten: if nobody knows any more what it was made of.
    """
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state in ("waiting", "gathered"):
        raise MailUnsent
    if mail.pruned_at is not None:
        raise MailForgotten
    pk = uuid7()
    return Mail.objects.create(
        id=pk,
        created_at=at,
        kind=mail.kind,
        key=f"{mail.key[:_KEY_KEPT]}/again/{pk.hex}",
        recipient=mail.recipient,
        user_id=mail.user_id,
        # A member's address is noted when a mail leaves; who has no account has only this one.
        address="" if mail.user_id is not None else mail.address,
        facts=mail.facts,
        about=mail.about,
        topic=mail.topic,
        due_at=at,
        message_id=message_id_of(pk),
        resent_from=mail,
        resent_by_id=by.id,
    )


@inside_transaction
def retry(*, mail: Mail, at: datetime) -> Mail:
    """
    Try a mail at once that waits for its next try, or that failed; were the server away, it is called anew.

    :raises MailOver: if it was sent, is under way, or its reader doesn't want it.
    """
    again = Mail.objects.filter(pk=mail.pk, lease__isnull=True, pruned_at__isnull=True)
    again = again.filter(state__in=["waiting", "failed", "suppressed"]).exclude(why="unwanted")
    if not again.update(state="waiting", why="", due_at=at, attempts=0, version=F("version") + 1):
        raise MailOver
    Mail.objects.filter(lease__isnull=True, leased_until__isnull=False).update(leased_until=None)
    mail.refresh_from_db()
    return mail

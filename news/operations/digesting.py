"""How do letters that were gathered become one mail a day?"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from kit.ids import uuid7
from kit.transactions import inside_transaction
from news.letters import DIGEST_KIND
from news.models import Mail
from news.operations.posting import message_id_of
from news.policy import DIGEST_AT, DIGEST_LINES, DIGEST_ZONES, DIGESTS_AT_ONCE
from news.topics import DIGEST


@inside_transaction
def fold(*, language: str, at: datetime, limit: int = DIGESTS_AT_ONCE) -> int:
    """
    Fold what members of one language gathered until this morning into one mail for each; how many members.

    The morning is that of the place where the language is read. Whenever this is asked, and
    however often: who had today's mail has no second one, and what comes later waits for tomorrow's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('news.digesting'))")
    morning = last_morning(language, at)
    key = f"{morning.astimezone(ZoneInfo(DIGEST_ZONES[language])):%Y-%m-%d}"
    had = Mail.objects.filter(kind=DIGEST_KIND, key=key).values("user_id")
    due = Mail.objects.filter(state="gathered", created_at__lt=morning, user__language=language)
    users = due.exclude(user_id__in=had).order_by().values_list("user_id", flat=True).distinct()[:limit]
    gathered: dict[UUID, list[UUID]] = defaultdict(list)
    for user_id, mail_id in (
        due.filter(user_id__in=list(users)).order_by("user_id", "id").values_list("user_id", "id")
    ):
        assert user_id is not None
        gathered[user_id].append(mail_id)
    digests = [_digest(user_id, ids, key=key, at=at) for user_id, ids in gathered.items()]
    Mail.objects.bulk_create(digests)
    _fold({digest.pk: gathered[digest.user_id] for digest in digests if digest.user_id})
    return len(digests)


def last_morning(language: str, at: datetime) -> datetime:
    """The newest morning that has come at the place where a language is read."""
    zone = ZoneInfo(DIGEST_ZONES[language])
    there = at.astimezone(zone)
    today = datetime.combine(there.date(), time(DIGEST_AT.hour, DIGEST_AT.minute), tzinfo=zone)
    return today if today <= there else today - timedelta(days=1)


def _digest(user_id: UUID, ids: list[UUID], *, key: str, at: datetime) -> Mail:
    pk = uuid7()
    return Mail(
        id=pk,
        created_at=at,
        kind=DIGEST_KIND,
        key=key,
        recipient=str(user_id),
        user_id=user_id,
        topic=DIGEST,
        facts={
            "mails": [str(each) for each in ids[:DIGEST_LINES]],
            "more": max(0, len(ids) - DIGEST_LINES),
        },
        due_at=at,
        message_id=message_id_of(pk),
    )


def _fold(parts: dict[UUID, list[UUID]]) -> None:
    """In one statement for all of them."""
    pairs = [(digest, mail) for digest, mails in parts.items() for mail in mails]
    if not pairs:
        return
    digests, mails = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE news_mail SET state = 'folded', folded_into_id = part.digest, version = version + 1
            FROM unnest(%s::uuid[], %s::uuid[]) AS part (digest, mail)
            WHERE news_mail.id = part.mail AND state = 'gathered'
            """,
            [list(digests), list(mails)],
        )

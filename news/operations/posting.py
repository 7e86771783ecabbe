"""How is a letter kept until it is sent?"""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from kit.ids import uuid7
from kit.letters import Letter
from kit.transactions import inside_transaction
from news.writing import writer_of

# A member who wants to hear nothing of a topic still has the row: the same fact is not theirs to hear later
# either. An id of nobody is passed over, so that asking for a stranger's mail takes no other way than for a
# member's; so is a twin in the test world, whose address no mail reaches. Put in by their
# unique columns, two who post the same letters wait for each other in one order.
_KEEP = """
INSERT INTO news_mail (
    id, version, created_at, kind, key, recipient, user_id, address, language, facts, about,
    topic, state, why, error, attempts, due_at, message_id, provider_id
)
SELECT letter.id, 1, %(at)s, kind, key, recipient, user_id, address, '', facts::jsonb,
       coalesce(string_to_array(about, ' '), '{}'), letter.topic,
       CASE mode WHEN 'off' THEN 'suppressed' WHEN 'digest' THEN 'gathered' ELSE 'waiting' END,
       CASE mode WHEN 'off' THEN 'unwanted' ELSE '' END,
       '', 0, %(at)s, message_id, ''
FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(keys)s::text[], %(recipients)s::text[],
            %(users)s::uuid[], %(addresses)s::text[], %(facts)s::text[], %(about)s::text[],
            %(topics)s::text[], %(message_ids)s::text[])
     AS letter (id, kind, key, recipient, user_id, address, facts, about, topic, message_id)
LEFT JOIN news_preference AS preference USING (user_id, topic)
WHERE user_id IS NULL
   OR EXISTS (SELECT FROM accounts_user WHERE accounts_user.id = user_id AND NOT accounts_user.sandbox)
ORDER BY kind, key, recipient
ON CONFLICT (kind, key, recipient) DO NOTHING
"""


@inside_transaction
def post(letters: Sequence[Letter], *, at: datetime) -> int:
    """
    Keep letters until they are sent; how many were new.

    Preferences count as they are now: what its reader wants to hear of once a day is
    gathered, what they don't want to hear of stays unsent. A letter that was kept
    before, by its kind, key and recipient, is none. One statement, however many.

    :raises LookupError: if nobody writes letters of one's kind.
    :raises ValueError: if one is to nobody, or both to a member and to an address.
    """
    ids = [uuid7() for _ in letters]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "at": at,
                "ids": ids,
                "kinds": [each.kind for each in letters],
                "keys": [each.key for each in letters],
                "recipients": [recipient_of(each) for each in letters],
                "users": [each.user_id for each in letters],
                "addresses": [each.to.strip() for each in letters],
                "facts": [json.dumps(each.facts, cls=DjangoJSONEncoder) for each in letters],
                "about": [" ".join(each.about) for each in letters],
                "topics": [writer_of(each.kind).topic for each in letters],
                "message_ids": [message_id_of(id_) for id_ in ids],
            },
        )
        return int(cursor.rowcount)


def recipient_of(letter: Letter) -> str:
    """
    Who it is to, as one text: a member's id, or an address in lower case.

    :raises ValueError: if it is to nobody, or to two.
    """
    if (letter.user_id is None) == (not letter.to.strip()):
        raise ValueError(f"a letter ({letter.kind}) is either to a member or to an address")
    return str(letter.user_id) if letter.user_id is not None else letter.to.strip().lower()


def message_id_of(mail_id: UUID) -> str:
    """The Message-ID of a mail: of its own id and the shop's domain."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{mail_id.hex}@{domain or 'localhost'}>"

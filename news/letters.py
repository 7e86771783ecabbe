"""How are letters of news itself written?"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext

from kit.letters import Content, Link, NothingToSay, Writer
from news.models import Mail
from news.topics import DIGEST
from news.writing import renewed, writer_of

DIGEST_KIND = "news.digest"

log = logging.getLogger(__name__)


def write_digest(facts: Mapping[str, object]) -> Content:
    """
    One line for each letter that waited for the day's mail: `mails` are their ids, `more` those beyond.

    :raises NothingToSay: if none of them has anything to say any more.
    """
    ids: Sequence[str] = facts["mails"]  # type: ignore[assignment]
    contents = [content for mail in _in_order(ids) if (content := _content_of(mail)) is not None]
    if not contents:
        raise NothingToSay
    more = int(str(facts.get("more", 0)))
    count = len(contents) + more
    told = {"count": count, "shop": settings.SHOP_NAME}
    # Since whoever reads it last heard of us.
    words = ngettext("%(count)d piece of news from %(shop)s", "%(count)d pieces of news from %(shop)s", count)
    left_out = ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
    return Content(
        subject=words % told,
        paragraphs=[gettext("This is what happened since the last mail of this kind.")],
        goods=[each.subject for each in contents if each.link is None],
        links=[Link(each.subject, each.link.url) for each in contents if each.link is not None],
        after=[left_out] if more else [],
    )


def of_today(facts: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    """Without the letters that no longer hold."""
    return {**facts, "mails": [str(mail.pk) for mail in _in_order(facts["mails"]) if _holds(mail, at)]}


def _in_order(ids: Sequence[str]) -> Sequence[Mail]:
    return list(Mail.objects.filter(pk__in=ids).order_by("id"))


def _holds(mail: Mail, at: datetime) -> bool:
    try:
        renewed(mail.kind, mail.facts, at=at)
    except NothingToSay:
        return False
    except Exception:
        log.exception("mail %s (%s) could not be renewed for a digest", mail.pk, mail.kind)
    return True


def _content_of(mail: Mail) -> Content | None:
    """What one of them says; one that can't be written doesn't keep the others from being read."""
    try:
        return writer_of(mail.kind).write(mail.facts)
    except NothingToSay:
        return None
    except Exception:
        log.exception("mail %s (%s) could not be written into a digest", mail.pk, mail.kind)
        return None


WRITERS: Mapping[str, Writer] = {DIGEST_KIND: Writer(write_digest, topic=DIGEST, renew=of_today)}

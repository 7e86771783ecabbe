"""How does a letter look as a mail, in text and in HTML?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from kit.letters import Content, Link, Writer
from news.links import preferences_url, unsubscribe_url
from news.models import Mail
from news.topics import DIGEST, TOPICS
from news.writing import renewed, writer_of

MASK = "…"


class Rendered(NamedTuple):
    """A mail in one language."""

    subject: str
    text: str
    html: str


def message_of(mail: Mail, *, at: datetime) -> tuple[EmailMultiAlternatives, str]:
    """
    A mail ready to be sent, and the language that it is in: its reader's of today.

    :raises NothingToSay: if what it says no longer holds.
    """
    language = language_of(mail)
    to = mail.user.email if mail.user is not None else mail.address
    facts = renewed(mail.kind, mail.facts, at=at)
    rendered = rendered_in(
        language, writer=writer_of(mail.kind), facts=facts, user_id=mail.user_id, topic=mail.topic
    )
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        to=[to],
        reply_to=[settings.SUPPORT_EMAIL] if settings.SUPPORT_EMAIL else None,
        headers=_headers(mail, language=language, at=at),
    )
    message.attach_alternative(rendered.html, "text/html")
    # For those providers that know such things: found again by our id, no link bent, nobody watched.
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]
    message.track_clicks = message.track_opens = False  # type: ignore[attr-defined]
    return message, language


def rendered_in(
    language: str,
    *,
    writer: Writer,
    facts: Mapping[str, object],
    user_id: UUID | None,
    topic: str,
    masked: bool = False,
) -> Rendered:
    """A letter in one language; `masked` for staff, who get no link that opens something of somebody's."""
    with translation.override(language.lower()):
        content = writer.write(facts)
        if masked:
            content = _without_secrets(content, secret=writer.secret)
        shown = _shown(content, language=language, user_id=user_id, topic=topic, masked=masked)
        return Rendered(
            # A subject is one line, whatever somebody called their goods.
            subject=" ".join(content.subject.split()),
            text=render_to_string("news/mail/letter.txt", shown).strip() + "\n",
            html=render_to_string("news/mail/letter.html", shown),
        )


def language_of(mail: Mail) -> str:
    """Its reader's language; of who has no account the one that the facts name, else English."""
    if mail.user is not None:
        return mail.user.language
    asked = str(mail.facts.get("language", ""))
    return asked if asked.lower() in dict(settings.LANGUAGES) else "en"


def _shown(
    content: Content, *, language: str, user_id: UUID | None, topic: str, masked: bool
) -> dict[str, object]:
    unsubscribe = preferences = ""
    if user_id is not None and topic:
        unsubscribe = unsubscribe_url(user_id, topic, language=language)
        preferences = preferences_url(user_id, language=language)
    if masked:
        unsubscribe, preferences = _mask(unsubscribe), _mask(preferences)
    return {
        "content": content,
        "language": language,
        "shop": settings.SHOP_NAME,
        "shop_url": settings.PUBLIC_URL,
        "why": _why(topic, has_account=user_id is not None),
        "postal_line": settings.MAIL_POSTAL_LINE,
        "support": settings.SUPPORT_EMAIL,
        "unsubscribe": unsubscribe,
        "preferences": preferences,
    }


def _why(topic: str, *, has_account: bool) -> str:
    told = {"shop": settings.SHOP_NAME}
    if topic in TOPICS:
        told["topic"] = str(TOPICS[topic])
        return (
            gettext("You get this mail because you have an account at %(shop)s. It is about: %(topic)s.")
            % told
        )
    if topic == DIGEST:
        return gettext("You get this mail once a day because you chose to at %(shop)s.") % told
    if has_account:
        return gettext("You get this mail because it is about your account at %(shop)s.") % told
    return gettext("You get this mail because this address was used at %(shop)s.") % told


def _headers(mail: Mail, *, language: str, at: datetime) -> dict[str, str]:
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if mail.user_id is not None and mail.topic:
        url = unsubscribe_url(mail.user_id, mail.topic, language=language)
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _without_secrets(content: Content, *, secret: bool) -> Content:
    if not secret or content.link is None:
        return content
    masked = Link(content.link.words, _mask(content.link.url))
    return replace(content, link=masked)


def _mask(url: str) -> str:
    """An address without what follows its question mark, which opens something."""
    before, asks, _ = url.partition("?")
    return f"{before}?{MASK}" if asks else url

"""Where does a mail provider report deliveries, bounces, complaints?"""

from collections.abc import Callable, Mapping
from functools import wraps
from json import JSONDecodeError
from typing import Any

import anymail.urls
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from kit.clock import now
from kit.rest import uuid_or_none
from kit.transactions import owns_transaction
from news.operations.reporting import Report, record_report

_WHAT = {
    EventType.DELIVERED: "delivered",
    EventType.BOUNCED: "bounced",
    EventType.REJECTED: "bounced",
    EventType.COMPLAINED: "complained",
    EventType.UNSUBSCRIBED: "unsubscribed",
}
_FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}
# What the library calls bounced as well, and the provider names in one of these fields.
_KINDS = ("Type", "event", "bounceType", "bounce_class")
_FOR_NOW = {"softbounce", "soft_bounce", "soft", "transient"}


def patterns_of(provider: str) -> list[URLPattern]:
    """
    The address of one provider's reports, such as `mailgun/tracking/`.

    None without a secret: whoever may report can silence a member.
    """
    if not provider or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return []
    names = {f"{provider}_tracking_webhook", f"{provider}_webhook"}
    return [
        path(str(pattern.pattern), _reading(pattern.callback), name=pattern.name)
        for pattern in anymail.urls.urlpatterns
        if pattern.name in names
    ]


def _reading(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the library that answers 400 to what is no JSON, rather than failing over it."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (JSONDecodeError, UnicodeDecodeError):
            return HttpResponseBadRequest("The body is no JSON.", content_type="text/plain")

    return read


def hear(event: AnymailTrackingEvent, **_: Any) -> None:
    """One thing that a provider reports; an error makes it report again."""
    what = _WHAT.get(event.event_type)
    if what is None:
        return
    report = Report(
        what=what,
        mail_id=uuid_or_none(str((event.metadata or {}).get("mail", ""))),
        message_id=str(event.message_id or ""),
        recipient=str(event.recipient or ""),
        why=str(event.mta_response or event.description or event.reject_reason or "")[:500],
        for_good=event.reject_reason in _FOR_GOOD and not _is_for_now(event.esp_event),
    )
    owns_transaction(record_report)(report, at=now())


def _is_for_now(said: object) -> bool:
    """Whether a provider's own words say that the mailbox was only full, or its server away."""
    return isinstance(said, Mapping) and any(str(said.get(name, "")).lower() in _FOR_NOW for name in _KINDS)


# The library's own way of handing on what it has read: no row of ours is saved behind anybody's back.
tracking.connect(hear)
urlpatterns = patterns_of(settings.EMAIL_PROVIDER)

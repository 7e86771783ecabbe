"""Where does a mail provider report deliveries, bounces, complaints?"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import anymail.urls
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from anymail.webhooks.base import AnymailBaseWebhookView
from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from kit.clock import now
from kit.rest import uuid_or_none
from kit.transactions import owns_transaction
from news.operations.reporting import Report, record_report

log = logging.getLogger(__name__)

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
        path(str(pattern.pattern), _careful(pattern.callback), name=pattern.name)
        for pattern in anymail.urls.urlpatterns
        if pattern.name in names
    ]


class _Unreadable(Exception):
    """A report that is no JSON, or not of the shape that its provider documents."""


class _Careful(AnymailBaseWebhookView):  # type: ignore[misc]
    """A view of the library that answers 400 to what it can't read, rather than failing over it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().post(request, *args, **kwargs)
        except _Unreadable as error:
            log.warning("a report of %s could not be read: %r", self.esp_name, error.__cause__)
            return HttpResponseBadRequest("The body is no report.", content_type="text/plain")
        return answer

    # Only what reads: an error of ours makes the provider report again.
    def run_validators(self, request: HttpRequest) -> None:
        _read(super().run_validators, request)

    def parse_events(self, request: HttpRequest) -> Any:
        return _read(super().parse_events, request)


def _read(reader: Callable[[HttpRequest], Any], request: HttpRequest) -> Any:
    try:
        return reader(request)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _Unreadable from error


def _careful(view: Any) -> Callable[..., HttpResponseBase]:
    careful: Any = type(view.view_class.__name__, (_Careful, view.view_class), {})
    made: Callable[..., HttpResponseBase] = careful.as_view(**view.view_initkwargs)
    return made


def hear(event: AnymailTrackingEvent, **_: Any) -> None:
    """One thing that a provider reports; an error makes it report again."""
    what = _WHAT.get(event.event_type)
    if what is None:
        return
    ours = event.metadata if isinstance(event.metadata, Mapping) else {}
    report = Report(
        what=what,
        mail_id=uuid_or_none(str(ours.get("mail", ""))),
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

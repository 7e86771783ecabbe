"""Which page shows a journey to a person?"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from kit.languages import name_in
from shipping.errors import ShipmentNotFound
from shipping.queries.tracking import Place, TrackedLeg, Tracking, tracking
from shipping.rest.shapes import reader_language
from shipping.wording import LABELS, STAGES

_TEMPLATE = "shipping/track.html"


@require_safe
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The journey behind a code, without any asset of others."""
    language = reader_language(request.headers)
    context: dict[str, Any] = {"language": language, "words": LABELS[language]}
    try:
        context |= _journey(tracking(code=code), language)
    except ShipmentNotFound:
        return _answer(render(request, _TEMPLATE, context, status=404), language)
    return _answer(render(request, _TEMPLATE, context), language)


def _journey(found: Tracking, language: str) -> dict[str, Any]:
    stages = STAGES[language]
    return {
        "tracking": found,
        "status": stages[found.status],
        "origin": _name(found.origin, language),
        "destination": _name(found.destination, language),
        "eta": _clock(found.eta_at, found.destination) if found.eta_at else "",
        "legs": [_leg(leg, language) for leg in found.legs],
        "events": [
            {
                "stage": stages[event.kind],
                "clock": _clock(event.occurred_at, event.place or found.origin),
                "place": _name(event.place, language) if event.place else "",
                "simulated": event.simulated,
            }
            for event in found.events
        ],
    }


def _leg(leg: TrackedLeg, language: str) -> dict[str, str]:
    return {
        "what": LABELS[language][leg.kind].format(gauge=leg.gauge_mm),
        "train": leg.train_number,
        "origin": _name(leg.origin, language),
        "destination": _name(leg.destination, language),
        "departs": _clock(leg.departs_at, leg.origin),
        "arrives": _clock(leg.arrives_at, leg.destination),
    }


def _name(place: Place, language: str) -> str:
    return name_in(place.names, language) or place.code


def _clock(at: datetime, place: Place) -> str:
    """By the clock of the place, its distance from UTC told."""
    local = at.astimezone(ZoneInfo(place.timezone))
    return f"{local:%Y-%m-%d %H:%M} UTC{local.isoformat()[-6:]}"


def _answer(response: HttpResponse, language: str) -> HttpResponse:
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [path("track/<str:code>", track)]

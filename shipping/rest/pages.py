"""Which page shows a journey to a person?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kit.clock import now
from shipping.errors import ShipmentNotFound
from shipping.queries.tracking import tracking
from shipping.rest.journeys import Reader, shown_journey
from shipping.rest.shapes import reader_language
from shipping.wording import LABELS, LANGUAGES, USUAL_ZONES, ZONES

_TEMPLATE = "shipping/track.html"


@require_safe
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The journey behind a code, without any asset of others; `?lang=` and `?tz=` choose how it is told."""
    reader = _reader(request)
    context: dict[str, Any] = {
        "language": reader.language,
        "words": reader.words,
        "languages": _languages(request, reader),
        "zones": [(zone, name, zone == reader.zone) for zone, name in ZONES[reader.language].items()],
        "chosen_language": reader.language if _chosen(request, "lang", LABELS) else "",
    }
    status = 200
    try:
        context |= shown_journey(tracking(code=code, at=now()), reader)
    except ShipmentNotFound:
        status = 404
    response = render(request, _TEMPLATE, context, status=status)
    response.headers["Content-Language"] = reader.language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _reader(request: HttpRequest) -> Reader:
    language = _chosen(request, "lang", LABELS) or reader_language(request.headers)
    return Reader(language, _chosen(request, "tz", ZONES[language]) or USUAL_ZONES[language])


def _chosen(request: HttpRequest, name: str, known: Any) -> str:
    """What isn't on our lists is as if it hadn't been asked."""
    asked = request.GET.get(name, "")
    return asked if asked in known else ""


def _languages(request: HttpRequest, reader: Reader) -> list[dict[str, object]]:
    """A link for each language, in its own words; a zone once chosen stays."""
    zone = _chosen(request, "tz", ZONES[reader.language])
    return [
        {
            "tag": tag,
            "name": name,
            "query": urlencode({"lang": tag, **({"tz": zone} if zone else {})}),
            "is_this": tag == reader.language,
        }
        for tag, name in LANGUAGES.items()
    ]


urlpatterns = [path("track/<str:code>", track)]

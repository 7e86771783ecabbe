"""Which page shows a journey to a person?"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kit.clock import now
from kit.ids import normal_tracking_code
from shipping.errors import ShipmentNotFound
from shipping.queries.tracking import tracking
from shipping.rest.journeys import Reader, shown_journey
from shipping.rest.shapes import reader_language
from shipping.time_words import USUAL_ZONES, ZONES, is_zone, zone_name
from shipping.wording import LABELS, LANGUAGES

_TEMPLATE = "shipping/track.html"
# Longer than any code with all its hyphens and blanks.
_LONGEST_CODE = 40


@require_safe
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The journey behind a code, without any asset of others; `?lang=` and `?tz=` choose how it is told."""
    reader = _reader(request)
    try:
        journey = shown_journey(tracking(code=code, at=now()), reader)
    except ShipmentNotFound:
        return _page(request, reader, {"code": code[:_LONGEST_CODE], "is_unknown": True}, status=404)
    return _page(request, reader, journey)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code; one that was typed leads to its journey."""
    typed = request.GET.get("code", "")[:_LONGEST_CODE]
    code = normal_tracking_code("".join(filter(str.isalnum, typed)))
    if not code:
        return _page(request, _reader(request), {})
    address, chosen = reverse("track", args=(code,)), urlencode(_choices(request))
    return HttpResponseRedirect(f"{address}?{chosen}" if chosen else address)


def _page(request: HttpRequest, reader: Reader, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    chosen = _choices(request)
    context: dict[str, Any] = {
        "language": reader.language,
        "words": reader.words,
        "languages": _languages(chosen, reader),
        "local": reader.words["local"].format(clock=reader.clock_name),
        "clock_name": reader.clock_name,
        "zone": reader.zone,
        "zones": _zones(reader),
        "chosen": chosen,
        **shown,
    }
    response = render(request, _TEMPLATE, context, status=status)
    response.headers["Content-Language"] = reader.language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _choices(request: HttpRequest) -> dict[str, str]:
    """The language and the zone that were asked for; what nobody knows is as if it hadn't been asked."""
    language, zone = request.GET.get("lang", ""), request.GET.get("tz", "")
    return {**({"lang": language} if language in LABELS else {}), **({"tz": zone} if is_zone(zone) else {})}


def _reader(request: HttpRequest) -> Reader:
    chosen = _choices(request)
    language = chosen.get("lang") or reader_language(request.headers)
    return Reader(language, chosen.get("tz") or USUAL_ZONES[language])


def _zones(reader: Reader) -> list[tuple[str, str, bool]]:
    """The zones to choose from, the reader's own among them: name, words, whether it is this one."""
    zones = dict.fromkeys((*ZONES[reader.language], reader.zone))
    return [(zone, zone_name(reader.language, zone), zone == reader.zone) for zone in zones]


def _languages(chosen: dict[str, str], reader: Reader) -> list[dict[str, object]]:
    """A link for each language, in its own words; a zone once chosen stays."""
    return [
        {
            "tag": tag,
            "name": name,
            "query": urlencode({**chosen, "lang": tag}),
            "is_this": tag == reader.language,
        }
        for tag, name in LANGUAGES.items()
    ]


urlpatterns = [path("track", find, name="find_shipment"), path("track/<str:code>", track, name="track")]

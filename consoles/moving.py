"""How does a dispatcher put a shipment on another train?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import staff_actor
from accounts.queries import names_of
from consoles.asking import address_showing, asked_in, uuid_in
from consoles.board import parcel_line
from consoles.policy import UNSAID_REASON
from consoles.showing import for_staff, refuse_others, show
from kit.clock import now
from kit.errors import Problem
from kit.http import status_of
from kit.reading import city, local
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import in_words
from shipping.errors import MovedMeanwhile
from shipping.operations.moving import Moved, move_shipment
from shipping.queries.aboard import Parcel, parcel
from shipping.queries.moved import LastMove, last_move_of
from shipping.queries.moving import TrainChoice, trains_for


@for_staff
@require_GET
def choices(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """For each train of the span, whether the shipment can go with it: asked once, when a drag begins."""
    shipment = _parcel(shipment_id)
    shown = request.GET.get("version", "")
    if shown and shown != str(shipment.version):
        return _stale(shipment)
    asked = asked_in(request.GET, at=now())
    found = trains_for(shipment_id=shipment_id, at=now(), first_at=asked.first_at, until_at=asked.until_at)
    way = f"{shipment.origin_code} → {shipment.destination_code}"
    verdicts = {str(choice.departure_id): _verdict(choice) for choice in found}
    return JsonResponse({"trains": verdicts, "way": way})


@for_staff
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, shipment_id: UUID) -> HttpResponse:
    """The trains to choose from, each possible or refused; a post moves the shipment."""
    if request.method == "GET":
        return _form(request, _parcel(shipment_id))
    refuse_others(request)
    departure_id = uuid_in(request.POST.get("departure", ""))
    version = request.POST.get("version", "")
    if departure_id is None or not version.isdecimal():
        return _answer(request, _parcel(shipment_id), gettext("Choose a train."), status=400)
    try:
        moved = owns_transaction(move_shipment)(
            shipment_id=shipment_id,
            departure_id=departure_id,
            expected_version=int(version[:9]),
            reason=request.POST.get("reason", "").strip()[:200] or UNSAID_REASON,
            at=now(),
            by=staff_actor(request),
        )
    except MovedMeanwhile as problem:
        said = problem.last.in_words(_who(problem.last))
        return _answer(request, _parcel(shipment_id), said, status=409)
    except Problem as problem:
        return _answer(request, _parcel(shipment_id), in_readers_words(problem), status=status_of(problem))
    return _moved(request, moved, departure_id)


def told(shipment_id: UUID) -> str:
    """What last became of a shipment, with the name of who did it."""
    last = last_move_of(shipment_id=shipment_id)
    return last.in_words(_who(last))


def _moved(request: HttpRequest, moved: Moved, departure_id: UUID) -> HttpResponse:
    shipment, zone = moved.shipment, moved.destination_timezone
    eta_at, promised_at = shipment.eta_at, shipment.promised_at
    leaves = f"{local(moved.departs_at, moved.timezone)} {city(moved.timezone)}"
    facts = {"shipment": shipment.number, "train": moved.train, "leaves": leaves}
    said = gettext("%(shipment)s has its place on %(train)s, leaves %(leaves)s.")
    if eta_at is not None:
        facts["eta"] = f"{local(eta_at, zone)} {city(zone)}"
        said = gettext("%(shipment)s has its place on %(train)s, leaves %(leaves)s, and is expected %(eta)s.")
    if eta_at is not None and promised_at is not None and eta_at > promised_at:
        facts["promised"] = f"{local(promised_at, zone)} {city(zone)}"
        said += " " + gettext("That breaks the promise of %(promised)s.")
    said %= facts
    if not _wants_json(request):
        messages.success(request, said)
        return HttpResponseRedirect(address_showing(departure_id))
    trains = _touched(departure_id, moved.left_departure_id)
    return JsonResponse({"said": said, "trains": trains})


def _answer(request: HttpRequest, shipment: Parcel, said: str, *, status: int) -> HttpResponse:
    """A refusal, as a fact for our script or above the choices anew."""
    if _wants_json(request):
        facts = {"said": said, "trains": _touched(shipment.departure_id), "version": shipment.version}
        return JsonResponse(facts, status=status)
    return _form(request, shipment, said=said, status=status)


def _stale(shipment: Parcel) -> HttpResponse:
    trains = _touched(shipment.departure_id)
    facts = {"said": told(shipment.id), "trains": trains, "version": shipment.version}
    return JsonResponse(facts, status=409)


def _form(request: HttpRequest, shipment: Parcel, *, said: str = "", status: int = 200) -> HttpResponse:
    found = [(choice, _verdict(choice)) for choice in trains_for(shipment_id=shipment.id, at=now())]
    context: dict[str, Any] = {
        "line": parcel_line(shipment),
        "possible": [pair for pair in found if pair[0].is_possible],
        "refused": [pair for pair in found if not pair[0].is_possible],
        "said": said,
        "address": reverse("admin:departures_board_move", args=(shipment.id,)),
        "back": address_showing(shipment.departure_id),
        "unsaid": gettext(UNSAID_REASON),
    }
    return show(
        request,
        "move",
        context,
        title=gettext("Move %(shipment)s") % {"shipment": shipment.number},
        status=status,
    )


def _verdict(choice: TrainChoice) -> dict[str, Any]:
    """What the page says beside a train, in the words of either outcome."""
    arrives = f"{local(choice.arrives_at, choice.destination_timezone)} {city(choice.destination_timezone)}"
    promise = {
        True: gettext("promise kept"),
        False: gettext("promise broken"),
        None: gettext("no promise"),
    }[choice.keeps_promise]
    told = gettext("Arrives %(at)s, %(promise)s")
    if choice.opens:
        told = gettext("Arrives %(at)s, %(promise)s, opens a container")
    return {
        "possible": choice.is_possible,
        "promise": choice.keeps_promise,
        "departs": f"{local(choice.departs_at, choice.timezone)} {city(choice.timezone)}",
        "arrives": arrives,
        "said": told % {"at": arrives, "promise": promise} if choice.is_possible else choice.sentence,
    }


def _who(last: LastMove) -> str:
    if last.by_kind == "system":
        return gettext("the planner")
    kind = gettext("a %(kind)s") % {"kind": in_words(last.by_kind)}
    return names_of([last.by_id]).get(last.by_id, kind) if last.by_id else kind


def _touched(*departure_ids: UUID | None) -> list[str]:
    """The trains that look different now."""
    return sorted({str(pk) for pk in departure_ids if pk})


def _parcel(shipment_id: UUID) -> Parcel:
    found = parcel(shipment_id=shipment_id)
    if found is None:
        raise Http404
    return found


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")

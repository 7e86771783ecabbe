"""What would follow if a train were cancelled, and who cancels it really?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.desk import staff_actor
from consoles.asking import address_showing, whole_number
from consoles.fates import fate, worst_first
from consoles.policy import FATES_SHOWN
from consoles.showing import for_staff, refuse_others, show
from kit.clock import now
from kit.errors import NotFound, Problem
from kit.http import status_of
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from shipping.operations.cancelling import cancel_departure, cancel_leg
from shipping.queries.consequences import Consequences, what_if_cancelled
from shipping.queries.weeks import LegOfWeek, TrainOfWeek, train_alone


@for_staff
@require_http_methods(["GET", "POST"])
def cancelled(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """A dry run that writes nothing; a post with a reason cancels the train, or one leg of it, really."""
    train = _train(departure_id)
    asked = request.POST if request.method == "POST" else request.GET
    leg = _leg(train, asked.get("position", ""))
    if request.method == "GET":
        return _dry_run(request, train, leg)
    refuse_others(request)
    reason = asked.get("reason", "").strip()[:200]
    if not reason:
        return _dry_run(request, train, leg, said=gettext("Give a reason."), status=400)
    try:
        _cancel(request, train, leg, reason)
    except Problem as problem:
        return _dry_run(request, train, leg, said=in_readers_words(problem), status=status_of(problem))
    messages.success(
        request,
        gettext("%(train)s is cancelled; what rode on it is being moved.") % {"train": _named(train, leg)},
    )
    return HttpResponseRedirect(address_showing(train.id))


def _cancel(request: HttpRequest, train: TrainOfWeek, leg: LegOfWeek | None, reason: str) -> None:
    said: dict[str, Any] = {"reason": reason, "at": now(), "by": staff_actor(request)}
    if leg is None:
        owns_transaction(cancel_departure)(departure_id=train.id, **said)
    else:
        owns_transaction(cancel_leg)(departure_id=train.id, position=leg.position, **said)


def _dry_run(
    request: HttpRequest, train: TrainOfWeek, leg: LegOfWeek | None, *, said: str = "", status: int = 200
) -> HttpResponse:
    found = _foresee(train, leg)
    page, pages = _page(request, found)
    address = reverse("admin:departures_board_what_if", args=(train.id,))
    shown = worst_first(found.shipments)[(page - 1) * FATES_SHOWN : page * FATES_SHOWN]
    part = f"position={leg.position}&" if leg else ""
    context = {
        "train": train,
        "leg": leg,
        "name": _named(train, leg),
        "found": found,
        "fates": [fate(told, train.destination_timezone) for told in shown],
        "page": {"number": page, "pages": pages},
        "before": f"{address}?{part}page={page - 1}" if page > 1 else "",
        "after": f"{address}?{part}page={page + 1}" if page < pages else "",
        "address": address,
        "whats": [(gettext("the whole departure"), address, leg is None)]
        + [(_called(each), f"{address}?position={each.position}", each is leg) for each in train.legs],
        "back": address_showing(train.id),
        "said": said,
    }
    return show(
        request,
        "what_if",
        context,
        title=gettext("What if %(train)s is cancelled?") % {"train": train.name},
        status=status,
    )


def _foresee(train: TrainOfWeek, leg: LegOfWeek | None) -> Consequences:
    position = leg.position if leg else None
    try:
        return what_if_cancelled(departure_id=train.id, position=position, at=now())
    except NotFound as gone:
        raise Http404 from gone


def _page(request: HttpRequest, found: Consequences) -> tuple[int, int]:
    pages = max(1, -(-len(found.shipments) // FATES_SHOWN))
    return min(max(whole_number(request.GET.get("page", ""), 1), 1), pages), pages


def _called(leg: LegOfWeek) -> str:
    if leg.gauge_mm:
        return gettext("only the %(gauge)d mm train") % {"gauge": leg.gauge_mm}
    return gettext("only the transshipment")


def _named(train: TrainOfWeek, leg: LegOfWeek | None) -> str:
    return f"{train.name}, {_called(leg)}" if leg else train.name


def _train(departure_id: UUID) -> TrainOfWeek:
    found = train_alone(departure_id=departure_id)
    if found is None:
        raise Http404
    return found


def _leg(train: TrainOfWeek, position: str) -> LegOfWeek | None:
    if not position:
        return None
    found = next((leg for leg in train.legs if str(leg.position) == position), None)
    if found is None:
        raise Http404
    return found

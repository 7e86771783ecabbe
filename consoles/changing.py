"""From which page does a dispatcher change a train?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.desk import staff_actor
from accounts.queries import names_of
from consoles.asking import address_showing
from consoles.bars import amounts, limits, spell
from consoles.change_forms import ChangeForm, CutForm, DelayForm, ExtendForm, RestoreForm
from consoles.fates import fate, worst_first
from consoles.policy import FATES_SHOWN
from consoles.showing import for_staff, refuse_others, show
from kit.clock import now
from kit.errors import Problem
from kit.http import status_of
from kit.reading import city, local
from kit.refusing import in_readers_words
from kit.words import in_words
from shipping.errors import BookChanged, RollsNeeded
from shipping.queries.standing import Change, CutOff, LegStanding, Standing, in_full, outline_of

_FORMS: Sequence[type[ChangeForm]] = (DelayForm, CutForm, ExtendForm, RestoreForm)


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg, ready to be shown: what was planned, what is expected, what really was."""

    standing: LegStanding
    departs: Sequence[tuple[str, str]]
    departs_zone: str
    arrives: Sequence[tuple[str, str]]
    arrives_zone: str
    late: str
    places: Sequence[str]
    mass: Sequence[str]
    being_cut: str
    what_if: str


@dataclass(frozen=True, slots=True)
class CutOffRow:
    """One cut-off, ready to be shown."""

    name: str
    takes: str
    at: str
    closed: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What was done before, by whom."""

    change: Change
    at: str
    who: str


@for_staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """How a train stands, with all that can be done to it; a post does one of that."""
    at = now()
    outline = outline_of(departure_id=departure_id, at=at)
    if outline is None:
        raise Http404
    if request.method == "GET":
        return _page(request, in_full(outline, at=at))
    refuse_others(request)
    form = _sent(request, outline)
    if not form.is_valid():
        return _page(request, in_full(outline, at=at), form, status=400)
    try:
        form.carry_out(at=at, by=staff_actor(request))
    except RollsNeeded as problem:
        return _look_first(request, in_full(outline, at=at), form, problem)
    except Problem as problem:
        form.add_error(None, in_readers_words(problem))
        return _page(request, in_full(outline, at=at), form, status=status_of(problem))
    messages.success(request, str(form.done) % {"train": outline.train.name})
    return HttpResponseRedirect(request.path)


def _sent(request: HttpRequest, standing: Standing) -> ChangeForm:
    for form in _FORMS:
        if form.verb == request.POST.get("verb"):
            return form(standing, request.POST)
    raise Http404


def _look_first(
    request: HttpRequest, standing: Standing, form: ChangeForm, problem: RollsNeeded
) -> HttpResponse:
    """The list of what would have to leave, with the button that confirms exactly that."""
    if not isinstance(form, CutForm):
        raise problem
    if form.was_looked_at:
        form.add_error(None, gettext(BookChanged.title))
    found = problem.foreseen
    shown = worst_first(found.shipments)[:FATES_SHOWN]
    context = {
        "found": found,
        "name": standing.train.name,
        "fates": [fate(told, standing.train.destination_timezone) for told in shown],
        "more": len(found.shipments) - len(shown),
        "token": form.token(found),
    }
    return _page(request, standing, form, status=status_of(problem), foreseen=context)


def _page(
    request: HttpRequest,
    standing: Standing,
    sent: ChangeForm | None = None,
    *,
    status: int = 200,
    foreseen: dict[str, Any] | None = None,
) -> HttpResponse:
    train = standing.train
    context = {
        "standing": standing,
        "train": train,
        "departs": _times(
            standing.planned_departs_at, train.departs_at, standing.legs[0].departed_at, train.timezone
        ),
        "arrives": _times(
            standing.planned_arrives_at,
            train.arrives_at,
            standing.legs[-1].arrived_at,
            train.destination_timezone,
        ),
        "departs_zone": city(train.timezone),
        "arrives_zone": city(train.destination_timezone),
        "late": spell(train.late_by) if train.late_by else "",
        "legs": [_leg_row(each, train.id) for each in standing.legs],
        "cut_offs": [_cut_off_row(each, train.timezone) for each in standing.cut_offs],
        "edited": _moment(standing.edited_at, train.timezone),
        "follow_up": _moment(standing.follow_up_at, train.timezone),
        "done": _done(standing),
        "forms": [
            sent if sent and sent.verb == form.verb else form(standing)
            for form in _FORMS
            if _may(form, standing) or (sent and sent.verb == form.verb)
        ],
        "foreseen": foreseen,
        "board": address_showing(train.id),
        "page": reverse("admin:shipping_departure_change", args=(train.id,)),
    }
    return show(
        request, "change", context, title=gettext("Change %(train)s") % {"train": train.name}, status=status
    )


def _may(form: type[ChangeForm], standing: Standing) -> bool:
    """Whether the train is in a state in which that can be done to it."""
    if form is ExtendForm:
        return standing.may_be_extended
    return standing.may_be_restored if form is RestoreForm else bool(standing.running)


def _leg_row(each: LegStanding, departure_id: UUID) -> LegRow:
    leg = each.leg
    address = reverse("admin:departures_board_what_if", args=(departure_id,))
    return LegRow(
        standing=each,
        departs=_times(each.planned_departs_at, leg.departs_at, each.departed_at, leg.timezone),
        departs_zone=city(leg.timezone),
        arrives=_times(each.planned_arrives_at, leg.arrives_at, each.arrived_at, leg.destination_timezone),
        arrives_zone=city(leg.destination_timezone),
        late=spell(leg.late_by) if leg.late_by else "",
        places=limits(leg.places, "places"),
        mass=limits(leg.mass, "mass"),
        being_cut=_being_cut(each),
        what_if="" if each.has_left or leg.is_cancelled else f"{address}?position={leg.position}",
    )


def _being_cut(each: LegStanding) -> str:
    if not each.is_being_cut:
        return ""
    return amounts(each.bound_mteu, each.bound_gross_g)


def _times(
    planned_at: datetime, expected_at: datetime, actual_at: datetime | None, zone: str
) -> list[tuple[str, str]]:
    """What was planned, what is expected where that differs, what really was."""
    known = [(gettext("planned"), planned_at)]
    if actual_at is not None:
        known.append((gettext("actual"), actual_at))
    elif expected_at != planned_at:
        known.append((gettext("expected"), expected_at))
    return [(word, local(at, zone)) for word, at in known]


def _cut_off_row(each: CutOff, zone: str) -> CutOffRow:
    return CutOffRow(each.name, each.takes, _moment(each.at, zone), _moment(each.closed_at, zone))


def _moment(at: datetime | None, zone: str) -> str:
    return f"{local(at, zone)} {city(zone)}" if at else ""


def _done(standing: Standing) -> list[ChangeLine]:
    names = names_of(each.by_id for each in standing.changes if each.by_id)
    return [
        ChangeLine(
            change=each,
            at=_moment(each.at, standing.train.timezone),
            who=(names.get(each.by_id) if each.by_id else None) or in_words(each.by_kind),
        )
        for each in standing.changes
    ]

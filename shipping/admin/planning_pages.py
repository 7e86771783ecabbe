"""What do dispatchers see of plans: the latest, how cost and fill went, what waits and what it would cost?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.desk import NOTHING, badge, link, list_address, unbroken, when
from accounts.sites import staff_site
from kit.clock import now
from kit.languages import language_of, name_in
from kit.reading import instant
from kit.words import Words, in_words
from shipping.admin.pages import for_staff, place_name, train_name
from shipping.admin.plan_charts import Chart, Series, chart, spark
from shipping.admin.planning import COSTS, percent, usd
from shipping.models import PlanMove, PlanRun
from shipping.policy import COMPARED_OVER
from shipping.queries.placing import How, Waiting, Way, waiting_weighed
from shipping.queries.planned import Corridor, Latest, Line, Point, TrainLine, latest, lines, trains

_TABS: Sequence[tuple[str, Words]] = (
    ("planning", _("The latest plan")),
    ("planning_trends", _("Cost and fill")),
    ("planning_waiting", _("What waits")),
    ("planning_scenarios", _("Scenarios")),
)
_HOW: Mapping[How, Words] = {
    How.OPEN_CONTAINER: _("a place in an open container"),
    How.LARGER_PLACE: _("a larger container instead of an open one"),
    How.NEW_CONTAINER: _("a new container"),
    How.ROOM_NEEDED: _("a new container, if others make room"),
}
_DIRECTIONS: Mapping[str, Words] = {"KZ-CN": _("to China"), "CN-KZ": _("to Kazakhstan")}


def show(request: HttpRequest, name: str, context: Mapping[str, Any], *, title: Words) -> HttpResponse:
    """One of the planning pages, with the way to the others."""
    page = {
        **staff_site.each_context(request),
        "title": title,
        "tabs": [(words, reverse(f"admin:{tab}"), tab == _tab_of(name)) for tab, words in _TABS],
        **context,
    }
    return TemplateResponse(request, f"shipping/admin/{name}.html", page)


def _tab_of(name: str) -> str:
    """One scenario stands below the tab of all."""
    return "planning_scenarios" if name == "planning_scenario" else name


@for_staff
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """What the latest plan saved, moved and why."""
    found = latest()
    context: dict[str, Any] = {"run": found.run, "failed": found.failed}
    if found.failed is not None:
        context["failed_at"] = when(found.failed.started_at)
        context["failed_link"] = link(found.failed)
    if found.run is not None:
        context |= _told(found, found.run)
    return show(request, "planning", context, title=_("Planning"))


@for_staff
@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """How cost and fill of corridors and trains went, plan by plan."""
    since = now() - COMPARED_OVER
    found, run = lines(since=since), latest().run
    chosen = next(
        (each.corridor for each in found if _key(each.corridor) == request.GET.get("corridor")), None
    )
    shown = trains(run, since=since, corridor=chosen) if run is not None else []
    address = reverse("admin:planning_trends")
    context = {
        "charts": _charts(found) if found else [],
        "corridors": [(_("all corridors"), address, chosen is None)]
        + [
            (_name(each), f"{address}?corridor={_key(each.corridor)}", each.corridor == chosen)
            for each in found
        ],
        "trains": [_train(each) for each in shown],
    }
    return show(request, "planning_trends", context, title=_("Cost and fill of trains"))


@for_staff
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The shipments that wait, each with the cheapest ways to place it."""
    asked = request.GET.get("page", "")
    found = waiting_weighed(page=int(asked) if asked.isascii() and asked.isdigit() else 1, at=now())
    address = reverse("admin:planning_waiting")
    context = {
        "count": found.count,
        "rows": [_waits(each) for each in found.rows],
        "page": {"number": found.number, "pages": found.pages},
        "before": f"{address}?page={found.number - 1}" if found.number > 1 else "",
        "after": f"{address}?page={found.number + 1}" if found.number < found.pages else "",
        "list": list_address("shipping.shipment", status__exact="waiting"),
    }
    return show(request, "planning_waiting", context, title=_("What waits, and what a place would cost"))


def _told(found: Latest, run: PlanRun) -> dict[str, Any]:
    before, after = run.before_cents or 0, run.after_cents or 0
    by_places = run.costs_before.get("refused", 0) - run.costs_after.get("refused", 0)
    kinds = [name for name in COSTS if run.costs_before.get(name) or run.costs_after.get(name)]
    return {
        "at": when(run.started_at),
        "why": run.get_trigger_display(),
        "run_link": link(run, gettext("All of this run")),
        "saved": usd(before - after),
        "parts": [
            (_("of it by places for what waited"), signed(by_places)),
            (_("of it by all else"), signed(before - after - by_places)),
        ]
        if by_places
        else [],
        "share": f"{100 * (before - after) / before:.1f} %" if before else NOTHING,
        "figures": [
            (_("changed trains"), run.moved),
            (_("got a place"), run.placed),
            (_("changed containers"), run.restowed),
            (_("left out"), run.skipped),
            (_("wait"), run.waiting),
            (_("less than two days to spare"), run.late),
        ],
        "kinds": [_kind(name, run.costs_before.get(name, 0), run.costs_after.get(name, 0)) for name in kinds],
        "total": (usd(before), usd(after), signed(after - before)),
        "moves": [_move(each, found) for each in found.moves],
        "reasons": [
            (
                PlanMove.Kind(each.kind).label,
                PlanMove.WhyNot(each.why_not).label if each.why_not else "",
                each.count,
            )
            for each in found.reasons
        ],
        "all_moves": list_address("shipping.planmove", run__id__exact=run.pk),
    }


def signed(cents: int) -> str:
    """A difference, which says whether it is more or less."""
    return format_html("{}{}", "+" if cents > 0 else "−" if cents < 0 else "", usd(abs(cents)))


def _kind(name: str, before: int, after: int) -> tuple[Words, str, str, str]:
    return COSTS[name], usd(before), usd(after), signed(after - before)


def _move(row: PlanMove, found: Latest) -> dict[str, Any]:
    zone = row.shipment.destination.timezone
    came = row.from_departure
    return {
        "shipment": link(row.shipment),
        "kind": row.get_kind_display(),
        "why": _why(row, found) if row.applied else NOTHING,
        "from": link(came, train_name(came)) if came else NOTHING,
        "to": link(row.to_departure, train_name(row.to_departure)),
        "saved": usd(row.saved_cents),
        "eta": instant(row.new_eta_at, zone) if row.new_eta_at else NOTHING,
        "promise": _promise(row.keeps_promise),
        "done": badge(_("done"), "good") if row.applied else badge(row.get_why_not_display(), "late"),
    }


def _why(row: PlanMove, found: Latest) -> Words:
    """What the plan gains by a move, the nearest first: by it alone, on the train it left, for others."""
    if row.kind == PlanMove.Kind.PLACED:
        return _("it waited, and got a place")
    if row.old_eta_at and row.new_eta_at and row.new_eta_at < row.old_eta_at:
        return _("sooner there")
    if row.from_departure_id in found.emptier:
        return _("fewer containers on the train that it was on")
    if row.from_departure_id in found.joined:
        return _("makes room for others")
    return _("the whole costs less so")


def _promise(keeps: bool | None) -> str:
    if keeps is None:
        return NOTHING
    kept, broken = pgettext("promise", "kept"), pgettext("promise", "broken")
    return badge(kept, "good") if keeps else badge(broken, "bad")


def _charts(found: Sequence[Line]) -> list[tuple[Words, Chart]]:
    instants = sorted({point.at for line in found for point in line.points})
    points = [(_name(line), {point.at: point for point in line.points}) for line in found]
    first, last = (_day(at) for at in (instants[0], instants[-1]))
    cost = [
        Series(name, [_dollars(known.get(at)) for at in instants], [_usd(known.get(at)) for at in instants])
        for name, known in points
    ]
    fill = [
        Series(name, [_fill(known.get(at)) for at in instants], [_filled(known.get(at)) for at in instants])
        for name, known in points
    ]
    most = max((value for each in cost for value in each.values if value is not None), default=0)
    ends = {"first": first, "last": last}
    return [
        (_("Cost of the trains, US dollars"), chart(cost, most=most, top=usd(round(100 * most)), **ends)),
        (_("Filled volume of their containers"), chart(fill, most=1, top="100 %", **ends)),
    ]


def _train(line: TrainLine) -> dict[str, Any]:
    row = line.planned
    filled = gettext("filled: %(parts)s") % {"parts": " → ".join(map(_filled, line.points))}
    paid = gettext("cost: %(parts)s") % {"parts": " → ".join(str(usd(each.cents)) for each in line.points)}
    dearest = max((point.cents for point in line.points), default=0)
    return {
        "train": link(row.departure, train_name(row.departure)),
        "departs": unbroken(instant(row.departure.departs_at, row.departure.service.origin.timezone)),
        "containers": f"{row.containers_before} → {row.containers}",
        "places": f"{percent(row.mteu, row.cap_mteu)}",
        "fill": percent(row.goods_cm3, row.usable_cm3),
        "fills": spark([point.fill for point in line.points], most=1, words=filled),
        "cost": usd(row.cost_cents),
        "costs": spark([point.cents for point in line.points], most=dearest, words=paid),
        "change": signed(row.cost_cents - row.cost_before_cents),
        "price": usd(line.cents_per_teu) if line.cents_per_teu else NOTHING,
    }


def _waits(waiting: Waiting) -> dict[str, Any]:
    shipment = waiting.shipment
    zone = shipment.destination.timezone
    return {
        "shipment": link(shipment),
        "way": f"{place_name(shipment.origin)} → {place_name(shipment.destination)}",
        "size": unbroken(
            gettext("%(mass)s kg · %(volume)s m³")
            % {"mass": f"{shipment.gross_g / 1000:,.1f}", "volume": f"{shipment.volume_cm3 / 1e6:,.3f}"}
        ),
        "ready": instant(shipment.ready_at, shipment.origin.timezone),
        "promised": instant(shipment.promised_at, zone) if shipment.promised_at else NOTHING,
        "reason": in_words(shipment.waiting_reason) or gettext("not looked at yet"),
        "ways": [_way(way, zone) for way in waiting.ways],
        "why": in_words(waiting.why) if waiting.why else "",
    }


def _way(way: Way, zone: str) -> dict[str, Any]:
    return {
        "how": _HOW[way.how],
        "box": way.box,
        "train": way.train,
        "price": usd(way.cents),
        "arrives": instant(way.arrives_at, zone),
        "is_possible": way.how is not How.ROOM_NEEDED,
        "is_late": way.is_late,
    }


def _name(line: Line) -> str:
    name = name_in(line.names, language_of(get_language() or "en"))
    return f"{name} {_DIRECTIONS.get(line.corridor[1], line.corridor[1])}"


def _key(corridor: Corridor) -> str:
    return ".".join(corridor)


def _day(at: datetime) -> str:
    return formatted(at, pgettext("date format", "j M H:i")) + " UTC"


def _dollars(point: Point | None) -> float | None:
    return point.cents / 100 if point else None


def _usd(point: Point | None) -> str:
    return usd(point.cents) if point else ""


def _fill(point: Point | None) -> float | None:
    return point.fill if point else None


def _filled(point: Point | None) -> str:
    return f"{100 * point.fill:.0f} %" if point is not None and point.fill is not None else ""

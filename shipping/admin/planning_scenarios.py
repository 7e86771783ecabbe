"""What do dispatchers ask of a railway that isn't so, and what do they get to see of the answer?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from accounts.desk import NOTHING, StaffAdmin, badge, is_trusted, staff_actor, unbroken, when
from accounts.naming import NamesDoers
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.http import status_of
from kit.reading import instant
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction
from kit.words import Words
from shipping.admin.pages import for_staff, place_name
from shipping.admin.planning import COSTS, usd
from shipping.admin.planning_pages import show, signed
from shipping.models import PlanScenario
from shipping.operations.supposing import Question, suppose
from shipping.policy import MOST_DAYS_LATER, SCENARIO_SECONDS
from shipping.queries.scenarios import lanes_ahead, latest_scenarios, scenarios, trains_ahead

_PLANNERS = ("dispatch",)
_TONES = {"waiting": "late", "running": "busy", "done": "good", "failed": "bad"}
_STEPS = tuple(PlanScenario.Step)
_ANSWERED = (PlanScenario.State.DONE, PlanScenario.State.FAILED)
_IN_ORDER = ("train", "lane", "days_later", "seconds", "kind")
Choices = Sequence[tuple[str, str]]


class _Asking(forms.Form):
    """What every question has: how long the planner may think."""

    kind = forms.CharField(widget=forms.HiddenInput())
    seconds = forms.TypedChoiceField(
        label=_("Seconds for each plan"),
        coerce=int,
        choices=[(each, str(each)) for each in SCENARIO_SECONDS],
        widget=UnfoldAdminSelectWidget(),
    )


class TrainForm(_Asking):
    """One train, by its id."""

    train = forms.TypedChoiceField(label=_("Train"), coerce=UUID, widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, trains: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["train"].choices = trains  # type: ignore[attr-defined]
        self.order_fields(_IN_ORDER)

    def question(self) -> Question:
        """What was asked."""
        said = self.cleaned_data
        return Question(PlanScenario.Kind.CANCEL_TRAIN, said["train"], seconds=said["seconds"])


class MoreTrainForm(TrainForm):
    """A train like one of those that run, so many days later."""

    days_later = forms.IntegerField(
        label=_("Days later"),
        min_value=0,
        max_value=MOST_DAYS_LATER,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    def question(self) -> Question:
        """What was asked."""
        said = self.cleaned_data
        return Question(
            PlanScenario.Kind.ADD_TRAIN,
            said["train"],
            days_later=said["days_later"],
            seconds=said["seconds"],
        )


class LaneForm(_Asking):
    """A lane, by the ids of its ends."""

    lane = forms.ChoiceField(label=_("Lane"), widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, lanes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lane"].choices = lanes  # type: ignore[attr-defined]
        self.order_fields(_IN_ORDER)

    def question(self) -> Question:
        """What was asked."""
        said = self.cleaned_data
        origin, destination = map(UUID, said["lane"].split("."))
        return Question(
            PlanScenario.Kind.DOUBLE_LANE,
            origin_id=origin,
            destination_id=destination,
            seconds=said["seconds"],
        )


@for_staff
@require_http_methods(["GET", "POST"])
def scenarios_page(request: HttpRequest) -> HttpResponse:
    """The latest questions with their answers; a post asks one more."""
    if request.method == "GET":
        return _page(request, _forms())
    if not is_trusted(request, _PLANNERS):
        raise PermissionDenied
    asked = _forms(request.POST)
    form = asked.get(request.POST.get("kind", ""))
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, asked, status=400)
    try:
        scenario = owns_transaction(suppose)(form.question(), at=now(), by=staff_actor(request))
    except Problem as problem:
        return _page(request, asked, wrong=in_readers_words(problem), status=status_of(problem))
    return HttpResponseRedirect(reverse("admin:planning_scenario", args=(scenario.pk,)))


@for_staff
@require_GET
def scenario_page(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """One question: how far it is, or the answer beside today's plan."""
    found = scenarios().filter(pk=scenario_id).first()
    if found is None:
        raise Http404
    context = {"line": _line(found, now()), "answer": _answer(found)}
    if request.GET.get("part"):
        return TemplateResponse(request, "shipping/admin/planning_answer.html", context)
    return show(request, "planning_scenario", context, title=_subject(found))


@admin.register(PlanScenario, site=staff_site)
class PlanScenarioAdmin(NamesDoers, StaffAdmin):
    """Every question that was asked, by whom, with how it ended."""

    nothing = _("Nobody has asked for a scenario yet (Planning, in the menu).")
    list_display = ("asked", "kind", "subject", "outcome_told", "seconds", "ended_at")
    list_display_links = ("asked",)
    list_filter = ("state", "kind", "error", ("created_at", RangeDateTimeFilter))
    search_fields = ("departure__service__code", "origin__code", "destination__code")
    list_select_related = ("departure__service", "origin", "destination")
    ordering = ("-created_at", "-id")
    fields = readonly_fields = (*list_display, "by", "seed", "attempts", "step", "leased_until", "error")

    @admin.display(description=_("Asked"), ordering="created_at")
    def asked(self, row: PlanScenario) -> str:
        return unbroken(f"{row.created_at:%Y-%m-%d %H:%M}Z")

    @admin.display(description=_("About"))
    def subject(self, row: PlanScenario) -> str:
        return _about(row)

    @admin.display(description=_("State"), ordering="state")
    def outcome_told(self, row: PlanScenario) -> str:
        return _state(row)


def _page(
    request: HttpRequest, asked: Mapping[str, Any], *, wrong: str = "", status: int = 200
) -> HttpResponse:
    at = now()
    context = {
        "lines": [_line(each, at) for each in latest_scenarios()],
        "asking": [
            (PlanScenario.Kind(kind).label, form, _ASKED[kind])
            for kind, form in asked.items()
            if is_trusted(request, _PLANNERS)
        ],
        "wrong": wrong,
    }
    answer = show(request, "planning_scenarios", context, title=_("Scenarios"))
    answer.status_code = status
    return answer


_ASKED: Mapping[str, Words] = {
    PlanScenario.Kind.ADD_TRAIN: _("A train like this one, empty, leaves so many days later."),
    PlanScenario.Kind.CANCEL_TRAIN: _("It doesn't run; what stands on it looks for another place."),
    PlanScenario.Kind.DOUBLE_LANE: _("All that is booked there or waits comes twice."),
}


def _forms(posted: Any = None) -> dict[str, Any]:
    """The three questions; the one that was posted is bound."""
    at = now()
    trains = [(str(each.pk), _named(each)) for each in trains_ahead(at=at)]
    lanes = [
        (f"{start.pk}.{end.pk}", f"{place_name(start)} → {place_name(end)}")
        for start, end in lanes_ahead(at=at).values()
    ]
    made: dict[str, Any] = {}
    for kind, form, choices in (
        (PlanScenario.Kind.ADD_TRAIN, MoreTrainForm, {"trains": trains}),
        (PlanScenario.Kind.CANCEL_TRAIN, TrainForm, {"trains": trains}),
        (PlanScenario.Kind.DOUBLE_LANE, LaneForm, {"lanes": lanes}),
    ):
        bound = posted if posted is not None and posted.get("kind") == kind else None
        ids = f"id_{kind}_%s"
        made[kind] = form(
            bound, initial={"kind": kind, "seconds": SCENARIO_SECONDS[1]}, auto_id=ids, **choices
        )
    return made


def _named(train: Any) -> str:
    return f"{train.service.code} {train.service_date}"


def _about(row: PlanScenario) -> str:
    """In plain words: they stand in titles too."""
    if row.origin is not None and row.destination is not None:
        return f"{place_name(row.origin)} → {place_name(row.destination)}"
    if row.kind != PlanScenario.Kind.ADD_TRAIN:
        return _named(row.departure)
    later = ngettext("%(days)d day later", "%(days)d days later", row.days_later) % {"days": row.days_later}
    return gettext("%(train)s, %(later)s") % {"train": _named(row.departure), "later": later}


def _subject(row: PlanScenario) -> str:
    return f"{row.get_kind_display()}: {_about(row)}"


def _state(row: PlanScenario) -> str:
    return badge(row.get_state_display(), _TONES[row.state])


def _line(row: PlanScenario, at: datetime) -> dict[str, Any]:
    """One question in a list, with what its answer comes to."""
    outcome = row.outcome
    return {
        "page": reverse("admin:planning_scenario", args=(row.pk,)),
        "kind": row.get_kind_display(),
        "about": _about(row),
        "state": _state(row),
        "asked": when(row.created_at),
        "is_open": row.state not in _ANSWERED,
        "is_failed": row.state == PlanScenario.State.FAILED,
        "error": row.get_error_display(),
        "step": row.get_step_display(),
        "percent": progress(row, at),
        "seconds": row.seconds,
        "difference": _difference(outcome) if outcome else NOTHING,
    }


def _difference(outcome: Mapping[str, Any]) -> str:
    cents = outcome["supposed"]["cents"] - outcome["today"]["cents"]
    return signed(cents) if cents else gettext("no difference")


def progress(row: PlanScenario, at: datetime) -> int:
    """How far it is in hundredths, by its step and how long that has taken; the end is not foretold."""
    if row.state in _ANSWERED:
        return 100
    if row.step not in _STEPS or row.step_at is None:
        return 0
    done = {PlanScenario.Step.BOOK: 0, PlanScenario.Step.TODAY: 4, PlanScenario.Step.SUPPOSED: 50}
    if row.step == PlanScenario.Step.BOOK:
        return 2
    share = min((at - row.step_at).total_seconds() / row.seconds, 1)
    return done[PlanScenario.Step(row.step)] + int(46 * max(share, 0))


def _answer(row: PlanScenario) -> dict[str, Any] | None:
    if row.state != PlanScenario.State.DONE:
        return None
    today, supposed = row.outcome["today"], row.outcome["supposed"]
    kinds = [name for name in COSTS if today["costs"].get(name) or supposed["costs"].get(name)]
    return {
        "difference": usd(abs(supposed["cents"] - today["cents"])),
        "is_cheaper": supposed["cents"] < today["cents"],
        "is_same": supposed["cents"] == today["cents"],
        "costs": [
            *((COSTS[name], *_pair(today["costs"][name], supposed["costs"][name])) for name in kinds),
            (_("together"), *_pair(today["cents"], supposed["cents"])),
        ],
        "counts": [
            (words, today[name], supposed[name], _more(supposed[name] - today[name]))
            for name, words in _COUNTS.items()
        ],
        "trains": [_train(each) for each in row.outcome["trains"]],
        "more": row.outcome.get("more", 0),
        "ended": instant(row.ended_at) if row.ended_at else "",
    }


_COUNTS = {
    "shipments": _("shipments"),
    "trains": _("trains"),
    "containers": _("containers"),
    "refused": _("without a place"),
    "late": _("less than two days to spare"),
}


def _more(count: int) -> str:
    return f"{count:+d}".replace("-", "−") if count else "0"


def _pair(today: int, supposed: int) -> tuple[str, str, str]:
    return usd(today), usd(supposed), signed(supposed - today)


def _train(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["train"], _boxes(row["today"]), _boxes(row["supposed"])


def _boxes(of_train: Mapping[str, int] | None) -> str:
    if of_train is None:
        return gettext("doesn't run")
    boxes = ngettext("%(count)d container", "%(count)d containers", of_train["containers"])
    told = boxes % {"count": of_train["containers"]}
    return gettext("%(containers)s, %(teu)d TEU") % {"containers": told, "teu": of_train["teu"]}

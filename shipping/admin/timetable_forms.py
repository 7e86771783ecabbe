"""What do dispatchers type to change the timetable?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from kit.clock import now
from kit.errors import Problem
from kit.reading import offset
from kit.refusing import in_readers_words
from kit.words import Words
from shipping.admin.clock_fields import ClockField, clocks_of_lines, day_field, hour_field
from shipping.clocks import at_place
from shipping.models import Crossing, Departure, DepartureLeg, Location
from shipping.models.network import CLOSING, LegKind, RestEffect
from shipping.operations.editing import LegLimits
from shipping.policy import EDIT_AT_MOST_DAYS, PLACE_MTEU
from shipping.queries.schedules import ClosureDraft
from shipping.running_days import HolidayEffect
from shipping.timetable import LegPlan, ServicePlan
from shipping.timetable_sheets import MOST_TRANSIT_HOURS, units

_DAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
_TRANSIT_HELP = _("The last leg arrives after just so many hours.")
_MOST_HOURS, _MOST_PLACES, _MOST_TONNES, _MOST_METRES = 720, 200, 100_000, 2_000
_WAY = ("departs_after_min", "arrives_after_min", "train_number")
_MOST_NUMBER = 40
# Columns whose fields are named after the unit in which they are typed.
_TYPED_AS = {
    **dict.fromkeys(("gross_cap_t", "gross_cap_g"), "gross_t"),
    **dict.fromkeys(("max_length_m", "max_length_mm"), "length_m"),
}


def place_errors(form: forms.Form | None, problem: Problem) -> list[str]:
    """
    All that a refusal says; what is about a field of the form is laid at that field too.

    Its pointers are `/field` or, of a leg, `/…/position/column`; position 0 is the service itself.
    """
    told = []
    for pointer, _code, message in problem.fields:
        name = _field_name(pointer)
        if form is not None and name in form.fields:
            form.add_error(name, message)
            told.append(f"{form.fields[name].label}: {message}")
        else:
            told.append(message)
    return told or [in_readers_words(problem)]


def _field_name(pointer: str) -> str:
    *_, position, column = ("0", *pointer.split("/")[1:])
    column = _TYPED_AS.get(column, column)
    return column if position == "0" else f"{column}_{position}"


def _number(label: Words, *, least: int, most: int, help_text: Words = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=UnfoldAdminIntegerFieldWidget(),
    )


def _decimal(label: Words, *, places: int, most: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=places,
        widget=UnfoldAdminDecimalFieldWidget(),
    )


def _text(label: Words, *, most: int, required: bool = True, help_text: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget(),
    )


class _LimitsForm(forms.Form):
    """Fields for the limits of each leg, named by its position."""

    def add_leg(self, position: int, name: str, limits: Mapping[str, Any]) -> None:
        """Fields for one leg, filled with its present limits."""
        leg = {"leg": name}
        fields = {
            "places": _number(gettext("%(leg)s: places") % leg, least=1, most=_MOST_PLACES),
            "gross_t": _decimal(gettext("%(leg)s: gross mass, t") % leg, places=6, most=_MOST_TONNES),
            "plugs": _number(gettext("%(leg)s: plugs") % leg, least=0, most=_MOST_PLACES),
            "length_m": _decimal(gettext("%(leg)s: length, m") % leg, places=3, most=_MOST_METRES),
        }
        for key, field in fields.items():
            self.fields[f"{key}_{position}"] = field
            self.initial[f"{key}_{position}"] = limits[key]

    def limits_of(self, position: int) -> dict[str, int]:
        """The limits of one leg as they were typed: places, grams, plugs, millimetres."""
        said = self.cleaned_data
        return {
            "places": said[f"places_{position}"],
            "gross_cap_g": int(said[f"gross_t_{position}"] * 1_000_000),
            "plugs": said[f"plugs_{position}"],
            "max_length_mm": int(said[f"length_m_{position}"] * 1000),
        }


class ServiceForm(_LimitsForm):
    """
    Days, hours and limits of a service, the numbers and minutes of its trains.

    A field of a leg is named as its column of a sheet, with the leg's position.
    """

    name = _text(_("Name"), most=80)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays, at the origin"),
        coerce=int,
        choices=_DAYS,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    departs_local = hour_field(_("Departs, by the origin's clock"))
    transit_h = _number(_("Travels, hours"), least=1, most=MOST_TRANSIT_HOURS, help_text=_TRANSIT_HELP)
    valid_from = day_field(_("First day"))
    valid_to = day_field(_("Last day"), required=False)
    cfs_cutoff_h = _number(_("Warehouse closes, hours before"), least=0, most=_MOST_HOURS)
    doc_cutoff_h = _number(_("Papers close, hours before"), least=0, most=_MOST_HOURS)
    cy_cutoff_h = _number(_("Terminal closes, hours before"), least=0, most=_MOST_HOURS)

    _PLAIN = (
        *("name", "departs_local", "transit_h", "valid_from", "valid_to"),
        *("cfs_cutoff_h", "doc_cutoff_h", "cy_cutoff_h"),
    )

    def __init__(self, plan: ServicePlan, data: Any = None) -> None:
        """Filled with a plan as it is."""
        present = {name: getattr(plan, name) for name in self._PLAIN}
        super().__init__(data, initial={**present, "weekdays": list(plan.weekdays)})
        self._plan = plan
        for leg in plan.legs:
            name = leg.train_number or str(LegKind(leg.kind).label)
            self._add_way(leg, name)
            self.add_leg(leg.position, name, _shown_limits(leg))

    def _add_way(self, leg: LegPlan, name: str) -> None:
        since = gettext("minutes after the service's departure")
        said, most = {"leg": name, "since": since}, 60 * MOST_TRANSIT_HOURS
        fields: dict[str, forms.Field] = {
            "departs_after_min": _number(gettext("%(leg)s: departs, %(since)s") % said, least=0, most=most),
            "arrives_after_min": _number(gettext("%(leg)s: arrives, %(since)s") % said, least=1, most=most),
        }
        if leg.kind == LegKind.TRAIN:
            fields["train_number"] = _text(
                gettext("%(leg)s: train number") % said, most=_MOST_NUMBER, required=False
            )
        for column, field in fields.items():
            self.fields[f"{column}_{leg.position}"] = field
            self.initial[f"{column}_{leg.position}"] = getattr(leg, column)

    def _way_of(self, leg: LegPlan) -> dict[str, Any]:
        named = {column: f"{column}_{leg.position}" for column in _WAY}
        return {column: self.cleaned_data[name] for column, name in named.items() if name in self.fields}

    def planned(self) -> ServicePlan:
        """The plan as it was typed."""
        said = self.cleaned_data
        return replace(
            self._plan,
            **{name: said[name] for name in self._PLAIN},
            weekdays=tuple(sorted(said["weekdays"])),
            legs=tuple(
                replace(leg, **self._way_of(leg), **cast("Any", self.limits_of(leg.position)))
                for leg in self._plan.legs
            ),
        )


class DepartureForm(_LimitsForm):
    """The hour, by the clock of its station, the limits and the note of one departure."""

    departs_at = ClockField(
        _("Departs"),
        like="2026-11-30 18:00",
    )
    note = _text(_("Note, shown to everyone"), most=200, required=False)
    reason = _text(_("Reason"), most=200)

    def __init__(self, departure: Departure, data: Any = None) -> None:
        """Filled with a departure as it is planned."""
        self._zone, leaves = departure.service.origin.timezone, departure.planned_departs_at
        shown = f"{leaves.astimezone(ZoneInfo(self._zone)):%Y-%m-%d %H:%M}"
        super().__init__(data, initial={"departs_at": shown, "note": departure.note})
        self.fields["departs_at"].help_text = gettext(
            "At most %(days)d days from its day; legs and cut-offs go with it."
        ) % {"days": EDIT_AT_MOST_DAYS}
        self.fields["departs_at"].label = gettext("Departs, %(clock)s") % {
            "clock": offset(self._zone, leaves)
        }
        self._legs = sorted(departure.legs.all(), key=lambda leg: leg.position)
        for leg in self._legs:
            self.add_leg(leg.position, str(leg), _present_limits(leg))

    def clean_departs_at(self) -> datetime:
        """The instant at which the station's clock reads what was typed."""
        return at_place(self.cleaned_data["departs_at"], self._zone)

    def departs(self) -> datetime:
        """The instant that was typed."""
        at: datetime = self.cleaned_data["departs_at"]
        return at

    def limits(self) -> list[LegLimits]:
        """The limits that differ from what is."""
        return [
            LegLimits(leg.position, **self.limits_of(leg.position))
            for leg in self._legs
            if self.limits_of(leg.position) != _grams(leg)
        ]


class ClosureForm(forms.Form):
    """Which place is closed, when, why."""

    place = forms.ChoiceField(label=_("Station or crossing"), widget=UnfoldAdminSelectWidget())
    first = day_field(_("First day"))
    last = day_field(_("Last day"))
    effect = forms.ChoiceField(
        label=_("Its trains"),
        choices=[(each.value, each.label) for each in CLOSING],
        widget=UnfoldAdminSelectWidget(),
    )
    reason = _text(_("Reason, shown to everyone"), most=200)

    def __init__(self, data: Any = None) -> None:
        """With every crossing, and every place on rails; its days are those of its own clock."""
        super().__init__(data)
        self.fields["first"].help_text = self.fields["last"].help_text = clocks_of_lines(now())
        crossings = [
            (f"x:{row.code}", gettext("Crossing %(name)s") % {"name": row.name})
            for row in Crossing.objects.all()
        ]
        stations = Location.objects.exclude(gauges_mm=[]).order_by("code")
        self.fields["place"].choices = crossings + [  # type: ignore[attr-defined]
            (f"l:{row.code}", f"{row.code} {row.names.get('en', '')}") for row in stations
        ]

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"first", "last"} <= said.keys() and said["last"] < said["first"]:
            self.add_error("last", gettext("It is before the first day."))
        return said

    def draft(self) -> ClosureDraft:
        """The closure as it was typed."""
        said = self.cleaned_data
        kind, _colon, code = said["place"].partition(":")
        return ClosureDraft(
            location=code if kind == "l" else "",
            crossing=code if kind == "x" else "",
            first=said["first"],
            last=said["last"],
            effect=said["effect"],
            reason=said["reason"],
        )


class HolidayForm(forms.Form):
    """What a holiday does to trains."""

    country = forms.ChoiceField(
        label=_("Country in which the trains start"),
        choices=[("KZ", _("Kazakhstan")), ("CN", _("China"))],
        widget=UnfoldAdminSelectWidget(),
    )
    holiday = _text(_("Holiday"), most=80, help_text=_("A part of its English name, as Nowruz."))
    effect = forms.ChoiceField(
        label=_("Effect"), choices=RestEffect.choices, widget=UnfoldAdminSelectWidget()
    )

    def rule(self) -> HolidayEffect:
        """The rule as it was typed."""
        said = self.cleaned_data
        return HolidayEffect(said["country"], said["holiday"].strip(), said["effect"])


class CrossingForm(forms.Form):
    """How many trains a day a crossing bears."""

    daily_trains = _number(_("Trains a day, each way"), least=0, most=500)


class UploadForm(forms.Form):
    """A workbook, or CSV files of services and legs."""

    services = forms.FileField(
        label=_("Workbook (.xlsx), or services (.csv)"), required=False, widget=UnfoldAdminFileFieldWidget()
    )
    legs = forms.FileField(label=_("Legs (.csv)"), required=False, widget=UnfoldAdminFileFieldWidget())


def _shown_limits(leg: LegPlan) -> dict[str, Any]:
    return {
        "places": leg.places,
        "gross_t": units(leg.gross_cap_g, 1_000_000),
        "plugs": leg.plugs,
        "length_m": units(leg.max_length_mm, 1000),
    }


def _present_limits(leg: DepartureLeg) -> dict[str, Any]:
    return {
        "places": leg.cap_mteu // PLACE_MTEU,
        "gross_t": units(leg.cap_gross_g, 1_000_000),
        "plugs": leg.cap_plugs,
        "length_m": units(leg.cap_length_mm, 1000),
    }


def _grams(leg: DepartureLeg) -> dict[str, int]:
    return {
        "places": leg.cap_mteu // PLACE_MTEU,
        "gross_cap_g": leg.cap_gross_g,
        "plugs": leg.cap_plugs,
        "max_length_mm": leg.cap_length_mm,
    }

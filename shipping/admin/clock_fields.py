"""How do staff type days and hours, and by whose clock?"""

from datetime import datetime
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldAdminTimeWidget

from kit.reading import offset
from kit.words import Words
from shipping.models import Crossing, ServiceLeg


class ClockField(forms.DateTimeField):
    """The reading of a clock, for `at_place` to say of which one; no year beyond our calendars."""

    def __init__(self, label: Words, *, required: bool = True, help_text: Words = "", like: str = "") -> None:
        """With the browser's own picker; as text `like` an example where an hour must be one of 24."""
        widget = UnfoldAdminTextInputWidget({"placeholder": like} if like else {"type": "datetime-local"})
        super().__init__(label=label, required=required, help_text=help_text, widget=widget)

    def validate(self, value: datetime | None) -> None:
        """
        As typed, in a year in which trains run.

        :raises ValidationError: if our calendars don't reach so far.
        """
        super().validate(value)
        if value is not None and not 2000 <= value.year <= 2100:
            raise ValidationError(_("Give a day of this century."))


def day_field(label: Words, *, required: bool = True, help_text: Words = "") -> forms.DateField:
    """A day, with the browser's own picker."""
    widget = UnfoldAdminTextInputWidget({"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def hour_field(label: Words) -> forms.TimeField:
    """An hour of every day, as text: a browser's picker may show a clock of twelve hours."""
    return forms.TimeField(label=label, widget=UnfoldAdminTimeWidget(format="%H:%M"))


def clocks_of_lines(at: datetime) -> str:
    """Which clocks the places on our lines go by, each crossing by that of its station. Two queries."""
    ends = ServiceLeg.objects.values_list("origin__timezone", "destination__timezone").distinct()
    zones = sorted({zone for pair in ends for zone in pair})
    said = [
        gettext("By the clock of the place: %(clocks)s on our lines.") % {"clocks": _either(zones, at)}
        if zones
        else gettext("By the clock of the place.")
    ]
    crossings = sorted(Crossing.objects.select_related("station"), key=_zone_of)
    for zone, group in groupby(crossings, key=_zone_of):
        said.append(f"{', '.join(row.name for row in group)}: {offset(zone, at)}.")
    return " ".join(said)


def _either(zones: list[str], at: datetime) -> str:
    return gettext(" or ").join(offset(zone, at) for zone in zones)


def _zone_of(crossing: Crossing) -> str:
    return crossing.station.timezone

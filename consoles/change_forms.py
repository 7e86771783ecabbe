"""What does a dispatcher type to change a train?"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.actors import Actor
from kit.reading import city, local, offset
from kit.transactions import owns_transaction
from kit.words import Words
from shipping.clocks import at_place
from shipping.operations.cutting import cut
from shipping.operations.delaying import delay
from shipping.operations.extending import extend_cut_offs
from shipping.operations.restoring import restore
from shipping.queries.consequences import Consequences
from shipping.queries.standing import LegStanding, Standing

_MOST_MINUTES, _MOST_PLACES, _MOST_TONNES = 43_200, 500, 10_000
_MINUTE = timedelta(minutes=1)
_MTEU_PER_PLACE, _GRAMS_PER_TONNE = 2_000, 1_000_000
_TYPED = "%Y-%m-%dT%H:%M"
_WHOLE = _("the whole departure")


class LocalTimeField(forms.DateTimeField):
    """The reading of a clock, for `at_place` to say of which one; no year beyond our calendars."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format=_TYPED)

    def validate(self, value: datetime | None) -> None:
        """As typed, in a year in which trains run."""
        super().validate(value)
        if value is not None and not 2000 <= value.year <= 2100:
            raise ValidationError(_("Give a day of this century."))


class ChangeForm(forms.Form):
    """One way to change a train, and why; `verb` names it in the addresses of its fields."""

    verb: ClassVar[str]
    title: ClassVar[Words]
    button: ClassVar[Words]
    # A sentence with %(train)s in it.
    done: ClassVar[Words]

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("Those concerned will read it"), "class": "wide"}),
    )

    def __init__(self, standing: Standing, data: Any = None) -> None:
        """For one train as it stands."""
        super().__init__(data, prefix=self.verb, label_suffix="")
        self.standing = standing
        self.order_fields([name for name in self.fields if name != "reason"])

    def carry_out(self, *, at: datetime, by: Actor) -> None:
        """
        Do it, in a transaction of its own.

        :raises Problem: as the operation does.
        """
        raise NotImplementedError

    def offer_parts(self, legs: Iterable[LegStanding], *, whole: bool) -> None:
        """Let the field `part` name one of some legs, or all of it."""
        parts: list[tuple[str, Words]] = [("", _WHOLE)] if whole else []
        parts += [(str(each.leg.position), _part(each)) for each in legs]
        self.fields["part"].choices = parts  # type: ignore[attr-defined]

    @property
    def position(self) -> int | None:
        """The leg that was chosen; None is the whole departure."""
        part: str = self.cleaned_data["part"]
        return int(part) if part else None

    @property
    def meant(self) -> LegStanding:
        """The leg that was chosen; the first one for the whole departure."""
        legs = self.standing.legs
        return next((each for each in legs if each.leg.position == self.position), legs[0])

    def _said(self, *, at: datetime, by: Actor) -> dict[str, Any]:
        return {
            "departure_id": self.standing.train.id,
            "reason": self.cleaned_data["reason"],
            "at": at,
            "by": by,
        }


class DelayForm(ChangeForm):
    """By how much later it runs, or when."""

    verb, title, button = "delay", _("Delay"), _("Delay it")
    done = _("%(train)s is delayed; what this means for its shipments is being worked out.")

    part = forms.ChoiceField(label=_("What is late"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes later"), required=False, min_value=1, max_value=_MOST_MINUTES
    )
    leaves = LocalTimeField(label=_("or it leaves at"), required=False)

    def __init__(self, standing: Standing, data: Any = None) -> None:
        """Only what is still to leave can be late."""
        super().__init__(standing, data)
        running = standing.running
        self.offer_parts(running, whole=bool(running) and running[0] is standing.legs[0])
        zones = dict.fromkeys(each.leg.timezone for each in running)
        clocks = ", ".join(offset(zone, standing.train.departs_at) for zone in zones)
        self.fields["leaves"].help_text = gettext(
            "By the clock of the station it leaves from: %(clocks)s."
        ) % {"clocks": clocks}

    def clean(self) -> dict[str, Any]:
        """One of the two ways to say it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"minutes", "leaves", "part"} <= said.keys():
            if (said["minutes"] is None) == (said["leaves"] is None):
                raise ValidationError(_("Say either by how many minutes, or when it leaves."))
            if not 0 < self.late <= _MOST_MINUTES:
                leg = self.meant.leg
                told = gettext(
                    "It leaves %(at)s as it is: a delay is a minute at least, thirty days at most."
                )
                leaves = f"{local(leg.departs_at, leg.timezone)} {city(leg.timezone)}"
                raise ValidationError(told % {"at": leaves})
        return said

    @property
    def late(self) -> int:
        """In minutes."""
        if self.cleaned_data["minutes"] is not None:
            return int(self.cleaned_data["minutes"])
        leg = self.meant.leg
        leaves = at_place(self.cleaned_data["leaves"], leg.timezone)
        return -(-(leaves - leg.departs_at) // _MINUTE)

    def carry_out(self, *, at: datetime, by: Actor) -> None:
        """Delay it."""
        owns_transaction(delay)(position=self.position, minutes=self.late, **self._said(at=at, by=by))


class CutForm(ChangeForm):
    """How much less one leg bears; what must roll is looked at first."""

    verb, title, button = "cut", pgettext_lazy("verb", "Cut"), _("Cut, or show what must roll first")
    done = _("%(train)s is cut; what has to leave it is being moved.")

    part = forms.ChoiceField(label=_("Which leg"))
    places = forms.IntegerField(
        label=_("Places that are left"), required=False, min_value=0, max_value=_MOST_PLACES
    )
    tonnes = forms.DecimalField(
        label=_("Gross mass that is left, t"),
        required=False,
        min_value=0,
        max_value=_MOST_TONNES,
        decimal_places=3,
    )

    def __init__(self, standing: Standing, data: Any = None) -> None:
        """Only what still runs can bear less."""
        super().__init__(standing, data)
        self.offer_parts(standing.running, whole=False)
        # The button below the list says which list it is.
        self._seen: str = (data or {}).get("seen", "")

    def clean(self) -> dict[str, Any]:
        """A limit at least, and one that is lower than before."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"part", "places", "tonnes"} <= said.keys():
            if said["places"] is None and said["tonnes"] is None:
                raise ValidationError(_("Say how many places are left, or how much mass."))
            leg, (places, gross_g) = self.meant, self._limits
            fewer = places is not None and places * _MTEU_PER_PLACE < leg.bound_mteu
            if not fewer and (gross_g is None or gross_g >= leg.bound_gross_g):
                raise ValidationError(_("It bears no more than that already."))
        return said

    @property
    def _limits(self) -> tuple[int | None, int | None]:
        tonnes: Decimal | None = self.cleaned_data["tonnes"]
        return self.cleaned_data["places"], None if tonnes is None else int(tonnes * _GRAMS_PER_TONNE)

    @property
    def was_looked_at(self) -> bool:
        """Whether the button was the one below the list."""
        return bool(self._seen)

    def carry_out(self, *, at: datetime, by: Actor) -> None:
        """
        Cut it: without a list that was looked at only what nothing has to leave for.

        :raises RollsNeeded: if something has to roll, or something else than was looked at.
        """
        places, gross_g = self._limits
        owns_transaction(cut)(
            position=self.meant.leg.position,
            places=places,
            gross_g=gross_g,
            confirmed=self._is_as_seen if self._seen else False,
            **self._said(at=at, by=by),
        )

    def _is_as_seen(self, found: Consequences) -> bool:
        return self.token(found) == self._seen

    def token(self, found: Consequences) -> str:
        """What stands for exactly these limits with exactly these consequences."""
        told = [
            (str(each.shipment_id), str(each.to_departure_id), str(each.keeps_promise))
            for each in found.shipments
        ]
        return sha256(repr((found.position, self._limits, sorted(told))).encode()).hexdigest()[:32]


class RestoreForm(ChangeForm):
    """What gets back what was taken from it."""

    verb, title, button = "restore", _("Restore"), _("Restore it")
    done = _("%(train)s has back what the timetable gives it, as far as its time has not passed.")

    part = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, standing: Standing, data: Any = None) -> None:
        """A cancelled departure is restored as a whole."""
        super().__init__(standing, data)
        self.offer_parts([] if standing.train.is_cancelled else standing.restorable, whole=True)

    def carry_out(self, *, at: datetime, by: Actor) -> None:
        """Restore it."""
        owns_transaction(restore)(position=self.position, **self._said(at=at, by=by))


class ExtendForm(ChangeForm):
    """Until when it takes goods, papers, containers."""

    verb, title, button = "extend", _("Extend cut-offs"), _("Extend")
    done = _("%(train)s is open for longer.")

    cfs_at = LocalTimeField(label=_("Warehouse closes"), required=False)
    documents_at = LocalTimeField(label=_("Documents close"), required=False)
    terminal_at = LocalTimeField(label=_("Terminal closes"), required=False)

    def __init__(self, standing: Standing, data: Any = None) -> None:
        """Filled with the cut-offs as they are."""
        super().__init__(standing, data)
        zone = standing.train.timezone
        for name, was in self._was.items():
            self.initial[name] = was.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
            self.fields[name].help_text = offset(zone, was)

    @cached_property
    def _was(self) -> dict[str, datetime]:
        names: Sequence[str] = ("cfs_at", "documents_at", "terminal_at")
        return {name: each.at for name, each in zip(names, self.standing.cut_offs, strict=True)}

    def carry_out(self, *, at: datetime, by: Actor) -> None:
        """Extend those that were set to another minute."""
        said: dict[str, Any] = {name: self._becomes(name, was) for name, was in self._was.items()}
        owns_transaction(extend_cut_offs)(**said, **self._said(at=at, by=by))

    def _becomes(self, name: str, was: datetime) -> datetime | None:
        typed: datetime | None = self.cleaned_data[name]
        if typed is None:
            return None
        becomes = at_place(typed, self.standing.train.timezone)
        return None if becomes == was.replace(second=0, microsecond=0) else becomes


def _part(each: LegStanding) -> str:
    leg = each.leg
    # As short as fits a choice on a phone: when it runs stands in the table above.
    return (
        f"{leg.gauge_mm} {leg.origin_code} → {leg.destination_code}"
        if leg.gauge_mm
        else gettext("transshipment %(place)s") % {"place": leg.origin_code}
    )

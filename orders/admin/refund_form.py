"""What of an order do finance say is to go back, and at whose cost?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from kit.errors import Problem
from kit.money import BadMoney, Money
from kit.refusing import in_readers_words
from payments.operations.refunding import COMPONENTS, Parts, Refund, Wanted
from payments.queries.refunds import COMPONENT_WORDS

_UNITS = "units"
_WHOLE, _PARTS = "whole", "parts"


@dataclass(frozen=True)
class LineLeft:
    """A line of an order, and what of it could still go back."""

    line_id: UUID
    name: str
    units: int
    left: Parts
    currency: str

    def money(self, component: str) -> Money:
        """What is left of a part."""
        return Money(getattr(self.left, component), self.currency)


_COMMA = re.compile("([0-9]+),([0-9]{1,2})", re.ASCII)


class SumField(forms.CharField):
    """Such as 12.30 or 12,30, in the currency that was paid."""

    def __init__(self, currency: str, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)
        self.currency = currency

    def clean(self, value: Any) -> Any:
        """The minor units, none where nothing was typed."""
        typed = super().clean(value).strip()
        if not typed:
            return 0
        try:
            some = Money.parse(_with_point(typed), self.currency)
        except BadMoney:
            raise ValidationError(
                _("Write a plain amount such as %(sample)s, in %(currency)s."),
                code="money",
                params={"sample": Money(1230, self.currency).amount, "currency": self.currency},
            ) from None
        if some.minor <= 0:
            raise ValidationError(_("It must be more than nothing."), code="min_value")
        return some.minor


def _with_point(typed: str) -> str:
    """An amount with a point, if it had a comma there: before three digits that may mean thousands."""
    found = _COMMA.fullmatch(typed)
    return f"{found[1]}.{found[2]}" if found else typed


class RefundForm(forms.Form):
    """Units and sums by line, or the whole rest; who bears it, and why."""

    what = forms.ChoiceField(
        label=_("What goes back"),
        choices=((_PARTS, _("What is written below")), (_WHOLE, _("The whole rest of the order"))),
        initial=_PARTS,
        widget=UnfoldAdminRadioSelectWidget(),
    )
    borne_by = forms.ChoiceField(
        label=_("Who bears it"),
        choices=Refund.Bearer.choices,
        initial=Refund.Bearer.SHARES,
        widget=UnfoldAdminSelectWidget(),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It stays on record; whoever approves it reads it."),
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, data: Any, *, lines: Sequence[LineLeft]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            if line.units:
                self.fields[_name(line, _UNITS)] = _units_field(line)
            for component in COMPONENTS:
                if getattr(line.left, component):
                    self.fields[_name(line, component)] = _sum_field(line, component)

    def clean(self) -> dict[str, Any]:
        """Something goes back, no more of a part than is left of it."""
        said = super().clean() or {}
        if said.get("what") != _PARTS or self.errors:
            return said
        for line, units, sums in self._asked(said):
            for component, minor in sums.items():
                if not units and minor > getattr(line.left, component):
                    self.add_error(_name(line, component), too_much(line.money(component)))
        if not any(units or any(sums.values()) for _line, units, sums in self._asked(said)):
            raise ValidationError(_("Say how many units, or which sums go back."), code="required")
        return said

    @property
    def wanted(self) -> list[Wanted]:
        """What was said, as the verbs take it."""
        if self.cleaned_data["what"] == _WHOLE:
            # With the last units of an order, also with none, goes whatever is left of any line.
            return [Wanted(line.line_id, line.units) for line in self.lines if line.units]
        return [
            Wanted(line.line_id, units, sums=Parts(**sums))
            for line, units, sums in self._asked(self.cleaned_data)
            if units or any(sums.values())
        ]

    @property
    def rows(self) -> Iterator[tuple[LineLeft, list[forms.BoundField]]]:
        """Each line with its own fields."""
        for line in self.lines:
            names = [_name(line, each) for each in (_UNITS, *COMPONENTS)]
            yield line, [self[name] for name in names if name in self.fields]

    @property
    def heads(self) -> list[forms.BoundField]:
        """The fields that are of no line."""
        return [self[name] for name in ("borne_by", "reason")]

    def refuse(self, problem: Problem) -> None:
        """Say why it was refused, at its field where the refusal is of one."""
        line_id, part = problem.facts.get("line_id"), problem.facts.get("part")
        name = f"{part}-{line_id}"
        self.add_error(name if name in self.fields else None, in_readers_words(problem))

    def _asked(self, said: Mapping[str, Any]) -> Iterator[tuple[LineLeft, int, dict[str, int]]]:
        for line in self.lines:
            sums = {name: said.get(_name(line, name)) or 0 for name in COMPONENTS}
            yield line, said.get(_name(line, _UNITS)) or 0, sums


def _name(line: LineLeft, part: str) -> str:
    return f"{part}-{line.line_id}"


def _units_field(line: LineLeft) -> forms.Field:
    label = gettext("Units of %(units)s") % {"units": line.units}
    widget = UnfoldAdminTextInputWidget({"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=line.units, widget=widget, localize=False
    )


def _sum_field(line: LineLeft, component: str) -> forms.Field:
    words = {"part": COMPONENT_WORDS[component], "left": line.money(component)}
    return SumField(
        line.currency,
        label=gettext("%(part)s, of %(left)s") % words,
        widget=UnfoldAdminTextInputWidget({"inputmode": "decimal"}),
    )


def too_much(left: Money) -> ValidationError:
    """More would go back than is left."""
    return ValidationError(
        _("At most %(left)s of it is left to refund."), code="max_value", params={"left": left}
    )

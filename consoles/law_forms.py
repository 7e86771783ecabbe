"""What do staff type about the law of some goods?"""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.operations.amending import KINDS
from catalog.queries.law import DatedEntry, DatedRate
from kit.words import Words

_G_PER_KG = 1000
_LONGEST_SOURCE, _LONGEST_EDITION = 500, 80
_KINDS = {kind.value: kind.label for kinds in KINDS.values() for kind in kinds}
_DAY = {"type": "date"}

Draft = DatedRate | DatedEntry


class LawForm(forms.Form):
    """A rule with its days and its source; `asked` names what the fields are called in refusals."""

    title: ClassVar[Words]
    asked: ClassVar[Mapping[str, str]] = {}

    valid_from = forms.DateField(label=_("First day"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    valid_to = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
        help_text=_("Nothing where it has none."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=_LONGEST_SOURCE, widget=forms.TextInput({"class": "wide"})
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"), choices=[("high", _("high")), ("medium", _("medium")), ("low", _("low"))]
    )

    def __init__(self, hs6: str, draft: Draft | None, data: Any = None) -> None:
        """For one code, filled with what is written down where something is."""
        super().__init__(data, initial=self.shown(draft) if draft else None, label_suffix="")
        self.hs6 = hs6
        self.order_fields([*self._own, *LawForm.base_fields])

    @property
    def _own(self) -> list[str]:
        return [name for name in self.fields if name not in LawForm.base_fields]

    def shown(self, draft: Any) -> dict[str, Any]:
        """What stands in the fields."""
        return asdict(draft)

    @property
    def draft(self) -> Draft:
        """What was typed, once it is valid."""
        raise NotImplementedError

    def refuse(self, field: str, message: str) -> None:
        """Say at its field what the operation refuses."""
        name = self.asked.get(field, field)
        self.add_error(name if name in self.fields else None, message)


class RateForm(LawForm):
    """A rate of one country."""

    title = _("A rate of %(hs6)s")

    country = forms.ChoiceField(label=_("Country"), choices=[(each, each) for each in KINDS])
    kind = forms.ChoiceField(label=_("Kind"), choices=list(_KINDS.items()))
    percent = forms.DecimalField(label=_("Percent"), max_digits=6, decimal_places=3, min_value=0)

    @property
    def draft(self) -> DatedRate:
        """What was typed, once it is valid."""
        return DatedRate(hs6=self.hs6, **self.cleaned_data)


class EntryForm(LawForm):
    """An entry of China's list for retail import."""

    title = _("Retail import of %(hs6)s into China")
    asked: ClassVar[Mapping[str, str]] = {"per_person_g_limit": "limit_kg"}

    edition = forms.CharField(label=_("Edition"), max_length=_LONGEST_EDITION)
    is_assumption = forms.BooleanField(label=_("Assumed, not taken from law"), required=False)
    limit_kg = forms.DecimalField(
        label=_("Kg a person a year"),
        required=False,
        max_digits=9,
        decimal_places=3,
        help_text=_("Net. Nothing where no limit is known."),
    )

    def shown(self, draft: DatedEntry) -> dict[str, Any]:
        """With the limit in kilograms."""
        grams = draft.per_person_g_limit
        return {**asdict(draft), "limit_kg": None if grams is None else Decimal(grams) / _G_PER_KG}

    @property
    def draft(self) -> DatedEntry:
        """What was typed, once it is valid."""
        said = dict(self.cleaned_data)
        kg = said.pop("limit_kg")
        return DatedEntry(
            hs6=self.hs6, per_person_g_limit=None if kg is None else int(kg * _G_PER_KG), **said
        )

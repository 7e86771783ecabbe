"""What does the law of a country say about kinds of goods on a day?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from catalog.models import PositiveListEntry, TaxRate

Kind = TaxRate.Kind


@dataclass(frozen=True, slots=True)
class Rates:
    """The percentages of one kind of goods; a provisional duty, where there is one, beats the other."""

    mfn_percent: Decimal
    provisional_percent: Decimal | None
    vat_percent: Decimal
    consumption_percent: Decimal


@dataclass(frozen=True, slots=True)
class Listed:
    """That retail import of a kind of goods is allowed, by which edition of the list."""

    edition: str
    is_assumption: bool
    per_person_g_limit: int | None


def tax_rates(*, hs6s: Collection[str], country: str, on: date) -> dict[str, Rates]:
    """
    The rates that hold in `country` on a day there, by six-digit code.

    A code of which duty, VAT or consumption tax isn't known is left out: nobody
    may be charged a guess.
    """
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = TaxRate.objects.filter(holds_on(on), tariff_code__hs6__in=hs6s, country=country)
    for hs6, kind, percent in rows.order_by("valid_from").values_list("tariff_code__hs6", "kind", "percent"):
        found[hs6][kind] = percent
    needed = {Kind.MFN, Kind.VAT, Kind.CONSUMPTION}
    return {hs6: _rates(kinds) for hs6, kinds in found.items() if needed <= kinds.keys()}


def positive_list(*, hs6s: Collection[str], on: date) -> dict[str, Listed]:
    """
    The entries of China's retail-import list that hold on a day, by six-digit code.

    Law beats assumption, a later edition an earlier one.
    """
    entries = PositiveListEntry.objects.filter(holds_on(on), hs6__in=hs6s)
    return {
        entry.hs6: Listed(entry.edition, entry.is_assumption, entry.per_person_g_limit)
        for entry in entries.order_by("-is_assumption", "valid_from")
    }


def holds_on(day: date) -> Q:
    """The condition that a dated rule holds on `day`, its last day included."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _rates(kinds: dict[str, Decimal]) -> Rates:
    return Rates(
        mfn_percent=kinds[Kind.MFN],
        provisional_percent=kinds.get(Kind.PROVISIONAL),
        vat_percent=kinds[Kind.VAT],
        consumption_percent=kinds[Kind.CONSUMPTION],
    )

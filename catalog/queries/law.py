"""What does the law of a country say about kinds of goods on a day?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from catalog.models import PositiveListEntry, TariffCode, TaxRate


@dataclass(frozen=True, slots=True)
class Rates:
    """
    The percentages of one kind of goods; None is not known.

    A provisional duty, where there is one, beats the other; goods under a tariff quota have one within it
    and one out of it. `eaeu_duty_percent` is Kazakhstan's duty.
    """

    mfn_percent: Decimal | None = None
    provisional_percent: Decimal | None = None
    quota_in_percent: Decimal | None = None
    quota_out_percent: Decimal | None = None
    eaeu_duty_percent: Decimal | None = None
    vat_percent: Decimal | None = None
    consumption_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DatedRate:
    """What one country charges on one code, in percent, from its first day to its last, which is included."""

    hs6: str
    country: str
    kind: str
    percent: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class DatedEntry:
    """One entry of an edition of China's list for retail import, its limit in net grams a person and year."""

    hs6: str
    edition: str
    is_assumption: bool
    per_person_g_limit: int | None
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Listed:
    """That retail import of a kind of goods is allowed, by which edition of the list."""

    edition: str
    is_assumption: bool
    per_person_g_limit: int | None


def tax_rates(*, hs6s: Collection[str], country: str, on: date) -> dict[str, Rates]:
    """
    The rates that hold in `country` on a day there, by six-digit code; a code without any is left out.

    Nobody may be charged a guess: whoever needs a rate that isn't known has to refuse. One query.
    """
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = TaxRate.objects.filter(holds_on(on), tariff_code__hs6__in=hs6s, country=country)
    for hs6, kind, percent in rows.order_by("valid_from").values_list("tariff_code__hs6", "kind", "percent"):
        found[hs6][f"{kind}_percent"] = percent
    return {hs6: Rates(**percents) for hs6, percents in found.items()}


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


def dated_rate(*, rate_id: UUID) -> DatedRate | None:
    """One rate as it is written down."""
    row = TaxRate.objects.filter(pk=rate_id).select_related("tariff_code").first()
    if row is None:
        return None
    return DatedRate(
        hs6=row.tariff_code.hs6,
        country=row.country,
        kind=row.kind,
        percent=row.percent,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        confidence=row.confidence,
    )


def dated_entry(*, entry_id: UUID) -> DatedEntry | None:
    """One entry of the list as it is written down."""
    row = PositiveListEntry.objects.filter(pk=entry_id).first()
    if row is None:
        return None
    return DatedEntry(
        hs6=row.hs6,
        edition=row.edition,
        is_assumption=row.is_assumption,
        per_person_g_limit=row.per_person_g_limit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        confidence=row.confidence,
    )


def hs6_of(*, code_id: UUID) -> str | None:
    """The six digits of a tariff code."""
    return TariffCode.objects.filter(pk=code_id).values_list("hs6", flat=True).first()


def law_stamp(*, hs6: str) -> str:
    """What changes whenever somebody writes a rate, or an entry of the list, for a code."""
    rates = TaxRate.objects.filter(tariff_code__hs6=hs6).values_list("pk", "version")
    entries = PositiveListEntry.objects.filter(hs6=hs6).values_list("pk", "version")
    return repr(sorted(f"{pk} {version}" for pk, version in (*rates, *entries)))

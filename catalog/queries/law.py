"""What does the law of a country say about kinds of goods on a day?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from catalog.models import PositiveListEntry, TariffCode, TaxRate
from kit.editions import Editions, Held


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


class _Percent(NamedTuple):
    """One rate of a code, of all days."""

    kind: str
    percent: Decimal
    valid_from: date
    valid_to: date | None


class _Entry(NamedTuple):
    """One entry of the list for a code, of all days."""

    listed: Listed
    valid_from: date
    valid_to: date | None


class _Law:
    """What is written about the codes that were asked for, of all days, the weaker before the stronger."""

    def __init__(self) -> None:
        self.rates: dict[tuple[str, str], list[_Percent]] = {}
        self.entries: dict[str, list[_Entry]] = {}

    def learn_rates(self, hs6s: Collection[str], country: str) -> None:
        """Ask for what isn't known yet. One query, or none."""
        unknown = [hs6 for hs6 in hs6s if (country, hs6) not in self.rates]
        if not unknown:
            return
        found: dict[str, list[_Percent]] = defaultdict(list)
        rows = TaxRate.objects.filter(tariff_code__hs6__in=unknown, country=country).order_by("valid_from")
        for hs6, *columns in rows.values_list("tariff_code__hs6", *_Percent._fields):
            found[hs6].append(_Percent._make(columns))
        self.rates |= {(country, hs6): found[hs6] for hs6 in unknown}

    def learn_entries(self, hs6s: Collection[str]) -> None:
        """The same for the list."""
        unknown = [hs6 for hs6 in hs6s if hs6 not in self.entries]
        if not unknown:
            return
        found: dict[str, list[_Entry]] = defaultdict(list)
        rows = PositiveListEntry.objects.filter(hs6__in=unknown).order_by("-is_assumption", "valid_from")
        columns = ("edition", "is_assumption", "per_person_g_limit", "valid_from", "valid_to")
        for hs6, edition, is_assumption, limit_g, *days in rows.values_list("hs6", *columns):
            found[hs6].append(_Entry(Listed(edition, is_assumption, limit_g), *days))
        self.entries |= {hs6: found[hs6] for hs6 in unknown}


_LAW = Held(_Law, "catalog_tariffcode", "catalog_taxrate", "catalog_positivelistentry")


def tax_rates(
    *, hs6s: Collection[str], country: str, on: date, editions: Editions | None = None
) -> dict[str, Rates]:
    """
    The rates that hold in `country` on a day there, by six-digit code; a code without any is left out.

    Nobody may be charged a guess: whoever needs a rate that isn't known has to refuse. One query, none where
    all codes are held of these `editions`.
    """
    law = _law(editions)
    law.learn_rates(hs6s, country)
    found = {
        hs6: {f"{each.kind}_percent": each.percent for each in law.rates[country, hs6] if _holds(each, on)}
        for hs6 in hs6s
    }
    return {hs6: Rates(**percents) for hs6, percents in found.items() if percents}


def positive_list(*, hs6s: Collection[str], on: date, editions: Editions | None = None) -> dict[str, Listed]:
    """
    The entries of China's retail-import list that hold on a day, by six-digit code.

    Law beats assumption, a later edition an earlier one. One query, or none, as above.
    """
    law = _law(editions)
    law.learn_entries(hs6s)
    return {hs6: each.listed for hs6 in hs6s for each in law.entries[hs6] if _holds(each, on)}


def _law(editions: Editions | None) -> _Law:
    return _Law() if editions is None else _LAW.at(editions)


def _holds(rule: _Percent | _Entry, day: date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)


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

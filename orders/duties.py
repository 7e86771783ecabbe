"""What does a country take from goods that a household buys abroad?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

WITHIN_LIMITS = "within_limits"
ONE_INDIVISIBLE_ITEM = "one_indivisible_item"


class Reason(StrEnum):
    """Why an import is refused; the values are problem codes."""

    NOT_AVAILABLE = "regime.not_available"
    NOT_IMPORTABLE = "regime.not_importable"
    PERSON_LIMIT = "regime.person_limit"
    ORDER_LIMIT = "regime.order_limit"
    ANNUAL_LIMIT = "regime.annual_limit"


@dataclass(frozen=True, slots=True)
class RetailImportRules:
    """China's limits and shares of retail import, in fen, for the days from `valid_from` on."""

    valid_from: date
    valid_to: date | None
    single_order_limit_minor: int
    annual_limit_minor: int
    tariff_percent: Decimal
    share_percent: Decimal


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a positive list edition; a limit is in net grams a person, None if unknown."""

    hs6: str
    edition: str
    valid_from: date
    valid_to: date | None
    per_person_limit_g: int | None = None


@dataclass(frozen=True, slots=True)
class Lawbook:
    """All dated rules that a regime may look up; the day decides which of them count."""

    retail_rules: Sequence[RetailImportRules]
    positive_list: Sequence[ListEntry]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """
    One line of one seller's order.

    `value_minor` is goods + freight + insurance in minor units of the market's
    currency, `net_g` the net mass of all units. Percentages are full rates.
    """

    line_id: str
    hs6: str
    quantity: int
    net_g: int
    value_minor: int
    tariff_percent: Decimal
    vat_percent: Decimal
    consumption_tax_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """One seller's order, declared on `day`; what its buyer has imported this year before it."""

    lines: Sequence[ImportLine]
    day: date
    spent_this_year_minor: int = 0

    @property
    def value_minor(self) -> int:
        return sum(line.value_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class LineTax:
    """What one line pays, in minor units of the market's currency."""

    line_id: str
    duty_minor: int
    vat_minor: int
    consumption_tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.duty_minor + self.vat_minor + self.consumption_tax_minor


@dataclass(frozen=True, slots=True)
class Assessment:
    """
    What the order pays, by which regime and why.

    `labels` name the editions of the positive list that the answer rests on and
    must be shown with it; `value_minor` counts to the buyer's year.
    """

    regime: str
    lines: tuple[LineTax, ...]
    value_minor: int
    labels: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def total_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the order can't be imported, with facts that are JSON values."""

    reason: Reason
    facts: Mapping[str, object] = field(default_factory=dict)


class Regime(Protocol):
    """The law of one market for orders of households."""

    name: str

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it."""


class ChinaRetailImport:
    """
    Cross-border e-commerce retail import into China, rules 1 to 3 of the shop's tax notes.

    Within the limits tariff 0 and 70 % of VAT and consumption tax; one
    indivisible item above the single-order limit pays all in full; else
    refused. Source: ecns.cn 2018-11-30, People's Daily 2025-11-14.
    """

    name = "cn_retail_import"

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it; amounts are fen, half-up per line and tax."""
        rules = _newest_on(order.day, lawbook.retail_rules)
        if rules is None:
            return Refusal(Reason.NOT_AVAILABLE, {"day": order.day.isoformat()})
        entries = {line.hs6: _entry(line.hs6, order.day, lawbook) for line in order.lines}
        listed = {hs6: entry for hs6, entry in entries.items() if entry}
        refusal = (
            _not_importable(entries) or _over_person_limit(order.lines, listed) or _over_limits(order, rules)
        )
        return refusal or _assessment(self.name, order, rules, listed)


REGIMES: Mapping[str, Regime] = {"CN": ChinaRetailImport()}


def assess(*, market: str, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
    """
    Tax one seller's order into `market` (its country code), or say why it can't go there.

    A market without a regime is refused, never let through untaxed.

    :raises ValueError: if the order has no lines.
    """
    if not order.lines:
        raise ValueError("an order without lines cannot be assessed")
    regime = REGIMES.get(market)
    if regime is None:
        return Refusal(Reason.NOT_AVAILABLE, {"market": market})
    return regime.assess(order, lawbook)


_Dated = TypeVar("_Dated", RetailImportRules, ListEntry)


def _newest_on(day: date, rules: Sequence[_Dated]) -> _Dated | None:
    valid = [
        rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
    ]
    return max(valid, key=lambda rule: rule.valid_from, default=None)


def _entry(hs6: str, day: date, lawbook: Lawbook) -> ListEntry | None:
    return _newest_on(day, [entry for entry in lawbook.positive_list if entry.hs6 == hs6])


def _not_importable(entries: Mapping[str, ListEntry | None]) -> Refusal | None:
    missing = sorted(hs6 for hs6, entry in entries.items() if entry is None)
    return Refusal(Reason.NOT_IMPORTABLE, {"hs6": missing}) if missing else None


def _over_person_limit(lines: Sequence[ImportLine], listed: Mapping[str, ListEntry]) -> Refusal | None:
    for hs6, entry in listed.items():
        net_g = sum(line.net_g for line in lines if line.hs6 == hs6)
        if entry.per_person_limit_g is not None and net_g > entry.per_person_limit_g:
            facts = {"hs6": hs6, "net_g": net_g, "limit_g": entry.per_person_limit_g}
            return Refusal(Reason.PERSON_LIMIT, facts)
    return None


def _over_limits(order: ImportOrder, rules: RetailImportRules) -> Refusal | None:
    value, limit = order.value_minor, rules.single_order_limit_minor
    if value > limit and not _is_one_item(order):
        return Refusal(Reason.ORDER_LIMIT, {"value_minor": value, "limit_minor": limit})
    spent, limit = order.spent_this_year_minor, rules.annual_limit_minor
    if spent + value > limit:
        facts = {"value_minor": value, "spent_minor": spent, "limit_minor": limit}
        return Refusal(Reason.ANNUAL_LIMIT, facts)
    return None


def _is_one_item(order: ImportOrder) -> bool:
    return sum(line.quantity for line in order.lines) == 1


def _assessment(
    name: str, order: ImportOrder, rules: RetailImportRules, listed: Mapping[str, ListEntry]
) -> Assessment:
    is_within = order.value_minor <= rules.single_order_limit_minor
    return Assessment(
        regime=name,
        lines=tuple(_tax(line, rules if is_within else None) for line in order.lines),
        value_minor=order.value_minor,
        labels=tuple(sorted({entry.edition for entry in listed.values()})),
        reasons=(WITHIN_LIMITS if is_within else ONE_INDIVISIBLE_ITEM,),
    )


def _tax(line: ImportLine, relief: RetailImportRules | None) -> LineTax:
    # Consumption tax is inside its own base, and VAT is due on top of it; together
    # that is the composite rate (CT + VAT) / (1 - CT).
    tariff = relief.tariff_percent if relief else line.tariff_percent
    share = relief.share_percent / 100 if relief else Decimal(1)
    duty = line.value_minor * tariff / 100
    consumption = line.consumption_tax_percent / 100
    # The division comes last, so that a half unit is met exactly.
    shared = (line.value_minor + duty) * share
    return LineTax(
        line_id=line.line_id,
        duty_minor=_half_up(duty),
        vat_minor=_half_up(shared * (line.vat_percent / 100) / (1 - consumption)),
        consumption_tax_minor=_half_up(shared * consumption / (1 - consumption)),
    )


def _half_up(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))

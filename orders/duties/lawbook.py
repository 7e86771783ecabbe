"""Which dated rules does the law consist of?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Whatever holds from one day to another, both included; None is open."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


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
    """
    One line of a positive list edition; a limit is in net grams a person and year, None if unknown.

    An assumption was laid down for demonstration, not taken from law.
    """

    hs6: str
    edition: str
    valid_from: date
    valid_to: date | None
    per_person_limit_g: int | None = None
    is_assumption: bool = False


@dataclass(frozen=True, slots=True)
class QuantityLimit:
    """How many net grams of a group of goods one person may import into China in a year."""

    valid_from: date
    valid_to: date | None
    group: str
    prefixes: tuple[str, ...]
    limit_g: int


@dataclass(frozen=True, slots=True)
class DearGoodsTax:
    """
    A consumption tax of China that begins at a price: fen for each ml or net gram, or for each sheet.

    `prefixes` are those of the six-digit codes that it is about.
    """

    valid_from: date
    valid_to: date | None
    prefixes: tuple[str, ...]
    percent: Decimal
    least_minor_per_ml_or_g: int
    least_minor_per_sheet: int


@dataclass(frozen=True, slots=True)
class PersonalGoodsRules:
    """
    The EAEU's old rule for parcels to individuals: one payment on what is above either limit.

    At least so many euros for each kilogram above the mass limit. Euros are major units.
    """

    valid_from: date
    valid_to: date | None
    value_limit_eur: Decimal
    mass_limit_g: int
    percent_of_excess: Decimal
    least_eur_per_excess_kg: Decimal
    value_includes_carriage: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class EcommerceGoodsRules:
    """
    The EAEU's rule for e-commerce goods: above the limit a duty on the whole value, and VAT.

    At least so many euros for each kilogram. `not_eligible` are prefixes of codes by kind of
    goods; `label` says what isn't settled about the rule. Euros are major units.
    """

    valid_from: date
    valid_to: date | None
    value_limit_eur: Decimal
    percent_of_value: Decimal
    least_eur_per_kg: Decimal
    value_includes_carriage: bool
    not_eligible: Mapping[str, tuple[str, ...]]
    label: str = ""


@dataclass(frozen=True, slots=True)
class NationalVat:
    """Kazakhstan's VAT for goods that have none of their own, in percent."""

    valid_from: date
    valid_to: date | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Lawbook:
    """All dated rules that a regime may look up; the day decides which of them count."""

    retail_rules: Sequence[RetailImportRules] = ()
    positive_list: Sequence[ListEntry] = ()
    quantity_limits: Sequence[QuantityLimit] = ()
    dear_goods: Sequence[DearGoodsTax] = ()
    parcel_rules: Sequence[PersonalGoodsRules | EcommerceGoodsRules] = ()
    kz_vat: Sequence[NationalVat] = ()


D = TypeVar("D", bound=Dated)


def holding_on(day: date, rules: Sequence[D]) -> list[D]:
    """The rules that hold on a day."""
    return [
        rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
    ]


def newest_on(day: date, rules: Sequence[D]) -> D | None:
    """The rule that holds on a day; of several the one that began last."""
    return max(holding_on(day, rules), key=lambda rule: rule.valid_from, default=None)

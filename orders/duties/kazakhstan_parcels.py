"""What does Kazakhstan take from goods that a household buys abroad?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kit.money import EXPONENTS
from kit.shares import largest_remainder
from orders.duties.lawbook import EcommerceGoodsRules, Lawbook, PersonalGoodsRules, newest_on
from orders.duties.reckoning import Due, half_up, plain, rates_unknown
from orders.duties.terms import (
    Assessment,
    ExchangeRate,
    ImportOrder,
    LineTax,
    Reason,
    Refusal,
    rule_unknown,
)
from orders.duties.vat import vat_percents

WITHIN_FREE_LIMIT = "within_free_limit"
OVER_VALUE_LIMIT, OVER_MASS_LIMIT = "over_value_limit", "over_mass_limit"
LEAST_PER_KG = "least_per_kg"
# By what a line pays its duty.
FREE, BY_VALUE, BY_MASS = "free", "by_value", "by_mass"

_MINOR = 10 ** EXPONENTS["KZT"]
_G_PER_KG = 1000


class KazakhstanParcels:
    """
    Goods that individuals in Kazakhstan have sent from abroad, rule 7 of the shop's tax notes.

    The rule of the day is the old one for goods of personal use, or the new one for
    e-commerce goods; up to their limits nothing is due. Limits are in euros, at the rate
    that comes with the order. Duty is worked out for the whole order and shared over its
    lines, by value or, where the least sum for each kilogram binds, by gross mass.
    Source: dhl.com, enbekshiqazaq.kz 2026-02-18, 24.kg 2026-01-13.
    """

    name = "kz_ecommerce_goods"
    name_before = "kz_personal_goods"

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it; amounts are tiyn, half-up per tax."""
        rules = newest_on(order.day, lawbook.parcel_rules)
        if rules is None:
            return rule_unknown(order, "parcels")
        if order.euro is None:
            return Refusal(Reason.EXCHANGE_RATE_UNKNOWN, {"base": "EUR", "quote": "KZT"})
        case = _Case(order, order.euro, rules.value_includes_carriage)
        if isinstance(rules, PersonalGoodsRules):
            return _personal(case, rules, self.name_before)
        return _not_eligible(order, rules) or _ecommerce(case, rules, lawbook, self.name)


@dataclass(frozen=True, slots=True)
class _Case:
    """An order, and what its lines are worth to the rule: with or without their carriage."""

    order: ImportOrder
    euro: ExchangeRate
    includes_carriage: bool

    @property
    def values(self) -> list[int]:
        lines = self.order.lines
        return [line.value_minor if self.includes_carriage else line.goods_minor for line in lines]

    @property
    def value_minor(self) -> int:
        return sum(self.values)

    def minor_of(self, euros: Decimal) -> Decimal:
        """Euros in minor units of the market's currency, not rounded."""
        minor: Decimal = euros * self.euro.rate * _MINOR
        return minor

    def shared(self, *, by_value: Decimal, by_mass: Decimal) -> tuple[list[int], str]:
        """The larger duty over the lines by what it rests on, and what that is."""
        duty = half_up(max(by_value, by_mass))
        if not duty:
            return [0] * len(self.order.lines), FREE
        if by_mass > by_value:
            return largest_remainder(duty, [line.gross_g for line in self.order.lines]), BY_MASS
        return largest_remainder(duty, self.values), BY_VALUE


def _personal(case: _Case, rules: PersonalGoodsRules, name: str) -> Assessment:
    """15 % of what is above the value limit, at least so much for each kilogram above the other."""
    over_value = max(Decimal(0), case.value_minor - case.minor_of(rules.value_limit_eur))
    over_g = max(0, case.order.gross_g - rules.mass_limit_g)
    by_value = over_value * rules.percent_of_excess / 100
    by_mass = case.minor_of(rules.least_eur_per_excess_kg) * over_g / _G_PER_KG
    duties, basis = case.shared(by_value=by_value, by_mass=by_mass)
    # The one payment stands for duty and VAT together.
    taxes = [
        LineTax(line.line_id, duty, 0, 0, basis) for line, duty in zip(case.order.lines, duties, strict=True)
    ]
    reasons = {
        OVER_VALUE_LIMIT: over_value > 0,
        OVER_MASS_LIMIT: over_g > 0,
        LEAST_PER_KG: by_mass > by_value,
    }
    answer = _answer(case, rules, name, taxes)
    return replace(
        answer,
        reasons=tuple(reason for reason, holds in reasons.items() if holds) or (WITHIN_FREE_LIMIT,),
        facts={**answer.facts, "free_limit_g": rules.mass_limit_g},
    )


def _ecommerce(case: _Case, rules: EcommerceGoodsRules, lawbook: Lawbook, name: str) -> Assessment | Refusal:
    """Above the limit 5 % of the whole value, at least so much for each kilogram, and VAT on both."""
    order = case.order
    if case.value_minor <= case.minor_of(rules.value_limit_eur):
        return _answer(case, rules, name, [LineTax(line.line_id, 0, 0, 0, FREE) for line in order.lines])
    vats = vat_percents(order, lawbook)
    unknown = rates_unknown(order, [Due(Decimal(0), BY_VALUE, vat) for vat in vats])
    if unknown:
        return unknown
    by_value = case.value_minor * rules.percent_of_value / 100
    by_mass = case.minor_of(rules.least_eur_per_kg) * order.gross_g / _G_PER_KG
    duties, basis = case.shared(by_value=by_value, by_mass=by_mass)
    taxes = [
        LineTax(line.line_id, duty, half_up((value + duty) * vat / 100), 0, basis)
        for line, value, duty, vat in zip(order.lines, case.values, duties, vats, strict=True)
        if vat is not None
    ]
    reasons = (OVER_VALUE_LIMIT, LEAST_PER_KG) if by_mass > by_value else (OVER_VALUE_LIMIT,)
    return replace(_answer(case, rules, name, taxes), reasons=reasons)


def _answer(
    case: _Case, rules: PersonalGoodsRules | EcommerceGoodsRules, name: str, taxes: Sequence[LineTax]
) -> Assessment:
    labels = (rules.label,) if rules.label else ()
    return Assessment(
        regime=name,
        lines=tuple(taxes),
        value_minor=case.value_minor,
        labels=labels,
        reasons=(WITHIN_FREE_LIMIT,),
        unsettled=labels,
        facts={
            "value_minor": case.value_minor,
            "gross_g": case.order.gross_g,
            "free_limit_eur": plain(rules.value_limit_eur),
            "free_limit_minor": int(case.minor_of(rules.value_limit_eur)),
        },
    )


def _not_eligible(order: ImportOrder, rules: EcommerceGoodsRules) -> Refusal | None:
    found = {
        kind: codes
        for kind, prefixes in rules.not_eligible.items()
        if (codes := {line.hs6 for line in order.lines if line.hs6.startswith(prefixes)})
    }
    if not found:
        return None
    refused = sorted({hs6 for codes in found.values() for hs6 in codes})
    return Refusal(Reason.NOT_IMPORTABLE, {"hs6": refused, "why": "not_eligible", "kinds": sorted(found)})

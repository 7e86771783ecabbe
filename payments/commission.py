"""What do we keep of a sale for our service, and what is its VAT?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple
from uuid import UUID

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the price list; what is None or empty matches all. Sums are minor units of `currency`."""

    id: UUID
    valid_from: date
    percent: Decimal
    valid_to: date | None = None
    organisation_id: UUID | None = None
    category: str = ""
    market: str = ""
    currency: str = ""
    fixed_minor: int = 0
    floor_minor: int = 0
    cap_minor: int | None = None


class Sold(NamedTuple):
    """What is sold, of whose, where: `categories` are the codes of its kind from the root down."""

    organisation_id: UUID
    categories: Collection[str]
    market: str
    currency: str
    goods_minor: int


class VatRate(NamedTuple):
    """The rate of a country's VAT from a day on."""

    country: str
    valid_from: date
    percent: Decimal


class Commission(NamedTuple):
    """What a sale costs its seller, in minor units; no rule means no commission."""

    minor: int
    vat_minor: int
    rule_id: UUID | None

    @property
    def total_minor(self) -> int:
        """What the seller doesn't get of the price."""
        return self.minor + self.vat_minor


def winner(rules: Iterable[Rule], sold: Sold, *, on: date) -> Rule | None:
    """The first of `rules`, which come in the order of their positions, that matches on a day."""
    return next((rule for rule in rules if matches(rule, sold, on=on)), None)


def matches(rule: Rule, sold: Sold, *, on: date) -> bool:
    """Whether a rule is meant for a sale on a day."""
    return (
        rule.valid_from <= on
        and (rule.valid_to is None or on <= rule.valid_to)
        and rule.organisation_id in (None, sold.organisation_id)
        and (not rule.category or rule.category in sold.categories)
        and rule.market in ("", sold.market)
        and rule.currency in ("", sold.currency)
    )


def commission_of(rules: Sequence[Rule], sold: Sold, *, vat_percent: Decimal, on: date) -> Commission:
    """
    The commission on one line of an order with its VAT, which comes on top.

    Percent and fixed sum, at least the floor, at most the cap; with its VAT never more
    than the goods cost. Half a minor unit is rounded up.
    """
    rule = winner(rules, sold, on=on)
    if rule is None:
        return Commission(0, 0, None)
    wanted = max(_share(sold.goods_minor, rule.percent) + rule.fixed_minor, rule.floor_minor)
    if rule.cap_minor is not None:
        wanted = min(wanted, rule.cap_minor)
    minor = min(wanted, _most(sold.goods_minor, vat_percent))
    return Commission(minor, _share(minor, vat_percent), rule.id)


def vat_percent_of(rates: Iterable[VatRate], *, country: str, on: date) -> Decimal:
    """
    The newest rate of a country's VAT that holds on a day.

    :raises LookupError: if none is known.
    """
    known = [rate for rate in rates if rate.country == country and rate.valid_from <= on]
    if not known:
        raise LookupError(f"no rate of VAT is known for {country} on {on}")
    return max(known, key=lambda rate: rate.valid_from).percent


def _share(minor: int, percent: Decimal) -> int:
    with localcontext(prec=60):
        return int((minor * percent / _HUNDRED).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _most(goods_minor: int, vat_percent: Decimal) -> int:
    """The largest sum that, with its VAT, isn't more than the goods."""
    with localcontext(prec=60):
        most = int(
            (goods_minor * _HUNDRED / (_HUNDRED + vat_percent)).quantize(Decimal(1), rounding=ROUND_DOWN)
        )
    # VAT is rounded: it may leave room for one unit more, or none for the last one.
    while most + _share(most, vat_percent) > goods_minor:
        most -= 1
    while most + 1 + _share(most + 1, vat_percent) <= goods_minor:
        most += 1
    return most

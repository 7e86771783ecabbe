"""What would our service cost a seller?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Q

from kit.rows import read_rows
from payments import policy
from payments.commission import Commission, Rule, Sold, VatRate, commission_of, vat_percent_of
from payments.models import CommissionRule

__all__ = ["Commission", "Sold", "commissions", "rules_on", "vat_percent"]

_VAT_FILE = Path(__file__).resolve().parent.parent / "data" / "commission_vat.csv"


def commissions(sold: Sequence[Sold], *, at: datetime) -> list[Commission]:
    """The commission on each of some lines, in their order, on the day that it is where we are. One query."""
    day = local_day(at)
    rules, percent = rules_on(day), vat_percent(day)
    return [commission_of(rules, each, vat_percent=percent, on=day) for each in sold]


def local_day(at: datetime) -> date:
    """The day by the operator's clocks: our service is rendered, and taxed, where we are."""
    return at.astimezone(ZoneInfo(policy.LEDGER_TIME_ZONE)).date()


def rules_on(day: date) -> list[Rule]:
    """The price list as it holds on a day, in its order."""
    rows = CommissionRule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
    ).order_by("position")
    return [rule_of(row) for row in rows]


def rule_of(row: CommissionRule) -> Rule:
    """A row as the pure arithmetic has it."""
    return Rule(
        id=row.pk,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        percent=row.percent,
        organisation_id=row.organisation_id,
        category=row.category,
        market=row.market,
        currency=row.currency,
        fixed_minor=row.fixed_minor,
        floor_minor=row.floor_minor,
        cap_minor=row.cap_minor,
    )


def vat_percent(on: date) -> Decimal:
    """
    The VAT on our service on a day, by the law of the operator's country.

    :raises LookupError: if no rate is known for the day.
    """
    return vat_percent_of(_vat_rates(), country=policy.OPERATOR_COUNTRY, on=on)


@cache
def _vat_rates() -> tuple[VatRate, ...]:
    """The rates of the file, which says where each comes from."""
    rows = read_rows(_VAT_FILE, ("country", "percent", "valid_from", "source"))
    return tuple(
        VatRate(row.text("country"), row.date("valid_from"), row.decimal("percent", most=100)) for row in rows
    )

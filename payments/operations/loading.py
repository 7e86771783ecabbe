"""How do the demo's exchange rates and its commission come into the database?"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from payments.models import CommissionRule, FxRate

# Room for lines above it.
DEMO_POSITION, DEMO_PERCENT = 100, Decimal(8)
DATA = Path(__file__).resolve().parent.parent / "data"
_PAIRS = {
    f"{quote}_per_{base}".lower(): (base, quote)
    for quote, bases in {"KZT": ("USD", "EUR", "CNY", "RUB"), "CNY": ("USD", "EUR", "KZT")}.items()
    for base in bases
}


@inside_transaction
def relay_rates(*, at: datetime, path: Path = DATA / "fx_rates.csv") -> int:
    """
    Lay the demo's rates so that the file's newest day is today, then count the new ones.

    A rate that was published for a day stays what it was: only days without one are filled.

    :raises BadReferenceRow: if a row of the file can't be used.
    """
    days = [(row, row.date("date")) for row in read_rows(path, ["date", "source", *_PAIRS])]
    shift = at.date() - max((day for _, day in days), default=at.date())
    before = FxRate.objects.count()
    FxRate.objects.bulk_create(
        (rate for row, day in days for rate in _rates_of(row, day + shift, at)), ignore_conflicts=True
    )
    return FxRate.objects.count() - before


@inside_transaction
def lay_commission(*, at: datetime) -> bool:
    """Let the demo take a commission of all sales, unless somebody has set some; whether it did so now."""
    if CommissionRule.objects.exists():
        return False
    CommissionRule.objects.create(
        position=DEMO_POSITION, percent=DEMO_PERCENT, valid_from=date(at.year, 1, 1), created_at=at
    )
    return True


def _rates_of(row: RefRow, day: date, at: datetime) -> Iterator[FxRate]:
    source = f"{row.text('source')}, laid from {row.text('date')}"
    for column, (base, quote) in _PAIRS.items():
        rate = row.decimal(column)
        if rate <= 0:
            raise row.wrong(column, "is not a positive rate")
        yield FxRate(
            date=day,
            base=base,
            quote=quote,
            rate=rate,
            source=source,
            origin=FxRate.Origin.ASSUMED,
            created_at=at,
        )

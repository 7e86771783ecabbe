"""What is one currency worth in another?"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from kit.rows import BadReferenceRow
from kit.transactions import owns_transaction
from payments.errors import NoRate
from payments.models import FxRate
from payments.operations.loading import DATA, relay_rates
from payments.queries import Rate, latest_rate
from tests.payments.money import NOW

TODAY = NOW.date()
pytestmark = pytest.mark.django_db


def rate(day: date, value: str, *, base: str = "USD", quote: str = "CNY") -> None:
    FxRate.objects.create(date=day, base=base, quote=quote, rate=value, source="test", created_at=NOW)


def relay(*, at: datetime = NOW, path: Path = DATA / "fx_rates.csv") -> int:
    return owns_transaction(relay_rates)(at=at, path=path)


def test_the_newest_rate_counts() -> None:
    rate(TODAY - timedelta(days=2), "7.10")
    rate(TODAY - timedelta(days=1), "7.20")
    assert latest_rate(base="USD", quote="CNY", on=TODAY) == Rate(Decimal("7.2"), TODAY - timedelta(days=1))


def test_a_rate_of_tomorrow_does_not_count_today() -> None:
    rate(TODAY + timedelta(days=1), "7.30")
    with pytest.raises(NoRate):
        latest_rate(base="USD", quote="CNY", on=TODAY)


def test_a_rate_counts_for_seven_days() -> None:
    rate(TODAY - timedelta(days=7), "7.10")
    assert latest_rate(base="USD", quote="CNY", on=TODAY).rate == Decimal("7.1")


def test_a_stale_rate_is_refused() -> None:
    rate(TODAY - timedelta(days=8), "7.10")
    with pytest.raises(NoRate) as refusal:
        latest_rate(base="USD", quote="CNY", on=TODAY)
    assert refusal.value.code == "fx.no_rate"
    assert refusal.value.facts == {"base": "USD", "quote": "CNY", "on": TODAY.isoformat()}


def test_a_rate_is_not_turned_round_by_guess() -> None:
    rate(TODAY, "7.10")
    with pytest.raises(NoRate):
        latest_rate(base="CNY", quote="USD", on=TODAY)


def test_a_currency_is_worth_itself() -> None:
    assert latest_rate(base="CNY", quote="CNY", on=TODAY) == Rate(Decimal(1), TODAY)


def test_the_demos_newest_rate_is_todays() -> None:
    assert relay() == 60 * 7
    found = latest_rate(base="KZT", quote="CNY", on=TODAY)
    assert found == Rate(Decimal("0.01365385"), TODAY)
    assert latest_rate(base="USD", quote="KZT", on=TODAY).rate == 520
    assert FxRate.objects.earliest("date").date == TODAY - timedelta(days=59)
    assert "demo assumption" in FxRate.objects.latest("date").source


def test_laying_the_rates_again_adds_none() -> None:
    relay()
    assert relay() == 0


def test_years_from_now_the_demos_rates_are_fresh_again() -> None:
    relay()
    later = NOW + timedelta(days=1000)
    relay(at=later)
    assert latest_rate(base="USD", quote="CNY", on=later.date()).date == later.date()


def test_a_rate_published_for_a_day_stays_what_it_was() -> None:
    rate(TODAY, "9.99")
    relay()
    assert latest_rate(base="USD", quote="CNY", on=TODAY).rate == Decimal("9.99")
    relay(at=NOW + timedelta(days=1))
    assert FxRate.objects.get(date=TODAY, base="USD", quote="CNY").rate == Decimal("9.99")


@pytest.mark.parametrize("cell", ["0", "-1", "NaN", "seven", ""])
def test_a_bad_rate_is_refused_by_row_and_column(tmp_path: Path, cell: str) -> None:
    lines = (DATA / "fx_rates.csv").read_text().splitlines()
    lines[2] = lines[2].replace("518.7022", cell)
    path = tmp_path / "fx_rates.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(BadReferenceRow) as refusal:
        relay(path=path)
    assert refusal.value.facts == {"file": "fx_rates.csv", "row": 3, "column": "kzt_per_usd"}
    assert not FxRate.objects.exists()

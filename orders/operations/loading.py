"""How do freight tariffs and delivery zones come from files into rows?"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from kit.actors import Actor
from kit.money import CURRENCIES
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally, settle
from orders.models import DeliveryZone, FreightTariff

DATA = Path(__file__).parent.parent / "data"
LOAD_TYPES = tuple(FreightTariff.LoadType.values)
_MONTHS = {str(month) for month in range(1, 13)}

_TARIFF_COLUMNS = (
    "service_code",
    "load_type",
    "per_chargeable_kg",
    "per_container",
    "minimum",
    "currency",
    "insurance_pct",
    "fuel_surcharge_pct",
    "winter_surcharge_pct",
    "winter_months",
    "first_mile_per_kg",
    "last_mile_per_kg",
    "valid_from",
    "source",
    "confidence",
)
_COPIED = (
    *("valid_to", "currency", "per_chargeable_kg", "weight_bands", "per_container", "minimum"),
    "insurance_percent",
    *("fuel_percent", "winter_percent", "winter_months", "first_mile_per_kg", "last_mile_per_kg"),
    *("source", "confidence"),
)
_ZONE_COLUMNS = ("country", "province", "name", "destination_code")


@inside_transaction
def load_reference(*, at: datetime, by: Actor) -> dict[str, Tally]:
    """
    Load freight tariffs and delivery zones; loading again changes nothing.

    :raises BadReferenceRow: naming file, row and column of what can't be used.
    """
    tariffs = {
        (row.text("service_code"), row.choices("load_type", LOAD_TYPES), row.date("valid_from")): (
            _tariff(row)
        )
        for row in read_rows(DATA / "freight_rates.csv", _TARIFF_COLUMNS)
    }
    zones = {
        (row.text("country"), row.text("province")): {
            "name": row.text("name"),
            "destination_code": row.text("destination_code"),
        }
        for row in read_rows(DATA / "delivery_zones.csv", _ZONE_COLUMNS)
    }
    return {
        "freight tariffs": settle(
            FreightTariff, tariffs, key=("service_code", "load_type", "valid_from"), at=at
        ).tally,
        "delivery zones": settle(DeliveryZone, zones, key=("country", "province"), at=at).tally,
    }


@inside_transaction
def lay_tariffs(*, like: Mapping[str, str], at: datetime) -> Tally:
    """Let services cost what others do, by codes of the others; for those of the test world."""
    wanted = {
        (like[row.service_code], row.load_type, row.valid_from): {
            name: getattr(row, name) for name in _COPIED
        }
        for row in FreightTariff.objects.filter(service_code__in=like)
    }
    return settle(FreightTariff, wanted, key=("service_code", "load_type", "valid_from"), at=at).tally


def _tariff(row: RefRow) -> dict[str, object]:
    return {
        "currency": row.choices("currency", CURRENCIES),
        "per_chargeable_kg": _price(row, "per_chargeable_kg"),
        "per_container": _price(row, "per_container"),
        "minimum": row.decimal("minimum"),
        "insurance_percent": row.decimal("insurance_pct", most=100),
        "fuel_percent": row.decimal("fuel_surcharge_pct", most=100),
        "winter_percent": row.decimal("winter_surcharge_pct", most=100),
        "winter_months": [_month(row, text) for text in row.items("winter_months")],
        "first_mile_per_kg": row.decimal("first_mile_per_kg"),
        "last_mile_per_kg": row.decimal("last_mile_per_kg"),
        "source": row.text("source"),
        "confidence": row.text("confidence"),
    }


def _price(row: RefRow, column: str) -> Decimal | None:
    return row.decimal(column) if row.has(column) else None


def _month(row: RefRow, text: str) -> int:
    if text not in _MONTHS:
        raise row.wrong("winter_months", f"{text!r} is no month")
    return int(text)

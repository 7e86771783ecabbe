"""Which law and which tariff hold on a day?"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from catalog import queries as catalog
from kit.money import Money
from orders.duties import Lawbook, ListEntry, RetailImportRules
from orders.errors import NoDeliveryZone, NoTariff
from orders.freight import Rates
from orders.models import DeliveryZone, FreightTariff
from orders.policy import CHARGEABLE_KG_PER_M3

RULES_FILE = Path(__file__).parent.parent / "data" / "cbec_rules.json"


def lawbook(*, hs6s: Collection[str], on: date) -> Lawbook:
    """The dated retail-import rules with the positive list's entries for these codes."""
    listed = catalog.positive_list(hs6s=hs6s, on=on)
    entries = [
        ListEntry(
            hs6=hs6,
            edition=entry.edition,
            valid_from=on,
            valid_to=on,
            per_person_limit_g=entry.per_person_g_limit,
        )
        for hs6, entry in listed.items()
    ]
    return Lawbook(retail_rules=retail_rules(), positive_list=entries)


@cache
def retail_rules() -> tuple[RetailImportRules, ...]:
    """China's retail-import limits by the day from which they hold, as the data file gives them."""
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8"))["cn_cbec_retail_import"]
    return tuple(_retail_rule(rule) for rule in rules if rule["rule"] == "limits")


def rates_of(*, service_codes: Collection[str], on: date, also: Collection[str] = ()) -> Mapping[str, Rates]:
    """
    The groupage tariff of each service on a day, and of each of `also` that has one. One query.

    :raises NoTariff: if one of `service_codes` has none.
    """
    found: dict[str, Rates] = {}
    tariffs = FreightTariff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        service_code__in={*service_codes, *also},
        load_type=FreightTariff.LoadType.LCL,
        valid_from__lte=on,
    ).order_by("valid_from")
    for tariff in tariffs:
        found[tariff.service_code] = _as_rates(tariff)
    for code in service_codes:
        if code not in found:
            raise NoTariff(service_code=code, on=on.isoformat())
    return found


def destination_of(*, country: str, province: str) -> str:
    """
    The location code to which parcels for a province ride.

    :raises NoDeliveryZone: if nothing is delivered there yet.
    """
    zone = DeliveryZone.objects.filter(country=country, province=province).first()
    if zone is None:
        raise NoDeliveryZone(country=country, province=province)
    return zone.destination_code


def _retail_rule(rule: Mapping[str, Any]) -> RetailImportRules:
    return RetailImportRules(
        valid_from=date.fromisoformat(rule["valid_from"]),
        valid_to=date.fromisoformat(rule["valid_to"]) if rule["valid_to"] else None,
        single_order_limit_minor=Money.parse(rule["single_order_limit_cny"], "CNY").minor,
        annual_limit_minor=Money.parse(rule["annual_limit_cny"], "CNY").minor,
        tariff_percent=Decimal(rule["tariff_pct_within_limits"]),
        share_percent=Decimal(rule["vat_ct_share_pct_within_limits"]),
    )


def _as_rates(tariff: FreightTariff) -> Rates:
    return Rates(
        currency=tariff.currency,
        per_chargeable_kg=tariff.per_chargeable_kg or Decimal(0),
        minimum=tariff.minimum,
        fuel_percent=tariff.fuel_percent,
        winter_percent=tariff.winter_percent,
        winter_months=frozenset(tariff.winter_months),
        first_mile_per_kg=tariff.first_mile_per_kg,
        last_mile_per_kg=tariff.last_mile_per_kg,
        insurance_percent=tariff.insurance_percent,
        kg_per_m3=CHARGEABLE_KG_PER_M3,
    )

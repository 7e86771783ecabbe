"""Which freight tariff holds on a day, and where do parcels ride?"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kit.editions import Editions, Held
from orders.errors import NoDeliveryZone, NoTariff
from orders.freight import Rates, bands_in
from orders.models import DeliveryZone, FreightTariff
from orders.policy import CHARGEABLE_KG_PER_M3


class _Period(NamedTuple):
    """A tariff of a service, and from when to when it holds."""

    valid_from: date
    valid_to: date | None
    rates: Rates


# The groupage tariffs of services in order of time, by code.
_Tariffs = dict[str, list[_Period]]
_TARIFFS: Held[_Tariffs] = Held(dict, "orders_freighttariff")


def rates_known(
    *, service_codes: Collection[str], on: date, editions: Editions | None = None
) -> dict[str, Rates]:
    """The groupage tariff on a day of each service that has one. One query, none where all are held."""
    held: _Tariffs = {} if editions is None else _TARIFFS.at(editions)
    if unknown := set(service_codes) - held.keys():
        held |= _tariffs(unknown)
    return {
        code: each.rates
        for code in service_codes
        for each in held[code]
        if each.valid_from <= on and (each.valid_to is None or on <= each.valid_to)
    }


def _tariffs(service_codes: Collection[str]) -> _Tariffs:
    found: _Tariffs = {code: [] for code in service_codes}
    tariffs = FreightTariff.objects.filter(
        service_code__in=service_codes, load_type=FreightTariff.LoadType.LCL
    )
    for each in tariffs.order_by("valid_from"):
        found[each.service_code].append(_Period(each.valid_from, each.valid_to, _as_rates(each)))
    return found


def require_rates(known: Collection[str], service_codes: Collection[str], *, on: date) -> None:
    """
    See that each of some services has a tariff.

    :raises NoTariff: if one has none.
    """
    for code in service_codes:
        if code not in known:
            raise NoTariff(service_code=code, on=on.isoformat())


def destination_of(*, country: str, province: str, editions: Editions | None = None) -> str:
    """
    The location code to which parcels for a province ride. One query, none where the zones are held.

    :raises NoDeliveryZone: if nothing is delivered there yet.
    """
    zones = _zones() if editions is None else _ZONES.at(editions)
    if (country, province) not in zones:
        raise NoDeliveryZone(country=country, province=province)
    return zones[country, province]


def _zones() -> Mapping[tuple[str, str], str]:
    rows = DeliveryZone.objects.values_list("country", "province", "destination_code")
    return {(country, province): code for country, province, code in rows}


_ZONES = Held(_zones, "orders_deliveryzone")


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
        bands=bands_in(tariff.weight_bands),
    )

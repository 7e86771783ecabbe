"""Which freight tariff holds on a day, and where do parcels ride?"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Q

from orders.errors import NoDeliveryZone, NoTariff
from orders.freight import Rates, bands_in
from orders.models import DeliveryZone, FreightTariff
from orders.policy import CHARGEABLE_KG_PER_M3


def rates_known(*, service_codes: Collection[str], on: date) -> dict[str, Rates]:
    """The groupage tariff on a day of each service that has one. One query."""
    found: dict[str, Rates] = {}
    tariffs = FreightTariff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        service_code__in=service_codes,
        load_type=FreightTariff.LoadType.LCL,
        valid_from__lte=on,
    ).order_by("valid_from")
    for tariff in tariffs:
        found[tariff.service_code] = _as_rates(tariff)
    return found


def require_rates(known: Collection[str], service_codes: Collection[str], *, on: date) -> None:
    """
    See that each of some services has a tariff.

    :raises NoTariff: if one has none.
    """
    for code in service_codes:
        if code not in known:
            raise NoTariff(service_code=code, on=on.isoformat())


def destination_of(*, country: str, province: str) -> str:
    """
    The location code to which parcels for a province ride.

    :raises NoDeliveryZone: if nothing is delivered there yet.
    """
    zone = DeliveryZone.objects.filter(country=country, province=province).first()
    if zone is None:
        raise NoDeliveryZone(country=country, province=province)
    return zone.destination_code


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

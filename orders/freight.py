"""What does it cost to carry one shipment by train?"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kit.money import EXPONENTS
from kit.shares import largest_remainder

MOST_BANDS = 8
_BAND = re.compile(r"([0-9]{1,6}):([0-9]{1,6}(?:\.[0-9]{1,4})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Band:
    """From so many chargeable kilograms on each of them costs so much."""

    from_kg: int
    per_kg: Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """
    One service's prices for part loads, in major units of `currency`.

    Heavier `bands` cost less a kilogram than `per_chargeable_kg`, each less than the one before. Fuel and
    winter are percentages of the rail freight, insurance of the goods value; the miles are per kg of real
    mass; one m3 counts as `kg_per_m3`.
    """

    currency: str
    per_chargeable_kg: Decimal
    minimum: Decimal
    fuel_percent: Decimal
    winter_percent: Decimal
    winter_months: Collection[int]
    first_mile_per_kg: Decimal
    last_mile_per_kg: Decimal
    insurance_percent: Decimal
    kg_per_m3: int = 500
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class FreightLine:
    """All units of one order line: mass, volume, goods value in the buyer's minor units."""

    gross_g: int
    volume_cm3: int
    goods_minor: int


@dataclass(frozen=True, slots=True)
class FreightPrice:
    """
    The frozen price of one shipment, in minor units of the buyer's currency.

    The two tuples share freight and insurance over the lines, in their order,
    and sum to the totals exactly.
    """

    currency: str
    chargeable_g: int
    rail_minor: int
    fuel_minor: int
    winter_minor: int
    first_mile_minor: int
    last_mile_minor: int
    insurance_minor: int
    line_freight_minor: tuple[int, ...]
    line_insurance_minor: tuple[int, ...]

    @property
    def freight_minor(self) -> int:
        """Everything but the insurance."""
        return sum(self.line_freight_minor)

    @property
    def total_minor(self) -> int:
        return self.freight_minor + self.insurance_minor


def chargeable_g(*, gross_g: int, volume_cm3: int, kg_per_m3: int = 500) -> int:
    """The larger of real and volume mass in whole grams, rounded up (rule 19)."""
    return max(gross_g, -(-volume_cm3 * kg_per_m3 // 1000))


def price_freight(
    *,
    lines: Sequence[FreightLine],
    rates: Rates,
    currency: str,
    rate: Decimal,
    departs_on: date,
) -> FreightPrice:
    """
    Price one shipment and share the price over its lines.

    `rate` is how much of the buyer's `currency` one unit of the rates' currency
    buys; `departs_on` is the day at the origin. Each component is rounded
    half-up once, after conversion. Freight is shared by chargeable weight,
    insurance by goods value, both with largest remainders.

    :raises ValueError: if there are no lines, or one has no mass.
    """
    if not lines or min(line.gross_g for line in lines) < 1:
        raise ValueError("a shipment has lines, and each has a mass")
    gross_g = sum(line.gross_g for line in lines)
    volume_cm3 = sum(line.volume_cm3 for line in lines)
    weight_g = chargeable_g(gross_g=gross_g, volume_cm3=volume_cm3, kg_per_m3=rates.kg_per_m3)
    rail = _rail(weight_g, rates)
    is_winter = departs_on.month in rates.winter_months
    costs = {
        "rail_minor": rail,
        "fuel_minor": rail * rates.fuel_percent / 100,
        "winter_minor": rail * rates.winter_percent / 100 if is_winter else Decimal(0),
        "first_mile_minor": rates.first_mile_per_kg * gross_g / 1000,
        "last_mile_minor": rates.last_mile_per_kg * gross_g / 1000,
    }
    components = {name: _minor(cost * rate, currency) for name, cost in costs.items()}
    insurance_minor = _insurance(lines, rates)
    return FreightPrice(
        currency=currency,
        chargeable_g=weight_g,
        insurance_minor=insurance_minor,
        line_freight_minor=_share_by_weight(sum(components.values()), lines, rates),
        line_insurance_minor=_share_by_value(insurance_minor, lines),
        **components,
    )


def bands_in(text: str) -> tuple[Band, ...]:
    """
    Bands as sheets and the table have them: "100:0.30;500:0.26" is 0.30 from 100 kg on, 0.26 from 500.

    :raises ValueError: saying why, unless each is heavier and costs less than the one before.
    """
    bands: list[Band] = []
    for piece in filter(None, text.split(";")):
        found = _BAND.fullmatch(piece.strip())
        if found is None:
            raise ValueError(f"{piece.strip()!r} is no band: write such as 100:0.30, from 100 kg on 0.30")
        band = Band(int(found[1]), Decimal(found[2]))
        if bands and band.from_kg <= bands[-1].from_kg:
            raise ValueError(f"{band.from_kg} kg is not more than {bands[-1].from_kg} kg")
        if bands and band.per_kg >= bands[-1].per_kg:
            raise ValueError(f"{band.per_kg} is not less than {bands[-1].per_kg}")
        if not band.from_kg or not band.per_kg:
            raise ValueError(f"{piece.strip()!r} has a nought")
        bands.append(band)
    if len(bands) > MOST_BANDS:
        raise ValueError(f"there are more than {MOST_BANDS} bands")
    return tuple(bands)


def bands_as_text(bands: Sequence[Band]) -> str:
    """What `bands_in` reads, with as many decimal places as the table keeps."""
    return ";".join(f"{band.from_kg}:{band.per_kg.quantize(Decimal('0.0001'))}" for band in bands)


def _rail(weight_g: int, rates: Rates) -> Decimal:
    """
    By the band of the weight, and never more than the least weight of a heavier one would cost.

    So carriers count: else 99 kg could cost more than 100.
    """
    bands = (Band(0, rates.per_chargeable_kg), *rates.bands)
    cheapest = min(band.per_kg * max(weight_g, band.from_kg * 1000) / 1000 for band in bands)
    return max(rates.minimum, cheapest)


def _minor(amount: Decimal, currency: str) -> int:
    return _half_up(amount.scaleb(EXPONENTS[currency]))


def _half_up(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _insurance(lines: Sequence[FreightLine], rates: Rates) -> int:
    return _half_up(sum(line.goods_minor for line in lines) * rates.insurance_percent / 100)


def _share_by_weight(total_minor: int, lines: Sequence[FreightLine], rates: Rates) -> tuple[int, ...]:
    weights = [
        chargeable_g(gross_g=line.gross_g, volume_cm3=line.volume_cm3, kg_per_m3=rates.kg_per_m3)
        for line in lines
    ]
    return tuple(largest_remainder(total_minor, weights))


def _share_by_value(total_minor: int, lines: Sequence[FreightLine]) -> tuple[int, ...]:
    return tuple(largest_remainder(total_minor, [line.goods_minor for line in lines]))

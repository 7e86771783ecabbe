"""What do trains cost now and from later days on, and what would a sheet of tariffs change?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import F, Q

from kit.money import Money
from orders.freight import FreightLine, Rates, bands_in, price_freight
from orders.models import FreightTariff, Quote
from orders.policy import CHARGEABLE_KG_PER_M3, SAMPLE_PARCELS, SAMPLE_WORTH_MINOR
from orders.queries.sampling import CURRENCIES
from orders.tariff_sheets import NAMES, CellError, Key, TariffLine
from payments.queries.rates import is_published
from shipping.queries.finding import destinations_of_services, live_services, services_of_test_world


@dataclass(frozen=True, slots=True)
class Changed:
    """A line that is there, and what it would be."""

    was: TariffLine
    becomes: TariffLine

    @property
    def columns(self) -> list[str]:
        """What differs."""
        return [name for name in NAMES if getattr(self.was, name) != getattr(self.becomes, name)]


@dataclass(frozen=True, slots=True)
class New:
    """A line that isn't there yet, and what would hold on its first day without it; None if nothing would."""

    line: TariffLine
    instead_of: TariffLine | None

    @property
    def columns(self) -> list[str]:
        """What differs, besides the first day; all that is said where nothing was."""
        if self.instead_of is None:
            return [name for name in NAMES if getattr(self.line, name) not in (None, "", ())]
        return [name for name in Changed(self.instead_of, self.line).columns if name != "valid_from"]


@dataclass(frozen=True, slots=True)
class SampleFreight:
    """One parcel carried by a service on the first day of a new price: what it costs now, and then."""

    service_code: str
    on: date
    gross_g: int
    volume_cm3: int
    was: Money | None
    becomes: Money


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a sheet would do; with errors it does nothing. Lines that it doesn't name stay."""

    new: Sequence[New]
    changed: Sequence[Changed]
    same: int
    errors: Sequence[CellError]
    samples: Sequence[SampleFreight]
    held_count: int

    @property
    def lines(self) -> list[TariffLine]:
        """What would be written."""
        return [*(each.line for each in self.new), *(each.becomes for each in self.changed)]

    @property
    def changes_nothing(self) -> bool:
        return not self.new and not self.changed


def all_lines() -> list[TariffLine]:
    """Every tariff of the live world, by service, load type and first day. One query."""
    rows = FreightTariff.objects.exclude(service_code__in=services_of_test_world())
    return [_line(row) for row in rows.order_by("service_code", "load_type", "valid_from")]


def foresee_tariffs(lines: Sequence[tuple[int, TariffLine]], *, today: date, at: datetime) -> Foreseen:
    """
    What the lines of a sheet, each with its row, would change. Five queries.

    A price that has begun stays what it was, since quotes and orders rest on it: it may be ended from today
    on, and followed by one of a later day. Of a service that has none yet the first may begin today.
    """
    known = {line.key: line for line in all_lines()}
    errors = [
        *_unknown_services(lines),
        *_without_rate(lines, known),
        *_of_the_past(lines, known, today),
        *_overlaps(lines, known),
    ]
    new = [line for _, line in lines if line.key not in known]
    changed = [Changed(known[line.key], line) for _, line in lines if known.get(line.key, line) != line]
    whole = [*known.values(), *new]
    return Foreseen(
        new=[New(line, _holding((each for each in whole if each.key != line.key), line)) for line in new],
        changed=changed,
        same=len(lines) - len(new) - len(changed),
        errors=sorted(errors, key=lambda error: (error.row, error.column)),
        samples=[] if errors else list(_samples([*new, *(each.becomes for each in changed)], known)),
        held_count=_held({line.service_code for line in [*new, *(each.becomes for each in changed)]}, at),
    )


def _unknown_services(lines: Iterable[tuple[int, TariffLine]]) -> Iterable[CellError]:
    live = set(live_services())
    for row, line in lines:
        if line.service_code not in live:
            yield CellError(row, "service_code", f"there is no service {line.service_code}")


def _without_rate(
    lines: Iterable[tuple[int, TariffLine]], known: Mapping[Key, TariffLine]
) -> Iterable[CellError]:
    """Currencies that nobody changes into that of the market where a service's trains end."""
    markets = dict(destinations_of_services())
    for row, line in lines:
        was, market = known.get(line.key), markets.get(line.service_code, "")
        if market not in CURRENCIES or (was is not None and was.currency == line.currency):
            continue
        quote = CURRENCIES[market]
        if not is_published(base=line.currency, quote=quote):
            reason = f"nobody publishes what {line.currency} is worth in {quote}, by which {market} pays"
            yield CellError(row, "currency", reason)


def _of_the_past(
    lines: Iterable[tuple[int, TariffLine]], known: Mapping[Key, TariffLine], today: date
) -> Iterable[CellError]:
    priced = {(service, load_type) for service, load_type, _ in known}
    for row, line in lines:
        was = known.get(line.key)
        if was is None:
            is_first = (line.service_code, line.load_type) not in priced
            if line.valid_from < today or (line.valid_from == today and not is_first):
                yield CellError(row, "valid_from", f"a new price begins after {today}")
        elif was.valid_from <= today:
            differing = [name for name in Changed(was, line).columns if name != "valid_to"]
            if differing:
                reason = f"this price holds since {was.valid_from}: let another begin after {today}"
                yield CellError(row, differing[0], reason)
            elif was.valid_to != line.valid_to and min(_end(was), _end(line)) < today:
                yield CellError(row, "valid_to", f"a price ends on {today} at the earliest")


def _overlaps(
    lines: Iterable[tuple[int, TariffLine]], known: Mapping[Key, TariffLine]
) -> Iterable[CellError]:
    """Prices that end on or after the day on which the next one of their kind begins."""
    rows = {line.key: row for row, line in lines}
    whole = {**known, **{line.key: line for _, line in lines}}
    of_kind: dict[tuple[str, str], list[TariffLine]] = {}
    for key in sorted(whole):
        of_kind.setdefault(key[:2], []).append(whole[key])
    for found in of_kind.values():
        for before, after in pairwise(found):
            row = rows.get(after.key) or rows.get(before.key)
            if row and before.valid_to is not None and before.valid_to >= after.valid_from:
                column = "valid_from" if after.key in rows else "valid_to"
                reason = (
                    f"the price from {before.valid_from} ends on {before.valid_to}, after {after.valid_from}"
                )
                yield CellError(row, column, reason)


def _end(line: TariffLine) -> date:
    return line.valid_to or date.max


def _samples(lines: Iterable[TariffLine], known: Mapping[Key, TariffLine]) -> Iterable[SampleFreight]:
    """Parcels by groupage, the only way that a quote goes; in the currency of the new price."""
    for line in lines:
        if line.load_type != "LCL":
            continue
        before = _holding(known.values(), line)
        for gross_g, volume_cm3 in SAMPLE_PARCELS:
            yield SampleFreight(
                line.service_code,
                line.valid_from,
                gross_g,
                volume_cm3,
                _cost(before, line.valid_from, gross_g, volume_cm3) if before else None,
                _cost(line, line.valid_from, gross_g, volume_cm3),
            )


def _holding(known: Iterable[TariffLine], line: TariffLine) -> TariffLine | None:
    """What would hold on the first day of a line without it."""
    found = [
        each
        for each in known
        if (each.service_code, each.load_type) == (line.service_code, line.load_type)
        and each.valid_from <= line.valid_from <= _end(each)
    ]
    return max(found, key=lambda each: each.valid_from, default=None)


def _cost(line: TariffLine, on: date, gross_g: int, volume_cm3: int) -> Money:
    rates = Rates(
        currency=line.currency,
        per_chargeable_kg=line.per_chargeable_kg or Decimal(0),
        minimum=line.minimum,
        fuel_percent=line.fuel_percent,
        winter_percent=line.winter_percent,
        winter_months=frozenset(line.winter_months),
        bands=bands_in(line.weight_bands),
        first_mile_per_kg=line.first_mile_per_kg,
        last_mile_per_kg=line.last_mile_per_kg,
        insurance_percent=line.insurance_percent,
        kg_per_m3=CHARGEABLE_KG_PER_M3,
    )
    goods = [FreightLine(gross_g=gross_g, volume_cm3=volume_cm3, goods_minor=SAMPLE_WORTH_MINOR)]
    price = price_freight(lines=goods, rates=rates, currency=line.currency, rate=Decimal(1), departs_on=on)
    return Money(price.total_minor, line.currency)


def _held(services: Collection[str], at: datetime) -> int:
    """Quotes of the live world that are held now and ride one of some services; they keep their totals."""
    if not services:
        return 0
    rides = Q()
    for code in sorted(services):
        rides |= Q(document__contains={"orders": [{"carriages": [{"service_code": code}]}]})
    rows = Quote.objects.filter(rides, expires_at__gt=at, cart__sandbox=False)
    return rows.filter(cart_version=F("cart__version")).count()


def _line(row: FreightTariff) -> TariffLine:
    values = {name: getattr(row, name) for name in NAMES}
    return TariffLine(**{**values, "winter_months": tuple(row.winter_months)})

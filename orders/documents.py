"""What does a buyer see of a quote, to the last minor unit?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from orders.pricing import Amounts
from orders.promising import promise_document

if TYPE_CHECKING:
    from uuid import UUID

    from orders.duties import LineTax
    from orders.freight import FreightPrice
    from orders.promising import Promise
    from orders.queries.alternatives import Alternative, Alternatives
    from orders.queries.basis import Wanted
    from orders.queries.costing import PartCost, Ride
    from orders.suggesting import Suggestion

# Who gets which components of what a buyer pays; we collect all of them.
_PAYEES = {
    "seller": ("goods", "discount"),
    "shop": ("freight", "insurance"),
    "customs": ("duty", "vat", "consumption"),
}
_TAXES = _PAYEES["customs"]
_AMOUNTS = tuple(each.name for each in fields(Amounts))


def quote_document(
    *,
    market: str,
    destination_code: str,
    parts: Sequence["PartCost"],
    is_named: bool,
    coupon_of: Callable[["UUID"], dict[str, Any] | None],
) -> dict[str, Any]:
    """
    The quote as JSON values: amounts in minor units of its one currency, instants as RFC 3339.

    `orders` holds one entry per seller; its line amounts sum to its totals, and
    these to the totals of the quote. `is_named` says whether the year of whoever imports is known,
    `coupon_of` tells by which coupon a seller's part is cheaper.
    """
    totals = sum((part.priced.totals for part in parts), Amounts())
    return {
        "market": market,
        "currency": parts[0].wanted[0].offer.currency,
        "destination_code": destination_code,
        **amounts(totals),
        "orders": [
            _order(part, is_named=is_named, coupon=coupon_of(part.wanted[0].offer.seller_id))
            for part in parts
        ],
    }


def amounts(of: Amounts) -> dict[str, int]:
    """The components with their sum, from which the discount comes off."""
    return {**{name: getattr(of, name) for name in _AMOUNTS}, "total_minor": of.total_minor}


def _order(part: "PartCost", *, is_named: bool, coupon: dict[str, Any] | None) -> dict[str, Any]:
    assessment = part.priced.assessment
    offer = part.wanted[0].offer
    last = max(ride.train.arrives_at for ride in part.rides)
    return {
        "seller_id": str(offer.seller_id),
        "seller_code": offer.seller_code,
        **amounts(part.priced.totals),
        "regime": assessment.regime,
        "regime_procedure": assessment.procedure,
        "regime_reasons": list(assessment.reasons),
        "regime_labels": list(assessment.labels),
        "declared_on": part.basis.declared_on.isoformat(),
        "estimated": _estimated(part),
        "coupon": coupon,
        "allowance": _allowance(part) if is_named else None,
        "payable_to": _payable(part),
        "suggestions": [suggestion_document(each, part.wanted) for each in part.suggestions],
        "fx": _rates(part),
        "arrives_on": part.arrives_on.isoformat(),
        "arrives_at": last.isoformat(),
        "promised_at": part.promise.kept_until.isoformat(),
        "delivery": promise_document(part.promise),
        "carriages": [
            _carriage(*each)
            for each in zip(part.rides, part.priced.carriages, part.promises, part.alternatives, strict=True)
        ],
        "lines": [
            _line(*each)
            for each in zip(part.wanted, part.priced.lines, part.priced.assessment.lines, strict=True)
        ],
    }


def suggestion_document(suggestion: "Suggestion", wanted: Sequence["Wanted"]) -> dict[str, Any]:
    """A suggestion as JSON values, with the goods that it is about."""
    told = {each.name: getattr(suggestion, each.name) for each in fields(suggestion)}
    ids = told.pop("line_ids")
    return {
        **told,
        "regime_reasons": list(suggestion.regime_reasons),
        "lines": [
            {"listing_id": each.line_id, "sku": each.offer.sku, "names": dict(each.offer.names)}
            for each in wanted
            if each.line_id in ids
        ],
    }


def _allowance(part: "PartCost") -> dict[str, Any] | None:
    """What the order takes of its person's year, and what others have taken before it; amounts are fen."""
    assessment = part.priced.assessment
    if assessment.annual_limit_minor is None:
        return None
    return {
        "year": part.basis.declared_on.year,
        "limit_minor": assessment.annual_limit_minor,
        "used_minor": part.basis.year.value_minor,
        "value_minor": assessment.value_minor,
        "masses": [
            {"goods": use.goods, "limit_g": use.limit_g, "net_g": dict(use.net_g)}
            for use in assessment.masses
        ],
    }


def _rates(part: "PartCost") -> list[dict[str, str]]:
    """The exchange rates that the price rests on, and for what each was used."""
    quote = part.basis.currency
    used = [(base, rate, "freight") for base, rate in sorted(part.fx.items())]
    if part.basis.euro is not None:
        used.append(("EUR", part.basis.euro, "free_limit"))
    return [
        {
            "base": base,
            "quote": quote,
            "rate": str(rate.rate),
            "date": str(rate.date),
            "used_for": used_for,
        }
        for base, rate, used_for in used
    ]


def _estimated(part: "PartCost") -> list[dict[str, Any]]:
    """
    Which of the taxes customs may still reckon otherwise, and why; what was quoted stays the price.

    They go by the law of the day of declaration, which is known as well as the train's arrival, and by
    customs' own exchange rate of that day.
    """
    taxes = list(_TAXES)
    day = part.basis.declared_on.isoformat()
    why = ["declaration_day"]
    if any(base != part.basis.currency for base in part.fx) or part.basis.euro is not None:
        why.append("exchange_rate_of_declaration_day")
    if part.priced.assessment.unsettled:
        why.append("unsettled_law")
    return [{"amounts": taxes, "why": each, "day": day} for each in why]


def _payable(part: "PartCost") -> list[dict[str, Any]]:
    """What of the total goes to whom; nothing is left out but what is nothing."""
    totals = amounts(part.priced.totals)
    parts = [
        {
            "payee": payee,
            "amounts": [name for name in names if name != "discount" or totals["discount_minor"]],
            "total_minor": sum(_signed(name, totals) for name in names),
        }
        for payee, names in _PAYEES.items()
    ]
    return [{**each, "payer": "buyer", "collected_by": "shop"} for each in parts if each["total_minor"]]


def _signed(name: str, totals: Mapping[str, int]) -> int:
    return -totals["discount_minor"] if name == "discount" else totals[f"{name}_minor"]


def _carriage(
    ride: "Ride", price: "FreightPrice", promise: "Promise", others: "Alternatives"
) -> dict[str, Any]:
    train = ride.train
    return {
        "service_code": train.service_code,
        "departure_id": str(train.departure_id),
        "departs_at": train.departs_at.isoformat(),
        "arrives_at": train.arrives_at.isoformat(),
        "hand_in_by_at": train.hand_in_by_at.isoformat(),
        "gross_g": ride.parcel.gross_g,
        "volume_cm3": ride.parcel.volume_cm3,
        "chargeable_g": price.chargeable_g,
        "rail_minor": price.rail_minor,
        "fuel_minor": price.fuel_minor,
        "winter_minor": price.winter_minor,
        "first_mile_minor": price.first_mile_minor,
        "last_mile_minor": price.last_mile_minor,
        "insurance_minor": price.insurance_minor,
        "delivery": promise_document(promise),
        "earlier": _alternative(others.earlier),
        "later": _alternative(others.later),
    }


def _alternative(other: "Alternative | None") -> dict[str, Any] | None:
    if other is None:
        return None
    train = other.train
    return {
        "service_code": train.service_code,
        "departure_id": str(train.departure_id),
        "departs_at": train.departs_at.isoformat(),
        "arrives_at": train.arrives_at.isoformat(),
        "hand_in_by_at": train.hand_in_by_at.isoformat(),
        "freight_difference_minor": other.freight_minor,
        "total_difference_minor": other.total_minor,
        "delivery": promise_document(other.promise),
    }


def _line(wanted: "Wanted", line: Amounts, tax: "LineTax") -> dict[str, Any]:
    offer = wanted.offer
    return {
        "listing_id": str(offer.listing_id),
        "variant_id": str(offer.variant_id),
        "sku": offer.sku,
        "names": offer.names,
        "hs6": offer.hs6,
        "quantity": wanted.quantity,
        "unit_price_minor": wanted.unit_price_minor,
        **amounts(line),
        "duty_basis": tax.duty_basis,
        "gross_g": offer.gross_g * wanted.quantity,
        "volume_cm3": offer.volume_cm3 * wanted.quantity,
        "temperature_class": offer.temperature_class,
        "segregation_class": offer.segregation_class,
    }

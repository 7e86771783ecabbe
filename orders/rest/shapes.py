"""Of which parts are the bodies that buyers and sellers exchange with us made?"""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from kit.money import Money
from kit.rest import MoneyField
from orders.promising import Promise, promise_document

COMPONENTS = ("goods", "freight", "insurance", "duty", "vat", "consumption")


class AmountsOut(serializers.Serializer[Any]):
    """The six components of a landed cost, with their sum."""

    goods = MoneyField()
    freight = MoneyField()
    insurance = MoneyField()
    duty = MoneyField()
    vat = MoneyField()
    consumption = MoneyField(help_text="Consumption tax.")
    total = MoneyField()


class FxOut(serializers.Serializer[Any]):
    """The exchange rate that a price rests on."""

    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    date = serializers.DateField()


class PromisedDeliveryOut(serializers.Serializer[Any]):
    """
    When goods come to the door, the last mile included.

    By the history of the way, nine out of ten such deliveries come from `from_at`
    until `until_at`, as many before as after. While a leg was observed too seldom
    there is the timetable only, by which nobody knows how many do.
    """

    basis = serializers.CharField(
        help_text="history: how long every leg really took of late. timetable: the plan only."
    )
    percent = serializers.IntegerField(
        allow_null=True, help_text="How many of a hundred come within it. Null by the timetable only."
    )
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    first_day = serializers.DateField(help_text="The day of from_at where the buyer lives.")
    last_day = serializers.DateField(help_text="The day of until_at where the buyer lives; it counts.")


class AlternativeOut(serializers.Serializer[Any]):
    """Another train for the same shipment: what it would change, nothing is held on it."""

    service_code = serializers.CharField()
    departure_id = serializers.UUIDField()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    hand_in_by_at = serializers.DateTimeField(help_text="When the seller must have handed in for it.")
    freight_difference = MoneyField(
        help_text="How much more the freight of the order is, below zero if less."
    )
    total_difference = MoneyField(help_text="The same of the landed cost, with tax.")
    delivery = PromisedDeliveryOut()


class CarriageOut(serializers.Serializer[Any]):
    """One shipment as quoted: the earliest train that can take it, and what carriage costs."""

    service_code = serializers.CharField()
    departure_id = serializers.UUIDField()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    hand_in_by_at = serializers.DateTimeField()
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    chargeable_g = serializers.IntegerField(help_text="The larger of mass and volume x 500 kg/m3.")
    rail = MoneyField()
    fuel = MoneyField()
    winter = MoneyField()
    first_mile = MoneyField()
    last_mile = MoneyField()
    insurance = MoneyField()
    delivery = PromisedDeliveryOut()
    earlier = AlternativeOut(
        allow_null=True,
        help_text="The last train before it with room, if the goods are handed in sooner than planned."
        " Null: there is none that they can still reach.",
    )
    later = AlternativeOut(
        allow_null=True, help_text="The next train after it with room. Null: none is open for booking."
    )


class QuoteLineOut(serializers.Serializer[Any]):
    """One line with its share of every component."""

    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    hs6 = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    amounts = AmountsOut()


class QuoteOrderOut(serializers.Serializer[Any]):
    """One seller's part, which will become one order."""

    seller_id = serializers.UUIDField()
    seller_code = serializers.CharField()
    amounts = AmountsOut()
    regime = serializers.CharField()
    regime_reasons = serializers.ListField(child=serializers.CharField())
    regime_labels = serializers.ListField(
        child=serializers.CharField(), help_text="Editions of the positive list that this rests on."
    )
    fx = FxOut(many=True)
    arrives_at = serializers.DateTimeField(help_text="When the last train is to be at its station.")
    promised_at = serializers.DateTimeField(help_text="The end of the last day of the delivery.")
    delivery = PromisedDeliveryOut(help_text="When the last of its shipments comes.")
    carriages = CarriageOut(many=True)
    lines = QuoteLineOut(many=True)


class QuoteOut(serializers.Serializer[Any]):
    """A landed cost held until `expires_at`."""

    id = serializers.UUIDField()
    cart_id = serializers.UUIDField()
    market = serializers.CharField()
    currency = serializers.CharField()
    amounts = AmountsOut()
    orders = QuoteOrderOut(many=True)
    quoted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


def amounts_of(document: dict[str, Any], currency: str) -> dict[str, Money]:
    """The components of a document's amounts as money."""
    return {name: Money(document[f"{name}_minor"], currency) for name in (*COMPONENTS, "total")}


def quote_view(quote: Any) -> dict[str, Any]:
    """What `QuoteOut` shows of a quote."""
    document, currency = quote.document, quote.currency
    return {
        "id": quote.pk,
        "cart_id": quote.cart_id,
        "market": document["market"],
        "currency": currency,
        "amounts": amounts_of(document, currency),
        "orders": [_order_view(order, currency) for order in document["orders"]],
        "quoted_at": quote.quoted_at,
        "expires_at": quote.expires_at,
    }


def delivery_view(promise: Promise | None) -> dict[str, Any] | None:
    """What `PromisedDeliveryOut` shows of a promise."""
    return _with_instants(promise_document(promise)) if promise else None


def _order_view(order: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        **_with_instants(order),
        "amounts": amounts_of(order, currency),
        "delivery": _with_instants(order["delivery"]),
        "carriages": [_ride_view(carriage, currency) for carriage in order["carriages"]],
        "lines": [
            {
                **line,
                "unit_price": Money(line["unit_price_minor"], currency),
                "amounts": amounts_of(line, currency),
            }
            for line in order["lines"]
        ],
    }


def _ride_view(ride: dict[str, Any], currency: str) -> dict[str, Any]:
    """A carriage, or a train beside it."""
    view = {**_with_instants(ride), "delivery": _with_instants(ride["delivery"])}
    for name, value in ride.items():
        if name.endswith("_minor"):
            view[name.removesuffix("_minor")] = Money(value, currency)
        elif name in ("earlier", "later"):
            view[name] = _ride_view(value, currency) if value else None
    return view


def _with_instants(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its instants as such, so that all doors write them alike."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") else value
        for name, value in document.items()
    }

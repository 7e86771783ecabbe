"""Of which parts are the bodies that buyers and sellers exchange with us made?"""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from kit.money import Money
from kit.rest import MoneyField
from orders.models import ImportIdentity
from orders.promising import Promise, promise_document
from orders.wording import suggestion_view

COMPONENTS = ("goods", "discount", "freight", "insurance", "duty", "vat", "consumption")


class AmountsOut(serializers.Serializer[Any]):
    """The components of a landed cost: the discount comes off the goods, all else adds up to the total."""

    goods = MoneyField()
    discount = MoneyField(help_text="What a coupon takes off.")
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
    used_for = serializers.CharField(
        help_text="freight: tariffs are in another currency. free_limit: the law gives its limit in euros."
    )


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


class QuoteSuggestionLineOut(serializers.Serializer[Any]):
    """Goods that a suggestion is about."""

    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())


class QuoteSuggestionOut(serializers.Serializer[Any]):
    """What the buyer could do instead; nothing of it is ever done for them."""

    code = serializers.CharField(
        help_text="fewer_units: `quantity` of the line instead of `fewer` more. one_item: the same, and what"
        " is left is one indivisible item above the limit of an order, at full tax. without_goods:"
        " what is asked for without these lines. separate_orders: in `orders` of them."
    )
    limit = serializers.CharField(
        allow_blank=True, help_text="Which limit it is about: order, annual, person or free."
    )
    limit_amount = MoneyField(allow_null=True)
    limit_g = serializers.IntegerField(allow_null=True, help_text="Net grams, where a limit is one of mass.")
    lines = QuoteSuggestionLineOut(many=True)
    fewer = serializers.IntegerField(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField(allow_null=True)
    total = MoneyField(
        allow_null=True,
        help_text="What this order would cost then; the whole cart, where goods of one of its sellers go.",
    )
    saved = MoneyField(allow_null=True, help_text="How much less tax it would pay.")
    regime = serializers.CharField(allow_blank=True, help_text="Of what is suggested; empty of a whole cart.")
    regime_reasons = serializers.ListField(
        child=serializers.CharField(), help_text="As in a quote; of several orders those of any of them."
    )
    texts = serializers.DictField(child=serializers.CharField(), help_text="The same in words, by language.")


class EstimatedOut(serializers.Serializer[Any]):
    """Amounts that customs may still reckon otherwise; what was quoted stays the price."""

    amounts = serializers.ListField(child=serializers.CharField())
    why = serializers.CharField(
        help_text="declaration_day: the law of that day counts, which is known as well as the arrival."
        " exchange_rate_of_declaration_day: customs take their own rate of that day. unsettled_law: one"
        " of regime_labels is an assumption, or not confirmed."
    )
    day = serializers.DateField(help_text="The day of declaration, as far as it is known.")


class PayableOut(serializers.Serializer[Any]):
    """Which part of the total goes to whom; all of them add up to it."""

    payee = serializers.CharField(help_text="seller, shop or customs.")
    payer = serializers.CharField()
    collected_by = serializers.CharField()
    amounts = serializers.ListField(child=serializers.CharField())
    total = MoneyField()


class QuoteLineOut(serializers.Serializer[Any]):
    """One line with its share of every component."""

    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    hs6 = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    amounts = AmountsOut()
    duty_basis = serializers.CharField(
        help_text="By which rate its duty is: retail_import, mfn, provisional, quota_in, quota_out,"
        " eaeu_duty, by_value, by_mass or free."
    )


class AllowanceOut(serializers.Serializer[Any]):
    """
    What a person may bring into a country within a year.

    The year is that of the day of declaration; `left` is what will be left once this order stands.
    """

    year = serializers.IntegerField()
    limit = MoneyField()
    used = MoneyField(help_text="By what was ordered in this name before, whoever's account ordered it.")
    left = MoneyField()


class IdentityShownOut(serializers.Serializer[Any]):
    """In whose name goods come in."""

    id = serializers.UUIDField()
    name = serializers.CharField(help_text="Empty if it can't be read any more: add the card anew.")
    number_end = serializers.CharField(help_text="The last four characters of the number on the card.")


class QuoteCouponOut(serializers.Serializer[Any]):
    """By which coupon goods cost less."""

    code = serializers.CharField()
    borne_by = serializers.CharField(help_text="seller or shop.")


class QuoteOrderOut(serializers.Serializer[Any]):
    """One seller's part, which will become one order."""

    seller_id = serializers.UUIDField()
    seller_code = serializers.CharField()
    amounts = AmountsOut()
    regime = serializers.CharField()
    regime_procedure = serializers.CharField(
        allow_blank=True, help_text="Customs' own code of it, such as 9610, where there is one."
    )
    regime_reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it is taxed so.")
    regime_labels = serializers.ListField(
        child=serializers.CharField(),
        help_text="Editions of the positive list and rules that this rests on; to be shown.",
    )
    declared_on = serializers.DateField(help_text="When customs are to see the goods: the law of that day.")
    estimated = EstimatedOut(many=True)
    coupon = QuoteCouponOut(allow_null=True)
    allowance = AllowanceOut(
        allow_null=True, help_text="Null where nobody is named, or the law sets no limit a year."
    )
    payable_to = PayableOut(many=True)
    suggestions = QuoteSuggestionOut(many=True, help_text="What would be cheaper; often nothing.")
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
    identity = IdentityShownOut(
        allow_null=True, help_text="Null where nobody is named; a checkout into China then refuses."
    )
    orders = QuoteOrderOut(many=True)
    quoted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


def amounts_of(document: dict[str, Any], currency: str) -> dict[str, Money]:
    """The components of a document's amounts as money."""
    return {name: Money(document.get(f"{name}_minor", 0), currency) for name in (*COMPONENTS, "total")}


def quote_view(quote: Any) -> dict[str, Any]:
    """What `QuoteOut` shows of a quote."""
    document, currency = quote.document, quote.currency
    return {
        "id": quote.pk,
        "cart_id": quote.cart_id,
        "market": document["market"],
        "currency": currency,
        "amounts": amounts_of(document, currency),
        "identity": identity_view(quote.identity) if quote.identity else None,
        "orders": [_order_view(order, currency) for order in document["orders"]],
        "quoted_at": quote.quoted_at,
        "expires_at": quote.expires_at,
    }


def identity_view(identity: ImportIdentity) -> dict[str, Any]:
    """What `IdentityShownOut` shows of an identity."""
    return {"id": identity.pk, "name": identity.name, "number_end": identity.number_end}


def allowance_view(said: dict[str, Any] | None, currency: str) -> dict[str, Any] | None:
    """What `AllowanceOut` shows; of quotes from before there were any, nothing."""
    if said is None:
        return None
    left = said["limit_minor"] - said["used_minor"] - said["value_minor"]
    return {
        "year": said["year"],
        "limit": Money(said["limit_minor"], currency),
        "used": Money(said["used_minor"], currency),
        "left": Money(left, currency),
    }


def delivery_view(promise: Promise | None) -> dict[str, Any] | None:
    """What `PromisedDeliveryOut` shows of a promise."""
    return _with_instants(promise_document(promise)) if promise else None


def _order_view(order: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        **_with_instants(order),
        "amounts": amounts_of(order, currency),
        "delivery": _with_instants(order["delivery"]),
        "coupon": order.get("coupon"),
        "allowance": allowance_view(order.get("allowance"), currency),
        "payable_to": [
            {**each, "total": Money(each["total_minor"], currency)} for each in order["payable_to"]
        ],
        "suggestions": [suggestion_view(each, currency) for each in order["suggestions"]],
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

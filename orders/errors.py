"""For which reasons do orders say no."""

from kit.errors import Conflict, Invalid, NotFound, Refused


class CartClosed(Conflict):
    code = "orders.cart_closed"
    title = "The cart has been checked out or has expired."


class CartEmpty(Refused):
    code = "orders.cart_empty"
    title = "The cart is empty."


class CartTooLong(Refused):
    code = "orders.cart_too_long"
    title = "The cart holds too many lines."


class QuantityNotAllowed(Refused):
    code = "orders.quantity_not_allowed"
    title = "The seller doesn't sell this number of units."


class LineNotFound(NotFound):
    code = "orders.line_not_found"
    title = "There is no such line."


class ListingUnknown(NotFound):
    code = "orders.listing_not_found"
    title = "There is no such listing on sale."


class AddressNotFound(NotFound):
    code = "orders.address_not_found"
    title = "There is no such address."


class TooManyAddresses(Refused):
    code = "orders.too_many_addresses"
    title = "No more addresses can be kept."


class NoDeliveryZone(Refused):
    code = "orders.no_delivery_zone"
    title = "Nothing is delivered to this province yet."


class NoTariff(Refused):
    code = "orders.no_freight_tariff"
    title = "There is no freight tariff for this service on this day."


class QuoteNotFound(NotFound):
    code = "orders.quote_not_found"
    title = "There is no such quote of this cart."


class QuoteMissing(Conflict):
    code = "orders.quote_missing"
    title = "The cart has changed since it was quoted."


class QuoteExpired(Conflict):
    code = "orders.quote_expired"
    title = "The quoted prices are no longer held."


class RegimeNotAvailable(Refused):
    code = "regime.not_available"
    title = "There is no import regime for this market yet."


class NotImportable(Refused):
    code = "regime.not_importable"
    title = "The goods may not be imported by this regime."


class OverOrderLimit(Refused):
    code = "regime.order_limit"
    title = "The order is worth more than the regime allows."


class OverAnnualLimit(Refused):
    code = "regime.annual_limit"
    title = "It is worth more than one person may import in a year."


class OverPersonLimit(Refused):
    code = "regime.person_limit"
    title = "One person may not import so much of these goods."


class RuleUnknown(Refused):
    code = "regime.rule_unknown"
    title = "No rule of import is known for this day."


class RateUnknown(Refused):
    code = "regime.rate_unknown"
    title = "A tax rate of these goods is not known for this day."


class GoodsUnknown(Refused):
    code = "regime.goods_unknown"
    title = "Nothing is known of how these goods are taxed."


class ExchangeRateUnknown(Refused):
    code = "regime.exchange_rate_unknown"
    title = "The exchange rate that a limit is reckoned by is not known."


class PriceUnclear(Invalid):
    code = "orders.price_unclear"
    title = "Name a listing that has a price, or a category, a market and a price."


class OrderNotPaid(Conflict):
    code = "orders.not_paid"
    title = "The order is not paid."


class OrderClosed(Conflict):
    code = "orders.closed"
    title = "The order can no longer be changed."


class OrderHandedIn(Conflict):
    code = "orders.handed_in"
    title = "The goods have been handed in; the order can no longer be cancelled."


class NotPacked(Conflict):
    code = "orders.not_packed"
    title = "The order is not packed yet."


class ShipmentUnknown(NotFound):
    code = "orders.shipment_not_found"
    title = "The order has no such shipment."


class NotDelivered(Conflict):
    code = "orders.not_delivered"
    title = "The order has not been delivered yet."


class AttachmentRefused(Refused):
    code = "orders.attachment_refused"
    title = "The file can't be attached."


class BadTariffs(Invalid):
    code = "orders.bad_tariffs"
    title = "The sheet of tariffs can't be used."


class TariffsChanged(Conflict):
    code = "orders.tariffs_changed"
    title = "It would change something else by now: look again."

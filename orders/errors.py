"""For which reasons do orders say no."""

from collections.abc import Sequence
from typing import Any

from kit.errors import Conflict, FieldProblem, Invalid, NotFound, Refused, of_line


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


def no_such_lines(line_ids: Sequence[str]) -> LineNotFound:
    """The refusal of lines that are none of what is spoken of."""
    told = [of_line(pk, "line_id", LineNotFound.title, code="field.unknown_reference") for pk in line_ids]
    return LineNotFound(fields=told, line_ids=list(line_ids))


class ListingUnknown(NotFound):
    code = "orders.listing_not_found"
    title = "There is no such listing on sale."


class AddressNotFound(NotFound):
    code = "orders.address_not_found"
    title = "There is no such address."


class TooManyAddresses(Refused):
    code = "orders.too_many_addresses"
    title = "No more addresses can be kept."


class BadIdentity(Invalid):
    code = "identity.invalid"
    title = "This can't be the name or the number on an identity card."


class IdentityKept(Conflict):
    code = "identity.kept_already"
    title = "You have added this person already."


class TooManyIdentities(Refused):
    code = "identity.too_many"
    title = "No more identities can be kept."


class IdentityNotFound(NotFound):
    code = "identity.not_found"
    title = "There is no such identity."


class IdentityRequired(Refused):
    code = "identity.required"
    title = "Customs ask in whose name the goods come in: add an identity and name it in the quote."


class IdentityNameDiffers(Refused):
    code = "identity.name_differs"
    title = "The identity is neither the receiver's nor that of the account's holder."


class IdentityForgotten(Conflict):
    code = "identity.forgotten"
    title = "The number has been deleted."


class IdentityUnreadable(Conflict):
    code = "identity.unreadable"
    title = "No key of ours reads what is kept of the card: remove the identity and add it anew."


class BadCoupon(Invalid):
    code = "coupon.invalid"
    title = "Such a coupon makes no sense."


class CouponCodeTaken(Conflict):
    code = "coupon.code_taken"
    title = "There is a coupon of this code already."


class CouponNotFound(NotFound):
    code = "coupon.not_found"
    title = "There is no such coupon."


class CouponUnknown(Refused):
    code = "coupon.unknown"
    title = "No such coupon is for anything in the cart."


class CouponNotUsable(Refused):
    code = "coupon.not_usable"
    title = "The coupon can't be used now."


def not_usable(why: str, **facts: Any) -> CouponNotUsable:
    """The refusal of a coupon, in words and as the fact `why`, one of the names below."""
    return CouponNotUsable(_WHY_NOT_USABLE[why], why=why, **facts)


_WHY_NOT_USABLE = {
    "not_yet": "The coupon can't be used yet.",
    "over": "The time of the coupon is over.",
    "other_goods": "The coupon is for other goods than those in the cart.",
    "too_little": "The goods that the coupon is for cost less than it asks for.",
    "used_up": "The coupon has been used as often as it may be.",
    "used_by_you": "You have used the coupon as often as you may.",
}


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


class TooManyDeclined(Refused):
    code = "orders.too_many_declined"
    title = "A line has fewer units left than are declined, or none is declined."


class PartsUnknown(Conflict):
    code = "orders.parts_unknown"
    title = "Nobody knows which units ride in which shipment: the order can only be declined as a whole."


class OrderHandedIn(Conflict):
    code = "orders.handed_in"
    title = "The goods have been handed in; the order can no longer be cancelled."


class NotPacked(Conflict):
    code = "orders.not_packed"
    title = "The order is not packed yet."


class GoodsRecalled(Conflict):
    code = "orders.goods_recalled"
    title = "Goods of this order are called back: keep them, and decline them or wait for us."


class TooManyLabels(Refused):
    code = "orders.too_many_labels"
    title = "These orders have more parcels than are printed at once: print fewer of them."


class NotToPack(Refused):
    code = "orders.not_to_pack"
    title = "Some of these orders can't be packed."


class ShipmentUnknown(NotFound):
    code = "orders.shipment_not_found"
    title = "The order has no such shipment."


class NotDelivered(Conflict):
    code = "orders.not_delivered"
    title = "The order has not been delivered yet."


class AttachmentRefused(Refused):
    code = "orders.attachment_refused"
    title = "The file can't be attached."


class ClaimNotFound(NotFound):
    code = "orders.claim_not_found"
    title = "There is no such return or claim."


class ClaimNotAllowed(Refused):
    code = "orders.claim_not_allowed"
    title = "These goods can't be returned or claimed for this reason."


def claim_not_allowed(reason: str, **facts: Any) -> ClaimNotAllowed:
    """The refusal of a return or claim, in words and as the fact `reason`, one of the names below."""
    pointer, why = _WHY_NO_CLAIM[reason]
    return ClaimNotAllowed(
        why, fields=[FieldProblem(pointer, "field.not_allowed", why)], reason=reason, **facts
    )


_WHY_NO_CLAIM = {
    "not_sent": ("/order_id", "The goods haven't been handed in yet, or the order has ended without them."),
    "nothing_to_send_back": ("/reason", "For this reason there is nothing to send back: claim it instead."),
    "was_delivered": ("/reason", "The goods were delivered: for this reason they can't be claimed."),
    "not_delivered": ("/reason", "The goods haven't been delivered yet, nor lost, seized or late."),
    "not_late": ("/reason", "The goods aren't late: the day until which they were promised isn't over."),
    "food": ("/reason", "Food isn't taken back for a change of mind."),
}


class ClaimTooLate(Refused):
    code = "orders.claim_too_late"
    title = "The time for returns and claims is over."


class ClaimUnitsTaken(Refused):
    code = "orders.claim_units_taken"
    title = "A line has fewer units that came and aren't claimed yet."


class LotRecalled(Conflict):
    code = "orders.lot_recalled"
    title = "This lot was called back already."


class TooManyClaims(Refused):
    code = "orders.too_many_claims"
    title = "The order has too many open returns and claims."


class ClaimNotYours(Conflict):
    code = "orders.claim_not_yours"
    title = "It is another side's turn."


class ClaimFull(Refused):
    code = "orders.claim_full"
    title = "No more messages or files fit into this return or claim."


class BadInspection(Invalid):
    code = "orders.bad_inspection"
    title = "What is to become of the units doesn't fit what was claimed."


class BadDecision(Invalid):
    code = "orders.bad_decision"
    title = "What goes back doesn't fit who is liable."


class BadTariffs(Invalid):
    code = "orders.bad_tariffs"
    title = "The sheet of tariffs can't be used."


class TariffsChanged(Conflict):
    code = "orders.tariffs_changed"
    title = "It would change something else by now: look again."

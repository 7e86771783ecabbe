"""At what landed cost is a cart held for its buyer?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog import queries as catalog
from kit.transactions import inside_transaction
from orders.documents import quote_document
from orders.duties import REGIMES
from orders.errors import CartClosed, CartEmpty, ListingUnknown, QuantityNotAllowed, RegimeNotAvailable
from orders.models import Address, Cart, ImportIdentity, Quote
from orders.operations.vouching import check_name
from orders.policy import IDENTITY_NEEDED_IN, QUOTE_HELD_FOR
from orders.queries.allowances import Years
from orders.queries.basis import Wanted
from orders.queries.costing import Known, PartCost, cost_part
from orders.queries.coupons import NO_DISCOUNTS, discounts_by
from orders.queries.rules import destination_of


@inside_transaction
def quote_cart(
    *,
    cart: Cart,
    address: Address,
    at: datetime,
    identity: ImportIdentity | None = None,
    coupon_code: str = "",
) -> Quote:
    """
    Hold a landed cost for the cart as it is now, for a while; nothing is reserved.

    `identity` is in whose name the goods come in, where customs ask; what that person has brought in this
    year counts. Without one the quote is reckoned as for somebody who has brought in nothing. A coupon
    makes goods cheaper, and is used by nobody before the checkout.

    :raises CartEmpty, CartClosed, ListingUnknown: if the cart can't be priced.
    :raises QuantityNotAllowed: if a seller sells other quantities by now.
    :raises CouponUnknown, CouponNotUsable: if the code takes nothing off.
    :raises IdentityNameDiffers: if the identity is neither the receiver's nor the buyer's own.
    :raises NoDeliveryZone: if nothing is delivered to the address yet.
    :raises Problem: whatever `cost_part` refuses, with what the buyer could do instead.
    """
    if cart.status != Cart.Status.OPEN or cart.expires_at <= at:
        raise CartClosed(status=cart.status)
    if cart.market not in REGIMES or address.country != cart.market:
        raise RegimeNotAvailable(market=cart.market, country=address.country)
    destination = destination_of(country=address.country, province=address.province)
    named = identity if cart.market in IDENTITY_NEEDED_IN else None
    if named is not None:
        check_name(identity=named, address=address)
    wanted, discounts = _wanted(cart), NO_DISCOUNTS
    if coupon_code:
        discounts = discounts_by(coupon_code, wanted, cart=cart, buyer=address.buyer, identity=named, at=at)
        wanted = discounts.on(wanted)
    document = quote_document(
        market=cart.market,
        destination_code=destination,
        parts=_parts(cart, wanted, destination=destination, years=Years(named), at=at),
        is_named=named is not None,
        coupon_of=discounts.document_of,
    )
    return _held(document, cart=cart, address=address, identity=named, at=at)


def _held(
    document: dict[str, Any], *, cart: Cart, address: Address, identity: ImportIdentity | None, at: datetime
) -> Quote:
    return Quote.objects.create(
        cart=cart,
        cart_version=cart.version,
        address=address,
        identity=identity,
        currency=document["currency"],
        total_minor=document["total_minor"],
        document=document,
        quoted_at=at,
        created_at=at,
        expires_at=at + QUOTE_HELD_FOR,
    )


def _parts(
    cart: Cart, wanted: Sequence[Wanted], *, destination: str, years: Years, at: datetime
) -> list[PartCost]:
    """One for each seller; what one takes of the buyer's year is gone for the next."""
    known = Known(wanted, market=cart.market, at=at)
    found = []
    for ours in _by_seller(wanted):
        part = cost_part(
            ours,
            destination=destination,
            market=cart.market,
            sandbox=cart.sandbox,
            known=known,
            year_of=years.of,
        )
        years.add(part.basis.declared_on, part.priced.assessment)
        found.append(part)
    return found


def _wanted(cart: Cart) -> list[Wanted]:
    lines = list(cart.lines.all())
    if not lines:
        raise CartEmpty
    ids = [line.listing_id for line in lines]
    offers = catalog.offers(listing_ids=ids, market=cart.market, sandbox=cart.sandbox)
    gone = [str(line.listing_id) for line in lines if line.listing_id not in offers]
    if gone:
        raise ListingUnknown("A listing in the cart is no longer on sale.", listing_ids=gone)
    wanted = [Wanted(offers[line.listing_id], line.quantity) for line in lines]
    _require_allowed(wanted)
    return wanted


def _require_allowed(wanted: Sequence[Wanted]) -> None:
    wrong = [each for each in wanted if not each.offer.allows(each.quantity)]
    if wrong:
        raise QuantityNotAllowed(
            f"{wrong[0].offer.sku} now sells {wrong[0].offer.allowed_words}, not {wrong[0].quantity}.",
            lines=[
                {
                    "listing_id": str(each.offer.listing_id),
                    "quantity": each.quantity,
                    "min_quantity": each.offer.min_quantity,
                    "multiple": each.offer.multiple,
                    "nearest": each.offer.allowed_near(each.quantity),
                }
                for each in wrong
            ],
        )


def _by_seller(wanted: Sequence[Wanted]) -> list[list[Wanted]]:
    parts: dict[UUID, list[Wanted]] = {}
    for each in wanted:
        parts.setdefault(each.offer.seller_id, []).append(each)
    # Everywhere in the order of the sellers' ids: checkouts take their stock in one global order.
    return [parts[seller_id] for seller_id in sorted(parts)]

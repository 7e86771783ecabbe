"""At what landed cost is a cart held for its buyer?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog import queries as catalog
from kit.editions import read_editions
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from orders.documents import quote_document
from orders.duties import REGIMES
from orders.errors import CartClosed, CartEmpty, QuantityNotAllowed, RegimeNotAvailable
from orders.models import Address, Cart, ImportIdentity, Quote
from orders.operations.vouching import check_name
from orders.policy import IDENTITY_NEEDED_IN, QUOTE_HELD_FOR
from orders.queries.basis import Wanted
from orders.queries.carted import lines_of
from orders.queries.costing_carts import cost_cart
from orders.queries.coupons import NO_DISCOUNTS, discounts_by
from orders.queries.refusing import off_sale
from orders.queries.rules import destination_of

JUDGED_HERE = frozenset({"gate.regime_not_allowed"})


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
    _require_regime(cart, address)
    editions = read_editions()
    destination = destination_of(country=address.country, province=address.province, editions=editions)
    named = identity if cart.market in IDENTITY_NEEDED_IN else None
    if named is not None:
        check_name(identity=named, address=address)
    wanted, discounts = _wanted(cart, at), NO_DISCOUNTS
    if coupon_code:
        discounts = discounts_by(coupon_code, wanted, cart=cart, buyer=address.buyer, identity=named, at=at)
        wanted = discounts.on(wanted)
    document = quote_document(
        market=cart.market,
        destination_code=destination,
        parts=cost_cart(
            wanted,
            destination=destination,
            market=cart.market,
            sandbox=cart.sandbox,
            identity=named,
            at=at,
            editions=editions,
        ),
        is_named=named is not None,
        coupon_of=discounts.document_of,
    )
    return _held(document, cart=cart, address=address, identity=named, at=at)


def _require_regime(cart: Cart, address: Address) -> None:
    if cart.market in REGIMES and address.country == cart.market:
        return
    why, fields = "", []
    if address.country != cart.market:
        why = f"The cart is for {cart.market}, and the address is in {address.country}."
        fields = [FieldProblem("/address_id", "field.invalid", why)]
    raise RegimeNotAvailable(why, fields=fields, market=cart.market, country=address.country)


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


def _wanted(cart: Cart, at: datetime) -> list[Wanted]:
    lines = lines_of(cart_id=cart.pk)
    if not lines:
        raise CartEmpty
    ids = [line.listing_id for line in lines]
    # What may come in by which regime the quote judges by itself, and says what could be bought instead.
    kept_off = catalog.kept_off(listing_ids=ids, at=at, but=JUDGED_HERE)
    offers = catalog.offers(listing_ids=ids, market=cart.market, sandbox=cart.sandbox)
    gone = [pk for pk in ids if pk not in offers or pk in kept_off]
    if gone:
        # Of what is gone all is said, also what the quote would judge by itself.
        raise off_sale(gone, catalog.kept_off(listing_ids=gone, at=at))
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

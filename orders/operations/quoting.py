"""At what landed cost is a cart held for its buyer?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from catalog import queries as catalog
from kit.transactions import inside_transaction
from orders.documents import quote_document
from orders.duties import REGIMES
from orders.errors import CartClosed, CartEmpty, ListingUnknown, QuantityNotAllowed, RegimeNotAvailable
from orders.models import Address, Cart, Quote
from orders.policy import QUOTE_HELD_FOR
from orders.queries.basis import Wanted
from orders.queries.costing import Known, cost_part
from orders.queries.rules import destination_of


@inside_transaction
def quote_cart(*, cart: Cart, address: Address, at: datetime) -> Quote:
    """
    Hold a landed cost for the cart as it is now, for a while; nothing is reserved.

    :raises CartEmpty, CartClosed, ListingUnknown: if the cart can't be priced.
    :raises QuantityNotAllowed: if a seller sells other quantities by now.
    :raises NoDeliveryZone: if nothing is delivered to the address yet.
    :raises Problem: whatever `cost_part` refuses, with what the buyer could do instead.
    """
    if cart.status != Cart.Status.OPEN or cart.expires_at <= at:
        raise CartClosed(status=cart.status)
    if cart.market not in REGIMES or address.country != cart.market:
        raise RegimeNotAvailable(market=cart.market, country=address.country)
    destination = destination_of(country=address.country, province=address.province)
    wanted = _wanted(cart)
    known = Known(wanted, market=cart.market, at=at)
    parts = [
        cost_part(part, destination=destination, market=cart.market, sandbox=cart.sandbox, known=known)
        for part in _by_seller(wanted)
    ]
    document = quote_document(market=cart.market, destination_code=destination, parts=parts)
    return Quote.objects.create(
        cart=cart,
        cart_version=cart.version,
        address=address,
        currency=document["currency"],
        total_minor=document["total_minor"],
        document=document,
        quoted_at=at,
        created_at=at,
        expires_at=at + QUOTE_HELD_FOR,
    )


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

"""How does a buyer fill a cart?"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import F

from catalog import queries as catalog
from catalog.queries import Offer
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.moves import move
from kit.transactions import inside_transaction
from orders.errors import CartClosed, CartTooLong, LineNotFound, ListingUnknown, QuantityNotAllowed
from orders.models import Buyer, Cart, CartLine
from orders.policy import CART_LIVES_FOR, MAX_CART_LINES, MAX_LINE_UNITS, SWEEP_SIZE


@inside_transaction
def open_cart(*, market: str, buyer: Buyer | None, at: datetime, sandbox: bool = False) -> tuple[Cart, str]:
    """
    Open an empty cart for `market` in one of the worlds, which it keeps.

    Returns the cart with its token, which is empty for a buyer's cart: an
    anonymous cart answers to whoever holds the token, kept here as a hash.
    """
    token = "" if buyer else secrets.token_urlsafe(32)
    cart = Cart.objects.create(
        market=market,
        buyer=buyer,
        sandbox=sandbox,
        token_hash=hash_of(token) if token else "",
        created_at=at,
        expires_at=at + CART_LIVES_FOR,
    )
    return cart, token


@inside_transaction
def adopt(*, cart: Cart, buyer: Buyer) -> Cart:
    """Make an anonymous cart the buyer's own; from then on its token opens nothing."""
    Cart.objects.filter(pk=cart.pk, buyer=None).update(buyer=buyer, token_hash="", version=F("version") + 1)
    cart.refresh_from_db()
    return cart


@inside_transaction
def put(*, cart: Cart, listing_id: UUID, quantity: int, at: datetime) -> CartLine:
    """
    Add units of a listing; a listing already in the cart counts as its sum.

    :raises CartClosed: if the cart isn't open any more.
    :raises CartTooLong: if it would hold too many lines, or a line too many units.
    :raises ListingUnknown: if the listing isn't on sale on the cart's market.
    :raises QuantityNotAllowed: if its seller doesn't sell that number of units.
    """
    _lock_open(cart, at)
    offer = _offer(cart, listing_id)
    if offer is None:
        raise ListingUnknown(listing_id=str(listing_id))
    line = CartLine.objects.filter(cart=cart, listing_id=listing_id).first()
    if line is None:
        if cart.lines.count() >= MAX_CART_LINES:
            raise CartTooLong(lines=MAX_CART_LINES)
        line = CartLine(cart=cart, listing_id=listing_id, quantity=0, version=0, created_at=at)
    return _set_quantity(line, line.quantity + quantity, offer)


@inside_transaction
def change(*, cart: Cart, line_id: UUID, quantity: int, at: datetime) -> CartLine:
    """
    Set the units of one line.

    :raises LineNotFound: if the cart has no such line.
    :raises QuantityNotAllowed: if the seller doesn't sell that number of units.
    """
    _lock_open(cart, at)
    line = _line(cart, line_id)
    return _set_quantity(line, quantity, _offer(cart, line.listing_id))


@inside_transaction
def remove(*, cart: Cart, line_id: UUID, at: datetime) -> None:
    """
    Take one line out.

    :raises LineNotFound: if the cart has no such line.
    """
    _lock_open(cart, at)
    _line(cart, line_id).delete()
    _touch(cart)


@inside_transaction
def expire_carts(*, at: datetime, by: Actor) -> int:
    """End the open carts that nobody touched for long; returns how many."""
    due = Cart.objects.select_for_update(skip_locked=True).filter(
        status=Cart.Status.OPEN, expires_at__lte=at
    )[:SWEEP_SIZE]
    carts = list(due)
    for cart in carts:
        move(cart, to=Cart.Status.EXPIRED, at=at, by=by)
    return len(carts)


def hash_of(token: str) -> str:
    """How a cart's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _lock_open(cart: Cart, at: datetime) -> None:
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    cart.version, cart.status = locked.version, locked.status
    if locked.status != Cart.Status.OPEN or locked.expires_at <= at:
        raise CartClosed(status=locked.status)


def _line(cart: Cart, line_id: UUID) -> CartLine:
    line = CartLine.objects.filter(cart=cart, pk=line_id).first()
    if line is None:
        raise LineNotFound
    # The caller's copy of the cart carries the version that `_touch` bumps.
    line.cart = cart
    return line


def _offer(cart: Cart, listing_id: UUID) -> Offer | None:
    found = catalog.offers(listing_ids=[listing_id], market=cart.market, sandbox=cart.sandbox)
    return found.get(listing_id)


def _set_quantity(line: CartLine, quantity: int, offer: Offer | None) -> CartLine:
    if quantity > MAX_LINE_UNITS:
        raise CartTooLong(f"A line holds at most {MAX_LINE_UNITS} units.", units=MAX_LINE_UNITS)
    if offer is not None and not offer.allows(quantity):
        raise _not_allowed(offer, quantity)
    line.quantity = quantity
    line.version += 1
    line.save()
    _touch(line.cart)
    return line


def _not_allowed(offer: Offer, quantity: int) -> QuantityNotAllowed:
    return QuantityNotAllowed(
        f"{offer.sku} sells {offer.allowed_words}, not {quantity}.",
        fields=[FieldProblem("/quantity", "field.not_allowed", f"must be {offer.allowed_words}")],
        quantity=quantity,
        min_quantity=offer.min_quantity,
        multiple=offer.multiple,
        nearest=offer.allowed_near(quantity),
    )


def _touch(cart: Cart) -> None:
    # A quote is good for one version of the cart, so every change makes a new one.
    Cart.objects.filter(pk=cart.pk).update(version=F("version") + 1)
    cart.version += 1

"""How does a client fill a cart, learn its landed cost, check out?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog import queries as catalog
from catalog.errors import OutOfStock
from catalog.gate_wording import told_to_buyer
from kit.clock import now
from kit.errors import blaming
from kit.money import Money
from kit.openapi import operation
from kit.rest import In, MoneyField, TextField, WholeField, found
from orders import errors
from orders.models import Address, Cart, CartLine, ImportIdentity
from orders.operations import addressing, filling, identifying, placing, quoting
from orders.policy import MAX_LINE_UNITS
from orders.rest.groups import GroupOut, group_view
from orders.rest.shapes import QuoteOut, quote_view
from payments.errors import NoRate
from shipping.errors import NoDeparture, NoRoute, NotCarried

# Which member of a quote's request is to blame for what.
_ASKED_BY = {
    errors.AddressNotFound: "/address_id",
    errors.IdentityNotFound: "/identity_id",
    errors.IdentityNameDiffers: "/identity_id",
    errors.IdentityUnreadable: "/identity_id",
    errors.CouponUnknown: "/coupon_code",
    errors.CouponNotUsable: "/coupon_code",
}
TOKEN_HEADER = "X-Cart-Token"  # noqa: S105 the header's name


class CartIn(In):
    """The market is fixed when the cart is opened."""

    market = serializers.ChoiceField(choices=["CN", "KZ"])


class OffSaleOut(serializers.Serializer[Any]):
    """Why papers or the law keep goods off sale."""

    code = serializers.CharField()
    detail = serializers.CharField()


class CartLineOut(serializers.Serializer[Any]):
    """Units of one listing, at its present price."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    listing_id = serializers.UUIDField()
    quantity = serializers.IntegerField()
    on_sale = serializers.BooleanField()
    off_sale_reasons = OffSaleOut(
        many=True, help_text="What papers or the law lack; empty also where its seller sells it no longer."
    )
    sku = serializers.CharField(allow_blank=True)
    names = serializers.DictField(child=serializers.CharField())
    unit_price = MoneyField(allow_null=True, help_text="Of each, when so many are bought.")
    goods = MoneyField(allow_null=True)
    min_quantity = serializers.IntegerField(allow_null=True, help_text="The fewest that may be bought.")
    multiple = serializers.IntegerField(allow_null=True, help_text="Sold in multiples of this.")


class CartOut(serializers.Serializer[Any]):
    """A cart; `token` is shown once, to whoever opened it without signing in."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    market = serializers.CharField()
    status = serializers.CharField()
    expires_at = serializers.DateTimeField()
    lines = CartLineOut(many=True)
    token = serializers.CharField(required=False)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class CartLineIn(In):
    """Units to add."""

    listing_id = serializers.UUIDField()
    quantity = WholeField(min_value=1, max_value=MAX_LINE_UNITS)


class QuantityIn(In):
    """Units to have."""

    quantity = WholeField(min_value=1, max_value=MAX_LINE_UNITS)


class QuoteIn(In):
    """Where the goods go."""

    address_id = serializers.UUIDField()
    identity_id = serializers.UUIDField(
        required=False,
        help_text="In whose name the goods come into China: the receiver's, or your own. Left out: the one"
        " that you keep, if it is only one.",
    )
    coupon_code = TextField(
        max_length=40,
        required=False,
        help_text="Of a seller in the cart, or of the shop; capitals don't count.",
    )


class CheckoutIn(In):
    """The quote that is agreed to."""

    quote_id = serializers.UUIDField()


def cart_view(cart: Cart, token: str = "") -> dict[str, Any]:
    """What `CartOut` shows of a cart, in four queries, and one more for what is off sale."""
    lines = list(cart.lines.all())
    wanted = [line.listing_id for line in lines]
    kept_off = catalog.kept_off(listing_ids=wanted, at=now())
    offered = catalog.offers(listing_ids=wanted, market=cart.market, sandbox=cart.sandbox)
    offers = {pk: offer for pk, offer in offered.items() if pk not in kept_off}
    gone = catalog.articles(listing_ids=[each.listing_id for each in lines if each.listing_id not in offers])
    view = {
        "id": cart.pk,
        "version": cart.version,
        "market": cart.market,
        "status": cart.status,
        "expires_at": cart.expires_at,
        "lines": [
            {
                **_line_view(line, offers.get(line.listing_id), gone.get(line.listing_id, ("", {}))),
                "off_sale_reasons": [
                    {"code": reason.code, "detail": told_to_buyer(reason)}
                    for reason in kept_off.get(line.listing_id, ())
                ],
            }
            for line in lines
        ],
        "allowed_actions": _actions(cart, lines, offers),
    }
    return {**view, "token": token} if token else view


def _actions(cart: Cart, lines: Sequence[CartLine], offers: Mapping[UUID, catalog.Offer]) -> list[str]:
    """A quote is refused for what is off sale, or isn't sold in such numbers: neither is offered then."""
    if cart.status != Cart.Status.OPEN:
        return []
    found = [(offers.get(line.listing_id), line.quantity) for line in lines]
    can_be_quoted = found and all(offer and offer.allows(quantity) for offer, quantity in found)
    return ["add-line", "quote", "checkout"] if can_be_quoted else ["add-line"]


def _line_view(
    line: CartLine, offer: catalog.Offer | None, article: tuple[str, Mapping[str, str]]
) -> dict[str, Any]:
    """One line; `article` is the SKU and the names of what is off sale."""
    sku, names = (offer.sku, offer.names) if offer else article
    price = Money(offer.unit_price_for(line.quantity), offer.currency) if offer else None
    return {
        "id": line.pk,
        "version": line.version,
        "listing_id": line.listing_id,
        "quantity": line.quantity,
        "on_sale": offer is not None,
        "sku": sku,
        "names": names,
        "unit_price": price,
        "goods": price * line.quantity if price else None,
        "min_quantity": offer.min_quantity if offer else None,
        "multiple": offer.multiple if offer else None,
    }


class CartDoorBase(Door):
    """A cart belongs to its buyer, or to whoever sends its token."""

    resource = "carts"
    readers = {"buyer": ANYONE, "anonymous": ANYONE}
    writers = {"buyer": ANYONE, "anonymous": ANYONE}
    caller_header = TOKEN_HEADER

    def carts(self) -> QuerySet[Cart]:
        """The carts that the caller may see."""
        mine = Q(pk__in=())
        if self.actor.user_id:
            mine |= Q(buyer__user_id=self.actor.user_id)
        if token := self.request.headers.get(TOKEN_HEADER, ""):
            mine |= Q(buyer=None, token_hash=filling.hash_of(token))
        return Cart.objects.filter(mine, sandbox=self.actor.sandbox)


class CartsDoor(CartDoorBase):
    """Opening a cart."""

    answers_secret = True

    @operation(
        id="openCart",
        summary="Open a cart",
        request=CartIn,
        response=CartOut,
        status=201,
        request_example={"market": "CN"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(CartIn)
        at = now()
        buyer = addressing.buyer_of(actor=self.actor, at=at) if self.actor.user_id else None
        cart, token = filling.open_cart(
            market=given["market"], buyer=buyer, sandbox=self.actor.sandbox, at=at
        )
        shown = CartOut(cart_view(cart, token))
        return self.created(shown, row=cart, location=f"/api/v1/carts/{cart.pk}")


class CartDoor(CartDoorBase):
    """One cart."""

    @operation(id="showCart", summary="One cart", response=CartOut)
    def get(self, request: Request, cart_id: UUID) -> Response:
        cart = found(self.carts(), pk=cart_id)
        return self.answer(CartOut(cart_view(cart)), row=cart)


class CartLinesDoor(CartDoorBase):
    """Adding to a cart."""

    @operation(
        id="addCartLine",
        summary="Add units of a listing",
        request=CartLineIn,
        response=CartOut,
        status=201,
        problems=[
            errors.CartClosed,
            errors.CartTooLong,
            errors.ListingUnknown,
            errors.QuantityNotAllowed,
        ],
    )
    def post(self, request: Request, cart_id: UUID) -> Response:
        cart = found(self.carts(), pk=cart_id)
        filling.put(cart=cart, **self.body(CartLineIn), at=now())
        return self.created(CartOut(cart_view(cart)), row=cart)


class CartLineDoor(CartDoorBase):
    """Changing one line of a cart; If-Match names the cart's version."""

    @operation(
        id="changeCartLine",
        summary="Set the units of a line",
        request=QuantityIn,
        response=CartOut,
        problems=[
            errors.CartClosed,
            errors.CartTooLong,
            errors.LineNotFound,
            errors.QuantityNotAllowed,
        ],
    )
    def patch(self, request: Request, cart_id: UUID, line_id: UUID) -> Response:
        cart = self._locked(cart_id)
        filling.change(cart=cart, line_id=line_id, **self.body(QuantityIn), at=now())
        return self.answer(CartOut(cart_view(cart)), row=cart)

    @operation(
        id="removeCartLine",
        summary="Remove a line",
        status=204,
        problems=[errors.CartClosed, errors.LineNotFound],
    )
    def delete(self, request: Request, cart_id: UUID, line_id: UUID) -> Response:
        filling.remove(cart=self._locked(cart_id), line_id=line_id, at=now())
        return self.answer(status=204)

    def _locked(self, cart_id: UUID) -> Cart:
        return self.matched(found(self.carts().select_for_update(of=("self",)), pk=cart_id))


class QuoteDoor(CartDoorBase):
    """The landed cost of a cart."""

    writers = {"buyer": ANYONE}
    answers_secret = True  # the name of whoever imports

    @operation(
        id="quoteCart",
        summary="Hold a landed cost for half an hour",
        description=(
            "The law of the day of arrival counts. Where it refuses an order, the problem document tells"
            " `seller_code`, `currency` and, as a quote does, `suggestions`: what would be possible instead."
            " A checkout into China is in somebody's name: the quote names an identity of `/me/identities`."
        ),
        request=QuoteIn,
        response=QuoteOut,
        status=201,
        problems=[
            errors.CartClosed,
            errors.CartEmpty,
            errors.ListingUnknown,
            errors.QuantityNotAllowed,
            errors.AddressNotFound,
            errors.IdentityNotFound,
            errors.IdentityNameDiffers,
            errors.IdentityUnreadable,
            errors.CouponUnknown,
            errors.CouponNotUsable,
            errors.NoDeliveryZone,
            errors.NoTariff,
            errors.RegimeNotAvailable,
            errors.NotImportable,
            errors.OverOrderLimit,
            errors.OverAnnualLimit,
            errors.OverPersonLimit,
            errors.RuleUnknown,
            errors.RateUnknown,
            errors.GoodsUnknown,
            errors.ExchangeRateUnknown,
            *(NoRate, NoRoute, NoDeparture, NotCarried, OutOfStock),
        ],
    )
    def post(self, request: Request, cart_id: UUID) -> Response:
        given = self.body(QuoteIn)
        at = now()
        cart = found(self.carts().select_for_update(of=("self",)), pk=cart_id)
        if cart.buyer_id is None:
            cart = filling.adopt(cart=cart, buyer=addressing.buyer_of(actor=self.actor, at=at))
        with blaming(_ASKED_BY):
            quote = quoting.quote_cart(
                cart=cart,
                address=self._address(given["address_id"]),
                identity=self._identity(given.get("identity_id")),
                coupon_code=given.get("coupon_code", ""),
                at=at,
            )
        return self.created(QuoteOut(quote_view(quote)), row=quote)

    def _address(self, address_id: UUID) -> Address:
        address = addressing.addresses_of(self.actor).filter(pk=address_id).first()
        if address is None:
            raise errors.AddressNotFound
        return address

    def _identity(self, identity_id: UUID | None) -> ImportIdentity | None:
        kept = identifying.identities_of(self.actor)
        if identity_id is None:
            found = list(kept[:2])
            return found[0] if len(found) == 1 else None
        identity = kept.filter(pk=identity_id).first()
        if identity is None:
            raise errors.IdentityNotFound
        return identity


class CheckoutDoor(CartDoorBase):
    """Turning a quoted cart into orders, exactly once."""

    writers = {"buyer": ANYONE}
    idempotency = "required"

    @operation(
        id="checkout",
        summary="Place the orders of a quoted cart",
        request=CheckoutIn,
        response=GroupOut,
        status=201,
        problems=[
            errors.CartClosed,
            errors.ListingUnknown,
            errors.QuoteNotFound,
            errors.QuoteMissing,
            errors.QuoteExpired,
            errors.IdentityRequired,
            errors.CouponNotUsable,
            errors.IdentityNameDiffers,
            errors.IdentityUnreadable,
            errors.OverAnnualLimit,
            errors.OverPersonLimit,
            OutOfStock,
        ],
    )
    def post(self, request: Request, cart_id: UUID) -> Response:
        given = self.body(CheckoutIn)
        cart = found(self.carts().filter(buyer__isnull=False).select_related("buyer"), pk=cart_id)
        assert cart.buyer is not None
        group = placing.place_order(
            buyer=cart.buyer, cart=cart, quote_id=given["quote_id"], at=now(), by=self.actor
        )
        return self.created(
            GroupOut(group_view(group)), row=group, location=f"/api/v1/order-groups/{group.pk}"
        )

"""How does a priced cart become orders?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from catalog import queries as catalog
from catalog.errors import OutOfStock
from catalog.operations import reserving, vouching
from catalog.queries import Reserved
from kit.actors import Actor
from kit.ids import human_number, next_serial
from kit.moves import move, tell_begun, telling_at_once
from kit.transactions import inside_transaction
from orders.errors import CartClosed, QuoteExpired, QuoteMissing, QuoteNotFound
from orders.models import Buyer, Cart, Order, OrderGroup, OrderLine, Quote
from orders.operations.allowing import take_allowances
from orders.operations.redeeming import use_coupons
from orders.operations.vouching import hold_identity
from orders.policy import UNPAID_WITHOUT_PAYMENT
from orders.promising import promise_columns
from orders.queries.commissions import commissions_on
from orders.queries.refusing import off_sale

_AMOUNTS = (
    "goods_minor",
    "discount_minor",
    "freight_minor",
    "insurance_minor",
    "duty_minor",
    "vat_minor",
    "consumption_minor",
)


@inside_transaction
def place_order(*, buyer: Buyer, cart: Cart, quote_id: UUID, at: datetime, by: Actor) -> OrderGroup:
    """
    Turn a quoted cart into one order per seller, or into nothing.

    Prices are the quote's, whatever changed since; stock is reserved for all
    orders in the order of the sellers' ids, so that opposite carts can't lock
    each other out. Then all of them take of the yearly allowance of the person
    in whose name the goods come in, and of a coupon's uses.

    :raises CartClosed: if the cart was checked out or expired meanwhile.
    :raises QuoteNotFound: if the quote isn't of this cart.
    :raises QuoteMissing: if the cart has changed since.
    :raises QuoteExpired: if the quoted prices are no longer held.
    :raises ListingUnknown: if something was blocked, paused or withheld since, or its seller suspended; or if
        a lot without its paper would be sold.
    :raises OutOfStock: if too few units are left.
    :raises IdentityRequired: if customs ask for a person, and the quote names none that is still kept.
    :raises IdentityNameDiffers: if the address was changed since to somebody else's.
    :raises CouponNotUsable: if others were quicker to use it up.
    :raises OverAnnualLimit, OverPersonLimit: if the person has brought in more meanwhile.
    """
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    if locked.status != Cart.Status.OPEN:
        raise CartClosed(status=locked.status)
    quote = _quote(locked, quote_id, at)
    _require_on_sale(quote, at)
    identity = hold_identity(quote)
    group = _group(buyer, quote, at, sandbox=locked.sandbox)
    with telling_at_once():
        orders = [_place_part(group, part, at, by) for part in quote.document["orders"]]
        tell_begun(orders, at=at)
        if identity is not None:
            parts = list(zip(orders, quote.document["orders"], strict=True))
            take_allowances(identity=identity, orders=parts, at=at)
        use_coupons(group=group, document=quote.document, at=at)
        move(locked, to=Cart.Status.CHECKED_OUT, at=at, by=by)
    return group


def _quote(cart: Cart, quote_id: UUID, at: datetime) -> Quote:
    quote = Quote.objects.filter(pk=quote_id, cart=cart).select_related("address__buyer__user").first()
    if quote is None:
        raise QuoteNotFound
    if quote.cart_version != cart.version:
        raise QuoteMissing
    if quote.expires_at <= at:
        raise QuoteExpired(expired_at=quote.expires_at.isoformat())
    return quote


def _require_on_sale(quote: Quote, at: datetime) -> None:
    lines = [line for part in quote.document["orders"] for line in part["lines"]]
    wanted = {UUID(line["listing_id"]) for line in lines}
    gone = wanted - vouching.hold_on_sale(listing_ids=wanted, market=quote.document["market"], at=at)
    if gone:
        raise off_sale(sorted(gone), catalog.kept_off(listing_ids=gone, at=at))


def _place_part(group: OrderGroup, part: dict[str, Any], at: datetime, by: Actor) -> Order:
    """One seller's order, with what it takes of their stock."""
    order = _order(group, part, at)
    _lines(order, part, at)
    try:
        held = reserving.reserve(
            wanted={UUID(line["variant_id"]): line["quantity"] for line in part["lines"]},
            reference=order.number,
            arrival_date=date.fromisoformat(part["arrives_on"]),
            at=at,
            by=by,
        )
    except OutOfStock as shortage:
        raise _as_sold(shortage, part, group) from None
    _require_vouched(part, held, at)
    return order


def _require_vouched(part: dict[str, Any], held: Sequence[Reserved], at: datetime) -> None:
    """Papers may be by lot, and which lots are sold is known only once they are taken."""
    listings = {UUID(line["variant_id"]): UUID(line["listing_id"]) for line in part["lines"]}
    taken: dict[UUID, set[UUID]] = {}
    for each in held:
        taken.setdefault(listings[each.variant_id], set()).add(each.lot_id)
    if reasons := vouching.lots_kept_off(taken=taken, at=at):
        raise off_sale(sorted(reasons), reasons)


def _as_sold(shortage: OutOfStock, part: dict[str, Any], group: OrderGroup) -> OutOfStock:
    """The same refusal, counting what is left as its seller sells it: by the dozen, say."""
    facts: dict[str, Any] = {**shortage.facts}
    [listing_id] = [
        UUID(line["listing_id"]) for line in part["lines"] if line["variant_id"] == facts["variant_id"]
    ]
    found = catalog.offers(listing_ids=[listing_id], market=group.market, sandbox=group.sandbox)
    facts["available"] = found[listing_id].buyable(facts["available"])
    return OutOfStock(shortage.detail, **facts)


def _group(buyer: Buyer, quote: Quote, at: datetime, *, sandbox: bool) -> OrderGroup:
    return OrderGroup.objects.create(
        number=human_number("SCG", at.year, next_serial("orders_group_serial")),
        buyer=buyer,
        quote=quote,
        market=quote.document["market"],
        currency=quote.currency,
        total_minor=quote.total_minor,
        address=quote.address.as_snapshot(),
        identity_id=quote.identity_id,
        destination_code=quote.document["destination_code"],
        sandbox=sandbox,
        placed_at=at,
        created_at=at,
        expires_at=at + UNPAID_WITHOUT_PAYMENT,
    )


def _order(group: OrderGroup, part: dict[str, Any], at: datetime) -> Order:
    return Order.objects.create(
        number=human_number("SC", at.year, next_serial("orders_order_serial")),
        group=group,
        seller_id=UUID(part["seller_id"]),
        currency=group.currency,
        # Quotes from before there were coupons know no discount.
        **{name: part.get(name, 0) for name in _AMOUNTS},
        coupon_id=UUID(part["coupon"]["id"]) if part.get("coupon") else None,
        total_minor=part["total_minor"],
        regime=part["regime"],
        regime_label=", ".join(part["regime_labels"]),
        promised_at=datetime.fromisoformat(part["promised_at"]),
        **promise_columns(part.get("delivery")),
        placed_at=at,
        created_at=at,
    )


def _lines(order: Order, part: dict[str, Any], at: datetime) -> None:
    kept = ("sku", "names", "hs6", "quantity", "unit_price_minor", "gross_g", "volume_cm3")
    classes = ("temperature_class", "segregation_class")
    costs = commissions_on(order, part["lines"], at=at)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            listing_id=UUID(line["listing_id"]),
            variant_id=UUID(line["variant_id"]),
            created_at=at,
            commission_minor=cost.minor,
            commission_vat_minor=cost.vat_minor,
            commission_rule_id=cost.rule_id,
            **{name: line[name] for name in (*kept, *classes)},
            **{name: line.get(name, 0) for name in _AMOUNTS},
        )
        for line, cost in zip(part["lines"], costs, strict=True)
    )

"""What does a coupon take off a cart, and may its buyer use it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.queries.taxonomy import kinds_of
from kit.money import Money
from orders.coupon_codes import compact_code
from orders.discounting import Bought, Terms, discounts, goods_it_is_for
from orders.errors import CouponUnknown, not_usable
from orders.models import Buyer, Cart, Coupon, CouponUse, ImportIdentity
from orders.queries.basis import Wanted


@dataclass(frozen=True, slots=True)
class Discounts:
    """What comes off each line, by its listing, and by which coupon each seller's part is cheaper."""

    by_line: Mapping[str, int] = field(default_factory=dict)
    by_seller: Mapping[UUID, Coupon] = field(default_factory=dict)

    def on(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """The lines with what comes off."""
        return [replace(each, discount_minor=self.by_line.get(each.line_id, 0)) for each in wanted]

    def document_of(self, seller_id: UUID) -> dict[str, Any] | None:
        """The coupon of a seller's part, as a quote keeps it."""
        coupon = self.by_seller.get(seller_id)
        if coupon is None:
            return None
        return {"id": str(coupon.pk), "code": coupon.code, "borne_by": borne_by(coupon)}


NO_DISCOUNTS = Discounts()


def borne_by(coupon: Coupon) -> str:
    """Whose the loss is."""
    return "seller" if coupon.seller_id else "shop"


def discounts_by(
    code: str,
    wanted: Sequence[Wanted],
    *,
    cart: Cart,
    buyer: Buyer,
    identity: ImportIdentity | None,
    at: datetime,
) -> Discounts:
    """
    What a code takes off a cart: a seller's own coupon off their goods, the shop's off all others.

    Four queries at most, however many lines there are.

    :raises CouponUnknown: if nobody in the cart, nor the shop, has such a coupon.
    :raises CouponNotUsable: naming why the buyer can't use it now.
    """
    sellers = {each.offer.seller_id for each in wanted}
    found = {each.seller_id: each for each in _open(code, cart=cart, sellers=sellers)}
    if not found:
        raise CouponUnknown(code_given=code[:40])
    kinds = kinds_of(listing_ids=[each.offer.listing_id for each in wanted])
    lines: dict[Coupon, list[Bought]] = {}
    by_seller: dict[UUID, Coupon] = {}
    for each in wanted:
        coupon = found.get(each.offer.seller_id) or found.get(None)
        if coupon is not None:
            goods = each.unit_price_minor * each.quantity
            bought = Bought(each.line_id, goods, kinds.get(each.offer.listing_id, ()))
            lines.setdefault(coupon, []).append(bought)
            by_seller[each.offer.seller_id] = coupon
    by_line: dict[str, int] = {}
    for coupon, bought_by_it in lines.items():
        _require_usable(coupon, bought_by_it, buyer=buyer, identity=identity, at=at)
        by_line |= discounts(terms_of(coupon), bought_by_it)
    off = {each.offer.seller_id for each in wanted if by_line.get(each.line_id)}
    return Discounts(by_line, {pk: coupon for pk, coupon in by_seller.items() if pk in off})


def terms_of(coupon: Coupon) -> Terms:
    """A row as the pure arithmetic has it."""
    return Terms(
        percent=coupon.percent,
        amount_minor=coupon.amount_minor,
        least_goods_minor=coupon.least_goods_minor,
        listing_ids=frozenset(map(str, coupon.listing_ids)),
        categories=frozenset(coupon.categories),
    )


def uses_of(coupon: Coupon, *, buyer_id: UUID, person: str) -> int:
    """How often a buyer, or the person in whose name they import, uses a coupon now."""
    mine = Q(buyer_id=buyer_id) | (Q(person=person) & ~Q(person=""))
    return CouponUse.objects.filter(mine, coupon=coupon, given_back_at=None).count()


def _open(code: str, *, cart: Cart, sellers: set[UUID]) -> QuerySet[Coupon]:
    return Coupon.objects.filter(
        Q(seller__in=sellers) | Q(seller=None),
        code=compact_code(code),
        market=cart.market,
        sandbox=cart.sandbox,
        stopped_at=None,
    )


def _require_usable(
    coupon: Coupon,
    lines: Sequence[Bought],
    *,
    buyer: Buyer,
    identity: ImportIdentity | None,
    at: datetime,
) -> None:
    if at < coupon.starts_at:
        raise not_usable("not_yet", starts_at=coupon.starts_at.isoformat())
    if coupon.ends_at is not None and coupon.ends_at <= at:
        raise not_usable("over", ended_at=coupon.ends_at.isoformat())
    goods = goods_it_is_for(terms_of(coupon), lines)
    if not goods:
        raise not_usable("other_goods")
    if goods < coupon.least_goods_minor:
        least = Money(coupon.least_goods_minor, coupon.currency)
        raise not_usable("too_little", least=least.as_json(), goods=Money(goods, coupon.currency).as_json())
    if coupon.most_uses is not None and coupon.used >= coupon.most_uses:
        raise not_usable("used_up")
    if coupon.most_uses_each is not None:
        person = identity.person if identity else ""
        if uses_of(coupon, buyer_id=buyer.pk, person=person) >= coupon.most_uses_each:
            raise not_usable("used_by_you")

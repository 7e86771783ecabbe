"""How does a checkout use a coupon, and when may somebody else?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from kit.transactions import inside_transaction
from orders.errors import not_usable
from orders.models import Coupon, CouponUse, Order, OrderGroup
from orders.queries.coupons import uses_of

_ENDED = (Order.Status.DECLINED, Order.Status.EXPIRED, Order.Status.CANCELLED)


@inside_transaction
def use_coupons(*, group: OrderGroup, document: Mapping[str, Any], at: datetime) -> None:
    """
    Use each coupon of a quote once for its checkout; of many who want the last use one gets it.

    :raises CouponNotUsable: if it was used up since the quote, or the buyer has used it often enough.
    """
    named = {UUID(part["coupon"]["id"]) for part in document["orders"] if part.get("coupon")}
    person = group.identity.person if group.identity else ""
    for coupon_id in sorted(named):
        free = Q(most_uses__isnull=True) | Q(used__lt=F("most_uses"))
        if not Coupon.objects.filter(free, pk=coupon_id).update(used=F("used") + 1):
            raise not_usable("used_up")
        coupon = Coupon.objects.get(pk=coupon_id)
        # The row is ours now: nobody else counts their uses until we have written ours down.
        each = coupon.most_uses_each
        if each is not None and uses_of(coupon, buyer_id=group.buyer_id, person=person) >= each:
            raise not_usable("used_by_you")
        CouponUse.objects.create(
            coupon=coupon, group=group, buyer_id=group.buyer_id, person=person, created_at=at
        )


@inside_transaction
def give_back_coupon(*, order: Order, at: datetime) -> bool:
    """Let somebody else use an ended order's coupon, once no other order of its checkout stands with it."""
    if order.coupon_id is None:
        return False
    # Of two orders that end at once the second one waits here, and then sees the first one's end.
    use = CouponUse.objects.select_for_update(no_key=True).filter(
        coupon=order.coupon_id, group=order.group_id, given_back_at=None
    )
    found = use.first()
    others = Order.objects.filter(group=order.group_id, coupon=order.coupon_id).exclude(pk=order.pk)
    if found is None or others.exclude(status__in=_ENDED).exists():
        return False
    CouponUse.objects.filter(pk=found.pk).update(given_back_at=at, version=F("version") + 1)
    Coupon.objects.filter(pk=order.coupon_id).update(used=F("used") - 1)
    return True

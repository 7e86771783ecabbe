"""When is an order over?"""

from datetime import datetime

from kit.actors import Actor
from kit.moves import move
from kit.transactions import inside_transaction
from orders.errors import NotDelivered
from orders.lifecycle import ENDED_CLAIM
from orders.models import Claim, Order
from orders.operations.dispatching import leave_stock
from orders.operations.sharing import let_seller_have
from orders.policy import CLAIM_HOLDS_MONEY_FOR, CLAIM_WINDOW, SWEEP_SIZE
from orders.queries.fulfilment import HANDED_IN, progress_of
from payments.operations import earning


@inside_transaction
def confirm_receipt(*, order: Order, at: datetime, by: Actor) -> Order:
    """
    Complete a delivered order at its buyer's word.

    :raises NotDelivered: if a shipment of it is still under way.
    :raises IllegalMove: if the order isn't `accepted`.
    """
    locked = Order.objects.select_for_update().get(pk=order.pk)
    progress = progress_of([locked])[locked.pk]
    if not progress.is_delivered:
        raise NotDelivered
    move(locked, to=Order.Status.COMPLETED, at=at, by=by, ended_at=at)
    let_seller_have(locked, delivered_at=progress.delivery_recorded_at or at, at=at, by=by)
    if locked.claims.exclude(status__in=ENDED_CLAIM).exists():
        earning.put_off(reference=locked.number, until=at + CLAIM_HOLDS_MONEY_FOR)
    return locked


@inside_transaction
def follow_shipments(*, at: datetime, by: Actor) -> int:
    """
    Catch up with what the railway knows of accepted orders; returns how many changed.

    Goods whose hand-in staff or a partner reported leave the stock here, and
    delivered orders complete when the claim window has passed, and nothing is held against them.
    """
    rows = Order.objects.filter(status=Order.Status.ACCEPTED)
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    # Those that nobody has looked at go first, which an index that has them last serves by itself.
    orders = list(rows.filter(followed_at__isnull=True).order_by("id")[:SWEEP_SIZE])
    followed = rows.filter(followed_at__isnull=False).order_by("followed_at", "id")
    orders += followed[: SWEEP_SIZE - len(orders)]
    progress = progress_of(orders)
    open_claims = Claim.objects.filter(order__in=orders).exclude(status__in=ENDED_CLAIM)
    disputed = set(open_claims.values_list("order_id", flat=True))
    changed = 0
    for order in orders:
        now = progress[order.pk]
        if order.handed_in_at is None and now.reached(HANDED_IN):
            leave_stock(order, at=at, by=by)
            changed += 1
        known_at = now.delivery_recorded_at
        if known_at is not None and known_at + CLAIM_WINDOW <= at and order.pk not in disputed:
            move(order, to=Order.Status.COMPLETED, at=at, by=by, ended_at=at)
            let_seller_have(order, delivered_at=known_at, at=at, by=by)
            changed += 1
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(followed_at=at)
    return changed

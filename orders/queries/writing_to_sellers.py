"""Which letters do the people of a seller get about orders placed with them?"""

from collections.abc import Callable, Mapping, Sequence

from accounts.queries import members_of
from kit.letters import Letter
from kit.money import Money
from news.telling import Clerk, Happened
from orders.models import Order
from orders.policy import NOT_ANSWERED, SELLER_TIMEZONE
from orders.queries.facts import Facts, goods_of, orders_with, said

# Who packs, and who answers for it.
_ROLES = ("owner", "warehouse")


def of_paid(events: Sequence[Happened]) -> list[Letter]:
    """An order is paid, and waits for the seller's word. Three queries."""
    return to_sellers("sale.new", _orders(events))


def of_declined(events: Sequence[Happened]) -> list[Letter]:
    """It was declined because they gave none; what they declined themselves they know."""
    return to_sellers("sale.lapsed", _orders(events, lambda order: order.end_reason == NOT_ANSWERED))


def of_cancelled(events: Sequence[Happened]) -> list[Letter]:
    """It was called off; of what nobody had paid they never heard."""
    return to_sellers(
        "sale.cancelled", _orders(events, lambda order: order.shipments_requested_at is not None)
    )


def to_sellers(kind: str, orders: Sequence[Order]) -> list[Letter]:
    """A letter about each order to everybody who has to do with it; orders are of `facts.orders_with`."""
    members = members_of([order.seller.organisation_id for order in orders], *_ROLES) if orders else {}
    return [
        Letter(kind, str(order.pk), _about(order), user_id=user_id, about=[order.number])
        for order in orders
        for user_id in members.get(order.seller.organisation_id, ())
    ]


# By the type of the event.
TO_SELLERS: Mapping[str, Clerk] = {
    "order.paid": of_paid,
    "order.declined": of_declined,
    "order.cancelled": of_cancelled,
}


def _orders(events: Sequence[Happened], wanted: Callable[[Order], bool] = lambda _: True) -> list[Order]:
    return [order for order in orders_with([each.aggregate_id for each in events]) if wanted(order)]


def _about(order: Order) -> Facts:
    """Without whoever bought it: a letter lies about in more places than the page of an order."""
    return {
        "order": order.number,
        "accept_by_at": said(order.accept_by_at),
        "zone": SELLER_TIMEZONE[order.seller.country],
        "value": Money(order.goods_minor, order.currency).as_json(),
        "goods": goods_of(order.lines.all()),
        "reason": "" if order.end_reason == NOT_ANSWERED else order.end_reason,
    }

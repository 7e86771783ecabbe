"""What do letters about orders need to know, as JSON?"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kit.money import Money
from orders.models import Order, OrderGroup, OrderLine
from orders.policy import MARKET_TIMEZONE
from orders.promising import promise_document
from orders.queries.promised import promise_of

Facts = dict[str, Any]


def orders_with(ids: Collection[UUID]) -> list[Order]:
    """Some orders with all that their letters tell, the oldest first. Two queries."""
    return list(_told().filter(pk__in=ids))


def orders_numbered(numbers: Collection[str]) -> list[Order]:
    """The same by their numbers. Two queries."""
    return list(_told().filter(number__in=numbers))


def orders_of_groups(numbers: Collection[str]) -> dict[str, list[Order]]:
    """All orders of some checkouts, by the number of the checkout. Two queries."""
    groups: dict[str, list[Order]] = {}
    for order in _told().filter(group__number__in=numbers):
        groups.setdefault(order.group.number, []).append(order)
    return groups


def about(order: Order) -> Facts:
    """An order and what is in it."""
    return {
        "order": order.number,
        "group": order.group.number,
        "seller": order.seller.legal_name,
        "total": Money(order.total_minor, order.currency).as_json(),
        "promised_at": said(order.promised_at),
        "deliveries": deliveries_of([order]),
        "zone": zone_of(order.group),
        "goods": goods_of(order.lines.all()),
    }


def about_all(orders: Iterable[Order]) -> Facts:
    """Some orders of one checkout together."""
    found = list(orders)
    group = found[0].group

    def total(*columns: str) -> dict[str, str]:
        minor = sum(getattr(order, f"{column}_minor") for order in found for column in columns)
        return Money(minor, group.currency).as_json()

    return {
        "group": group.number,
        "orders": [order.number for order in found],
        "total": total("total"),
        "goods_alone": total("goods"),
        "carriage": total("freight", "insurance"),
        "taxes": total("duty", "vat", "consumption"),
        "promised_at": said(max(order.promised_at for order in found)),
        "deliveries": deliveries_of(found),
        "zone": zone_of(group),
        "goods": [each for order in found for each in goods_of(order.lines.all())],
    }


def goods_of(lines: Iterable[OrderLine], units: Mapping[str, int] | None = None) -> list[Facts]:
    """Lines as a letter names them; with `units` only what they count of each, by the line's id."""
    return [
        {"quantity": quantity, "names": line.names, "sku": line.sku}
        for line in lines
        if (quantity := line.sent_quantity if units is None else units.get(str(line.pk), 0))
    ]


def deliveries_of(orders: Iterable[Order]) -> list[Facts]:
    """The promised deliveries of those orders that have one, in days where their buyer lives."""
    return [
        {"order": order.number, **promise_document(promise)}
        for order in orders
        if (promise := promise_of(order))
    ]


def zone_of(group: OrderGroup) -> str:
    """By whose clock its buyer lives."""
    return MARKET_TIMEZONE[group.market]


def said(at: datetime | None) -> str | None:
    """An instant as JSON."""
    return at.isoformat() if at else None


def _told() -> QuerySet[Order]:
    lines = Prefetch("lines", queryset=OrderLine.objects.order_by("id"))
    return Order.objects.select_related("group__buyer", "seller").prefetch_related(lines).order_by("id")

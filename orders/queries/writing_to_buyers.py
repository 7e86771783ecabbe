"""Which letters do buyers get about their orders and their money?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.letters import Letter
from news.telling import Clerk, Happened
from orders.models import Order
from orders.policy import NOT_ANSWERED
from orders.queries.facts import (
    Facts,
    about,
    about_all,
    orders_numbered,
    orders_of_groups,
    orders_with,
    said,
)
from payments import queries as payments
from payments.queries import PaymentFacts


def of_placed(events: Sequence[Happened]) -> list[Letter]:
    """One letter a checkout, however many orders it has."""
    return [
        _to_buyer(orders, "order.placed", number, {**about_all(orders), "until_at": said(_until(orders))})
        for number, orders in _groups(events).items()
    ]


def of_expired(events: Sequence[Happened]) -> list[Letter]:
    """One letter a checkout: what nobody paid in time ends together."""
    letters = []
    for number, orders in _groups(events).items():
        expired = [order for order in orders if order.status == Order.Status.EXPIRED]
        if expired:
            letters.append(_to_buyer(expired, "order.expired", number, about_all(expired)))
    return letters


def of_payment_started(events: Sequence[Happened]) -> list[Letter]:
    """How to pay; nothing once it needn't be paid any more, or by a code, which ends too soon."""
    return [
        _to_buyer(orders, "payment.started", str(payment.id), {**about_all(orders), **_asked(payment)})
        for payment, orders in _paid_for(events)
        if payment.next_action and payment.next_action.get("kind") != "qr"
    ]


def of_payment_captured(events: Sequence[Happened]) -> list[Letter]:
    """The money is there."""
    return [
        _to_buyer(
            orders,
            "payment.received",
            str(payment.id),
            {**about_all(orders), "paid": payment.amount.as_json()},
        )
        for payment, orders in _paid_for(events)
    ]


def of_accepted(events: Sequence[Happened]) -> list[Letter]:
    """The seller takes the order."""
    return [
        _to_buyer([order], "order.accepted", str(order.pk), about(order))
        for order in orders_with([each.aggregate_id for each in events])
    ]


def of_declined(events: Sequence[Happened]) -> list[Letter]:
    """The seller doesn't, or said nothing; the reason is the seller's own."""
    return [
        _to_buyer(
            [order], "order.declined", str(order.pk), {**about(order), **_ended(order), "is_paid": True}
        )
        for order in orders_with([each.aggregate_id for each in events])
    ]


def of_cancelled(events: Sequence[Happened]) -> list[Letter]:
    """An order was called off, paid or not."""
    orders = orders_with([each.aggregate_id for each in events])
    statuses = payments.payment_statuses(references={order.number: order.group.number for order in orders})
    paid = ("paid", "overpaid", "part_refunded", "refunded")
    return [
        _to_buyer(
            [order],
            "order.cancelled",
            str(order.pk),
            {**about(order), **_ended(order), "is_paid": statuses[order.number] in paid},
        )
        for order in orders
    ]


def of_refund_done(events: Sequence[Happened]) -> list[Letter]:
    """Money has left us for the buyer's bank."""
    refunds = payments.refunds_with([each.aggregate_id for each in events])
    orders = {
        order.number: order for order in orders_numbered([row.order_reference for row in refunds.values()])
    }
    return [
        _to_buyer(
            [order],
            "refund.done",
            str(refund_id),
            {**about(order), "amount": refund.amount.as_json()},
        )
        for refund_id, refund in refunds.items()
        if (order := orders.get(refund.order_reference))
    ]


# By the type of the event.
TO_BUYERS: Mapping[str, Clerk] = {
    "order.placed": of_placed,
    "order.expired": of_expired,
    "order.accepted": of_accepted,
    "order.declined": of_declined,
    "order.cancelled": of_cancelled,
    "payment.pending": of_payment_started,
    "payment.captured": of_payment_captured,
    "refund.done": of_refund_done,
}


def _groups(events: Sequence[Happened]) -> dict[str, list[Order]]:
    """All orders of the checkouts whose orders the events are about."""
    ids = [each.aggregate_id for each in events]
    numbers = Order.objects.filter(pk__in=ids).values_list("group__number", flat=True)
    return orders_of_groups(set(numbers))


def _paid_for(events: Sequence[Happened]) -> list[tuple[PaymentFacts, list[Order]]]:
    """Each payment with the orders that it is for."""
    found = payments.payments_with([each.aggregate_id for each in events])
    groups = orders_of_groups({payment.reference for payment in found.values()})
    pairs = [
        (payment, [order for order in groups.get(payment.reference, ()) if order.number in payment.parts])
        for payment in found.values()
    ]
    return [(payment, orders) for payment, orders in pairs if orders]


def _asked(payment: PaymentFacts) -> Facts:
    action: Mapping[str, Any] = payment.next_action
    return {
        "payment": str(payment.id),
        "amount": payment.amount.as_json(),
        "until_at": said(payment.expires_at),
        "action": {name: value for name, value in action.items() if isinstance(value, str)},
    }


def _ended(order: Order) -> Facts:
    overdue = order.end_reason == NOT_ANSWERED
    return {"is_overdue": overdue, "reason": "" if overdue else order.end_reason}


def _until(orders: Sequence[Order]) -> datetime | None:
    """Until when to pay; None when none of the orders waits for money any more."""
    waits = any(
        order.status == Order.Status.PLACED and order.shipments_requested_at is None for order in orders
    )
    return orders[0].group.expires_at if waits else None


def _to_buyer(orders: Sequence[Order], kind: str, key: str, facts: Facts) -> Letter:
    group = orders[0].group
    numbers = [group.number, *(order.number for order in orders)]
    return Letter(kind, key, facts, user_id=group.buyer.user_id, about=numbers)

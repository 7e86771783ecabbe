"""What has become of the facts of a letter about an order by the time it is sent?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kit.letters import NothingToSay, Renewal
from orders.models import Order
from payments import queries as payments

Facts = Mapping[str, Any]
_CALLED_OFF = (Order.Status.EXPIRED, Order.Status.DECLINED, Order.Status.CANCELLED)


def of_placed(facts: Facts, at: datetime) -> Facts:
    """
    Without a word of paying once that is done, or its time is over. Two queries.

    :raises NothingToSay: if all its orders have ended meanwhile: another letter says so.
    """
    orders = Order.objects.filter(number__in=facts["orders"])
    living = list(orders.exclude(status__in=_CALLED_OFF).values_list("status", flat=True))
    if not living:
        raise NothingToSay
    waits = Order.Status.PLACED in living and not _is_over(facts["until_at"], at)
    if waits and not payments.captured(references=[facts["group"]]):
        return facts
    return {**facts, "until_at": None}


def of_payment_started(facts: Facts, at: datetime) -> Facts:
    """
    Unchanged while that very payment waits for its money. Two queries.

    :raises NothingToSay: if it is paid, has ended, or its time is over.
    """
    if _is_over(facts["until_at"], at):
        raise NothingToSay
    found = payments.open_payment(reference=facts["group"])
    if found is None or found.status == "authorised" or str(found.id) != facts["payment"]:
        raise NothingToSay
    return facts


def of_order_to_accept(facts: Facts, at: datetime) -> Facts:
    """
    Unchanged while the order waits for its seller's word. One query.

    :raises NothingToSay: if it has that, has ended, or its time is over.
    """
    waiting = Order.objects.filter(number=facts["order"], status=Order.Status.PLACED)
    if _is_over(facts["accept_by_at"], at) or not waiting.exists():
        raise NothingToSay
    return facts


# By the kind of letter.
RENEWALS: Mapping[str, Renewal] = {
    "order.placed": of_placed,
    "payment.started": of_payment_started,
    "sale.new": of_order_to_accept,
    "sale.waits": of_order_to_accept,
}


def _is_over(until: str | None, at: datetime) -> bool:
    return until is not None and datetime.fromisoformat(until) <= at

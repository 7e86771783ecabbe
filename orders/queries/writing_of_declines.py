"""Which letters do lines cause that a seller declined?"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kit.letters import Letter
from news.telling import Clerk, Happened
from orders.models import DeclinedUnits
from orders.queries.facts import about, orders_with
from payments import queries as payments


def of_lines_declined(events: Sequence[Happened]) -> list[Letter]:
    """The seller sends less, to its buyer; of a decline on record nothing changes any more. Four queries."""
    refunds = {UUID(str(each.payload["refund_id"])): each.aggregate_id for each in events}
    orders = {order.pk: order for order in orders_with(list(refunds.values()))}
    gone: dict[UUID, list[DeclinedUnits]] = {}
    for each in DeclinedUnits.objects.filter(refund__in=refunds).select_related("line").order_by("id"):
        gone.setdefault(each.refund_id, []).append(each)
    amounts = payments.refunds_with(list(refunds))
    letters = []
    for refund_id, order_id in refunds.items():
        if (order := orders.get(order_id)) is None:
            continue
        facts = {
            **about(order),
            "declined": [
                {"quantity": each.quantity, "names": each.line.names, "sku": each.line.sku}
                for each in gone[refund_id]
            ],
            "reason": gone[refund_id][0].reason,
            "amount": amounts[refund_id].amount.as_json(),
        }
        group = order.group
        letters.append(
            Letter(
                "order.lines_declined",
                str(refund_id),
                facts,
                user_id=group.buyer.user_id,
                about=[group.number, order.number],
            )
        )
    return letters


# By the type of the event.
OF_DECLINES: Mapping[str, Clerk] = {"order.lines_declined": of_lines_declined}

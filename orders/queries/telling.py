"""Whom does an event of an order, its money or its goods concern, and what are they told?"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from news.snapshots import instant, instant_or_none, money, standing
from news.telling import Happened, Telling
from orders.models import Claim, Order, OrderGroup
from payments.queries import telling as payments
from shipping.queries import telling as shipping


class _Parties(NamedTuple):
    """Who bought, as a person, and who sells, as an organisation."""

    order_id: UUID
    buyer_id: UUID
    seller_id: UUID


def orders_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What buyer and seller are told of an order. One query."""
    rows = Order.objects.select_related("group__buyer", "seller").in_bulk(
        [each.aggregate_id for each in events]
    )
    return {
        event.id: Telling(
            [row.group.buyer.user_id, row.seller.organisation_id], {**standing(event, row), **_order(row)}
        )
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def claims_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What buyer and seller are told of a return or claim. One query."""
    rows = Claim.objects.select_related("order__group__buyer", "order__seller").in_bulk(
        [each.aggregate_id for each in events]
    )
    return {
        event.id: Telling(
            [row.order.group.buyer.user_id, row.order.seller.organisation_id],
            {**standing(event, row), **_claim(row)},
        )
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def shipments_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What buyer, seller and partners are told of goods on their way. One query above the railway's four."""
    told = shipping.shipments_told(events)
    parties = _parties({str(each.data["reference"]) for each in told.values()})
    for pk, each in told.items():
        if known := parties.get(str(each.data["reference"])):
            readers = {*each.readers, known.buyer_id, known.seller_id}
            told[pk] = Telling(sorted(readers), {**each.data, "order_id": str(known.order_id)})
    return told


def payments_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """
    What a buyer is told of a payment. Two queries.

    It may pay several sellers, who must not learn of each other: each hears that its own order is paid.
    """
    facts = payments.payments_told(events)
    groups = OrderGroup.objects.filter(number__in={each.reference for each in facts.values()})
    known = {number: (pk, user) for pk, number, user in groups.values_list("pk", "number", "buyer__user_id")}
    told = {}
    for pk, each in facts.items():
        if each.reference in known:
            group_id, buyer_id = known[each.reference]
            told[pk] = Telling([buyer_id], {**each.data, "group_id": str(group_id)})
    return told


def refunds_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What buyer and seller are told of money that goes back for one order. Two queries."""
    facts = payments.refunds_told(events)
    parties = _parties({each.reference for each in facts.values()})
    told = {}
    for pk, each in facts.items():
        if known := parties.get(each.reference):
            data = {**each.data, "order_id": str(known.order_id)}
            told[pk] = Telling([known.buyer_id, known.seller_id], data)
    return told


def documents_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What the seller is told of an order's invoices, and the buyer of those over the goods. Two queries."""
    facts = payments.documents_told(events)
    parties = _parties({each.reference for each in facts.values()})
    told = {}
    for pk, each in facts.items():
        if known := parties.get(each.reference):
            buyers = [known.buyer_id] if each.data["subject"] == "goods" else []
            data = {**each.data, "order_id": str(known.order_id)}
            told[pk] = Telling([*buyers, known.seller_id], data)
    return told


def _parties(numbers: Collection[str]) -> Mapping[str, _Parties]:
    """By the order's number."""
    rows = Order.objects.filter(number__in=numbers).values_list(
        "number", "pk", "group__buyer__user_id", "seller__organisation_id"
    )
    return {number: _Parties(*ids) for number, *ids in rows}


def _order(row: Order) -> dict[str, object]:
    return {
        "number": row.number,
        "group_id": str(row.group_id),
        "group_number": row.group.number,
        "market": row.group.market,
        "seller_id": str(row.seller_id),
        "seller_code": row.seller.code,
        "goods": money(row.goods_minor, row.currency),
        "total": money(row.total_minor, row.currency),
        "placed_at": instant(row.placed_at),
        "promised_at": instant(row.promised_at),
        "accept_by_at": instant_or_none(row.accept_by_at),
        "accepted_at": instant_or_none(row.accepted_at),
        "ended_at": instant_or_none(row.ended_at),
    }


def _claim(row: Claim) -> dict[str, object]:
    return {
        "number": row.number,
        "order_id": str(row.order_id),
        "order_number": row.order.number,
        "kind": row.kind,
        "reason": row.reason,
        "liability": row.liability,
        "refund_id": str(row.refund_id) if row.refund_id else None,
        "answer_by_at": instant(row.answer_by_at),
        "send_by_at": instant_or_none(row.send_by_at),
        "ended_at": instant_or_none(row.ended_at),
    }

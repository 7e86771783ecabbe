"""Which orders is a seller's 1C told next, and as what?"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from catalog.queries.importing import keys_of_variants
from channels.models import ExchangeAccess
from channels.policy import EVENTS_AT_ONCE, EVENTS_OF_ORDERS, ORDERS_AT_ONCE, PULLS_OF_ORDERS
from channels.queries.exchanging import orders_actor_of
from channels.writers.orders import Buyer, Line, Sale
from news.errors import Forgotten
from news.queries.feeding import Pulled, pull
from orders.queries.sold import Recipient, SoldLine, SoldOrder, sold_orders

_FORMAT = "commerceml"
# In which language 1C's users read of goods that aren't theirs.
_LANGUAGES = ("ru", "en", "kk", "zh-Hans")


class ToTell(NamedTuple):
    """Orders as 1C is told of them, and up to where in the seller's feed of events that tells all."""

    sales: Sequence[Sale]
    position: int


def to_tell(access: ExchangeAccess) -> ToTell:
    """
    The orders that changed first since 1C last confirmed some, so many at most; each once, as it is now.

    Changes are counted by the feed of events, whose dispatcher numbers them as they were committed: nothing
    comes late before a position. What of the feed is forgotten is passed over.
    """
    by = orders_actor_of(access)
    position = access.confirmed_position
    for _ in range(PULLS_OF_ORDERS):
        pulled = _pulled(by.firm_id, position)
        ids: dict[UUID, None] = {}
        position = pulled.next
        for entry in pulled.entries:
            order_id = _order_of(entry.event.aggregate, entry.event.aggregate_id, entry.event.told)
            if order_id is not None and order_id not in ids:
                if len(ids) == ORDERS_AT_ONCE:
                    position = entry.position - 1
                    break
                ids[order_id] = None
        assert access.orders_from is not None
        orders = sold_orders(ids=list(ids), by=by, ended_from=access.orders_from)
        if orders or position >= pulled.latest:
            return ToTell(_sales(orders), position)
    return ToTell([], position or 0)


def _pulled(reader_id: UUID, after: int | None) -> Pulled:
    asked = {"limit": EVENTS_AT_ONCE, "types": EVENTS_OF_ORDERS}
    try:
        return pull(reader_id, after=after, **asked)  # type: ignore[arg-type]
    except Forgotten:
        return pull(reader_id, after=None, **asked)  # type: ignore[arg-type]


def _order_of(aggregate: str, aggregate_id: UUID, told: Mapping[str, str] | None) -> UUID | None:
    """Which order an event is about: its own, or that of a shipment."""
    if aggregate == "order":
        return aggregate_id
    return UUID(told["order_id"]) if told and told.get("order_id") else None


def _sales(orders: Sequence[SoldOrder]) -> list[Sale]:
    variants = {line.variant_id for order in orders for line in order.lines}
    keys = keys_of_variants(variant_ids=variants, format=_FORMAT)
    return [_sale(order, keys) for order in orders]


def _sale(order: SoldOrder, keys: Mapping[UUID, str]) -> Sale:
    steps = (order.ended_at, order.handed_in_at, order.packed_at, order.accepted_at, order.paid_at)
    return Sale(
        id=str(order.id),
        number=order.number,
        group_number=order.group_number,
        state=_state(order),
        zone=order.zone,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        changed_at=next(at for at in steps if at is not None),
        accept_by_at=order.accept_by_at if order.status == "placed" else None,
        hand_in_by_at=order.hand_in_by_at if order.ended_at is None else None,
        is_over=order.ended_at is not None,
        is_off=order.status in ("declined", "cancelled", "expired"),
        why_off=order.end_reason,
        market=order.market,
        warehouses=order.warehouses,
        shipments=order.shipments,
        total=order.total,
        rate=order.rate,
        buyer=_buyer(order.recipient),
        lines=[_line(line, keys) for line in order.lines],
    )


def _state(order: SoldOrder) -> str:
    if order.status == "placed":
        return "paid"
    if order.status == "accepted":
        return "handed_in" if order.is_handed_in else "packed" if order.packed_at else "accepted"
    return "cancelled" if order.status == "expired" else order.status


def _line(line: SoldLine, keys: Mapping[UUID, str]) -> Line:
    name = next((line.names[each] for each in _LANGUAGES if line.names.get(each)), line.sku)
    return Line(
        key=keys.get(line.variant_id, line.sku),
        sku=line.sku,
        name=name,
        quantity=line.quantity,
        price=line.price,
        discount=line.discount,
        total=line.total,
    )


def _buyer(recipient: Recipient | None) -> Buyer | None:
    """By a key of what is told anyway: it says no more of who buys again than name and phone do."""
    if recipient is None:
        return None
    told = f"{recipient.name}\n{recipient.phone}\n{recipient.country}\n{recipient.address}"
    key = blake2b(told.encode(), digest_size=16).hexdigest()
    return Buyer(key=key, name=recipient.name, phone=recipient.phone, address=recipient.address)

"""What does a reader see of orders, gathered from three apps in a bounded number of queries?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from kit.actors import Actor
from kit.money import Money
from orders.models import Order, OrderGroup
from orders.queries.fulfilment import HANDED_IN, Fulfilment, progress_of
from payments import queries as payments

# What was declined of them, with each try to send its money back.
_OF_LINES = ("lines__declines__refund__tries", "lines__declines__refund__first_try__tries")
_CONTACT_ROLES = ("owner", "warehouse")


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order on its three axes."""

    order: Order
    payment_status: str
    fulfilment: Fulfilment

    @property
    def buyer_actions(self) -> list[str]:
        """What its buyer may do now."""
        order = self.order
        can = {
            "pay": order.status == "placed" and self.payment_status == "unpaid",
            "cancel": order.status in ("placed", "accepted")
            and order.handed_in_at is None
            and not self.fulfilment.reached(HANDED_IN),
            "confirm-receipt": order.status == "accepted" and self.fulfilment.is_delivered,
        }
        return [verb for verb, may in can.items() if may]

    @property
    def seller_actions(self) -> list[str]:
        """What its seller may do now."""
        order = self.order
        waits = order.status == "placed" and order.shipments_requested_at is not None
        accepted = order.status == "accepted" and order.handed_in_at is None
        can = {
            "accept": waits,
            "decline": waits,
            "decline-lines": waits or (accepted and order.packed_at is None),
            "pack": accepted and order.packed_at is None,
            "hand-in": accepted and order.packed_at is not None,
        }
        return [verb for verb, may in can.items() if may]

    def money(self, component: str) -> Money:
        """One of the order's amounts, by the name of its column without `_minor`."""
        return Money(getattr(self.order, f"{component}_minor"), self.order.currency)


def facts_of(orders: Sequence[Order]) -> dict[UUID, OrderFacts]:
    """The facts of each order by its id."""
    prefetch_related_objects(orders, "group", "seller", *_OF_LINES)
    statuses = payments.payment_statuses(references={order.number: order.group.number for order in orders})
    progress = progress_of(orders)
    return {order.pk: OrderFacts(order, statuses[order.number], progress[order.pk]) for order in orders}


def orders_of_buyer(actor: Actor) -> QuerySet[Order]:
    """The orders that this buyer placed."""
    return Order.objects.filter(group__buyer__user_id=actor.person_id)


def groups_of_buyer(actor: Actor) -> QuerySet[OrderGroup]:
    """The checkouts of this buyer."""
    return OrderGroup.objects.filter(buyer__user_id=actor.person_id)


def orders_of_seller(actor: Actor) -> QuerySet[Order]:
    """The orders placed with this seller."""
    return Order.objects.filter(seller__organisation_id=actor.firm_id)


def may_see_contact(actor: Actor) -> bool:
    """Whether a member of a seller may know who the goods go to."""
    return actor.has_role(*_CONTACT_ROLES)


def shipment_ids(orders: Iterable[Order]) -> list[UUID]:
    """The shipments that carry these orders."""
    return [each.shipment_id for order in orders for each in order.shipments.all()]

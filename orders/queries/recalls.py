"""Which lots were called back?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from kit.actors import Actor
from orders.models import OrderShipment, Recall, RecalledOrder
from orders.models.recalls import MAY_LEAVE
from orders.policy import RECALL_LOOKED_AT_AGAIN

_Reach = RecalledOrder.Reach


def recalls_of(actor: Actor) -> QuerySet[Recall]:
    """Those of the actor's seller, with how many orders they concern; all for staff."""
    return counted(Recall.objects.filter(_mine(actor)).select_related("lot__variant"))


def counted(rows: QuerySet[Recall]) -> QuerySet[Recall]:
    """With how many orders each concerns, in all and by how far their goods had come."""
    beyond = Q(orders__reach__in=(_Reach.UNDER_WAY, _Reach.DELIVERED))
    return rows.annotate(
        orders_count=Count("orders"),
        held_count=Count("orders", filter=Q(orders__reach=_Reach.HELD)),
        beyond_count=Count("orders", filter=beyond),
        due_count=Count("orders", filter=Q(orders__reach=_Reach.DUE)),
    )


def orders_in(recall: Recall) -> QuerySet[RecalledOrder]:
    """The orders that a recall concerns."""
    return RecalledOrder.objects.filter(recall=recall).select_related("order__group")


def to_follow(*, at: datetime, at_most: int) -> list[UUID]:
    """
    Orders with recalled goods that nobody has looked at, or whose goods have a shipment since.

    And those whose goods may have left since they were looked at, an hour ago.
    """
    sent = Exists(OrderShipment.objects.filter(order=OuterRef("order")))
    new = Q(reach=_Reach.DUE) | Q(sent, reach=_Reach.NOT_SENT)
    again = Q(reach__in=MAY_LEAVE, looked_at__lte=at - RECALL_LOOKED_AT_AGAIN)
    due = RecalledOrder.objects.filter(new | again)
    first = Case(When(reach=_Reach.DUE, then=0), default=1)
    return list(due.order_by(first, "id").values_list("pk", flat=True)[:at_most])


def _mine(actor: Actor) -> Q:
    seller = "lot__variant__seller"
    if actor.kind == "staff":
        return Q(**{f"{seller}__sandbox": actor.sandbox})
    return Q(**{f"{seller}__organisation_id": actor.organisation_id, f"{seller}__isnull": False})

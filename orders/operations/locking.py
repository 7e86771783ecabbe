"""Which orders of a checkout still wait for money or for the railway?"""

from kit.transactions import inside_transaction
from orders.models import Order


@inside_transaction
def orders_at_rest(*, reference: str) -> list[Order]:
    """The placed orders of a group for which no shipment was asked yet, locked in id order."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("group", "seller")
    standing = rows.filter(group__number=reference, status=Order.Status.PLACED, shipments_requested_at=None)
    return list(standing.order_by("id"))

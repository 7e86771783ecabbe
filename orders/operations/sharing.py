"""Whose is the money of a paid order?"""

from datetime import datetime

from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.models import Order
from orders.policy import CLAIM_WINDOW
from payments.operations import earning
from payments.queries.commission import Share


@inside_transaction
def share_out(order: Order, *, at: datetime, by: Actor) -> None:
    """
    Tell the books what of a paid order is its seller's, by the commission frozen on its lines.

    A discount lowers the price that its seller is paid, or is the shop's expense.
    """
    lines = order.lines.all()
    is_sellers = order.coupon is not None and order.coupon.seller_id is not None
    earning.record_sale(
        reference=order.number,
        organisation_id=order.seller.organisation_id,
        currency=order.currency,
        share=Share(
            goods=order.goods_minor - (order.discount_minor if is_sellers else 0),
            discount=0 if is_sellers else order.discount_minor,
            freight=order.freight_minor,
            insurance=order.insurance_minor,
            duty=order.duty_minor,
            import_tax=order.vat_minor + order.consumption_minor,
            commission=sum(line.commission_minor for line in lines),
            commission_vat=sum(line.commission_vat_minor for line in lines),
        ),
        sandbox=order.group.sandbox,
        at=at,
        by=by,
    )


@inside_transaction
def let_seller_have(order: Order, *, delivered_at: datetime, at: datetime, by: Actor) -> None:
    """Let a delivered order's money be its seller's to have, once nobody may complain any more."""
    earning.release_from(reference=order.number, release_at=delivered_at + CLAIM_WINDOW, at=at, by=by)

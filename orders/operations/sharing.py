"""Whose is the money of a paid order?"""

from datetime import datetime

from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.models import Order, OrderLine
from orders.policy import CLAIM_WINDOW
from payments.operations import earning
from payments.operations.earning import Parts, Sold


@inside_transaction
def share_out(order: Order, *, at: datetime, by: Actor) -> None:
    """
    Tell the books what of a paid order is its seller's, by the commission frozen on its lines.

    A discount lowers the price that its seller is paid, or is the shop's expense.
    """
    is_ours = order.coupon is not None and order.coupon.seller_id is None
    earning.record_sale(
        reference=order.number,
        organisation_id=order.seller.organisation_id,
        currency=order.currency,
        lines={line.pk: _sold(line, is_ours=is_ours) for line in order.lines.all()},
        sandbox=order.group.sandbox,
        at=at,
        by=by,
    )


@inside_transaction
def let_seller_have(order: Order, *, delivered_at: datetime, at: datetime, by: Actor) -> None:
    """Let a delivered order's money be its seller's to have, once nobody may complain any more."""
    earning.release_from(reference=order.number, release_at=delivered_at + CLAIM_WINDOW, at=at, by=by)


def _sold(line: OrderLine, *, is_ours: bool) -> Sold:
    return Sold(
        units=line.quantity,
        parts=Parts(
            goods=line.goods_minor - line.discount_minor,
            freight=line.freight_minor,
            insurance=line.insurance_minor,
            duty=line.duty_minor,
            vat=line.vat_minor,
            consumption=line.consumption_minor,
        ),
        commission=line.commission_minor,
        commission_vat=line.commission_vat_minor,
        discount=line.discount_minor if is_ours else 0,
    )

"""What would go back, before anybody asks for it?"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from kit.money import Money
from kit.transactions import inside_transaction
from payments.apportioning import Kept, Parts
from payments.errors import SaleNotStanding
from payments.models import Refund
from payments.operations.locking import lock_captured_part
from payments.operations.parting import Wanted, cut_of, require_left, standing_sale


class ForeseenLine(NamedTuple):
    """What of one line would go back."""

    line_id: UUID
    units: int
    parts: Parts


class Foreseen(NamedTuple):
    """
    What a refund would be; `commission` and its VAT are what the seller would get back of ours.

    `seen` names exactly this one, over exactly what has gone back before.
    """

    lines: Sequence[ForeseenLine]
    total: Money
    commission: Money
    seen: str


@inside_transaction
def foresee_parts(
    *,
    order_reference: str,
    wanted: Sequence[Wanted],
    borne_by: str = Refund.Bearer.SHARES,
    kept: Mapping[UUID, Kept] | None = None,
) -> Foreseen:
    """
    What `refund_parts` would ask for; nothing is written, and the sale is held until the transaction ends.

    :raises PaymentNotFound: if there is no captured money for this order.
    :raises SaleNotStanding: if the order was never split, or has ended.
    :raises RefundLineNotFound, RefundPartTooLarge, NothingToRefund: whatever `cut_of` finds wrong.
    :raises RefundTooLarge: if other refunds of the order leave less.
    """
    part = lock_captured_part(order_reference=order_reference)
    sale = standing_sale(order_reference)
    if sale is None:
        raise SaleNotStanding(order=order_reference)
    bearer = Refund.Bearer(borne_by)
    cuts = cut_of(sale, wanted, borne_by=bearer, kept=kept)
    minor = sum(cut.parts.total for cut in cuts)
    require_left(part, minor)
    facts = [
        (cut.line.line_id.hex, cut.line.back_units, *cut.line.gone, cut.units, *cut.parts) for cut in cuts
    ]
    return Foreseen(
        [ForeseenLine(cut.line.line_id, cut.units, cut.parts) for cut in cuts],
        Money(minor, sale.currency),
        Money(sum(cut.commission + cut.commission_vat for cut in cuts), sale.currency),
        sha256(repr((bearer.value, facts)).encode()).hexdigest(),
    )

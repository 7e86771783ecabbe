"""What does a price leave to its seller?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kit.money import Money
from payments.queries.commission import Sold, commissions, local_day, vat_percent


@dataclass(frozen=True, slots=True)
class PriceHelp:
    """
    What a buyer pays for the goods at least, and what of it comes to the seller.

    Carriage, insurance, duty and import taxes come on top, and go to others.
    """

    quantity: int
    unit_price: Money
    buyer_pays: Money
    commission: Money
    commission_vat: Money
    commission_vat_percent: Decimal
    you_receive: Money
    rule_id: UUID | None


def help_with_price(
    *,
    organisation_id: UUID,
    kinds: Sequence[str],
    market: str,
    unit_price: Money,
    quantity: int,
    at: datetime,
) -> PriceHelp:
    """What a seller gets for so many units at a price, by today's price list. One query."""
    goods = unit_price * quantity
    sold = Sold(organisation_id, kinds, market, goods.currency, goods.minor)
    [cost] = commissions([sold], at=at)
    return PriceHelp(
        quantity=quantity,
        unit_price=unit_price,
        buyer_pays=goods,
        commission=Money(cost.minor, goods.currency),
        commission_vat=Money(cost.vat_minor, goods.currency),
        commission_vat_percent=vat_percent(local_day(at)),
        you_receive=Money(goods.minor - cost.total_minor, goods.currency),
        rule_id=cost.rule_id,
    )

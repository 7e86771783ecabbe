"""What do a seller's own books need to know of orders placed with them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.queries.stocking import warehouses_of
from kit.actors import Actor
from kit.money import Money
from orders.models import Order, OrderLine
from orders.policy import SELLER_CURRENCY, SELLER_TIMEZONE
from orders.queries.costing import local_day
from orders.queries.fulfilment import HANDED_IN, Fulfilment, progress_of
from orders.queries.parties import buyer_party
from orders.queries.showing import may_see_contact, orders_of_seller
from payments.errors import NoRate
from payments.queries.rates import latest_rate


@dataclass(frozen=True, slots=True)
class SoldLine:
    """
    Units of a line that are sent, or were; none are left of one that was declined.

    `price` is of a unit at the checkout, `discount` what the seller takes off all of them: a coupon of the
    shop's takes nothing from its seller.
    """

    variant_id: UUID
    sku: str
    names: Mapping[str, str]
    quantity: int
    price: Money
    discount: Money

    @property
    def total(self) -> Money:
        """What the seller sells the units for."""
        return Money(self.price.minor * self.quantity - self.discount.minor, self.price.currency)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the goods go to, for those who pack."""

    name: str
    phone: str
    country: str
    address: str


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """
    A paid order as its seller books it: the goods without carriage and taxes of import, which aren't theirs.

    `rate` is what a unit of its currency was worth in the seller's own on the day of the payment, None if
    nobody knows. `zone` is where the seller's days begin, `warehouses` where the goods are handed in,
    `hand_in_by_at` until when. It `is_handed_in` by the terminal's word, which the order itself hears later,
    at `handed_in_at`. `recipient` is None for those who may not know.
    """

    id: UUID
    number: str
    group_number: str
    status: str
    end_reason: str
    market: str
    currency: str
    rate: Decimal | None
    zone: str
    placed_at: datetime
    paid_at: datetime
    accept_by_at: datetime | None
    accepted_at: datetime | None
    packed_at: datetime | None
    handed_in_at: datetime | None
    is_handed_in: bool
    ended_at: datetime | None
    hand_in_by_at: datetime | None
    warehouses: Sequence[str]
    shipments: Sequence[str]
    recipient: Recipient | None
    lines: Sequence[SoldLine]

    @property
    def total(self) -> Money:
        """What the seller sells all of it for."""
        return sum((line.total for line in self.lines), Money(0, self.currency))


def sold_orders(*, ids: Sequence[UUID], by: Actor, ended_from: datetime) -> list[SoldOrder]:
    """
    Those of some orders that were placed with the actor and are paid, as `ids` has them; about ten queries,
    and one for each currency and day of payments.

    None that ended before `ended_from`.
    """
    rows = _paid(by).filter(Q(ended_at__isnull=True) | Q(ended_at__gte=ended_from), pk__in=ids)
    rows = rows.select_related("group", "seller", "coupon").prefetch_related("lines")
    found = {order.pk: order for order in rows}
    orders = [found[pk] for pk in ids if pk in found]
    progress = progress_of(orders)
    warehouses = warehouses_of(references=[order.number for order in orders])
    is_told = may_see_contact(by)
    rates = {asked: _rate(*asked) for asked in {_asked_rate(order) for order in orders}}
    return [
        _sold(
            order,
            progress=progress[order.pk],
            rate=rates[_asked_rate(order)],
            warehouses=warehouses[order.number],
            recipient=_recipient(order.group.address) if is_told else None,
        )
        for order in orders
    ]


def order_called(*, by: Actor, pk: UUID | None, number: str) -> QuerySet[Order]:
    """The one order placed with the actor that has an id, else a number; of others nobody learns anything."""
    rows = orders_of_seller(by)
    if pk is not None and (known := rows.filter(pk=pk)).exists():
        return known
    return rows.filter(number=number) if number else rows.none()


def is_paid(order: Order) -> bool:
    """Whether its money has come."""
    return order.shipments_requested_at is not None


def units_by_line(order: Order) -> list[tuple[UUID, str, int]]:
    """Variant, SKU and units that are sent of each line. One query."""
    return [(line.variant_id, line.sku, line.sent_quantity) for line in order.lines.order_by("id")]


def _paid(by: Actor) -> QuerySet[Order]:
    return orders_of_seller(by).filter(shipments_requested_at__isnull=False)


def _asked_rate(order: Order) -> tuple[str, str, date]:
    """From which currency into which, and of which day by the seller's clocks."""
    assert order.shipments_requested_at is not None
    country = order.seller.country
    return order.currency, SELLER_CURRENCY[country], local_day(order.shipments_requested_at, country)


def _rate(base: str, quote: str, on: date) -> Decimal | None:
    try:
        return latest_rate(base=base, quote=quote, on=on).rate
    except NoRate:
        return None


def _sold(
    order: Order,
    *,
    progress: Fulfilment,
    rate: Decimal | None,
    warehouses: Sequence[str],
    recipient: Recipient | None,
) -> SoldOrder:
    assert order.shipments_requested_at is not None
    deadlines = [each.hand_in_by_at for each in progress.shipments if each.hand_in_by_at]
    is_ours = order.coupon is not None and order.coupon.seller_id is None
    return SoldOrder(
        id=order.pk,
        number=order.number,
        group_number=order.group.number,
        status=order.status,
        end_reason=order.end_reason,
        market=order.group.market,
        currency=order.currency,
        rate=rate,
        zone=SELLER_TIMEZONE[order.seller.country],
        placed_at=order.placed_at,
        paid_at=order.shipments_requested_at,
        accept_by_at=order.accept_by_at,
        accepted_at=order.accepted_at,
        packed_at=order.packed_at,
        handed_in_at=order.handed_in_at,
        is_handed_in=order.handed_in_at is not None or progress.reached(HANDED_IN),
        ended_at=order.ended_at,
        hand_in_by_at=min(deadlines, default=None),
        warehouses=warehouses,
        shipments=[each.number for each in progress.shipments],
        recipient=recipient,
        lines=[_line(line, order.currency, is_ours=is_ours) for line in order.lines.all()],
    )


def _line(line: OrderLine, currency: str, *, is_ours: bool) -> SoldLine:
    # By its units: what a refund took with it already is no discount of its seller's.
    left = line.discount_minor - line.discount_minor * line.declined_quantity // line.quantity
    return SoldLine(
        variant_id=line.variant_id,
        sku=line.sku,
        names=line.names,
        quantity=line.sent_quantity,
        price=Money(line.unit_price_minor, currency),
        discount=Money(0 if is_ours else left, currency),
    )


def _recipient(address: Mapping[str, str]) -> Recipient:
    party = buyer_party(address)
    return Recipient(
        name=party.name, phone=address.get("phone", ""), country=party.country, address=party.address
    )

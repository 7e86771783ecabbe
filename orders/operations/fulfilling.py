"""How do paid orders get carried?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from catalog import queries as catalog
from catalog.queries import Reserved
from kit.actors import Actor
from kit.calendars import end_of_working_day
from kit.moves import News, tell
from kit.transactions import inside_transaction
from orders.models import Order, OrderLine, OrderShipment
from orders.operations.locking import orders_at_rest
from orders.operations.sharing import share_out
from orders.policy import (
    MARKET_TIMEZONE,
    SELLER_ACCEPT_WORKING_DAYS,
    SELLER_DAY_ENDS_HOUR,
    SELLER_TIMEZONE,
)
from orders.queries.costing import planned_hand_in
from payments import queries as payments
from shipping import queries as shipping
from shipping.operations import booking
from shipping.queries import GoodsToCarry, Parcel


class Stocked(NamedTuple):
    """Units of one line in one warehouse; `fresh_until` bounds their arrival."""

    line: OrderLine
    reserved: Reserved


@inside_transaction
def fulfil_paid(*, reference: str, at: datetime, by: Actor) -> int:
    """
    Ask the railway to carry the paid orders of a group; returns how many were asked for.

    Does nothing for orders already asked for, so it may be called at will.
    """
    standing = orders_at_rest(reference=reference)
    paid = {
        number
        for payment in payments.payments_of([reference])
        if payment.captured_at
        for number in payment.parts
    }
    due = [order for order in standing if order.number in paid]
    for order in due:
        share_out(order, at=at, by=by)
        _request_shipments(order, at=at, by=by)
    return len(due)


def _request_shipments(order: Order, *, at: datetime, by: Actor) -> None:
    seller = order.seller
    hand_in = planned_hand_in(
        country=seller.country, handling_days=seller.handling_days, away=seller.away, at=at
    )
    by_origin = _by_origin(order)
    lots = {each.reserved.lot_id for stocked in by_origin.values() for each in stocked}
    missing = catalog.papers_missing(lot_ids=lots)
    carriages = count()
    for origin, stocked in by_origin.items():
        for parcel in shipping.split_goods(lines=[_cargo(each) for each in stocked]):
            shipment = booking.request_shipment(
                reference=order.number,
                first_mile_from=origin,
                destination=order.group.destination_code,
                gross_g=parcel.gross_g,
                volume_cm3=parcel.volume_cm3,
                temperature_class=parcel.temperature_class,
                segregation_class=parcel.segregation_class,
                planned_hand_in_at=hand_in,
                latest_arrival_at=_fresh_until(parcel, stocked, order.group.market),
                promised_at=order.promised_at,
                consignor_id=order.seller.organisation_id,
                sandbox=order.group.sandbox,
                documents_missing=_papers_missing(parcel, stocked, missing),
                at=at,
                by=by,
            )
            # The quote split and sorted them in the same way.
            OrderShipment.objects.create(
                order=order,
                shipment=shipment,
                carriage=next(carriages),
                units=_units(parcel, stocked),
                created_at=at,
            )
    accept_by_at = _accept_by(order, at)
    Order.objects.filter(pk=order.pk).update(
        shipments_requested_at=at, accept_by_at=accept_by_at, version=F("version") + 1
    )
    # The payment is the group's, and no seller hears of it: that their own part is paid, they do.
    paid = {"id": str(order.pk), "version": order.version + 1, "accept_by_at": accept_by_at}
    tell(Order, what="paid", news=[News(order.pk, paid)], at=at)


def _by_origin(order: Order) -> dict[str, list[Stocked]]:
    lines = {line.variant_id: line for line in order.lines.all()}
    origins: dict[str, list[Stocked]] = {}
    for reserved in catalog.reserved(reference=order.number):
        stocked = Stocked(lines[reserved.variant_id], reserved)
        origins.setdefault(reserved.location_code, []).append(stocked)
    return dict(sorted(origins.items()))


def _cargo(stocked: Stocked) -> GoodsToCarry:
    line = stocked.line
    return GoodsToCarry(
        line_id=str(stocked.reserved.reservation_id),
        gross_g=line.gross_g // line.quantity,
        volume_cm3=line.volume_cm3 // line.quantity,
        quantity=stocked.reserved.quantity,
        temperature_class=line.temperature_class,
        segregation_class=line.segregation_class,
    )


def _fresh_until(parcel: Parcel, stocked: Sequence[Stocked], market: str) -> datetime | None:
    days = [each.fresh_until for each in _inside(parcel, stocked) if each.fresh_until]
    # The last day counts to its end, as the people at the destination reckon it.
    zone = ZoneInfo(MARKET_TIMEZONE[market])
    return datetime.combine(min(days) + timedelta(days=1), time(), zone) if days else None


def _papers_missing(
    parcel: Parcel, stocked: Sequence[Stocked], missing: Mapping[UUID, Sequence[str]]
) -> set[str]:
    return {paper for each in _inside(parcel, stocked) for paper in missing[each.lot_id]}


def _units(parcel: Parcel, stocked: Sequence[Stocked]) -> dict[str, int]:
    """How many units of each line ride in one parcel, by the line's id."""
    lines = {str(each.reserved.reservation_id): str(each.line.pk) for each in stocked}
    units: Counter[str] = Counter()
    for reservation_id, quantity in parcel.units:
        units[lines[reservation_id]] += quantity
    return dict(units)


def _inside(parcel: Parcel, stocked: Sequence[Stocked]) -> list[Reserved]:
    """What of the stock rides in one parcel."""
    inside = {UUID(line_id) for line_id, _ in parcel.units}
    return [each.reserved for each in stocked if each.reserved.reservation_id in inside]


def _accept_by(order: Order, at: datetime) -> datetime:
    country = order.seller.country
    return end_of_working_day(
        since=at,
        days=SELLER_ACCEPT_WORKING_DAYS,
        country=country,
        zone=SELLER_TIMEZONE[country],
        hour=SELLER_DAY_ENDS_HOUR,
        away=order.seller.away,
    )

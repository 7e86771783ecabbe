"""What if a seller has only part of what was ordered?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language

from catalog.operations import reserving
from kit.actors import Actor
from kit.errors import of_line
from kit.languages import language_of, name_in
from kit.moves import News, move, tell
from kit.transactions import inside_transaction
from kit.words import say
from orders.errors import OrderClosed, OrderNotPaid, PartsUnknown, TooManyDeclined, no_such_lines
from orders.models import DeclinedUnits, Order, OrderLine, OrderShipment
from orders.operations.allowing import give_back_of_units
from orders.operations.ending import end_paid
from orders.pricing import Amounts
from orders.queries.lessening import cheaper_without
from payments.operations import documenting, refunding
from payments.operations.refunding import Parts, Wanted
from shipping import queries as shipping
from shipping.operations import booking, shrinking


@inside_transaction
def decline_lines(
    *, order: Order, units: Mapping[UUID, int], is_missing: bool, reason: str, at: datetime, by: Actor
) -> Order:
    """
    Decline units of lines that the seller doesn't have, by the line's id, and accept the rest.

    Their money goes back by itself: the goods, and what freight, insurance and taxes the rest costs less;
    the buyer never pays more. Their stock is free again, or less where they are missing; shipments shrink,
    and one that is left with nothing is called off. If no unit is left the whole order is declined.

    :raises OrderNotPaid: if no money has come yet.
    :raises OrderClosed: if it is packed, handed in or has ended.
    :raises LineNotFound: if the order has no such line.
    :raises TooManyDeclined: if a line has fewer units left, or none is declined.
    :raises PartsUnknown: if nobody knows which units ride in which shipment.
    """
    locked = (
        Order.objects.select_for_update(of=("self",))
        .select_related("group__quote", "seller")
        .get(pk=order.pk)
    )
    lines = _require_declinable(locked, units)
    carried = list(locked.shipments.order_by("-shipment_id"))
    leaving = _leaving(carried, units)
    gone = _places_of(lines, leaving)
    if sum(line.sent_quantity for line in lines.values()) == sum(units.values()):
        became = Order.Status.DECLINED if locked.status == Order.Status.PLACED else Order.Status.CANCELLED
        return end_paid(locked, to=became, reason=reason, missing=gone if is_missing else None, at=at, by=by)
    if locked.status == Order.Status.PLACED:
        # Before its refund: what corrects an invoice waits for it.
        documenting.note_due(kind="accepted", reference=locked.number, at=at)
    less = cheaper_without(locked, units)
    refund = _give_back(locked, units, less, reason=reason, at=at, by=by)
    reserving.give_up(reference=locked.number, units=gone, is_missing=is_missing, at=at, by=by)
    give_back_of_units(order=locked, units=units, value_minor=sum(map(_imported, less.values())))
    _shrink(carried, lines, leaving, reason=reason, at=at, by=by)
    _record(units, less, refund.pk, is_missing=is_missing, reason=reason, at=at, by=by)
    return _accepted_in_part(locked, refund.pk, at=at, by=by)


def _require_declinable(order: Order, units: Mapping[UUID, int]) -> dict[UUID, OrderLine]:
    if order.status == Order.Status.PLACED and order.shipments_requested_at is None:
        raise OrderNotPaid
    if (
        order.status not in (Order.Status.PLACED, Order.Status.ACCEPTED)
        or order.packed_at
        or order.handed_in_at
    ):
        raise OrderClosed(status=order.status)
    lines = {line.pk: line for line in order.lines.order_by("id")}
    if unknown := sorted(str(pk) for pk in units if pk not in lines):
        raise no_such_lines(unknown)
    wrong = sorted(pk for pk, count in units.items() if not 0 < count <= lines[pk].sent_quantity)
    if wrong or not units:
        left = {pk: lines[pk].sent_quantity for pk in wrong}
        raise TooManyDeclined(
            fields=[of_line(pk, "quantity", _left_of(lines[pk])) for pk in left],
            lines=[{"line_id": str(pk), "left": most} for pk, most in left.items()],
        )
    return lines


def _left_of(line: OrderLine) -> str:
    goods = name_in(line.names, language_of(get_language() or "en")) or line.sku
    if not line.sent_quantity:
        return say("No unit of “%(goods)s” is left.", goods=goods)
    return say("1 to %(most)s units of “%(goods)s” are left.", most=line.sent_quantity, goods=goods)


def _leaving(carried: list[OrderShipment], units: Mapping[UUID, int]) -> dict[UUID, dict[UUID, int]]:
    """Of which shipment how many units of which line stay away; the last ones lose theirs first."""
    left, leaving = dict(units), {}
    for each in carried:
        inside = {UUID(line): count for line, count in each.units.items()}
        taken = {pk: min(count, left.get(pk, 0)) for pk, count in inside.items() if left.get(pk, 0)}
        left |= {pk: left[pk] - count for pk, count in taken.items()}
        if taken:
            leaving[each.shipment_id] = taken
    if any(left.values()):
        raise PartsUnknown
    return leaving


def _give_back(
    order: Order,
    units: Mapping[UUID, int],
    less: Mapping[UUID, Amounts],
    *,
    reason: str,
    at: datetime,
    by: Actor,
) -> "refunding.Refund":
    lines = sorted({*units, *less})
    return refunding.refund_parts(
        order_reference=order.number,
        wanted=[
            Wanted(
                pk,
                units.get(pk, 0),
                named=(),
                sums=_paid(less.get(pk, Amounts())),
            )
            for pk in lines
        ],
        reason=reason,
        at=at,
        by=by,
    )


def _imported(less: Amounts) -> int:
    """By what the value of what comes into the country falls."""
    return less.goods_minor - less.discount_minor + less.freight_minor + less.insurance_minor


def _paid(less: Amounts) -> Parts:
    goods = less.goods_minor - less.discount_minor
    return Parts(
        goods,
        less.freight_minor,
        less.insurance_minor,
        less.duty_minor,
        less.vat_minor,
        less.consumption_minor,
    )


def _places_of(
    lines: Mapping[UUID, OrderLine], leaving: Mapping[UUID, Mapping[UUID, int]]
) -> dict[tuple[UUID, str], int]:
    """How many units of which variant stay away, by the code of the warehouse where they are reserved."""
    places = shipping.first_miles(shipment_ids=list(leaving))
    gone: Counter[tuple[UUID, str]] = Counter()
    for shipment_id, taken in leaving.items():
        for pk, count in taken.items():
            gone[lines[pk].variant_id, places[shipment_id]] += count
    return dict(gone)


def _shrink(
    carried: list[OrderShipment],
    lines: Mapping[UUID, OrderLine],
    leaving: Mapping[UUID, Mapping[UUID, int]],
    *,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    for each in sorted(carried, key=lambda each: each.shipment_id):
        taken = leaving.get(each.shipment_id)
        if taken is None:
            continue
        stay = {
            UUID(line): count - taken.get(UUID(line), 0)
            for line, count in each.units.items()
            if count > taken.get(UUID(line), 0)
        }
        if not stay:
            booking.cancel_shipment(shipment_id=each.shipment_id, reason=reason, at=at, by=by)
            # The order goes on without it: what is packed and handed in are those that are left.
            each.delete()
            continue
        shrinking.shrink(
            shipment_id=each.shipment_id,
            gross_g=sum(lines[pk].gross_g // lines[pk].quantity * count for pk, count in stay.items()),
            volume_cm3=sum(lines[pk].volume_cm3 // lines[pk].quantity * count for pk, count in stay.items()),
            at=at,
            by=by,
        )
        each.units = {str(pk): count for pk, count in stay.items()}
        each.version += 1
        each.save(update_fields=["units", "version"])


def _record(
    units: Mapping[UUID, int],
    less: Mapping[UUID, Amounts],
    refund_id: UUID,
    *,
    is_missing: bool,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """What other lines cost less for it stands with the first of those that lose units."""
    others = sum((each for pk, each in less.items() if pk not in units), Amounts())
    told = {pk: less.get(pk, Amounts()) for pk in sorted(units)}
    told[min(units)] += others
    for pk, count in sorted(units.items()):
        OrderLine.objects.filter(pk=pk).update(
            declined_quantity=F("declined_quantity") + count, version=F("version") + 1
        )
    DeclinedUnits.objects.bulk_create(
        DeclinedUnits(
            line_id=pk,
            quantity=count,
            reason=reason,
            is_missing=is_missing,
            refund_id=refund_id,
            declined_at=at,
            created_at=at,
            by_kind=by.kind,
            by_id=by.id,
            **asdict(told[pk]),
        )
        for pk, count in sorted(units.items())
    )


def _accepted_in_part(order: Order, refund_id: UUID, *, at: datetime, by: Actor) -> Order:
    if order.status == Order.Status.PLACED:
        move(order, to=Order.Status.ACCEPTED, at=at, by=by, accepted_at=at)
    else:
        Order.objects.filter(pk=order.pk).update(version=F("version") + 1)
        order.version += 1
    told = {"id": str(order.pk), "version": order.version, "refund_id": str(refund_id)}
    tell(Order, what="lines_declined", news=[News(order.pk, told)], at=at)
    return order

"""Which letters do buyers get about their goods under way?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from kit.letters import Letter
from news.telling import Clerk, Happened
from orders.models import OrderLine, OrderShipment
from orders.queries.facts import Facts, goods_of, said, zone_of
from shipping import queries as shipping
from shipping.queries import UnderWay

# A stage that its shipment has left behind by now tells nothing: reports come late, and several at once.
_ON_THE_WAY = ("departed", "at_border", "transshipped", "arrived", "out_for_delivery", "delivered")
# Whoever waits for a train, and why that is not told yet: the next place is asked for at once.
_NOT_YET_ASKED = "not_yet_asked"


class _Carried(NamedTuple):
    """One shipment of an order, as it stands now."""

    row: OrderShipment
    way: UnderWay

    @property
    def zone(self) -> str:
        return zone_of(self.row.order.group)

    def facts(self) -> Facts:
        """What every letter of the journey tells."""
        order, way = self.row.order, self.way
        return {
            "order": order.number,
            "shipment": way.number,
            "code": way.tracking_code,
            "zone": self.zone,
            "goods": goods_of(order.lines.all(), self.row.units or None),
            "origin": dict(way.origin.names),
            "destination": dict(way.destination.names),
            "train": way.train,
            "eta_at": said(way.eta_at),
            "promised_at": said(way.promised_at),
        }

    def letter(self, kind: str, key: UUID, **facts: object) -> Letter:
        """To whoever ordered what it carries."""
        order = self.row.order
        numbers = [order.group.number, order.number, self.way.number, self.way.tracking_code]
        told = {**self.facts(), **facts}
        return Letter(kind, str(key), told, user_id=order.group.buyer.user_id, about=numbers)


def of_stage(kind: str, events: Sequence[Happened]) -> list[Letter]:
    """The goods have reached a stage of their way that is still the last one known."""
    carried = _carried(each.aggregate_id for each in events)
    letters = []
    for event in events:
        found = carried.get(event.aggregate_id)
        stage = event.type.partition(".")[2]
        if found is None or _is_behind(stage, found.way.status):
            continue
        border = found.way.border
        letters.append(
            found.letter(
                kind,
                event.id,
                border=dict(border.place.names) if border else {},
                gauges=[border.gauge_before_mm, border.gauge_after_mm] if border else [],
                at=said(_happened_at(event, found.way)),
            )
        )
    return letters


def of_rerouted(events: Sequence[Happened]) -> list[Letter]:
    """Another train with another day of arrival, or none so far."""
    carried = _carried(each.aggregate_id for each in events)
    letters = []
    for first, last in _changes(events):
        found, payload = carried.get(last.aggregate_id), last.payload
        if found is None:
            continue
        why = shipping.why_moved(str(payload["cause"]))
        if payload["departure_id"] is None:
            if payload["why_not"] != _NOT_YET_ASKED and not found.way.train:
                letters.append(found.letter("shipment.waits", last.id, why=why))
            continue
        was, now = _instant(first.payload["old_eta_at"]), _instant(payload["eta_at"])
        letters += _moved(found, last.id, was, now, why=why)
    return letters


def of_eta_changed(events: Sequence[Happened]) -> list[Letter]:
    """The same train comes on another day."""
    carried = _carried(each.aggregate_id for each in events)
    why = shipping.why_moved("delayed")
    letters = []
    for first, last in _changes(events):
        if found := carried.get(last.aggregate_id):
            was, now = _instant(first.payload["old_eta_at"]), _instant(last.payload["eta_at"])
            letters += _moved(found, last.id, was, now, why=why)
    return letters


def of_assigned(events: Sequence[Happened]) -> list[Letter]:
    """What waited for another train has one; a first train is no news."""
    ids = [each.aggregate_id for each in events]
    moved = shipping.rebooked(shipment_ids=ids)
    carried = _carried(pk for pk in ids if any(pk == each for each, _ in moved))
    letters = []
    for event in events:
        found, rebooked = carried.get(event.aggregate_id), moved.get((event.aggregate_id, event.occurred_at))
        if found and rebooked:
            why = shipping.why_moved(rebooked.cause)
            letters += _moved(found, event.id, rebooked.old_eta_at, rebooked.new_eta_at, why=why)
    return letters


# By the type of the event.
OF_JOURNEYS: Mapping[str, Clerk] = {
    "shipment.departed": partial(of_stage, "shipment.departed"),
    "shipment.at_border": partial(of_stage, "shipment.at_border"),
    "shipment.customs_hold": partial(of_stage, "shipment.held"),
    "shipment.arrived": partial(of_stage, "shipment.arrived"),
    "shipment.delivered": partial(of_stage, "shipment.delivered"),
    "shipment.rerouted": of_rerouted,
    "shipment.eta_changed": of_eta_changed,
    "shipment.assigned": of_assigned,
}


def _carried(ids: Any) -> dict[UUID, _Carried]:
    """Shipments of orders by their ids: what some sender's own goods do is no buyer's news. Four queries."""
    lines = Prefetch("order__lines", queryset=OrderLine.objects.order_by("id"))
    rows = OrderShipment.objects.filter(shipment__in=set(ids)).select_related("order__group__buyer")
    found: Collection[OrderShipment] = list(rows.prefetch_related(lines))
    ways = shipping.under_way(shipment_ids=[row.shipment_id for row in found])
    return {row.shipment_id: _Carried(row, ways[row.shipment_id]) for row in found}


def _changes(events: Sequence[Happened]) -> list[tuple[Happened, Happened]]:
    """The first and the last change of each shipment: what was planned in between never was."""
    ends: dict[UUID, tuple[Happened, Happened]] = {}
    for event in events:
        first, _ = ends.get(event.aggregate_id, (event, event))
        ends[event.aggregate_id] = (first, event)
    return list(ends.values())


def _moved(
    found: _Carried, key: UUID, was: datetime | None, now: datetime | None, *, why: Mapping[str, str]
) -> list[Letter]:
    """Told only of another day, or of a promise that no longer holds."""
    if now is None:
        return []
    promised_at, zone = found.way.promised_at, ZoneInfo(found.zone)
    held = was is None or promised_at is None or was <= promised_at
    broken = promised_at is not None and now > promised_at
    if (
        was is not None
        and was.astimezone(zone).date() == now.astimezone(zone).date()
        and not (held and broken)
    ):
        return []
    told = {"why": why, "eta_at": said(now), "was_at": said(was), "is_broken": broken}
    return [found.letter("shipment.rolled", key, **told)]


def _is_behind(stage: str, status: str) -> bool:
    if stage not in _ON_THE_WAY or status not in _ON_THE_WAY:
        return False
    return _ON_THE_WAY.index(status) > _ON_THE_WAY.index(stage)


def _happened_at(event: Happened, way: UnderWay) -> datetime:
    """When it was reported to have happened; a simulated report may be dated ahead."""
    known = way.delivered_at if event.type == "shipment.delivered" else None
    return min(known, event.occurred_at) if known else event.occurred_at


def _instant(told: object) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) else None

"""When would goods of each lane arrive, if they were ordered now?"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kit.calendars import Away, end_of_working_day
from kit.errors import Problem
from kit.transactions import inside_transaction
from shipping import queries as shipping
from shipping.queries import FeasibleService
from storefront.models import DeliveryEstimate, Shelf
from storefront.policy import (
    ESTIMATED_CM3,
    ESTIMATED_G,
    HAND_IN_WORKING_DAYS,
    HUB,
    SELLER_DAY_ENDS_HOUR,
    TIMEZONE,
)
from storefront.windows import is_of_sandbox, market_of


@inside_transaction
def estimate_all(*, at: datetime) -> int:
    """
    Ask the railway anew for every lane that goods stand in, and forget the others; how many lanes.

    Some ten queries a lane, of which there are as many as places to start from, not as goods.
    """
    used = dict(Shelf.objects.order_by().values_list("lane", "market").distinct())
    DeliveryEstimate.objects.exclude(lane__in=used).delete()
    return _estimate_lanes(used, at)


@inside_transaction
def estimate_new(*, at: datetime) -> int:
    """Ask the railway for lanes that it has never been asked for; how many they are."""
    new = DeliveryEstimate.objects.filter(estimated_at__isnull=True).values_list("lane", "market")
    return _estimate_lanes(dict(new), at)


def _estimate_lanes(lanes: Mapping[str, str], at: datetime) -> int:
    rows = [_estimate(lane, market, at) for lane, market in sorted(lanes.items())]
    DeliveryEstimate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["lane"],
        update_fields=[
            *("service_code", "hand_in_by_at", "departs_at", "arrives_at"),
            *("arrives_date", "shown", "estimated_at"),
        ],
    )
    return len(rows)


def _estimate(lane: str, market: str, at: datetime) -> DeliveryEstimate:
    train = _earliest(lane, at)
    if train is None:
        return DeliveryEstimate(lane=lane, market=market, shown="null", estimated_at=at)
    arrives_date = train.arrives_at.astimezone(ZoneInfo(TIMEZONE[market_of(market)])).date()
    return DeliveryEstimate(
        lane=lane,
        market=market,
        service_code=train.service_code,
        hand_in_by_at=train.hand_in_by_at,
        departs_at=train.departs_at,
        arrives_at=train.arrives_at,
        arrives_date=arrives_date,
        shown=json.dumps(
            {
                "arrives_date": arrives_date.isoformat(),
                "at_place": train.destination_code,
                "service": train.service_code,
                "departs_at": _instant(train.departs_at),
                "order_by_at": _instant(train.hand_in_by_at),
            },
            separators=(",", ":"),
        ),
        estimated_at=at,
    )


def _earliest(lane: str, at: datetime) -> FeasibleService | None:
    # Lanes of before an upgrade say nothing of holidays, until their goods are shown anew.
    market, origin, temperature, segregation, country, handling_days, *more = lane.split("|")
    hand_in_at = end_of_working_day(
        since=at,
        days=HAND_IN_WORKING_DAYS + int(handling_days),
        country=country,
        zone=TIMEZONE[country],
        hour=SELLER_DAY_ENDS_HOUR,
        away=_holiday(*more),
    )
    try:
        return shipping.earliest_service(
            first_mile_from=origin,
            destination=HUB[market_of(market)],
            planned_hand_in_at=hand_in_at,
            gross_g=ESTIMATED_G,
            volume_cm3=ESTIMATED_CM3,
            temperature_class=temperature,
            segregation_class=segregation,
            latest_arrival_at=None,
            at=at,
            sandbox=is_of_sandbox(market),
        )
    except Problem:
        # No way there, or goods that no train carries: nothing is promised.
        return None


def _holiday(told: str = "") -> Away | None:
    if not told:
        return None
    first, _, last = told.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

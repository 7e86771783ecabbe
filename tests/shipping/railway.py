"""How does a test lay rails, make trains, book goods?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from kit.actors import SYSTEM, Actor
from kit.moves import move
from kit.transactions import owns_transaction
from shipping.models import Departure, DepartureLeg, Shipment, SlotAssignment, TrainService
from shipping.operations import assigning, booking, timetabling
from shipping.timetable import eta
from shop.verification import INVARIANTS, broken_rows

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STAFF = Actor(kind="staff", roles=frozenset({"dispatch"}))
FLOUR: dict[str, Any] = {"temperature_class": "AMBIENT_DRY", "segregation_class": "DRY_FOOD"}
SHAMPOO: dict[str, Any] = {"temperature_class": "AMBIENT_DRY", "segregation_class": "COSMETICS"}
KUMYS: dict[str, Any] = {"temperature_class": "CHILLED_2_6", "segregation_class": "DAIRY_CHILLED"}
LAMB: dict[str, Any] = {"temperature_class": "FROZEN_-18", "segregation_class": "FROZEN_MEAT"}
# A whole 42G1 by rule 8.
FULL: dict[str, Any] = {"gross_g": 21_000_000, "volume_cm3": 40_000_000}


def make_train(
    departs_at: datetime = NOW + 10 * DAY,
    *,
    service: str = "ALA-LYG-KH",
    places: int = 5,
    plugs: int = 2,
    gross_cap_g: int = 1_300_000_000,
    length_mm: int = 760_000,
    transit_h: int | None = None,
) -> Departure:
    """An open departure of a loaded service, smaller than the real ones."""
    sold = TrainService.objects.select_related("origin").prefetch_related("legs").get(code=service)
    for leg in sold.legs.all():
        leg.places, leg.plugs, leg.gross_cap_g, leg.max_length_mm = places, plugs, gross_cap_g, length_mm
    with transaction.atomic():
        departure = timetabling._departure(sold, departs_at, departs_at.date(), NOW)
        if transit_h is not None:
            departure.arrives_at = eta(departs_at=departs_at, transit_h=transit_h)
            departure.planned_arrives_at = departure.arrives_at
        departure.save()
        legs = timetabling._legs(departure, NOW)
        if transit_h is not None:
            legs[-1].arrives_at = legs[-1].planned_arrives_at = departure.arrives_at
        DepartureLeg.objects.bulk_create(legs)
        return move(departure, to="open", at=NOW, by=SYSTEM)


def book(at: datetime = NOW, **changes: Any) -> Shipment:
    """A shipment of flour from the warehouse of Almaty that waits for a slot."""
    wanted: dict[str, Any] = {
        "reference": "SC-26-00000001-1",
        "first_mile_from": "KZ-ALMATY-CFS",
        "destination": "CN-LYG-BASE",
        "gross_g": 25_320,
        "volume_cm3": 41_000,
        **FLOUR,
        "planned_hand_in_at": NOW + 2 * DAY,
        "latest_arrival_at": None,
        "promised_at": None,
        "at": at,
        "by": SYSTEM,
    }
    return owns_transaction(booking.request_shipment)(**{**wanted, **changes})


def assign(shipment: Shipment, at: datetime = NOW) -> Shipment:
    """One try, as the worker makes it; the shipment as it is then."""
    assigning.try_assign(shipment_id=shipment.pk, at=at, by=SYSTEM)
    return fresh(shipment)


def assigned(**changes: Any) -> Shipment:
    """A shipment that has its slot."""
    shipment = assign(book(**changes))
    assert shipment.status == "assigned", shipment.waiting_reason
    return shipment


def fresh(shipment: Shipment) -> Shipment:
    """The row as it is in the database."""
    return Shipment.objects.get(pk=shipment.pk)


def train_of(shipment: Shipment) -> Departure | None:
    """On which departure it stands."""
    taken = SlotAssignment.objects.filter(shipment=shipment, released_at__isnull=True)
    found = taken.select_related("slot__departure").first()
    return found.slot.departure if found else None


def broken(names: Callable[[str], bool] = lambda name: True, *, at: datetime = NOW) -> list[str]:
    """The invariants that don't hold at an instant of the railway's own clock."""
    return [each.name for each in INVARIANTS if names(each.name) and broken_rows(each.as_of(at))]


def free(departure: Departure) -> list[tuple[int, int, int, int]]:
    """What each leg has left: mTEU, grams, plugs, millimetres."""
    legs = DepartureLeg.objects.filter(departure=departure).order_by("position")
    return list(legs.values_list("free_mteu", "free_gross_g", "free_plugs", "free_length_mm"))

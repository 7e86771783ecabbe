"""How does a test keep places on trains, and look at what is kept?"""

from typing import Any

from accounts.models import Organisation
from kit.transactions import owns_transaction
from shipping.models import Allotment, AllottedPlaces, Departure
from shipping.operations.allotting import allot
from tests.shipping.railway import (
    NOW,
    STAFF,
)

SERVICE = "ALA-LYG-KH"
# One forty-foot place by the heaviest box that trains take, its wagon longer on 1520.
PLACE = [(2_000, 25_000_000, 0, wagon_mm) for wagon_mm in (14_000, 14_000, 13_466)]


def keep(seller: Organisation, **changes: Any) -> Allotment:
    """One place on each train of the service, given up a day before the warehouse closes."""
    wanted: dict[str, Any] = {
        "organisation_id": seller.pk,
        "service_code": SERVICE,
        "places": 1,
        "release_h": 24,
        "valid_from": NOW.date(),
        "at": NOW,
        "by": STAFF,
    }
    return owns_transaction(allot)(**{**wanted, **changes})


def kept(train: Departure) -> list[tuple[int, int]]:
    """Places kept and left of each allotment on a train."""
    return list(AllottedPlaces.objects.filter(departure=train).values_list("places_kept", "places_left"))


def less(whole: list[tuple[int, int, int, int]], places: int) -> list[tuple[int, ...]]:
    """What is free when so many places are kept."""
    return [
        tuple(have - places * each for have, each in zip(*leg, strict=True))
        for leg in zip(whole, PLACE, strict=True)
    ]

"""Is each parcel of a quote told what it would be told alone?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Organisation
from kit.transactions import owns_transaction
from shipping.models import Departure
from shipping.operations.embargoing import declare_embargo
from shipping.queries import Lookout, services_around
from tests.shipping.keeping import keep
from tests.shipping.railway import DAY, FLOUR, KUMYS, NOW, STAFF, assigned, make_train

OIL = {"temperature_class": "AMBIENT_DRY", "segregation_class": "LIQUID_FOOD"}
LIGHT = {"gross_g": 25_320, "volume_cm3": 41_000}
HEAVY = {"gross_g": 10_000_000, "volume_cm3": 30_000_000}


@pytest.fixture
def miller(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation("seller")


def parcel(*of: dict[str, Any], **changes: Any) -> Any:
    wanted: dict[str, Any] = {
        "first_mile_from": "KZ-ALMATY-CFS",
        "destination": "CN-LYG-BASE",
        "planned_hand_in_at": NOW + 2 * DAY,
        "latest_arrival_at": None,
        "at": NOW,
    }
    for each in (*of, changes):
        wanted |= each
    return wanted


@pytest.mark.parametrize("together", [12, 1])
def test_parcels_that_share_a_look_are_told_what_each_is_told_alone(
    rails: datetime, miller: Organisation, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr("shipping.queries.lookouts.LOOKED_AT_TOGETHER", together)
    # Dostyk takes a little more flour but no oil, the first over Khorgos the miller's goods alone.
    half_full = make_train(NOW + 9 * DAY, service="ALA-LYG-DO", places=1)
    assigned(gross_g=15_000_000, volume_cm3=20_000_000)
    kept = make_train(NOW + 8 * DAY, places=1)
    open_to_all = make_train(NOW + 14 * DAY)
    keep(miller)
    owns_transaction(declare_embargo)(
        crossing_code="DOSTYK",
        direction="KZ-CN",
        segregation_classes=["LIQUID_FOOD"],
        starts_at=NOW,
        reason="no tank wagons",
        at=NOW,
        by=STAFF,
    )
    ours = {"consignor_id": miller.pk}
    goes_by = [
        (parcel(FLOUR, LIGHT), half_full),
        (parcel(FLOUR, HEAVY), open_to_all),
        (parcel(FLOUR, LIGHT, ours), kept),
        (parcel(OIL, LIGHT), open_to_all),
        (parcel(OIL, LIGHT, ours), kept),
        (parcel(KUMYS, LIGHT), open_to_all),
        (parcel(FLOUR, LIGHT, temperature_class="AMBIENT_COOL_15_21"), open_to_all),
        (parcel(FLOUR, LIGHT, planned_hand_in_at=NOW + 9 * DAY), open_to_all),
        (parcel(FLOUR, LIGHT), half_full),
    ]
    for in_order in (goes_by, goes_by[::-1]):
        look = Lookout(NOW)
        for goods, train in in_order:
            told = services_around(lookout=look, **goods)
            assert told is not None
            assert told.best.departure_id == train.pk
            assert told == services_around(**goods)


def test_of_the_trains_that_are_missed_the_last_to_close_is_looked_at(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shipping.queries.lookouts.MAX_CANDIDATES", 1)
    monkeypatch.setattr("shipping.queries.lookouts.MOST_EARLIER", 1)
    last_missed = make_train(NOW + 10 * DAY)
    closed_early = make_train(NOW + 11 * DAY)
    Departure.objects.filter(pk=closed_early.pk).update(cfs_cutoff_at=NOW + 5 * DAY)
    make_train(NOW + 8 * DAY)
    quoted = make_train(NOW + 14 * DAY)
    told = services_around(**parcel(FLOUR, LIGHT, planned_hand_in_at=NOW + 10 * DAY))
    assert told is not None
    assert told.earlier is not None
    assert (told.best.departure_id, told.earlier.departure_id) == (quoted.pk, last_missed.pk)

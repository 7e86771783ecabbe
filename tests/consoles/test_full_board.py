"""Does a board of sixty trains with fifty containers each ask little, whatever is asked of it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consoles import board, moving
from shipping.models import Departure, Embargo, Location, Roll, Shipment, Slot
from shipping.operations.reporting import report_stage
from tests.consoles.full_board import fill_trains, ride_as_guests, wait
from tests.consoles.test_board import BOARD, desk_of, page, parts_of, post
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, train_of

MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live at the railway's own hour."""
    for module in (board, moving):
        monkeypatch.setattr(module, "now", lambda: NOW)


@contextmanager
def all_asked(what: str) -> Iterator[None]:
    """No more than twenty queries for one request: its session, its transaction, everything."""
    with CaptureQueriesContext(connection) as queries:
        yield
    assert len(queries) <= MOST_QUERIES, f"{what} sent {len(queries)}"


@pytest.fixture
def full_trains(rails: datetime) -> list[Departure]:
    """Sixty trains with fifty containers each, an embargo between their stations, shipments that wait."""
    trains = fill_trains(at=NOW, trains=60, slots=50, first_at=NOW + 3 * DAY, every=6 * HOUR)
    Embargo.objects.create(
        location=Location.objects.get(code="CN-LANZHOU"),
        direction="",
        segregation_classes=["DRY_FOOD"],
        starts_at=NOW + 40 * DAY,
        reason="sand",
        created_at=NOW,
    )
    ends = trains[0].service
    wait(at=NOW, shipments=60, origin=ends.origin, destination=ends.destination)
    return trains


def test_sixty_full_trains_are_shown_in_few_queries(full_trains: list[Departure]) -> None:
    first, last = full_trains[0], full_trains[-1]
    shipment = Shipment.objects.filter(status="waiting").order_by("ready_at", "id")[0]
    rider = Shipment.objects.filter(assignments__slot__departure=full_trains[-4])[0]
    slot = Slot.objects.filter(departure=first).order_by("number")[0]
    ride_as_guests(of=full_trains[4], on=first)
    dispatcher = desk_of("dispatch")
    for address, words, landmark in (
        (BOARD, {"weeks": 4}, f"train-{last.pk}"),
        (f"{BOARD}trains/{first.pk}/", {"part": 1}, "Guest: sold on"),
        (f"{BOARD}trains/{full_trains[4].pk}/", {"part": 1}, "Slot 50"),
        (f"{BOARD}trains/{first.pk}/row/", {"part": 1}, str(first.pk)),
        (f"{BOARD}slots/{slot.pk}/", {"part": 1}, "SH-26-B"),
        (f"{BOARD}waiting/", {"part": 1}, "1 of 3"),
        (f"{parts_of(shipment)}choices/", {"weeks": 4}, str(full_trains[-4].pk)),
        (f"{parts_of(rider)}choices/", {"weeks": 4}, str(first.pk)),
        (f"{parts_of(shipment)}move/", {}, str(full_trains[-4].pk)),
        ("/api/v1/departures", {"limit": 60}, str(last.pk)),
        (f"/api/v1/departures/{first.pk}", {}, str(first.pk)),
    ):
        with all_asked(f"{address} {words}"):
            assert landmark in page(dispatcher, address, **words), address


def test_a_move_between_full_trains_asks_little_whatever_it_empties_and_opens(
    full_trains: list[Departure],
) -> None:
    first, second = full_trains[0], full_trains[4]
    dispatcher = desk_of("dispatch")
    waiting, rolled = Shipment.objects.filter(status="waiting").order_by("ready_at", "id")[:2]
    Roll.objects.create(
        shipment=rolled, from_departure=first, cause="cut", fault="carrier", rolled_at=NOW, created_at=NOW
    )
    flour, phones, lipstick = Shipment.objects.filter(assignments__slot__departure=first)[:3]
    rider = Shipment.objects.filter(assignments__slot__departure=full_trains[8])[0]
    in_hand = report_stage(shipment_id=rider.pk, kind="handed_in", at=NOW, by=STAFF)
    assert in_hand.status == "handed_in"
    chemical = {"segregation_class": "COSMETICS", "segregation_group": "CHEMICAL"}
    Shipment.objects.filter(pk=lipstick.pk).update(**chemical)
    for shipment, does in (
        (waiting, "takes a place"),
        (rolled, "takes one after it was rolled"),
        (lipstick, "empties a container and opens one"),
        (flour, "empties a container"),
        (phones, "empties a container"),
        (in_hand, "was handed in"),
    ):
        with all_asked(f"what {does}"):
            assert post(dispatcher, shipment, second).status_code == 200
        assert train_of(shipment) == second


def test_a_refused_move_asks_little(full_trains: list[Departure]) -> None:
    shipment = Shipment.objects.filter(assignments__slot__departure=full_trains[0])[0]
    dispatcher = desk_of("dispatch")
    given = {"departure": str(full_trains[0].pk), "version": str(shipment.version)}
    with all_asked("script"):
        assert post(dispatcher, shipment, full_trains[0]).status_code == 422
    with all_asked("form"):
        assert dispatcher.post(f"{parts_of(shipment)}move/", given).status_code == 422
    with all_asked("stale"):
        assert post(dispatcher, shipment, full_trains[4], version="99").status_code == 409
    with all_asked("stale form"):
        answer = dispatcher.post(f"{parts_of(shipment)}move/", {**given, "version": "99"})
        assert answer.status_code == 409

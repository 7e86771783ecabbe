"""Is what changed while the planner thought left as it is, with all that hangs on it?"""

import pytest
from django.db.models import F

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shipping.models import Departure, PlanMove, Shipment
from shipping.operations import booking, cancelling, delaying
from tests.shipping.planner import HALF, Planner, planned
from tests.shipping.railway import NOW, STAFF, assign, book, broken, fresh, train_of


def test_what_was_cancelled_meanwhile_stays_cancelled_and_the_others_move(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure
) -> None:
    other = book(**HALF)
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a"), other: (sooner, "b")})
    planner.meanwhile = lambda: owns_transaction(booking.cancel_shipment)(
        shipment_id=on_later.pk, reason="No.", at=NOW, by=SYSTEM
    )
    run = planned()
    assert (run.state, run.placed, run.moved, run.skipped) == ("applied", 1, 0, 1)
    assert (fresh(on_later).status, fresh(other).status) == ("cancelled", "assigned")
    assert PlanMove.objects.get(shipment=on_later).why_not == "changed"
    assert not broken()


def test_a_train_that_was_cancelled_meanwhile_gets_nothing(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    planner.meanwhile = lambda: owns_transaction(cancelling.cancel_departure)(
        departure_id=sooner.pk, reason="Snow.", at=NOW, by=STAFF
    )
    run = planned()
    assert (run.state, run.moved, run.skipped) == ("applied", 0, 1)
    assert train_of(fresh(on_later)) == later
    assert PlanMove.objects.get(run=run).why_not == "train"
    assert not broken()


def test_room_that_was_sold_meanwhile_is_not_sold_twice(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    quick = book(gross_g=9_000_000, volume_cm3=35_000_000)
    planner.places = {**planner.places, quick: (sooner, "b")}
    planner.meanwhile = lambda: assign(quick)
    run = planned()
    why = {move.shipment_id: move.why_not for move in PlanMove.objects.filter(run=run)}
    assert why == {on_later.pk: "room", quick.pk: "changed"}
    assert train_of(fresh(on_later)) == later
    assert not broken()


def test_a_shipment_of_which_anything_changed_meanwhile_stays(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    changed = Shipment.objects.filter(pk=on_later.pk)
    planner.meanwhile = lambda: changed.update(promised_at=NOW, version=F("version") + 1)
    run = planned()
    assert (run.state, run.moved, run.skipped) == ("applied", 0, 1)
    assert train_of(fresh(on_later)) == later
    assert PlanMove.objects.get(run=run).why_not == "changed"


@pytest.fixture
def trains(sooner: Departure, later: Departure) -> dict[str, Departure]:
    """Both trains, by name."""
    return {"sooner": sooner, "later": later}


@pytest.mark.parametrize("case", [("sooner", "train"), ("later", "changed")], ids=lambda case: case[0])
def test_a_train_that_changed_meanwhile_is_neither_entered_nor_left(
    planner: Planner,
    on_later: Shipment,
    on_sooner: Shipment,
    trains: dict[str, Departure],
    case: tuple[str, str],
) -> None:
    which, why = case
    planner.puts(dict.fromkeys((on_later, on_sooner), (trains["sooner"], "a")))
    planner.meanwhile = lambda: owns_transaction(delaying.delay)(
        departure_id=trains[which].pk, position=None, minutes=60, reason="Snow.", at=NOW, by=STAFF
    )
    run = planned()
    assert (run.state, run.moved, run.skipped) == ("applied", 0, 1)
    assert train_of(fresh(on_later)) == trains["later"]
    assert PlanMove.objects.get(run=run).why_not == why

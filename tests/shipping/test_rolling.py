"""Does a shipment get off its train cleanly, and on to a later one?"""

from datetime import datetime
from uuid import UUID

import pytest

from kit.actors import SYSTEM
from kit.moves import IllegalMove, LostRace, move
from kit.transactions import OutsideTransaction
from shipping.errors import DepartureNotFound, ShipmentNotFound, ShipmentOnItsWay
from shipping.models import ContainerLeg, Departure, Shipment, Slot, SlotAssignment
from shipping.operations import (
    booking,
    cancelling,
    closing,
    displacing,
    holding,
    releasing,
    reporting,
    rolling,
)
from tests.conftest import Jobs
from tests.shipping.railway import (
    DAY,
    FULL,
    NOW,
    STAFF,
    assign,
    assigned,
    book,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)


def cancel(departure: Departure) -> None:
    cancelling.cancel_departure(departure_id=departure.pk, reason="the line is closed", at=NOW, by=STAFF)
    rolling.roll_departure(departure_id=departure.pk, at=NOW, by=STAFF)


def roll(shipment: Shipment) -> Shipment:
    return rolling.roll_shipment(shipment_id=shipment.pk, reason="papers", at=NOW, by=STAFF)


def report(shipment: Shipment, kind: str) -> Shipment:
    return reporting.report_stage(shipment_id=shipment.pk, kind=kind, at=NOW, by=STAFF)


def test_cancelling_a_departure_rolls_its_shipments_to_the_next_train(rails: datetime, jobs: Jobs) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipments = [assigned(), assigned()]
    cancel(sooner)
    jobs.drain()
    assert {train_of(each) for each in shipments} == {later}
    moves = fresh(shipments[0]).moves.values_list("became", flat=True)
    assert list(moves) == ["waiting", "assigned", "rolled", "assigned"]
    assert broken() == []


def test_the_job_rolls_a_cancelled_departure_without_any_help(rails: datetime, jobs: Jobs) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    shipment = assigned()
    jobs.drain()
    cancelling.cancel_departure(departure_id=sooner.pk, reason="flood", at=NOW, by=STAFF)
    assert jobs.drain() == ["shipping.roll_departure"]
    assert train_of(shipment) == later


def test_a_cancelled_departure_gives_all_its_room_back(rails: datetime) -> None:
    train = make_train()
    whole = free(train)
    assigned(**FULL)
    assigned()
    cancel(train)
    assert free(train) == whole
    assert set(Slot.objects.values_list("status", flat=True)) == {"done"}
    assert not ContainerLeg.objects.filter(released_at__isnull=True).exists()


def test_the_rolled_assignment_says_so(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    cancel(train)
    taken = SlotAssignment.objects.get(shipment=shipment)
    assert (taken.status, taken.released_at) == ("rolled", NOW)
    assert [move.became for move in taken.moves.all()] == ["rolled"]


def test_a_rolled_shipment_has_neither_arrival_nor_hand_in(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    cancel(train)
    shipment = fresh(shipment)
    assert (shipment.status, shipment.eta_at, shipment.hand_in_by_at) == ("waiting", None, None)


def test_what_is_loaded_stays_on_a_cancelled_departure(rails: datetime) -> None:
    train = make_train()
    loaded, other = assigned(), assigned()
    report(loaded, "loaded")
    cancel(train)
    assert train_of(loaded) == train
    assert fresh(loaded).status == "loaded"
    assert fresh(other).status == "waiting"


def test_a_loaded_departure_cannot_be_cancelled(rails: datetime) -> None:
    train = make_train()
    reporting.report_departure(departure_id=train.pk, kind="loaded", at=NOW, by=STAFF)
    with pytest.raises(IllegalMove):
        cancel(train)


def test_rolling_a_departure_that_runs_moves_nothing(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    assert rolling.roll_departure(departure_id=train.pk, at=NOW, by=STAFF) == 0
    assert fresh(shipment).status == "assigned"


def test_a_shipment_rolled_by_hand_never_goes_back_on_the_same_train(rails: datetime) -> None:
    sooner = make_train(NOW + 8 * DAY)
    shipment = assigned()
    assert assign(roll(shipment)).waiting_reason == "no_departure"
    later = make_train(NOW + 9 * DAY)
    assert train_of(assign(shipment)) == later
    assert train_of(assigned()) == sooner


@pytest.mark.parametrize("kind", ["loaded", "departed", "arrived"])
def test_from_loading_on_a_shipment_is_not_rolled_nor_cancelled(rails: datetime, kind: str) -> None:
    make_train()
    shipment = report(assigned(), kind)
    with pytest.raises(ShipmentOnItsWay):
        roll(shipment)
    with pytest.raises(ShipmentOnItsWay):
        booking.cancel_shipment(shipment_id=shipment.pk, reason="", at=NOW, by=STAFF)


def test_a_waiting_shipment_has_no_train_to_be_rolled_from(rails: datetime) -> None:
    with pytest.raises(IllegalMove):
        roll(book())


def test_a_hand_in_after_the_cut_off_rolls_to_a_train_that_it_reaches(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 12 * DAY)
    shipment = assigned()
    late = shipment.hand_in_by_at
    assert late is not None
    rolled = reporting.hand_in(shipment_id=shipment.pk, at=late, by=STAFF)
    assert (rolled.status, rolled.handed_in_at) == ("waiting", late)
    assert rolled.ready_at == sooner.cfs_cutoff_at
    shipment = assign(shipment, at=late)
    assert (shipment.status, train_of(shipment)) == ("handed_in", later)
    assert broken() == []


def test_a_hand_in_just_before_the_cut_off_keeps_the_train(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    assert shipment.hand_in_by_at is not None
    in_time = shipment.hand_in_by_at - DAY / 86_400
    assert reporting.hand_in(shipment_id=shipment.pk, at=in_time, by=STAFF).status == "handed_in"
    assert train_of(shipment) == train


def test_a_cancelled_shipment_leaves_room_for_others_in_its_container(rails: datetime) -> None:
    train = make_train(places=1)
    leaving, staying = assigned(), assigned()
    booking.cancel_shipment(shipment_id=leaving.pk, reason="declined", at=NOW, by=STAFF)
    slot = Slot.objects.get(departure=train)
    assert (slot.status, slot.free_g) == ("open", 21_000_000 - staying.gross_g)
    assert fresh(leaving).status == "cancelled"
    assert SlotAssignment.objects.get(shipment=leaving).status == "released"
    assert broken() == []


def test_the_last_one_out_gives_the_place_back(rails: datetime) -> None:
    train = make_train(places=1)
    whole = free(train)
    shipment = assigned()
    booking.cancel_shipment(shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    assert free(train) == whole
    assert assigned().status == "assigned"
    assert [slot.number for slot in Slot.objects.order_by("number")] == [1, 2]


def test_cancelling_twice_gives_back_once(rails: datetime) -> None:
    train = make_train()
    leaving, staying = assigned(), assigned()
    for _ in range(2):
        booking.cancel_shipment(shipment_id=leaving.pk, reason="declined", at=NOW, by=STAFF)
    assert Slot.objects.get(departure=train).free_g == 21_000_000 - staying.gross_g
    assert fresh(leaving).moves.filter(became="cancelled").count() == 1


def test_a_waiting_shipment_is_cancelled_with_its_reason_to_wait(rails: datetime) -> None:
    shipment = assign(book())
    shipment = booking.cancel_shipment(shipment_id=shipment.pk, reason="unpaid", at=NOW, by=STAFF)
    assert (shipment.status, shipment.waiting_reason) == ("cancelled", "")


def test_a_stale_copy_cannot_move_a_shipment_that_moved(rails: datetime) -> None:
    make_train()
    stale = book()
    assign(stale)
    with pytest.raises(LostRace):
        move(stale, to="cancelled", at=NOW, by=SYSTEM)


def test_a_stale_copy_cannot_move_a_departure_a_slot_or_an_assignment(rails: datetime) -> None:
    train = make_train()
    assigned()
    stale_slot, stale_taken = Slot.objects.get(), SlotAssignment.objects.get()
    closing.close_departure(departure_id=train.pk, at=NOW, by=SYSTEM)
    for stale, became in ((train, "cancelled"), (stale_slot, "closed"), (stale_taken, "released")):
        with pytest.raises(LostRace):
            move(stale, to=became, at=NOW, by=SYSTEM)


def test_a_held_shipment_keeps_its_place_and_goes_on(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    holding.hold_shipment(shipment_id=shipment.pk, reason="check", at=NOW, by=STAFF)
    assert (fresh(shipment).status, train_of(shipment)) == ("on_hold", train)
    released = holding.release_shipment(shipment_id=shipment.pk, reason="fine", at=NOW, by=STAFF)
    assert (released.status, train_of(shipment)) == ("assigned", train)


def test_a_held_shipment_that_waited_waits_on(rails: datetime) -> None:
    shipment = holding.hold_shipment(shipment_id=book().pk, reason="check", at=NOW, by=STAFF)
    released = holding.release_shipment(shipment_id=shipment.pk, reason="fine", at=NOW, by=STAFF)
    assert released.status == "waiting"


def test_a_shipment_whose_train_left_during_the_hold_waits_for_another(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    holding.hold_shipment(shipment_id=shipment.pk, reason="check", at=NOW, by=STAFF)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    released = holding.release_shipment(shipment_id=shipment.pk, reason="fine", at=NOW, by=STAFF)
    assert (released.status, released.eta_at, train_of(shipment)) == ("waiting", None, None)
    assert broken() == []


def test_a_held_shipment_loses_its_place_with_its_train_and_stays_held(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    holding.hold_shipment(shipment_id=shipment.pk, reason="check", at=NOW, by=STAFF)
    cancel(train)
    assert (fresh(shipment).status, train_of(shipment)) == ("on_hold", None)


def test_what_is_not_there_is_said_so(rails: datetime) -> None:
    with pytest.raises(ShipmentNotFound):
        booking.cancel_shipment(shipment_id=UUID(int=1), reason="", at=NOW, by=STAFF)
    with pytest.raises(DepartureNotFound):
        cancelling.cancel_departure(departure_id=UUID(int=1), reason="", at=NOW, by=STAFF)


def test_giving_back_needs_its_callers_transaction(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        releasing.give_back(Shipment(), to="released", at=NOW, by=STAFF)
    with pytest.raises(OutsideTransaction):
        displacing.roll(Shipment(), reason="", at=NOW, by=STAFF)
    with pytest.raises(OutsideTransaction):
        cancelling.cancel_departure(departure_id=UUID(int=1), reason="", at=NOW, by=STAFF)

"""Is a plan put into effect whole, over nothing that changed meanwhile, told to whom it concerns?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Event
from shipping.models import (
    Departure,
    PlanMove,
    PlanRun,
    PlanTrain,
    Rebooking,
    Roll,
    Shipment,
    Slot,
    SlotAssignment,
    TrainPrice,
)
from shipping.operations import booking, cancelling, replanning, rolling
from shipping.operations.leasing import LeaseLost, claim_run, end_run
from shipping.operations.solving import PlannerFailed
from shipping.operations.swapping import swap
from shipping.queries.booked import the_book
from shipping.swapping import NewSlot, Wanted, Wish
from tests.shipping.planner import HALF, LIMITS, Planner, planned
from tests.shipping.railway import (
    DAY,
    NOW,
    STAFF,
    assigned,
    book,
    broken,
    free,
    fresh,
    make_train,
    train_of,
)


def told(kind: str, shipment: Shipment) -> int:
    return Event.objects.filter(type=f"shipment.{kind}", aggregate_id=shipment.pk).count()


def test_two_half_containers_become_one_full_one(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    run = planned()
    assert (run.state, run.moved, run.placed, run.restowed, run.skipped) == ("applied", 1, 0, 0, 0)
    assert train_of(fresh(on_later)) == train_of(fresh(on_sooner)) == sooner
    assert Slot.objects.filter(status="open").count() == 1
    assert {leg[0] for leg in free(later)} == {10_000}
    assert run.before_cents is not None
    assert run.after_cents is not None
    assert run.before_cents - run.after_cents > 250_000
    assert not broken()


def test_a_move_is_on_record_without_blame_and_told_once(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    run = planned()
    roll = Roll.objects.get(shipment=on_later)
    assert (roll.cause, roll.fault) == ("replanned", "nobody")
    assert (roll.from_departure, roll.to_departure) == (later, sooner)
    assert (told("rerouted", on_later), told("rerouted", on_sooner)) == (1, 0)
    move = PlanMove.objects.get(run=run)
    assert (move.shipment, move.kind, move.applied, move.why_not) == (on_later, "moved", True, "")
    assert (move.from_departure, move.to_departure) == (later, sooner)
    assert move.new_eta_at == fresh(on_later).eta_at
    assert move.saved_cents > 0


def test_what_waits_gets_a_place(planner: Planner, on_later: Shipment, later: Departure) -> None:
    waiting = book(**HALF)
    planner.puts({on_later: (later, "a"), waiting: (later, "a")})
    run = planned()
    assert (run.state, run.placed, run.moved) == ("applied", 1, 0)
    assert (fresh(waiting).status, train_of(fresh(waiting))) == ("assigned", later)
    assert told("assigned", waiting) == 1
    assert not Roll.objects.exists()
    assert not broken()


def test_goods_that_waited_after_a_roll_have_their_record_completed(
    planner: Planner, on_later: Shipment, later: Departure
) -> None:
    owns_transaction(cancelling.cancel_departure)(departure_id=later.pk, reason="Snow.", at=NOW, by=STAFF)
    rolling.roll_departure(departure_id=later.pk, at=NOW, by=SYSTEM)
    assert fresh(on_later).status == "waiting"
    other = make_train(NOW + 13 * DAY)
    planner.puts({on_later: (other, "a")})
    assert planned().placed == 1
    assert Rebooking.objects.get(roll__shipment=on_later).to_departure == other
    assert not broken()


def test_on_its_own_train_it_changes_containers_and_nobody_hears_of_it(
    planner: Planner, later: Departure
) -> None:
    big = {"gross_g": 4_000_000, "volume_cm3": 40_000_000}
    first, second = assigned(**big), assigned(**big)
    small = assigned(gross_g=1_000_000, volume_cm3=5_000_000)
    assert Slot.objects.filter(status="open").count() == 2
    owns_transaction(booking.cancel_shipment)(shipment_id=first.pk, reason="No.", at=NOW, by=SYSTEM)
    events = Event.objects.filter(aggregate_id__in=[second.pk, small.pk]).count()
    planner.puts({second: (later, "a"), small: (later, "a")})
    run = planned()
    assert (run.state, run.restowed, run.moved) == ("applied", 1, 0)
    assert Slot.objects.filter(status="open").count() == 1
    assert Event.objects.filter(aggregate_id__in=[second.pk, small.pk]).count() == events
    assert not Roll.objects.exists()
    assert not broken()


def test_a_train_that_keeps_its_goods_and_its_boxes_keeps_them_as_they_stand(
    planner: Planner, later: Departure
) -> None:
    four = [assigned(gross_g=4_000_000, volume_cm3=30_000_000) for _ in range(4)]
    before = set(SlotAssignment.objects.values_list("pk", flat=True))
    planner.puts({four[0]: (later, "a"), four[2]: (later, "a"), four[1]: (later, "b"), four[3]: (later, "b")})
    run = planned()
    assert (run.state, run.restowed) == ("applied", 0)
    assert set(SlotAssignment.objects.values_list("pk", flat=True)) == before


def test_a_plan_that_costs_no_less_than_what_stands_moves_nothing(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (later, "a")})
    run = planned()
    assert (run.state, run.moved) == ("applied", 0)
    assert (train_of(fresh(on_later)), train_of(fresh(on_sooner))) == (later, sooner)
    # What stands is the plan in effect, and its cost is what is on record.
    assert run.before_cents == run.after_cents
    assert run.costs_before == run.costs_after
    assert run.containers == 2


def test_a_plan_of_which_little_is_left_is_not_put_into_effect(
    planner: Planner, later: Departure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shipping.operations.swapping._FEW", 0)
    waiting = [book(**HALF) for _ in range(3)]
    planner.puts({each: (later, str(number)) for number, each in enumerate(waiting)})

    def cancel_two() -> None:
        for each in waiting[:2]:
            owns_transaction(booking.cancel_shipment)(shipment_id=each.pk, reason="No.", at=NOW, by=SYSTEM)

    planner.meanwhile = cancel_two
    run = planned()
    assert (run.state, run.placed) == ("refused", 0)
    assert (run.why_nothing, run.error) == ("changed", "2 of 3 moves can't be made any more")
    assert (run.shipments, run.trains, run.skipped) == (3, 1, 2)
    assert run.before_cents is not None
    assert fresh(waiting[2]).status == "waiting"
    assert not PlanMove.objects.exists()


def test_a_plan_that_the_database_refuses_is_told_with_what_was_known_of_it(
    planner: Planner, on_later: Shipment, sooner: Departure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overbooks(*_: object, **__: object) -> None:
        raise IntegrityError("slot_within_its_box")

    monkeypatch.setattr(replanning, "swap", overbooks)
    planner.puts({on_later: (sooner, "a")})
    run = planned()
    assert (run.state, run.why_nothing, run.error) == ("refused", "full", "slot_within_its_box")
    assert (run.shipments, run.containers, run.moved) == (1, 1, 0)
    assert run.after_cents is not None


def test_a_plan_that_the_referee_refuses_changes_nothing(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure
) -> None:
    third = book(gross_g=4_000_000, volume_cm3=30_000_000)
    planner.puts(dict.fromkeys((on_later, on_sooner, third), (sooner, "a")))
    run = planned()
    assert run.state == "refused"
    assert run.why_nothing == "unsound"
    assert "m³" in run.error
    assert fresh(third).status == "waiting"
    assert not PlanMove.objects.exists()


def test_a_promise_that_staying_keeps_is_not_broken(
    planner: Planner, sooner: Departure, later: Departure
) -> None:
    promised = assigned(**HALF, promised_at=sooner.arrives_at + timedelta(hours=1))
    assert train_of(promised) == sooner
    planner.puts({promised: (later, "a")})
    run = planned()
    assert run.state == "refused"
    assert train_of(fresh(promised)) == sooner


def test_whatever_the_plan_says_a_promise_is_kept_and_a_train_that_was_left_for_good_is_not_taken(
    planner: Planner, sooner: Departure, later: Departure
) -> None:
    promised = assigned(**HALF, promised_at=sooner.arrives_at + timedelta(hours=1))
    missed = book(**HALF)
    found = the_book(at=NOW)
    goods = {**found.goods, missed.pk: replace(found.goods[missed.pk], missed=frozenset({later.pk}))}
    new = NewSlot(uuid7(), later.pk, "42G1", goods[missed.pk].cargo, missed.origin_id, missed.destination_id)
    wishes = [
        Wish(goods[promised.pk], sooner.pk, later.pk, new.id, 1_000_000),
        Wish(goods[missed.pk], None, later.pk, new.id, 1_000_000),
    ]
    plan = Wanted(wishes, {new.id: new})
    done = owns_transaction(swap)(plan, replace(found, goods=goods), at=NOW, by=SYSTEM)
    assert done.made == []
    assert done.left_out == {promised.pk: "promise", missed.pk: "left_for_good"}
    assert train_of(fresh(promised)) == sooner


def test_prices_are_those_of_the_latest_plan(planner: Planner, sooner: Departure, later: Departure) -> None:
    planner.prices = {str(later.pk): {"teu": 450.5, "kg": 0.02, "plug": 0}}
    first = planned()
    price = TrainPrice.objects.get()
    assert (price.departure, price.run) == (later, first)
    assert (price.cents_per_teu, price.cents_per_tonne, price.cents_per_plug) == (45_050, 2_000, 0)
    planner.prices = {str(sooner.pk): {"teu": 0, "kg": 0, "plug": 7}}
    planned()
    assert TrainPrice.objects.get().departure == sooner


def test_what_each_train_costs_and_carries_is_on_record(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    run = planned()
    rows = {row.departure_id: row for row in PlanTrain.objects.filter(run=run)}
    left, taken = rows[later.pk], rows[sooner.pk]
    assert (left.containers_before, left.containers, left.mteu, left.cost_cents) == (1, 0, 0, 0)
    assert (taken.containers_before, taken.containers) == (1, 1)
    assert (taken.goods_before_cm3, taken.goods_cm3) == (20_000_000, 40_000_000)
    assert (taken.mteu, taken.cap_mteu) == (2_000, 10_000)


def test_a_swap_takes_as_many_queries_however_many_ride_in_a_container(
    planner: Planner, later: Departure, sooner: Departure
) -> None:
    asked = []
    for count in (2, 6):
        waiting = [book(gross_g=900_000, volume_cm3=3_000_000) for _ in range(count)]
        standing = [each for each in Shipment.objects.filter(status="assigned") if train_of(each) == sooner]
        planner.puts(dict.fromkeys((*standing, *waiting), (sooner, "a")))
        with CaptureQueriesContext(connection) as queries:
            assert planned().placed == count
        asked.append(len(queries))
    # The first opens the container, the second finds it there.
    assert asked[1] <= asked[0] <= 70


# ---- one at a time ----------------------------------------------------------------------


def claimed(**said: Any) -> PlanRun | None:
    wanted = {"trigger": "staff", "seed": 1, "seconds": 30, "at": NOW, "by": SYSTEM}
    return owns_transaction(claim_run)(**{**wanted, **said})


def test_where_nothing_can_be_moved_the_planner_is_not_asked(planner: Planner, later: Departure) -> None:
    planner.meanwhile = lambda: pytest.fail("the planner was asked")
    run = planned()
    assert (run.state, run.placed, run.moved) == ("applied", 0, 0)


def test_nobody_plans_while_another_one_does(planner: Planner, later: Departure) -> None:
    assert claimed() is not None
    assert replanning.plan_trains(trigger="staff", limits=LIMITS, clock=lambda: NOW, by=SYSTEM) is None
    assert PlanRun.objects.count() == 1


def test_a_run_that_was_killed_is_taken_over_when_its_lease_ends(planner: Planner, later: Departure) -> None:
    killed = claimed()
    assert killed is not None
    run = planned(clock=lambda: killed.leased_until)
    killed.refresh_from_db()
    assert (killed.state, run.state) == ("superseded", "applied")
    assert killed.why_nothing == "lost"


def test_a_run_that_was_taken_over_changes_nothing_any_more(
    planner: Planner, on_later: Shipment, on_sooner: Shipment, sooner: Departure, later: Departure
) -> None:
    planner.puts({on_later: (sooner, "a"), on_sooner: (sooner, "a")})
    planner.meanwhile = lambda: claimed(at=NOW + timedelta(hours=1))
    run = planned()
    assert (run.state, run.moved) == ("superseded", 0)
    assert train_of(fresh(on_later)) == later
    assert not PlanMove.objects.exists()
    with pytest.raises(LeaseLost):
        owns_transaction(end_run)(run, state=PlanRun.State.FAILED, at=NOW)


@pytest.mark.parametrize("error", [PlannerFailed("no memory"), ValueError("nonsense")])
def test_a_planner_that_breaks_ends_its_run_and_the_next_one_tries(
    planner: Planner, on_later: Shipment, later: Departure, error: Exception
) -> None:
    planner.puts({on_later: (later, "a")})

    def breaks() -> None:
        raise error

    planner.meanwhile = breaks
    if isinstance(error, PlannerFailed):
        planned()
    else:
        with pytest.raises(ValueError, match="nonsense"):
            planned()
    failed = PlanRun.objects.get()
    assert failed.state == "failed"
    if isinstance(error, PlannerFailed):
        assert (failed.why_nothing, failed.error) == ("no_plan", "no memory")
        # What it had before it is on record.
        assert failed.shipments == 1
        assert failed.before_cents is not None
    else:
        assert (failed.why_nothing, failed.error) == ("fault", "ValueError: nonsense")
    planner.meanwhile = lambda: None
    assert planned().state == "applied"

"""Do the reports of trains reach exactly those that ride them?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise, permutations
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from kit.actors import SYSTEM, Actor
from kit.moves import IllegalMove, LostRace
from kit.transactions import OutsideTransaction
from shipping.models import ContainerLeg, Departure, DepartureLeg, LegObservation, Shipment, Slot
from shipping.operations import closing, expecting, observing, reporting, running, settling
from shipping.operations.reporting import NewReport
from shipping.queries.plans import riders_of
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, assigned, broken, fresh, make_train

LEAVES = NOW + 10 * DAY
LATER = NOW + 20 * DAY


@pytest.fixture
def train(rails: datetime) -> Departure:
    """The train on which everything is booked."""
    return make_train(LEAVES)


@pytest.fixture
def next_train(train: Departure) -> Departure:
    """The one after it; nothing is booked on it."""
    return make_train(LEAVES + 2 * DAY)


@pytest.fixture
def riding(train: Departure) -> Shipment:
    """A shipment that was handed in for the train."""
    shipment = assigned()
    return reporting.hand_in(shipment_id=shipment.pk, at=NOW, by=STAFF)


def tell(train: Departure, kind: str, at: datetime = LATER, occurred_at: datetime | None = None) -> None:
    told = NewReport(f"{kind} {train.pk} {at}", kind, occurred_at or at, departure_id=train.pk)
    reporting.report_events(reports=[told], at=at, by=STAFF)


def leg_of(train: Departure, position: int) -> DepartureLeg:
    return DepartureLeg.objects.get(departure=train, position=position)


def change_trains(shipment: Shipment, to: Departure, *, position: int = 3) -> None:
    """As the railway does it: a place on one leg is given back, one on that leg of another train taken."""
    place = ContainerLeg.objects.get(
        container__slot__assignments__shipment=shipment,
        departure_leg__position=position,
        released_at__isnull=True,
    )
    ContainerLeg.objects.filter(pk=place.pk).update(released_at=NOW)
    new_leg = leg_of(to, position)
    needs = {name: getattr(place, name) for name in ("mteu", "gross_g", "plugs", "length_mm")}
    ContainerLeg.objects.create(
        container_id=place.container_id, departure_leg=new_leg, taken_at=NOW, created_at=NOW, **needs
    )
    for pk, sign in ((place.departure_leg_id, 1), (new_leg.pk, -1)):
        changes = {f"free_{name}": F(f"free_{name}") + sign * taken for name, taken in needs.items()}
        DepartureLeg.objects.filter(pk=pk).update(**changes)
    expecting.expect_again(shipment_ids=[shipment.pk], at=NOW)


def cancel_last_leg(train: Departure) -> None:
    DepartureLeg.objects.filter(departure=train, position=3).update(cancelled_at=NOW)


def observe_often(train: Departure, minutes: Iterable[int]) -> None:
    """As many trains over each of its legs before, each with its time."""
    for place, taken in enumerate(minutes):
        past = make_train(NOW - (place + 30) * DAY)
        LegObservation.objects.bulk_create(
            LegObservation(
                departure_leg=leg,
                origin_id=leg.origin_id,
                destination_id=leg.destination_id,
                kind=leg.kind,
                minutes=taken,
                observed_at=NOW - (place + 1) * DAY,
                created_at=NOW,
            )
            for leg in DepartureLeg.objects.filter(departure=past)
        )


def test_a_container_that_changed_trains_is_not_there_when_its_first_train_comes(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    for kind in ("departed", "transshipped", "arrived"):
        tell(train, kind)
    assert fresh(riding).status == "transshipped"
    assert broken(lambda name: "reports prove" in name or "slot is used" in name) == []
    assert Slot.objects.get().status == "closed"


def test_it_is_there_when_the_train_that_it_rides_comes(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    tell(train, "transshipped")
    tell(next_train, "arrived")
    assert fresh(riding).status == "arrived"
    assert Slot.objects.get().status == "done"


def test_only_who_has_a_place_on_a_leg_rides_it(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    assert riders_of(leg_ids=[leg_of(train, 3).pk]) == []
    assert riders_of(leg_ids=[leg_of(train, 1).pk, leg_of(next_train, 3).pk]) == [riding.pk]


def test_what_the_other_train_did_before_it_was_boarded_is_not_the_containers(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    for kind in ("departed", "at_border", "transshipped"):
        tell(next_train, kind)
    assert fresh(riding).status == "handed_in"


@pytest.mark.parametrize(
    "order",
    [
        order
        for order in permutations(("departed", "transshipped", "change", "arrived"))
        if order.index("change") < order.index("arrived")
    ],
)
def test_reports_around_a_change_of_trains_converge(
    riding: Shipment, train: Departure, next_train: Departure, order: tuple[str, ...]
) -> None:
    for step in order:
        if step == "change":
            change_trains(riding, next_train)
        else:
            tell(next_train if step == "arrived" else train, step, occurred_at=LATER - HOUR)
    shipment = fresh(riding)
    assert (shipment.status, shipment.eta_at) == ("arrived", LATER - HOUR)
    assert sorted(shipment.events.values_list("kind", flat=True)) == [
        "arrived",
        "departed",
        "handed_in",
        "transshipped",
    ]


def test_simulated_reports_are_dated_by_the_train_that_is_really_ridden(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    told = [NewReport(kind, kind, shipment=riding.number) for kind in ("transshipped", "arrived")]
    made = reporting.report_events(reports=told, at=NOW, by=Actor(kind="staff", simulates=True))
    assert [each.event.occurred_at for each in made] == [leg_of(train, 2).arrives_at, next_train.arrives_at]


def test_each_report_ends_one_leg_of_its_train_or_begins_the_next(riding: Shipment, train: Departure) -> None:
    told = ("departed", "at_border", "transshipped", "arrived")
    for hours, kind in enumerate(told):
        tell(train, kind, occurred_at=LATER - (9 - hours) * HOUR)
    instants = [LATER - (9 - hours) * HOUR for hours in range(4)]
    assert list(
        train.legs.order_by("position").values_list("actual_departed_at", "actual_arrived_at")
    ) == list(pairwise(instants))


def test_of_doubled_reports_the_earliest_dates_the_leg(riding: Shipment, train: Departure) -> None:
    tell(train, "departed", LATER + HOUR, occurred_at=LATER)
    tell(train, "departed", LATER, occurred_at=LATER - HOUR)
    assert leg_of(train, 1).actual_departed_at == LATER - HOUR


def test_simulated_reports_date_no_leg(riding: Shipment, train: Departure) -> None:
    told = NewReport("S", "departed", shipment=riding.number)
    reporting.report_events(reports=[told], at=NOW, by=Actor(kind="staff", simulates=True))
    assert leg_of(train, 1).actual_departed_at is None
    assert not LegObservation.objects.exists()


def test_what_a_person_reports_of_a_train_now_is_real(riding: Shipment, train: Departure) -> None:
    demonstrator = Actor(kind="staff", simulates=True)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=demonstrator)
    assert leg_of(train, 1).actual_departed_at == NOW
    assert broken(lambda name: "simulated report" in name) == []


def test_the_yards_report_sends_off_no_train_that_was_cancelled(riding: Shipment, train: Departure) -> None:
    cancel_last_leg(train)
    tell(train, "transshipped")
    assert leg_of(train, 2).actual_arrived_at == LATER
    assert leg_of(train, 3).actual_departed_at is None


def test_a_train_that_does_not_run_never_arrives(riding: Shipment, train: Departure) -> None:
    cancel_last_leg(train)
    with pytest.raises(IllegalMove, match="does not run"):
        reporting.report_departure(departure_id=train.pk, kind="arrived", at=LATER, by=STAFF)
    assert Departure.objects.get().status == "open"


def test_a_departure_without_its_last_train_ends_with_its_last_container(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    cancel_last_leg(train)
    change_trains(riding, next_train)
    tell(train, "transshipped")
    tell(next_train, "arrived")
    train.refresh_from_db()
    assert train.status == "arrived"
    reporting.report_stage(shipment_id=riding.pk, kind="delivered", at=LATER, by=STAFF)
    closing.finish_due(at=LATER, by=SYSTEM)
    train.refresh_from_db()
    assert train.status == "done"


def test_a_departure_waits_for_those_of_its_containers_that_are_elsewhere(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    other = assigned(temperature_class="CHILLED_2_6", segregation_class="DAIRY_CHILLED")
    cancel_last_leg(train)
    change_trains(riding, next_train)
    change_trains(other, make_train(LEAVES + 4 * DAY))
    tell(train, "transshipped")
    tell(next_train, "arrived")
    train.refresh_from_db()
    assert train.status == "at_border"


def test_a_leg_is_observed_once_both_its_ends_are_known(riding: Shipment, train: Departure) -> None:
    tell(train, "at_border", occurred_at=LATER)
    assert not LegObservation.objects.exists()
    tell(train, "departed", occurred_at=LATER - 30 * HOUR)
    seen = LegObservation.objects.get()
    assert (seen.departure_leg, seen.minutes, seen.observed_at) == (leg_of(train, 1), 1800, LATER)
    assert (seen.origin.code, seen.destination.code, seen.kind) == ("KZ-ALMATY1", "KZ-ALTYNKOL", "train")


def test_an_observation_stays_whatever_is_reported_later(riding: Shipment, train: Departure) -> None:
    tell(train, "departed", occurred_at=LATER - 30 * HOUR)
    tell(train, "at_border", occurred_at=LATER)
    tell(train, "departed", LATER + HOUR, occurred_at=LATER - 40 * HOUR)
    assert LegObservation.objects.get().minutes == 1800


def test_waiting_for_its_time_is_no_part_of_a_trains_run(riding: Shipment, train: Departure) -> None:
    last = leg_of(train, 3)
    tell(train, "transshipped", last.departs_at, occurred_at=last.departs_at - 5 * HOUR)
    tell(train, "arrived", last.arrives_at)
    taken = last.arrives_at - last.departs_at
    assert timedelta(minutes=LegObservation.objects.get().minutes) == taken


def test_reports_against_the_order_of_time_are_no_observation(riding: Shipment, train: Departure) -> None:
    tell(train, "departed", occurred_at=LATER)
    tell(train, "at_border", occurred_at=LATER - HOUR)
    assert not LegObservation.objects.exists()


def test_a_new_place_is_expected_by_the_timetable(train: Departure) -> None:
    shipment = assigned()
    assert shipment.eta_at == train.arrives_at
    assert shipment.eta_late_at == train.departs_at + 1.5 * (train.arrives_at - train.departs_at)
    assert shipment.eta_basis == "timetable"


def test_a_train_that_leaves_late_is_expected_late(riding: Shipment, train: Departure) -> None:
    tell(train, "departed", train.departs_at + 7 * HOUR)
    assert fresh(riding).eta_at == train.arrives_at + 7 * HOUR


def test_a_train_that_comes_early_is_expected_when_it_was(riding: Shipment, train: Departure) -> None:
    tell(train, "at_border", leg_of(train, 1).arrives_at - 3 * HOUR)
    assert fresh(riding).eta_at == train.arrives_at


def test_whoever_boards_a_train_at_the_border_is_late_with_it(
    riding: Shipment, train: Departure, next_train: Departure
) -> None:
    change_trains(riding, next_train)
    assert fresh(riding).eta_at == next_train.arrives_at
    left_at = leg_of(next_train, 3).departs_at + 9 * HOUR
    tell(next_train, "transshipped", left_at)
    assert fresh(riding).eta_at == next_train.arrives_at + 9 * HOUR


def test_a_report_of_the_goods_alone_moves_their_arrival(riding: Shipment, train: Departure) -> None:
    left_at = train.departs_at + 4 * HOUR
    told = NewReport("P", "departed", left_at, shipment=riding.number)
    reporting.report_events(reports=[told], at=left_at, by=STAFF)
    assert fresh(riding).eta_at == train.arrives_at + 4 * HOUR
    reporting.report_stage(shipment_id=riding.pk, kind="arrived", at=LATER, by=STAFF)
    assert fresh(riding).eta_at == fresh(riding).eta_late_at == LATER


def test_a_box_that_has_lost_a_train_is_not_expected(riding: Shipment, train: Departure) -> None:
    ContainerLeg.objects.filter(departure_leg=leg_of(train, 3)).update(released_at=NOW)
    assert expecting.expect_departure(departure_id=train.pk, at=NOW) == 1
    shipment = fresh(riding)
    assert (shipment.eta_at, shipment.eta_late_at, shipment.eta_basis) == (None, None, "")


def test_thirty_observations_of_every_leg_make_history(rails: datetime) -> None:
    train = make_train(LEAVES)
    observe_often(train, range(101, 131))
    shipment = assigned()
    # Each leg now takes two hours or so; the trains still wait for their own time.
    assert shipment.eta_basis == "history"
    assert shipment.eta_at == leg_of(train, 3).departs_at + timedelta(minutes=115)
    assert shipment.eta_late_at == leg_of(train, 3).departs_at + timedelta(minutes=127)


def test_one_leg_too_few_or_an_observation_still_to_come_make_no_history(rails: datetime) -> None:
    train = make_train(LEAVES)
    observe_often(train, [600] * 30)
    slot_id = assigned().assignments.get().slot_id
    for at, basis in ((NOW, "history"), (NOW - 2 * DAY, "timetable")):
        assert expecting.first_expectation(slot_id=slot_id, at=at)["eta_basis"] == basis


def test_expecting_twice_changes_nothing(riding: Shipment) -> None:
    version = fresh(riding).version
    assert expecting.expect_again(shipment_ids=[riding.pk], at=NOW) == 0
    assert fresh(riding).version == version


def test_a_report_takes_as_many_queries_for_nine_riders_as_for_three(rails: datetime) -> None:
    counts = []
    for days, riders in ((10, 3), (20, 9)):
        train = make_train(NOW + days * DAY, places=40)
        for _ in range(riders):
            shipment = assigned(planned_hand_in_at=train.cfs_cutoff_at - DAY)
            reporting.hand_in(shipment_id=shipment.pk, at=NOW, by=STAFF)
        with CaptureQueriesContext(
            connection,
        ) as told:
            tell(train, "departed", train.departs_at)
        moved = Shipment.objects.filter(status="departed", assignments__slot__departure=train)
        assert moved.count() == riders
        counts.append(len(told))
    assert counts[0] == counts[1]
    assert counts[0] <= 60


def test_a_stale_copy_moves_nothing(riding: Shipment, train: Departure) -> None:
    stale = fresh(riding)
    tell(train, "departed")
    told = NewReport("late", "arrived", LATER, shipment=riding.number)
    reporting.report_events(reports=[told], at=LATER, by=STAFF)
    with pytest.raises(LostRace):
        settling.settle(stale, at=LATER, by=STAFF)


def test_following_trains_needs_its_callers_transaction(transactional_db: None) -> None:
    train, nobody = Departure(pk=UUID(int=1)), UUID(int=2)
    for call in (
        lambda: running.follow_train(train, kind="departed", at=NOW, by=STAFF),
        lambda: settling.settle_many([], at=NOW, by=STAFF),
        lambda: observing.observe(departure_id=nobody, at=NOW),
        lambda: expecting.expect_again(shipment_ids=[nobody], at=NOW),
        lambda: expecting.expect_departure(departure_id=nobody, at=NOW),
    ):
        with pytest.raises(OutsideTransaction):
            call()

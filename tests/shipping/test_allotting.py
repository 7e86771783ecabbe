from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import F

from accounts.models import Organisation
from kit.errors import Problem
from kit.ids import uuid7
from kit.transactions import OutsideTransaction, owns_transaction
from shipping import tasks
from shipping.errors import (
    AllotmentContradicts,
    AllotmentNotFound,
    AlreadyAllotted,
    DepartureNotFound,
    HoldRefused,
)
from shipping.models import Allotment, AllottedPlaces, Departure, Slot, TrainService
from shipping.operations import allotting, assigning, booking, closing, extending
from shipping.operations.allotting import allot, end_allotment, keep_due, release_due
from tests.shipping.changes import cancel_leg
from tests.shipping.railway import (
    DAY,
    FULL,
    HOUR,
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

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
SERVICE = "ALA-LYG-KH"
SECOND = timedelta(seconds=1)
# One forty-foot place by the heaviest box that trains take, its wagon longer on 1520.
PLACE = [(2_000, 25_000_000, 0, wagon_mm) for wagon_mm in (14_000, 14_000, 13_466)]


@pytest.fixture
def seller(db: None) -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


@pytest.fixture
def real_seller(real_rails: datetime) -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


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


def test_kept_places_are_not_free_for_others(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    whole = free(train)
    keep(seller, places=2)
    assert free(train) == less(whole, 2)
    assert kept(train) == [(2, 2)]
    assert assign(book(**FULL)).waiting_reason == "train_full"
    assert broken() == []


def test_the_keepers_shipment_draws_its_place(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=1)
    keep(seller)
    shipment = assigned(**FULL, consignor_id=seller.pk)
    assert train_of(shipment) == train
    assert kept(train) == [(1, 0)]
    # The box that came is lighter than the heaviest, for which the place was kept.
    assert {leg[:2] for leg in free(train)} == {(0, 1_300_000_000 - 24_900_000)}
    assert broken() == []
    assert assign(book(**FULL, consignor_id=seller.pk)).waiting_reason == "train_full"


def test_an_open_container_is_filled_before_a_kept_place_is_drawn(
    rails: datetime, seller: Organisation
) -> None:
    train = make_train(places=2)
    keep(seller)
    others = assigned()
    shipment = assigned(consignor_id=seller.pk)
    assert shipment.assignments.get().slot == others.assignments.get().slot
    assert kept(train) == [(1, 1)]


def test_the_kept_place_is_drawn_before_a_free_one(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    keep(seller)
    assigned(**FULL, consignor_id=seller.pk)
    assert kept(train) == [(1, 0)]
    assert {leg[0] for leg in free(train)} == {2_000}


def test_cooled_goods_draw_the_place_and_take_a_plug_besides(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=1, plugs=1)
    keep(seller)
    assigned(temperature_class="FROZEN_-18", segregation_class="FROZEN_MEAT", consignor_id=seller.pk)
    assert {leg[0] for leg in free(train)} == {0}
    assert {leg[2] for leg in free(train)} == {0}
    assert broken() == []


def test_a_train_without_so_much_room_keeps_what_there_is(rails: datetime, seller: Organisation) -> None:
    train, heavy = make_train(places=2), make_train(NOW + 11 * DAY, gross_cap_g=30_000_000)
    assigned(**FULL)
    allotment = keep(seller, places=3)
    assert [(kept(each)) for each in (train, heavy)] == [[(1, 1)], [(1, 1)]]
    short = allotment.kept.filter(places_kept__lt=F("allotment__places"))
    assert short.count() == 2
    assert broken() == []


def test_the_emptied_container_of_a_kept_place_is_free_for_all(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=1)
    whole = free(train)
    keep(seller)
    shipment = assigned(consignor_id=seller.pk)
    booking.cancel_shipment(shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    assert free(train) == whole
    assert train_of(assigned(**FULL)) == train
    assert broken() == []


def test_only_trains_of_the_service_within_its_days_are_kept(rails: datetime, seller: Organisation) -> None:
    inside, after, other = (
        make_train(),
        make_train(NOW + 20 * DAY),
        make_train(service="ALA-LYG-DO"),
    )
    keep(seller, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 10))
    assert [kept(each) for each in (inside, after, other)] == [[(1, 1)], [], []]


def test_trains_made_later_are_kept_by_the_sweep_once(
    rails: datetime, seller: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(seller)
    train = make_train()
    monkeypatch.setattr(tasks, "now", lambda: NOW)
    tasks.sweep_allotments()
    tasks.sweep_allotments()
    assert kept(train) == [(1, 1)]
    assert broken() == []


def test_unused_places_are_given_up_at_the_hour_and_not_before(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    whole = free(train)
    keep(seller, places=2)
    hour = train.cfs_cutoff_at - 24 * HOUR
    assert AllottedPlaces.objects.get().release_at == hour
    assert release_due(at=hour - HOUR, by=STAFF) == 0
    assert release_due(at=hour, by=STAFF) == 1
    assert free(train) == whole
    row = AllottedPlaces.objects.get()
    assert (row.places_left, row.released_at) == (0, hour)
    assert release_due(at=hour, by=STAFF) == 0
    assert keep_due(at=hour, by=STAFF) == 0
    assert broken() == []


def test_the_hour_moves_with_the_cut_off(rails: datetime, seller: Organisation) -> None:
    train = make_train()
    keep(seller)
    later = train.cfs_cutoff_at + 10 * HOUR
    extending.extend_cut_offs(departure_id=train.pk, cfs_at=later, reason="snow", at=NOW, by=STAFF)
    assert AllottedPlaces.objects.get().release_at == later - 24 * HOUR
    sooner = later - 2 * DAY
    Departure.objects.update(cfs_cutoff_at=sooner)
    assert release_due(at=sooner - 24 * HOUR, by=STAFF) == 1


@pytest.mark.parametrize("state", [{"status": "closed"}, {"runs_through": False}], ids=["closed", "cut"])
def test_a_train_that_takes_no_more_bookings_keeps_nothing(
    rails: datetime, seller: Organisation, state: dict[str, Any]
) -> None:
    train = make_train()
    whole = free(train)
    keep(seller)
    if "status" in state:
        closing.close_departure(departure_id=train.pk, at=NOW, by=STAFF)
    else:
        Departure.objects.update(**state)
    assert release_due(at=NOW, by=STAFF) == 1
    assert free(train) == whole


def test_an_ended_allotment_gives_all_up(rails: datetime, seller: Organisation) -> None:
    trains = [make_train(NOW + days * DAY) for days in (8, 9)]
    whole = free(trains[0])
    allotment = keep(seller)
    used = assigned(consignor_id=seller.pk)
    ended = end_allotment(allotment_id=allotment.pk, reason="no harvest", at=NOW, by=STAFF)
    assert (ended.ended_at, ended.end_reason) == (NOW, "no harvest")
    assert [kept(each) for each in trains] == [[(1, 0)], [(1, 0)]]
    assert free(trains[1]) == whole
    assert fresh(used).status == "assigned"
    again = end_allotment(allotment_id=allotment.pk, reason="twice", at=NOW + DAY, by=STAFF)
    assert again.end_reason == "no harvest"
    make_train(NOW + 10 * DAY)
    assert keep_due(at=NOW, by=STAFF) == 0
    assert keep(seller, places=2).places == 2
    assert broken() == []


def test_one_allotment_of_a_service_at_a_time(rails: datetime, seller: Organisation) -> None:
    keep(seller)
    with pytest.raises(AlreadyAllotted):
        keep(seller)
    keep(seller, service_code="ALA-LYG-DO")


@pytest.mark.parametrize(
    "wrong",
    [{"service_code": "NOWHERE"}, {"places": 0}, {"valid_to": date(2026, 1, 1)}, {"organisation_id": "none"}],
    ids=["no service", "no place", "ends before it begins", "no organisation"],
)
def test_an_allotment_that_contradicts_itself_is_refused(
    rails: datetime, seller: Organisation, wrong: dict[str, Any]
) -> None:
    if "organisation_id" in wrong:
        wrong = {"organisation_id": book().pk}
    with pytest.raises(AllotmentContradicts):
        keep(seller, **wrong)


def test_an_allotment_that_nobody_knows_cannot_be_ended(rails: datetime) -> None:
    with pytest.raises(AllotmentNotFound):
        end_allotment(allotment_id=book().pk, reason="", at=NOW, by=STAFF)


def test_verify_counts_what_is_kept(rails: datetime, seller: Organisation) -> None:
    make_train()
    keep(seller)
    AllottedPlaces.objects.update(places_left=0)
    assert broken() == ["what is free on a leg is its limits less its containers"]


def test_two_draw_the_last_kept_place_and_one_gets_it(
    real_rails: datetime, real_seller: Organisation, at_once: AtOnce
) -> None:
    train = make_train(places=1)
    keep(real_seller)
    shipments = [book(**FULL, consignor_id=real_seller.pk) for _ in range(4)]
    tries: list[Callable[[], Any]] = [
        partial(assigning.try_assign, shipment_id=each.pk, at=NOW, by=STAFF) for each in shipments
    ]
    assert sorted(at_once(tries)) == [False, False, False, True]
    assert kept(train) == [(1, 0)]
    assert broken() == []


def test_a_place_is_drawn_or_given_up_but_never_both(
    real_rails: datetime, real_seller: Organisation, at_once: AtOnce
) -> None:
    trains = [make_train(NOW + days * DAY, places=1) for days in range(8, 14)]
    keep(real_seller)
    shipments = [book(**FULL, consignor_id=real_seller.pk) for _ in trains]
    rivals = [book(**FULL) for _ in trains]
    tries: list[Callable[[], Any]] = [
        partial(assigning.try_assign, shipment_id=each.pk, at=NOW, by=STAFF) for each in shipments + rivals
    ]
    release = partial(release_due, at=trains[-1].cfs_cutoff_at - DAY, by=STAFF)
    answers = at_once([release, *tries])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert all(row.places_left == 0 for row in AllottedPlaces.objects.all())
    assert Slot.objects.count() == sum(answers[1:])
    assert broken() == []


@pytest.mark.parametrize("verb", [allotting.allot, allotting.end_allotment, allotting.give_up])
def test_the_verbs_need_their_callers_transaction(transactional_db: None, verb: Callable[..., Any]) -> None:
    with pytest.raises(OutsideTransaction):
        verb(at=NOW, by=STAFF)


# ---- places of one train, for a while ------------------------------------------------


def hold(train: Departure, seller: Organisation, **changes: Any) -> Allotment:
    wanted: dict[str, Any] = {"departure_id": train.pk, "organisation_id": seller.pk, "places": 1}
    return owns_transaction(allotting.hold_places)(**{**wanted, "at": NOW, "by": STAFF, **changes})


def test_a_hold_keeps_places_of_one_train_until_its_hour(rails: datetime, seller: Organisation) -> None:
    train, other = make_train(places=2), make_train(NOW + 12 * DAY, places=2)
    whole = free(train)
    held = hold(train, seller, places=2)
    assert (held.holds_until, held.departure) == (NOW + HOUR / 2, train)
    assert (free(train), free(other)) == (less(whole, 2), whole)
    assert release_due(at=NOW + HOUR / 2 - SECOND, by=STAFF) == 0
    assert release_due(at=NOW + HOUR / 2, by=STAFF) == 1
    assert free(train) == whole
    held.refresh_from_db()
    assert (held.ended_at, held.end_reason) == (NOW + HOUR / 2, "The hold has lapsed.")
    assert broken() == []


def test_what_was_booked_from_a_hold_stays_when_it_lapses(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    hold(train, seller, places=2, minutes=60)
    shipment = assigned(**FULL, consignor_id=seller.pk)
    assert assign(book(**FULL)).waiting_reason == "train_full"
    release_due(at=NOW + HOUR, by=STAFF)
    assert train_of(shipment) == train
    assert kept(train) == [(2, 0)]
    assert train_of(assigned(**FULL)) == train
    assert broken() == []


def test_a_hold_ends_with_the_cut_off_at_the_latest(rails: datetime, seller: Organisation) -> None:
    train = make_train()
    hold(train, seller, minutes=3 * 24 * 60, at=train.cfs_cutoff_at - HOUR)
    assert release_due(at=train.cfs_cutoff_at - SECOND, by=STAFF) == 0
    assert release_due(at=train.cfs_cutoff_at, by=STAFF) == 1


def test_a_hold_stands_beside_the_sellers_allotment_which_is_drawn_last(
    rails: datetime, seller: Organisation
) -> None:
    train = make_train(places=3)
    keep(seller)
    hold(train, seller)
    assigned(**FULL, consignor_id=seller.pk)
    drawn = AllottedPlaces.objects.filter(departure=train, places_left=0)
    # The hold would lapse first; one container draws from one of them alone.
    assert [row.allotment.departure for row in drawn] == [train]
    assert sorted(kept(train)) == [(1, 0), (1, 1)]
    assert broken() == []


def test_no_more_is_held_than_a_train_has(rails: datetime, seller: Organisation) -> None:
    train = make_train(places=2)
    assigned(**FULL)
    with pytest.raises(HoldRefused, match="would be 3, it bears 2"):
        hold(train, seller, places=2)
    assert kept(train) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"places": 0}, AllotmentContradicts),
        ({"minutes": 0}, AllotmentContradicts),
        ({"minutes": 3 * 24 * 60 + 1}, AllotmentContradicts),
        ({"organisation_id": uuid7()}, AllotmentContradicts),
        ({"departure_id": uuid7()}, DepartureNotFound),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    rails: datetime, seller: Organisation, wrong: dict[str, Any], problem: type[Problem]
) -> None:
    train = make_train()
    with pytest.raises(problem):
        hold(train, seller, **wrong)


def test_a_train_that_takes_no_bookings_holds_nothing(rails: datetime, seller: Organisation) -> None:
    closed, headless = make_train(), make_train(NOW + 12 * DAY)
    closing.close_departure(departure_id=closed.pk, at=NOW, by=STAFF)
    cancel_leg(headless, 3)
    for train, at in ((closed, NOW), (headless, NOW), (make_train(NOW + 14 * DAY), NOW + 13 * DAY)):
        with pytest.raises(HoldRefused, match="takes no bookings"):
            hold(train, seller, at=at)


def test_an_allotment_is_no_larger_than_the_trains_of_its_service(
    rails: datetime, seller: Organisation
) -> None:
    most = TrainService.objects.get(code=SERVICE).legs.order_by("places")[0].places
    with pytest.raises(AllotmentContradicts, match=f"have {most} places, not {most + 1}"):
        keep(seller, places=most + 1)


def test_one_train_is_given_up_and_the_others_keep_theirs(rails: datetime, seller: Organisation) -> None:
    train, other = make_train(), make_train(NOW + 12 * DAY)
    whole = free(train)
    keep(seller)
    row = AllottedPlaces.objects.get(departure=train)
    given_up = owns_transaction(allotting.give_up_kept)(allotted_id=row.pk, at=NOW, by=STAFF)
    assert (given_up.places_left, given_up.released_at) == (0, NOW)
    assert (free(train), kept(other)) == (whole, [(1, 1)])
    assert keep_due(at=NOW, by=STAFF) == 0
    assert broken() == []
    with pytest.raises(AllotmentNotFound):
        owns_transaction(allotting.give_up_kept)(allotted_id=uuid7(), at=NOW, by=STAFF)

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.db.models import F

from accounts.models import Organisation
from kit.ids import uuid7
from kit.transactions import OutsideTransaction, owns_transaction
from shipping import tasks
from shipping.errors import (
    AllotmentContradicts,
    AllotmentNotFound,
    AlreadyAllotted,
)
from shipping.models import AllottedPlaces, Departure, Slot, TrainService
from shipping.operations import allotting, assigning, booking, closing, extending
from shipping.operations.allotting import end_allotment, keep_due, release_due
from tests.shipping.keeping import SERVICE, keep, kept, less
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


@pytest.fixture
def seller(db: None) -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


@pytest.fixture
def real_seller(real_rails: datetime) -> Organisation:
    return Organisation.objects.create(kind="seller", name="A mill", created_at=NOW)


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

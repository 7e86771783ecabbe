from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from kit.actors import SYSTEM
from kit.moves import IllegalMove
from kit.transactions import OutsideTransaction, owns_transaction
from shipping import tasks
from shipping.errors import CutOffsContradict
from shipping.models import Container, Departure, DepartureChange, Roll, Shipment, Slot, SlotAssignment
from shipping.operations import assigning, closing, extending, missing, reporting
from shipping.operations.closing import UNSEALED
from shipping.operations.documenting import note_documents
from shipping.operations.extending import extend_cut_offs
from tests.shipping.changes import cancel, cancel_leg
from tests.shipping.railway import (
    DAY,
    HOUR,
    NOW,
    STAFF,
    assign,
    assigned,
    book,
    broken,
    fresh,
    make_train,
    train_of,
)

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
SECOND = timedelta(seconds=1)
PAPER = "phytosanitary_certificate"


def extend(train: Departure, at: datetime = NOW, **changes: Any) -> Departure:
    """Staff give the sellers more time."""
    verb = owns_transaction(extend_cut_offs)
    return verb(departure_id=train.pk, reason="snow on the road", at=at, by=STAFF, **changes)


def close_all(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock does, at an instant."""
    monkeypatch.setattr(tasks, "now", lambda: at)
    tasks.close_departures()


def hand_in(shipment: Shipment, at: datetime) -> Shipment:
    owns_transaction(reporting.report_stage)(shipment_id=shipment.pk, kind="handed_in", at=at, by=STAFF)
    return fresh(shipment)


def statuses(train: Departure) -> tuple[str, set[str], set[str]]:
    """Of the train, its slots, its assignments."""
    train.refresh_from_db()
    slots = Slot.objects.filter(departure=train).values_list("status", flat=True)
    taken = SlotAssignment.objects.filter(slot__departure=train, released_at__isnull=True)
    return train.status, set(slots), set(taken.values_list("status", flat=True))


# Rule 12: a departure on 1 December 18:00 in Almaty closes its warehouse on 28 November 13:00 UTC.
def test_rule_12_a_second_before_the_cut_off_is_in_time_and_the_cut_off_is_not(rails: datetime) -> None:
    train = make_train(datetime.fromisoformat("2026-12-01T18:00:00+05:00"))
    cut_off = datetime.fromisoformat("2026-11-28T13:00:00+00:00")
    assert train.cfs_cutoff_at == cut_off
    first_mile = timedelta(minutes=book().first_mile_min)
    just, late = (book(planned_hand_in_at=cut_off - first_mile - gap) for gap in (SECOND, timedelta()))
    assert assign(just).status == "assigned"
    assert assign(late).waiting_reason == "cut_off_passed"
    early = book()
    assert assign(early, at=cut_off).status == "waiting"
    assert assign(early, at=cut_off - SECOND).status == "assigned"


def test_what_was_not_handed_in_by_the_cut_off_rolls_and_the_seller_is_told(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 12 * DAY)
    late, punctual = assigned(), assigned()
    hand_in(punctual, sooner.cfs_cutoff_at - 7 * HOUR)
    close_all(sooner.cfs_cutoff_at - SECOND, monkeypatch)
    assert not Roll.objects.exists()
    close_all(sooner.cfs_cutoff_at, monkeypatch)
    assert (train_of(late), train_of(punctual)) == (later, sooner)
    roll = Roll.objects.get()
    assert (roll.shipment, roll.cause, roll.fault) == (late, "hand_in", "seller")
    # The warehouse closes at 06:00, and the way there takes six hours.
    assert roll.reason == "Not handed in by 29 Nov 05:00 Almaty"
    assert roll.to_departure == later
    assert broken() == []


def test_goods_that_are_not_in_hand_reach_no_train_that_closes_before_they_could_come(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner = make_train(NOW + 8 * DAY)
    too_soon, later = make_train(NOW + 8 * DAY + 5 * HOUR, service="ALA-LYG-DO"), make_train(NOW + 9 * DAY)
    shipment = assigned()
    close_all(sooner.cfs_cutoff_at, monkeypatch)
    assert train_of(shipment) == later
    assert not too_soon.slots.exists()
    assert fresh(shipment).ready_at == sooner.cfs_cutoff_at + 6 * HOUR
    assert broken() == []


def test_simulated_shipments_are_left_to_their_simulation(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    shipment = assigned(documents_missing=[PAPER])
    Shipment.objects.filter(pk=shipment.pk).update(simulated=True)
    close_all(train.doc_cutoff_at, monkeypatch)
    assert train_of(shipment) == train


def test_a_train_closed_early_by_hand_rolls_nobody_before_its_cut_off(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    shipment = assigned()
    closing.close_departure(departure_id=train.pk, at=NOW, by=STAFF)
    close_all(train.cfs_cutoff_at - SECOND, monkeypatch)
    assert train_of(shipment) == train
    close_all(train.cfs_cutoff_at, monkeypatch)
    assert fresh(shipment).status == "waiting"


def test_missing_three_trains_calls_a_person(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    trains = [make_train(NOW + days * DAY) for days in (8, 9, 10, 11)]
    shipment = assigned()
    for count, train in enumerate(trains[:3], start=1):
        close_all(train.cfs_cutoff_at, monkeypatch)
        assert (fresh(shipment).attention_at is not None) == (count == 3)
    assert fresh(shipment).attention_reason == "It was not handed in for 3 trains."


def test_rule_18_flour_without_its_certificate_does_not_load(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 12 * DAY)
    bare, complete = assigned(documents_missing=[PAPER]), assigned()
    for each in (bare, complete):
        hand_in(each, NOW)
    close_all(sooner.doc_cutoff_at - SECOND, monkeypatch)
    assert train_of(bare) == sooner
    close_all(sooner.doc_cutoff_at, monkeypatch)
    assert (train_of(bare), train_of(complete)) == (later, sooner)
    roll = Roll.objects.get()
    assert (roll.shipment, roll.cause, roll.fault) == (bare, "documents", "seller")
    assert roll.reason == f"Papers missing at the cut-off of 30 Nov 11:00 Almaty: {PAPER}"
    sooner.refresh_from_db()
    assert sooner.documents_closed_at == sooner.doc_cutoff_at
    assert broken() == []


def test_papers_that_come_in_time_let_it_load(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    train = make_train()
    shipment = assigned(documents_missing=[PAPER])
    hand_in(shipment, NOW)
    noted = note_documents(shipment_id=shipment.pk, missing=[], at=train.doc_cutoff_at - SECOND, by=STAFF)
    assert noted.documents_missing == []
    close_all(train.doc_cutoff_at, monkeypatch)
    assert train_of(shipment) == train


def test_papers_that_come_at_the_cut_off_come_too_late_before_any_clock_has_struck(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 12 * DAY)
    shipment = assigned(documents_missing=[PAPER])
    hand_in(shipment, NOW)
    noted = note_documents(shipment_id=shipment.pk, missing=[], at=sooner.doc_cutoff_at, by=STAFF)
    assert train_of(shipment) == later
    assert (noted.status, noted.documents_missing) == ("handed_in", [])
    assert Roll.objects.get().cause == "documents"


def test_noting_the_same_papers_changes_nothing(rails: datetime) -> None:
    shipment = book(documents_missing=["b", "a"])
    assert shipment.documents_missing == ["a", "b"]
    again = note_documents(shipment_id=shipment.pk, missing=["a", "b", "a"], at=NOW, by=STAFF)
    assert again.version == shipment.version


def test_the_terminal_closes_by_itself(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    train = make_train()
    close_all(train.cy_cutoff_at - SECOND, monkeypatch)
    train.refresh_from_db()
    assert train.terminal_closed_at is None
    close_all(train.cy_cutoff_at, monkeypatch)
    train.refresh_from_db()
    assert train.terminal_closed_at == train.cy_cutoff_at


def test_unsealed_containers_are_put_before_a_person_only_where_stuffing_is_on_record(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    unrecorded, recorded = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    nobody_stuffs = hand_in(assigned(), NOW)
    Departure.objects.filter(pk=unrecorded.pk).update(runs_through=False)
    sealed, forgotten = hand_in(assigned(), NOW), hand_in(assigned(segregation_class="COSMETICS"), NOW)
    Container.objects.filter(slot__assignments__shipment=sealed).update(stuffed_at=NOW, sealed_at=NOW)
    close_all(recorded.cy_cutoff_at, monkeypatch)
    assert fresh(forgotten).attention_reason == UNSEALED
    assert [fresh(each).attention_reason for each in (sealed, nobody_stuffs)] == ["", ""]


def test_an_extended_cut_off_gives_sellers_more_time(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    later = train.cfs_cutoff_at + 10 * HOUR
    extended = extend(train, cfs_at=later)
    assert (extended.cfs_cutoff_at, extended.edited_at) == (later, NOW)
    assert fresh(shipment).hand_in_by_at == later - 6 * HOUR
    change = DepartureChange.objects.get()
    assert (change.kind, change.reason, change.departure) == ("extended", "snow on the road", train)
    assert change.facts == {"cfs_cutoff_at": [train.cfs_cutoff_at.isoformat(), later.isoformat()]}
    assert assign(book(planned_hand_in_at=later - 7 * HOUR), at=later - HOUR).status == "assigned"
    assert broken() == []


def test_a_train_that_closed_by_its_cut_off_opens_again_with_its_containers(rails: datetime) -> None:
    train = make_train()
    shipment = hand_in(assigned(), NOW)
    closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM)
    assert statuses(train) == ("closed", {"closed"}, {"locked"})
    at = train.cfs_cutoff_at + HOUR
    extend(train, at=at, cfs_at=train.cfs_cutoff_at + 10 * HOUR)
    assert statuses(train) == ("open", {"open"}, {"confirmed"})
    other = assign(book(planned_hand_in_at=at), at=at)
    assert other.assignments.get().slot == shipment.assignments.get().slot
    closing.close_due(at=at, by=SYSTEM)
    assert statuses(train)[0] == "open"
    assert broken() == []


def test_a_stuffed_container_stays_shut(rails: datetime) -> None:
    train = make_train()
    hand_in(assigned(), NOW)
    closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM)
    Container.objects.update(stuffed_at=NOW)
    extend(train, at=train.cfs_cutoff_at, cfs_at=train.cfs_cutoff_at + HOUR)
    assert statuses(train) == ("open", {"closed"}, {"confirmed"})


def test_a_train_that_was_closed_by_hand_opens_by_hand_before_its_cut_off(rails: datetime) -> None:
    train = make_train()
    shipment = assigned()
    closing.close_departure(departure_id=train.pk, at=NOW, by=STAFF, reason="full yard")
    assert extend(train, cfs_at=train.cfs_cutoff_at + HOUR).status == "closed"
    place = SlotAssignment.objects.select_related("slot").get(shipment=shipment)
    assert (place.status, place.slot.status) == ("locked", "closed")
    with pytest.raises(IllegalMove, match="extended"):
        closing.open_departure(departure_id=train.pk, at=train.cfs_cutoff_at + HOUR, by=STAFF)
    closing.open_departure(departure_id=train.pk, at=NOW, by=STAFF, reason="the yard is free")
    place = SlotAssignment.objects.select_related("slot").get(shipment=shipment)
    assert (place.status, place.slot.status) == ("confirmed", "open")
    assert train_of(assigned()) == train
    assert broken() == []


def test_a_closed_train_of_which_a_leg_is_cancelled_does_not_open(rails: datetime) -> None:
    train = make_train()
    cancel_leg(train, 3)
    closing.close_departure(departure_id=train.pk, at=NOW, by=STAFF)
    with pytest.raises(IllegalMove, match="restore that first"):
        closing.open_departure(departure_id=train.pk, at=NOW, by=STAFF)


@pytest.mark.parametrize("verb", [closing.close_departure, closing.open_departure])
def test_a_cancelled_train_is_restored_before_it_opens_or_closes(
    rails: datetime, verb: Callable[..., Departure]
) -> None:
    train = make_train()
    cancel(train)
    with pytest.raises(IllegalMove, match="restored"):
        owns_transaction(verb)(departure_id=train.pk, at=NOW, by=STAFF)
    train.refresh_from_db()
    assert train.status == "cancelled"


def test_an_extension_opens_the_papers_and_the_terminal_again(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    close_all(train.cy_cutoff_at, monkeypatch)
    extended = extend(
        train,
        at=train.cy_cutoff_at,
        documents_at=train.cy_cutoff_at + HOUR,
        terminal_at=train.cy_cutoff_at + 2 * HOUR,
    )
    assert (extended.documents_closed_at, extended.terminal_closed_at) == (None, None)
    assert extended.status == "closed"


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ({}, "Say which cut-off is extended, and until when."),
        (
            {"cfs": -1},
            (
                "The warehouse cut-off is 1 Dec 11:00 Almaty: "
                "sellers rely on it, so it is never brought forward."
            ),
        ),
        (
            {"cfs": 25},
            (
                "The warehouse cut-off would be 2 Dec 12:00 Almaty, "
                "after the documents cut-off at 2 Dec 11:00 Almaty."
            ),
        ),
        (
            {"terminal": 25},
            "The terminal cut-off would be 4 Dec 12:00 Almaty, after the departure at 4 Dec 11:00 Almaty.",
        ),
    ],
    ids=["nothing", "sooner", "after the papers", "after the train"],
)
def test_cut_offs_keep_their_order(rails: datetime, hours: dict[str, int], sentence: str) -> None:
    train = make_train()
    was = {"cfs": train.cfs_cutoff_at, "documents": train.doc_cutoff_at, "terminal": train.cy_cutoff_at}
    changes = {f"{name}_at": was[name] + count * HOUR for name, count in hours.items()}
    with pytest.raises(CutOffsContradict) as refused:
        extend(train, **changes)
    assert refused.value.detail == sentence
    assert not DepartureChange.objects.exists()


def test_a_cut_off_is_not_extended_into_the_past(rails: datetime) -> None:
    train = make_train()
    later = train.cfs_cutoff_at + HOUR
    with pytest.raises(CutOffsContradict, match="1 Dec 12:00 Almaty has passed"):
        extend(train, at=later, cfs_at=later)


def test_a_loaded_train_waits_for_nobody(rails: datetime) -> None:
    train = make_train()
    reporting.report_departure(departure_id=train.pk, kind="loaded", at=NOW, by=STAFF)
    with pytest.raises(CutOffsContradict, match="loaded already"):
        extend(train, cfs_at=train.cfs_cutoff_at + HOUR)


def test_closing_and_extending_at_once_leave_the_train_open(real_rails: datetime, at_once: AtOnce) -> None:
    for week in range(1, 6):
        train = make_train(NOW + (7 * week + 1) * DAY)
        shipment = hand_in(assigned(), NOW)
        at = train.cfs_cutoff_at
        later = at + 10 * HOUR
        answers = at_once(
            [
                partial(closing.close_due, at=at, by=SYSTEM),
                partial(extend, train, at=at, cfs_at=later),
                partial(missing.roll_missed, at=at, by=SYSTEM),
            ]
        )
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert statuses(train) == ("open", {"open"}, {"confirmed"})
        assert train_of(shipment) == train
        closing.close_due(at=later, by=SYSTEM)
        assert broken() == []


def test_a_hand_in_at_the_same_instant_as_the_roll_counts_once(real_rails: datetime, at_once: AtOnce) -> None:
    train = make_train()
    shipment = assigned()
    closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM)
    verb = owns_transaction(reporting.report_stage)
    report = partial(
        verb,
        shipment_id=shipment.pk,
        kind="handed_in",
        at=train.cfs_cutoff_at - 7 * HOUR,
        by=STAFF,
    )
    answers = at_once([report, partial(missing.roll_missed, at=train.cfs_cutoff_at, by=SYSTEM)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert fresh(shipment).status in ("handed_in", "waiting")
    assert (train_of(shipment) == train) == (not Roll.objects.exists())
    assert broken() == []


@pytest.mark.parametrize(
    "verb", [extending.extend_cut_offs, note_documents, missing.roll_without_papers, assigning.confirm]
)
def test_the_verbs_need_their_callers_transaction(transactional_db: None, verb: Callable[..., Any]) -> None:
    with pytest.raises(OutsideTransaction):
        verb(at=NOW, by=STAFF)

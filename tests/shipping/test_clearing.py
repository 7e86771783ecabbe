"""What becomes of goods that are missing from their container?"""

from datetime import datetime

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shipping.identifiers import build_sscc
from shipping.models import Container, Roll, Shipment
from shipping.operations import closing, missing, reporting
from tests.shipping.railway import DAY, HOUR, NOW, STAFF, broken, fresh, make_train, train_of
from tests.shipping.stowage import (
    codes,
    container_of,
    differences,
    outcomes,
    packed,
    seal,
    settle,
    stuff,
)

UNKNOWN = build_sscc(prefix="3952100", serial=999_999)


def hand_in(shipment: Shipment) -> None:
    """The seller has reported it."""
    owns_transaction(reporting.hand_in)(shipment_id=shipment.pk, at=NOW, by=STAFF)


def test_what_stands_in_a_container_is_in_hand_whether_or_not_that_was_reported(rails: datetime) -> None:
    train = make_train()
    unreported, packages = packed()
    reported, others = packed()
    hand_in(reported)
    stuff(container_of(unreported), codes([*packages, *others]), at=NOW + HOUR)
    assert (fresh(unreported).status, fresh(unreported).handed_in_at) == ("handed_in", NOW + HOUR)
    assert fresh(reported).handed_in_at == NOW
    assert unreported.events.count() == reported.events.count() == 1
    assert train_of(unreported) == train


def test_a_cut_off_takes_nothing_out_of_a_stuffed_container(rails: datetime) -> None:
    train = make_train()
    shipment, packages = packed()
    container = seal(stuff(container_of(shipment), codes(packages)))
    closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM)
    assert missing.roll_missed(at=train.cfs_cutoff_at, by=SYSTEM) == 0
    assert train_of(shipment) == train
    assert Container.objects.get(pk=container.pk).sealed_at == NOW
    assert broken(at=train.cfs_cutoff_at) == []


def test_goods_stowed_after_the_cut_off_were_there_in_time(rails: datetime) -> None:
    train = make_train()
    shipment, packages = packed()
    closing.close_due(at=train.cfs_cutoff_at, by=SYSTEM)
    stuff(container_of(shipment), codes(packages), at=train.cfs_cutoff_at + HOUR)
    assert (fresh(shipment).status, train_of(shipment)) == ("handed_in", train)
    assert missing.roll_missed(at=train.cfs_cutoff_at + 2 * HOUR, by=SYSTEM) == 0
    assert broken() == []


def test_a_shipment_that_is_missing_follows_with_another_train(rails: datetime) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    stays, below = packed()
    late, absent = packed(5_000, 6_000)
    container = stuff(container_of(stays), codes(below), at=train.cfs_cutoff_at - HOUR)
    assert len(differences(container)) == 2
    settle(
        container.discrepancies.order_by("sscc")[0],
        "Still on the road.",
        "rolls",
        at=train.cfs_cutoff_at - HOUR,
    )
    # Decided once for all that is missing of it.
    assert differences(container) == []
    assert (train_of(stays), train_of(late)) == (train, later)
    roll = Roll.objects.get()
    assert (roll.cause, roll.fault) == ("missing", "seller")
    assert roll.reason == "Missing when CSQU3054383 was stuffed: Still on the road."
    assert {row.outcome for row in container.discrepancies.all()} == {"rolls"}
    assert seal(container).sealed_at == NOW
    assert broken() == []
    assert len(absent) == 2


def test_a_container_that_did_not_wait_for_goods_is_the_terminals_fault(rails: datetime) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    stays, below = packed()
    late, _ = packed()
    early = fresh(late).hand_in_by_at
    assert early is not None
    container = stuff(container_of(stays), codes(below), at=early - HOUR)
    settle(container.discrepancies.get(), "It comes tomorrow.", "rolls", at=early - HOUR)
    assert Roll.objects.get().fault == "terminal"


def test_whose_goods_got_lost_at_the_terminal_rolls_by_its_fault(rails: datetime) -> None:
    make_train(), make_train(NOW + 12 * DAY)
    stays, below = packed()
    late, _ = packed()
    hand_in(late)
    container = stuff(container_of(stays), codes(below), at=NOW + HOUR)
    settle(container.discrepancies.get(), "Nobody finds it.", "rolls", at=NOW + HOUR)
    assert Roll.objects.get().fault == "terminal"


def test_the_rest_of_a_shipment_rides_without_what_is_missing_and_a_person_looks_after_it(
    rails: datetime,
) -> None:
    train = make_train()
    shipment, packages = packed(5_000, 6_000)
    container = stuff(container_of(shipment), codes(packages[:1]))
    settle(container.discrepancies.get(), "The bag had burst.", "rides")
    assert (differences(container), train_of(shipment)) == ([], train)
    assert fresh(shipment).attention_reason == (
        "Rides without what was missing when CSQU3054383 was stuffed: The bag had burst."
    )
    assert seal(container).sealed_at == NOW
    assert broken() == []


def test_what_becomes_of_missing_goods_must_be_said_and_must_be_possible(rails: datetime) -> None:
    make_train()
    there, packages = packed(5_000, 6_000)
    absent, _ = packed()
    container = stuff(container_of(there), [*codes(packages[:1]), UNKNOWN])
    listed = container.discrepancies
    half, whole, extra = listed.get(shipment=there), listed.get(shipment=absent), listed.get(sscc=UNKNOWN)
    assert outcomes(half) == ["rolls", "rides"]
    assert outcomes(whole) == ["rolls"]
    assert outcomes(whole, "rides") == ["rolls"]
    assert outcomes(extra, "rides") == []
    assert container.discrepancies.filter(settled_at=None).count() == 3


def test_goods_left_out_of_their_container_ride_with_no_train(rails: datetime) -> None:
    train = make_train()
    rides, packages = packed()
    stays, others = packed()
    hand_in(stays)
    stuff(container_of(rides), codes(packages))
    run = owns_transaction(reporting.report_departure)
    for kind in ("loaded", "departed"):
        run(departure_id=train.pk, kind=kind, at=NOW + HOUR, by=STAFF)
    assert (fresh(rides).status, fresh(stays).status) == ("departed", "handed_in")
    assert fresh(stays).attention_reason == "The train departed, and it does not stand in its container."
    assert len(others) == 1

"""Do reports converge, whoever sends them in whatever order how often?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Organisation
from kit.actors import Actor
from kit.errors import Invalid
from kit.moves import IllegalMove
from kit.transactions import OutsideTransaction
from shipping.errors import (
    NotAssigned,
    OnlyShipmentsSimulated,
    PackagesTooHeavy,
    ReportAhead,
    ReportMismatch,
    ReportOutOfPlace,
    ShipmentNotFound,
)
from shipping.models import Departure, Package, Shipment, SlotAssignment, TransportEvent
from shipping.operations import booking, holding, packing, reporting
from shipping.operations.packing import PackageSize
from shipping.operations.reporting import NewReport, Recorded
from shipping.queries import progress
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

SIMULATOR = Actor(kind="staff", simulates=True)
STAGES = ("handed_in", "loaded", "departed", "at_border", "arrived", "delivered")


@pytest.fixture
def riding(rails: datetime) -> Shipment:
    """A shipment with a train."""
    make_train()
    return assigned()


def send(
    shipment: Shipment | None,
    kind: str,
    occurred_at: datetime | None = NOW,
    *,
    by: Actor = STAFF,
    at: datetime = NOW,
    **changes: Any,
) -> Recorded:
    named = {"shipment": shipment.number} if shipment else {}
    wanted = {"external_id": f"R-{kind}", "kind": kind, "occurred_at": occurred_at, **named, **changes}
    with transaction.atomic():
        return reporting.report_events(reports=[NewReport(**wanted)], at=at, by=by)[0]


def partner(organisation_id: UUID, *, simulates: bool = False) -> Actor:
    return Actor(kind="partner", organisation_id=organisation_id, simulates=simulates)


@pytest.mark.parametrize("order", list(permutations(STAGES[:4])))
def test_four_reports_in_any_order_end_at_the_same_status(riding: Shipment, order: tuple[str, ...]) -> None:
    for kind in order:
        send(riding, kind, NOW + STAGES.index(kind) * timedelta(minutes=1))
    shipment = fresh(riding)
    assert (shipment.status, shipment.handed_in_at) == ("at_border", NOW)
    assert SlotAssignment.objects.get(shipment=riding).status == "used"
    assert broken() == []


def test_the_status_never_goes_back(riding: Shipment) -> None:
    send(riding, "departed")
    send(riding, "loaded")
    assert fresh(riding).status == "departed"
    assert list(fresh(riding).moves.values_list("became", flat=True))[-1] == "departed"


def test_a_doubled_report_is_recorded_once(riding: Shipment) -> None:
    first, again = send(riding, "loaded"), send(riding, "loaded")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.event.pk == again.event.pk
    assert TransportEvent.objects.count() == 1


def test_a_report_doubled_within_one_batch_is_recorded_once(riding: Shipment) -> None:
    report = NewReport("A", "loaded", NOW, shipment=riding.number)
    recorded = reporting.report_events(reports=[report, report], at=NOW, by=STAFF)
    assert [each.is_new for each in recorded] == [True, False]


@pytest.mark.parametrize(
    "changes",
    [{"kind": "departed"}, {"occurred_at": NOW - HOUR}, {"note": "other"}, {"location": "CN-XUZHOU"}],
)
def test_other_content_under_the_same_id_is_refused(riding: Shipment, changes: dict[str, Any]) -> None:
    send(riding, "loaded", external_id="A")
    with pytest.raises(ReportMismatch):
        send(riding, **{"kind": "loaded", **changes}, external_id="A")


def test_two_sources_number_their_reports_apart(
    riding: Shipment, make_organisation: Callable[..., Organisation]
) -> None:
    terminal = make_organisation("terminal", "KZ-ALMATY1")
    send(riding, "loaded", external_id="1")
    assert send(riding, "loaded", external_id="1", by=partner(terminal.pk)).is_new


def test_a_batch_is_kept_whole_or_not_at_all(riding: Shipment) -> None:
    reports = [
        NewReport("A", "loaded", NOW, shipment=riding.number),
        NewReport("B", "departed", NOW + DAY, shipment=riding.number),
    ]
    with pytest.raises(ReportAhead), transaction.atomic():
        reporting.report_events(reports=reports, at=NOW, by=STAFF)
    assert not TransportEvent.objects.exists()
    assert fresh(riding).status == "assigned"


def test_a_report_dated_ahead_is_refused_after_fifteen_minutes(riding: Shipment) -> None:
    send(riding, "loaded", NOW + timedelta(minutes=15))
    with pytest.raises(ReportAhead):
        send(riding, "departed", NOW + timedelta(minutes=15, seconds=1))


def test_a_report_without_an_instant_is_refused(riding: Shipment) -> None:
    with pytest.raises(Invalid):
        send(riding, "loaded", None)


def test_a_report_is_about_one_thing(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    with pytest.raises(Invalid):
        send(riding, "departed", departure_id=train.pk)
    with pytest.raises(Invalid):
        send(None, "departed")


def test_a_report_from_an_unknown_place_is_refused(riding: Shipment) -> None:
    with pytest.raises(Invalid):
        send(riding, "loaded", location="ATLANTIS")


def test_a_report_stands_at_its_planned_place(riding: Shipment) -> None:
    assert send(riding, "at_border").event.location.code == "KZ-ALTYNKOL"  # type: ignore[union-attr]
    assert send(riding, "transshipped").event.location.code == "KZ-KHORGOS-GW"  # type: ignore[union-attr]
    assert send(riding, "handed_in").event.location.code == "KZ-ALMATY-CFS"  # type: ignore[union-attr]


def test_simulated_reports_are_dated_by_the_plan(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    legs = list(train.legs.order_by("position"))
    planned = {
        "handed_in": riding.planned_hand_in_at,
        "loaded": train.cy_cutoff_at,
        "departed": train.departs_at,
        "at_border": legs[0].arrives_at,
        "transshipped": legs[1].arrives_at,
        "arrived": train.arrives_at,
        "delivered": train.arrives_at + DAY,
    }
    for kind, instant in planned.items():
        event = send(riding, kind, None, by=SIMULATOR).event
        assert (event.occurred_at, event.simulated, event.recorded_at) == (instant, True, NOW)
    shipment = fresh(riding)
    assert (shipment.status, shipment.simulated) == ("delivered", True)
    assert broken() == []


def test_a_simulated_report_leaves_the_departure_alone(riding: Shipment) -> None:
    send(riding, "departed", None, by=SIMULATOR)
    train = train_of(riding)
    assert train is not None
    assert train.status == "open"
    with pytest.raises(OnlyShipmentsSimulated):
        send(None, "departed", None, by=SIMULATOR, departure_id=train.pk)


def test_a_shipment_without_a_train_cannot_be_simulated(rails: datetime) -> None:
    with pytest.raises(NotAssigned):
        send(book(), "loaded", None, by=SIMULATOR)


def test_windows_count_from_the_recording_of_a_simulated_delivery(riding: Shipment) -> None:
    send(riding, "delivered", None, by=SIMULATOR)
    told = progress(shipment_ids=[riding.pk])[riding.pk]
    assert told.delivered_at is not None
    assert told.delivered_at > NOW
    assert told.delivery_recorded_at == NOW


def test_a_report_about_a_waiting_shipment_waits_beside_it(rails: datetime) -> None:
    shipment = book()
    send(shipment, "handed_in")
    assert (fresh(shipment).status, fresh(shipment).ready_at) == ("waiting", NOW + 6 * HOUR)
    make_train()
    assert assign(shipment).status == "handed_in"


def test_a_report_about_a_shipment_on_hold_counts_from_its_release_on(riding: Shipment) -> None:
    expected_at = fresh(riding).eta_at
    said: dict[str, Any] = {"shipment_id": riding.pk, "at": NOW, "by": STAFF}
    holding.hold_shipment(reason="customs", **said)
    reporting.report_events(
        reports=[NewReport("1", "arrived", NOW, shipment=str(riding.pk))], at=NOW, by=STAFF
    )
    assert (fresh(riding).status, fresh(riding).eta_at) == ("on_hold", expected_at)
    assert broken() == []
    holding.release_shipment(reason="cleared", **said)
    assert (fresh(riding).status, fresh(riding).eta_at) == ("arrived", NOW)


def test_a_report_does_not_bring_back_what_was_cancelled(riding: Shipment) -> None:
    booking.cancel_shipment(shipment_id=riding.pk, reason="declined", at=NOW, by=STAFF)
    send(riding, "departed")
    assert fresh(riding).status == "cancelled"
    with pytest.raises(IllegalMove):
        reporting.hand_in(shipment_id=riding.pk, at=NOW, by=STAFF)


def test_a_partner_reports_only_from_its_places(
    riding: Shipment, make_organisation: Callable[..., Organisation]
) -> None:
    terminal = make_organisation("terminal", "KZ-ALTYNKOL")
    assert send(riding, "at_border", by=partner(terminal.pk)).is_new
    with pytest.raises(ReportOutOfPlace):
        send(riding, "arrived", by=partner(terminal.pk))
    with pytest.raises(ReportOutOfPlace):
        send(riding, "departed", by=partner(terminal.pk), location="CN-XUZHOU")


def test_a_shipment_that_passes_elsewhere_does_not_exist_for_a_partner(
    riding: Shipment, make_organisation: Callable[..., Organisation]
) -> None:
    terminal = make_organisation("terminal", "KZ-DOSTYK-YARD")
    train = train_of(riding)
    assert train is not None
    with pytest.raises(ShipmentNotFound):
        send(riding, "transshipped", by=partner(terminal.pk))
    with pytest.raises(Exception, match="no such departure"):
        send(None, "departed", by=partner(terminal.pk), departure_id=train.pk)


def test_the_sellers_hand_in_counts_once_whenever_it_is_repeated(riding: Shipment) -> None:
    for hours in (0, 1):
        reporting.hand_in(shipment_id=riding.pk, at=NOW + hours * HOUR, by=STAFF)
    assert (fresh(riding).status, fresh(riding).handed_in_at) == ("handed_in", NOW)


def test_without_a_train_nothing_is_loaded(rails: datetime) -> None:
    with pytest.raises(NotAssigned):
        reporting.report_stage(shipment_id=book().pk, kind="loaded", at=NOW, by=STAFF)


def test_a_real_departure_takes_along_what_was_handed_in(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    left_behind = assigned()
    reporting.hand_in(shipment_id=riding.pk, at=NOW, by=STAFF)
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    assert (fresh(riding).status, Departure.objects.get().status) == ("departed", "departed")
    behind = fresh(left_behind)
    assert behind.status == "assigned"
    assert "no hand-in" in behind.attention_reason
    assert broken() == []


def test_a_hand_in_reported_late_catches_up_with_its_train(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    reporting.report_departure(departure_id=train.pk, kind="at_border", at=NOW + HOUR, by=STAFF)
    assert (fresh(riding).status, fresh(riding).attention_at) == ("assigned", NOW)
    send(riding, "handed_in", NOW, at=NOW + 2 * HOUR)
    assert (fresh(riding).status, fresh(riding).attention_at) == ("at_border", None)
    assert broken() == []


def test_a_train_may_skip_stages_in_its_reports_and_late_ones_change_nothing(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    send(None, "arrived", departure_id=train.pk)
    send(None, "loaded", departure_id=train.pk)
    train.refresh_from_db()
    assert train.status == "arrived"
    assert list(train.moves.values_list("became", flat=True)) == ["open", "closed", "departed", "arrived"]


def test_a_train_at_its_end_has_no_slots_to_fill(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    reporting.report_departure(departure_id=train.pk, kind="arrived", at=NOW, by=STAFF)
    assert [slot.status for slot in train.slots.all()] == ["done"]


def test_a_departure_is_never_delivered(riding: Shipment) -> None:
    train = train_of(riding)
    assert train is not None
    with pytest.raises(IllegalMove):
        reporting.report_departure(departure_id=train.pk, kind="delivered", at=NOW, by=STAFF)


def test_packing_gives_every_parcel_its_number(riding: Shipment) -> None:
    sizes = [PackageSize(10_000, 20_000), PackageSize(15_320, 21_000)]
    packages = packing.pack(shipment_id=riding.pk, packages=sizes, at=NOW, by=STAFF)
    assert len({package.sscc for package in packages}) == 2
    again = packing.pack(shipment_id=riding.pk, packages=None, at=NOW, by=STAFF)
    assert {package.pk for package in again} == {package.pk for package in packages}


def test_without_sizes_a_shipment_is_one_parcel(riding: Shipment) -> None:
    [package] = packing.pack(shipment_id=riding.pk, packages=None, at=NOW, by=STAFF)
    assert (package.gross_g, package.volume_cm3) == (25_320, 41_000)


def test_parcels_heavier_than_what_was_booked_are_refused(riding: Shipment) -> None:
    with pytest.raises(PackagesTooHeavy):
        packing.pack(shipment_id=riding.pk, packages=[PackageSize(25_321, 1)], at=NOW, by=STAFF)
    assert not Package.objects.exists()


def test_reporting_needs_its_callers_transaction(transactional_db: None) -> None:
    for call in (
        lambda: reporting.report_events(reports=[], at=NOW, by=STAFF),
        lambda: reporting.hand_in(shipment_id=UUID(int=1), at=NOW, by=STAFF),
        lambda: packing.pack(shipment_id=UUID(int=1), packages=None, at=NOW, by=STAFF),
    ):
        with pytest.raises(OutsideTransaction):
            call()

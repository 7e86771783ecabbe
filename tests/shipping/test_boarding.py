"""Does taking a place in one statement write what the verbs write, and leave alone what it can't decide?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import pghistory
import pytest
from django.db import transaction

from accounts.models import Organisation
from kit.actors import SYSTEM
from kit.transactions import OutsideTransaction
from news.models import Event
from shipping.models import Container, ContainerLeg, Departure, Shipment, Slot, SlotAssignment
from shipping.operations import assigning, boarding
from shipping.operations.boarding import board_at_once, embargoes_seen
from shipping.operations.closing import close_departure
from shipping.operations.delaying import delay
from shipping.operations.embargoing import declare_embargo
from tests.shipping.keeping import keep, kept
from tests.shipping.railway import (
    DAY,
    FULL,
    KUMYS,
    NOW,
    SHAMPOO,
    STAFF,
    assigned,
    book,
    broken,
    free,
    make_train,
)

# What two rows never share, and when the audit was written.
_OWN = {"id", "pgh_id", "pgh_obj", "pgh_created_at", "container", "shipment", "slot", "row"}


def board(shipment: Shipment, meanwhile: Callable[[], object] | None = None) -> SlotAssignment | None:
    """The statement alone, on the first place of the ranking; `meanwhile` happens after it was chosen."""
    with transaction.atomic():
        held = Shipment.objects.select_for_update().get(pk=shipment.pk)
        wish = assigning.claim_of(held)
        looked_at = embargoes_seen(at=NOW)
        option = assigning._ranking(held, wish, NOW).options[0]
        if meanwhile is not None:
            meanwhile()
        return board_at_once(held, wish, option, looked_at=looked_at, at=NOW, by=STAFF)


def facts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields if each.name not in _OWN}
        for row in rows
    ]


def written(train: Departure, shipments: list[Shipment]) -> dict[str, Any]:
    """All that stands in the tables of some shipments and their train, without ids."""
    slots = Slot.objects.filter(departure=train).order_by("number")
    boxes = Container.objects.filter(slot__in=slots).order_by("slot__number")
    taken = ContainerLeg.objects.filter(container__in=boxes)
    taken = taken.order_by("container__slot__number", "departure_leg__position")
    places = SlotAssignment.objects.filter(shipment__in=shipments).order_by("shipment__number")
    stand = Shipment.objects.filter(pk__in=[each.pk for each in shipments]).order_by("number")
    told = Event.objects.filter(aggregate_id__in=stand).order_by("aggregate_id", "seq")
    tables: list[Iterable[Any]] = [slots, boxes, taken, places, stand]
    return {
        "rows": [facts(table) for table in tables],
        "audit": [facts(row.audit.order_by("pgh_id")) for table in tables for row in table],
        "legs": free(train),
        "history": [facts(each.moves.order_by("pk")) for each in stand],
        "events": [(each.seq, each.type, each.occurred_at, _told(each)) for each in told],
    }


def _told(event: Event) -> dict[str, Any]:
    payload = dict(event.payload)
    if slot_id := payload.get("slot_id"):
        payload["slot_id"] = Slot.objects.get(pk=slot_id).number
    return payload


def test_one_statement_writes_what_the_verbs_write(rails: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    train = make_train(plugs=1)
    shipments = [book(**wish) for wish in ({}, {"gross_g": 1_000}, SHAMPOO, KUMYS, FULL)]

    def taken() -> dict[str, Any]:
        before = transaction.savepoint()
        for each in shipments:
            assert assigning.assign(shipment_id=each.pk, at=NOW, by=STAFF)
        found = written(train, shipments)
        transaction.savepoint_rollback(before)
        return found

    at_once = taken()
    monkeypatch.setattr(assigning, "board_at_once", lambda *_, **__: None)
    by_steps = taken()
    assert at_once == by_steps
    assert len(at_once["rows"][0]) == 4


def test_the_statement_places_what_it_is_given(rails: datetime) -> None:
    make_train()
    place = board(book())
    assert place == SlotAssignment.objects.get()
    assert place.shipment.status == "assigned"
    assert place.shipment.version == Shipment.objects.get().version
    assert broken() == []


def test_who_did_it_is_in_the_record(rails: datetime) -> None:
    make_train()
    shipment = book()
    with pghistory.context(task="boarding"):
        board(shipment)
    [row] = Slot.objects.get().audit.all()  # type: ignore[attr-defined]
    assert row.pgh_context["task"] == "boarding"


def test_a_place_is_taken_in_two_queries(rails: datetime, django_assert_num_queries: Any) -> None:
    make_train()
    shipment = book()
    wish = assigning.claim_of(shipment)
    [option] = assigning._ranking(shipment, wish, NOW).options
    with django_assert_num_queries(2):
        assert board_at_once(shipment, wish, option, looked_at=(), at=NOW, by=SYSTEM)


def embargo() -> object:
    return declare_embargo(crossing_code="KHORGOS", starts_at=NOW, reason="Snow", at=NOW, by=STAFF)


MEANWHILE: dict[str, Callable[[Departure], object]] = {
    "closed": lambda train: close_departure(departure_id=train.pk, at=NOW, by=SYSTEM),
    "delayed": lambda train: delay(
        departure_id=train.pk, position=1, minutes=1, reason="Snow", at=NOW, by=STAFF
    ),
    "embargo": lambda _: embargo(),
    "assigned": lambda _: assigning.assign(shipment_id=Shipment.objects.get().pk, at=NOW, by=SYSTEM),
}


@pytest.mark.parametrize("change", list(MEANWHILE))
def test_what_changed_since_it_was_chosen_is_left_alone(rails: datetime, change: str) -> None:
    train = make_train()
    shipment = book()
    before = SlotAssignment.objects.count()
    assert board(shipment, lambda: MEANWHILE[change](train)) is None
    assert SlotAssignment.objects.count() == before + (change == "assigned")
    assert broken() == []


def test_a_train_that_changes_while_its_arrival_is_worked_out_is_left_alone(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = make_train()
    take_at_once = boarding.take_at_once

    def delayed_first(params: Mapping[str, Any]) -> object:
        MEANWHILE["delayed"](train)
        return take_at_once(params)

    monkeypatch.setattr(boarding, "take_at_once", delayed_first)
    assert board(book()) is None
    assert not Slot.objects.exists()


def test_an_embargo_that_was_looked_at_is_no_hindrance(rails: datetime) -> None:
    embargo()
    make_train(service="ALA-LYG-DO")
    assert board(book()) is not None


@pytest.mark.parametrize("column", ["free_mteu", "free_gross_g", "free_plugs", "free_length_mm"])
def test_a_leg_that_bears_no_more_is_left_alone(rails: datetime, column: str) -> None:
    train = make_train()
    before = free(train)
    shipment = book(**KUMYS)

    def fill() -> None:
        train.legs.filter(position=2).update(**{column: 0})

    assert board(shipment, fill) is None
    assert not Container.objects.exists()
    assert free(train)[0] == before[0]


@pytest.mark.parametrize("column", ["free_g", "free_cm3"])
def test_a_slot_that_holds_no_more_is_left_alone(rails: datetime, column: str) -> None:
    make_train()
    assigned()
    shipment = book()
    assert board(shipment, lambda: Slot.objects.update(**{column: 10})) is None
    assert list(Slot.objects.values_list(column, flat=True)) == [10]


def test_a_slot_that_a_neighbour_has_opened_meanwhile_is_used(rails: datetime) -> None:
    make_train()
    first, second = book(), book()
    assert board(first, lambda: board(second)) is not None
    assert Slot.objects.count() == 1
    assert broken() == []


def test_a_container_that_rides_another_train_on_one_leg_is_left_to_the_verbs(rails: datetime) -> None:
    train, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    assigned()
    other = later.legs.get(position=3)
    shipment = book()

    def change_trains() -> None:
        ContainerLeg.objects.filter(departure_leg__departure=train, departure_leg__position=3).update(
            departure_leg=other
        )

    assert board(shipment, change_trains) is None
    assert SlotAssignment.objects.count() == 1


def test_a_place_kept_for_the_consignor_is_left_to_the_verbs(
    rails: datetime, make_organisation: Callable[..., Organisation]
) -> None:
    seller = make_organisation(kind="seller")
    train = make_train()
    keep(seller)
    shipment = book(consignor_id=seller.pk)
    assert board(shipment) is None
    assigning.assign(shipment_id=shipment.pk, at=NOW, by=SYSTEM)
    assert kept(train) == [(1, 0)]


def test_the_statement_needs_its_callers_transaction(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        board_at_once(None, None, None, looked_at=(), at=NOW, by=SYSTEM)  # type: ignore[arg-type]

"""Is it told before a change of the timetable what was promised and announced, and with what reason?"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from shipping.errors import BadTimetable
from shipping.models import Departure, Shipment, TrainService
from shipping.operations import scheduling
from shipping.queries.planning import all_lines
from shipping.queries.schedules import Proposal, SchedulePreview
from shipping.timetable import ServicePlan
from tests.shipping.railway import NOW, STAFF, assigned, fresh, train_of

CODE = "ALA-LYG-KH"
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _timetable(timetable: datetime) -> None:
    """The real timetable, twelve weeks of it."""


def plan(**changes: Any) -> ServicePlan:
    """The service as it is, with some changes."""
    return replace(all_lines([CODE])[0].plan, **changes)


def look(*plans: ServicePlan) -> SchedulePreview:
    return scheduling.preview(Proposal(plans=plans), at=NOW)


def promised_on_monday() -> Shipment:
    """A shipment on Monday's train, promised for the very instant at which it is expected."""
    earlier = Departure.objects.filter(service__code__in=(CODE, "ALA-LYG-DO"), service_date__lt=MONDAY)
    earlier.update(runs_through=False)
    shipment = assigned()
    earlier.update(runs_through=True)
    train = train_of(shipment)
    assert train is not None
    assert train.service_date == MONDAY
    Shipment.objects.filter(pk=shipment.pk).update(promised_at=fresh(shipment).eta_at)
    return shipment


def test_a_promise_that_a_later_train_would_break_is_listed_first() -> None:
    shipment = promised_on_monday()
    seen = look(plan(departs_local=time(20)))
    (late,) = seen.asking[0].broken
    assert (late.number, seen.promises_broken, seen.promises_at_stake) == (shipment.number, 1, 0)
    assert late.why == (
        "would come Tue 8 Dec 2026 23:00 Shanghai, was promised by Tue 8 Dec 2026 21:00 Shanghai"
    )
    assert look(plan(departs_local=time(17))).promises_broken == 0


def test_a_promise_is_at_stake_when_its_shipment_must_move() -> None:
    promised_on_monday()
    seen = look(plan(weekdays=(2, 4, 5, 6)))
    assert (seen.promises_broken, seen.promises_at_stake) == (0, 1)
    (mover,) = seen.asking[0].movers
    assert mover.promised == "Tue 8 Dec 2026 21:00 Shanghai"


def test_cut_offs_earlier_than_announced_are_listed_and_later_ones_are_not() -> None:
    seen = look(plan(cfs_cutoff_h=80))
    monday = next(each for each in seen.of("retimed") if each.day == MONDAY)
    assert monday.becomes == "warehouse closes Fri 27 Nov 2026 10:00 Almaty"
    assert monday.earlier == ("warehouse closes 8 h earlier than announced, on Fri 27 Nov 2026 10:00 Almaty",)
    assert seen.closing_earlier == len(seen.of("retimed")) > 0
    assert look(plan(cfs_cutoff_h=60)).closing_earlier == 0


def test_nothing_is_applied_without_a_reason() -> None:
    with pytest.raises(BadTimetable) as refused:
        scheduling.apply(Proposal(plans=(plan(name="To the sea"),)), at=NOW, by=STAFF, reason=" ")
    assert [field.pointer for field in refused.value.fields] == ["/reason"]
    assert TrainService.objects.get(code=CODE).name != "To the sea"

"""Is what is promised of trains that are ahead made of what was seen on their stretches?"""

from datetime import datetime
from typing import Any

from shipping.models import Departure, DepartureLeg
from shipping.queries import Span, delivery_spans
from tests.shipping.history import lay_history
from tests.shipping.railway import DAY, HOUR, NOW, make_train


def as_planned(train: Departure) -> list[int]:
    """How many minutes each leg takes by the timetable."""
    legs = DepartureLeg.objects.filter(departure=train).order_by("position")
    return [round((leg.arrives_at - leg.departs_at).total_seconds() / 60) for leg in legs]


def span(train: Departure, at: datetime = NOW) -> Span:
    [told] = delivery_spans(trips=[[train.pk]], at=at)
    return told


def test_without_history_there_is_the_timetable_and_a_day_for_the_last_mile(rails: datetime) -> None:
    train = make_train()
    door = train.arrives_at + 24 * HOUR
    assert span(train) == Span(door, door, None, "timetable", 0)


def test_thirty_runs_of_the_same_stretches_are_history(rails: datetime) -> None:
    train = make_train()
    lay_history([as_planned(train)] * 30, until=NOW)
    door = train.arrives_at + 24 * HOUR
    assert span(train) == Span(door, door, 90, "history", 30)


def test_of_another_crossing_nothing_is_learnt(rails: datetime) -> None:
    train, other = make_train(), make_train(service="ALA-LYG-DO")
    lay_history([as_planned(train)] * 30, until=NOW)
    assert [each.basis for each in delivery_spans(trips=[[train.pk], [other.pk]], at=NOW)] == [
        *("history", "timetable")
    ]


def test_what_is_seen_later_was_not_known(rails: datetime) -> None:
    train = make_train()
    # The last of them is observed tomorrow.
    lay_history([as_planned(train)] * 30, until=NOW + 2 * DAY)
    assert (span(train).basis, span(train, at=NOW + DAY).basis) == ("timetable", "history")


def test_a_train_that_is_late_already_promises_later(rails: datetime) -> None:
    train = make_train()
    lay_history([as_planned(train)] * 30, until=NOW)
    before = span(train)
    for leg in DepartureLeg.objects.filter(departure=train):
        leg.departs_at, leg.arrives_at = leg.departs_at + 5 * HOUR, leg.arrives_at + 5 * HOUR
        leg.save()
    assert span(train).until_at == before.until_at + 5 * HOUR


def test_a_yard_begins_before_its_time_if_the_train_is_there(rails: datetime) -> None:
    train = make_train()
    first, yard, last = as_planned(train)
    lay_history([(first // 2, yard + first // 2, last)] * 30, until=NOW)
    assert span(train).until_at == train.arrives_at + 24 * HOUR


def test_the_first_place_of_the_latest_runs_is_not_taken_by_older_ones(
    rails: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr("shipping.queries.promising.OBSERVATIONS_PROMISED_BY", 40)
    train = make_train()
    planned = as_planned(train)
    slow = [planned[0], planned[1], planned[2] + 600]
    lay_history([slow] * 20 + [planned] * 40, until=NOW)
    told = span(train)
    assert (told.observations, told.until_at) == (40, train.arrives_at + 24 * HOUR)


def test_the_queries_are_two_however_many_trains_and_runs_there_are(
    rails: datetime, django_assert_num_queries: Any
) -> None:
    trains = [make_train(NOW + days * DAY) for days in (10, 12, 14)]
    planned = as_planned(trains[0])
    lay_history([planned] * 60, until=NOW)
    with django_assert_num_queries(2):
        told = delivery_spans(trips=[[each.pk for each in trains], *([each.pk] for each in trains)], at=NOW)
    assert told[0].until_at == told[3].until_at > told[1].until_at

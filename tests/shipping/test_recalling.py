"""Does a demonstration begin with legs that were run, so that it can promise something?"""

from datetime import datetime
from typing import Any

from kit.transactions import owns_transaction
from shipping.models import Departure, LegObservation, TrainService
from shipping.operations import recalling
from shipping.operations.recalling import recall
from shipping.queries import delivery_spans
from tests.shipping.railway import DAY, NOW, make_train


def remember(at: datetime = NOW) -> int:
    return owns_transaction(recall)(at=at)


def test_each_service_has_run_often_enough_for_a_promise(rails: datetime) -> None:
    assert remember() == LegObservation.objects.count()
    for code in TrainService.objects.values_list("code", flat=True):
        train = make_train(service=code)
        [told] = delivery_spans(trips=[[train.pk]], at=NOW)
        assert (told.basis, told.percent) == ("history", 90)
        assert train.arrives_at < told.from_at < told.until_at < train.arrives_at + 8 * DAY


def test_what_is_noted_is_over_and_of_no_train_of_ours(rails: datetime) -> None:
    remember()
    assert not LegObservation.objects.filter(observed_at__gte=NOW).exists()
    assert not LegObservation.objects.filter(departure_leg__isnull=False).exists()
    assert not Departure.objects.exists()


def test_a_second_time_nothing_is_noted(rails: datetime) -> None:
    remember()
    known = LegObservation.objects.count()
    assert remember(NOW + 30 * DAY) == 0
    assert LegObservation.objects.count() == known


def test_the_demonstrations_of_two_days_know_the_same_trains(rails: datetime) -> None:
    service = TrainService.objects.select_related("origin").get(code="ALA-LYG-KH")
    first, next_day = (
        {(each.kind, each.origin_id, each.observed_at): each.minutes for each in recalling._runs(service, at)}
        for at in (NOW, NOW + DAY)
    )
    both = first.keys() & next_day.keys()
    assert len(both) > 200
    assert {key: first[key] for key in both} == {key: next_day[key] for key in both}


def test_the_queries_are_four_however_many_legs(rails: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        recall(at=NOW)

"""Do tests and repeats go out at once, whatever else waits at their endpoint?"""

from datetime import datetime, timedelta

import pytest

from news.models import Delivery, Endpoint
from news.operations.claiming import Work, claim
from news.operations.delivering import replay, send_test
from news.operations.marking import Result, mark
from news.policy import FAILING_AFTER, MOST_IN_FLIGHT_EACH, MOST_IN_FLIGHT_FAILING
from tests.news.hooks import AT, an_endpoint, happen

pytestmark = pytest.mark.usefixtures("db")


def take(at: datetime = AT, most: int = 100) -> list[Work]:
    return claim(at=at, most=most)


def answer(work: Work, status: int, at: datetime = AT) -> None:
    mark([Result(work, at=at, duration_ms=5, request_headers={}, status=status)], at=at)


@pytest.fixture
def resting() -> Endpoint:
    """It has failed for an hour, is left in peace for five minutes, and an event waits for it."""
    endpoint = an_endpoint("https://erp.example.com/")
    happen(endpoint)
    Endpoint.objects.update(failing_since=AT - timedelta(hours=1), rests_until=AT + timedelta(minutes=5))
    endpoint.refresh_from_db()
    return endpoint


def test_a_test_does_not_wait_until_an_endpoint_has_rested(resting: Endpoint) -> None:
    assert take() == []
    test = send_test(endpoint=resting, at=AT)
    assert [each.id for each in take()] == [test.pk]


def test_one_that_succeeds_ends_the_rest(resting: Endpoint) -> None:
    send_test(endpoint=resting, at=AT)
    answer(take()[0], 204)
    resting.refresh_from_db()
    assert (resting.rests_until, resting.failing_since) == (None, None)
    assert [each.id for each in take()] == [Delivery.objects.get(kind="event").pk]


def test_one_that_fails_is_tried_again_when_the_endpoint_has_rested(resting: Endpoint) -> None:
    test = send_test(endpoint=resting, at=AT)
    answer(take()[0], 500)
    soon = AT + timedelta(minutes=1)
    Delivery.objects.filter(pk=test.pk).update(due_at=soon)
    assert take(soon) == []
    rested = AT + timedelta(minutes=10)
    Delivery.objects.filter(kind="event").update(due_at=rested)
    assert [each.id for each in take(rested)] == [test.pk]


def test_a_repeat_goes_beside_the_call_that_is_in_flight_to_one_that_fails() -> None:
    endpoint = an_endpoint("https://erp.example.com/")
    for _ in range(3):
        happen(endpoint)
    Endpoint.objects.update(failing_since=AT - FAILING_AFTER)
    [first] = take()
    repeats = [replay(delivery=Delivery.objects.get(pk=first.id), at=AT) for _ in range(3)]
    assert [each.id for each in take()] == [repeats[0].pk]
    # No more than that, however much is asked for.
    assert MOST_IN_FLIGHT_FAILING == 2
    assert take() == []


def test_what_is_asked_for_goes_before_all_that_waits_and_has_its_share_alone() -> None:
    endpoint = an_endpoint("https://erp.example.com/")
    for _ in range(MOST_IN_FLIGHT_EACH + 2):
        happen(endpoint, at=AT - timedelta(hours=1))
    test = send_test(endpoint=endpoint, at=AT)
    taken = take()
    assert test.pk in {each.id for each in taken}
    assert len(taken) == MOST_IN_FLIGHT_EACH
    assert take() == []

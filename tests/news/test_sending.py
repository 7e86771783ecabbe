"""Is every endpoint called once for each event, in order, without waiting for others?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook

import news.operations.sending
from kit.clock import now
from kit.ids import uuid7
from news.models import Attempt, Delivery, Endpoint
from news.operations.sending import send_due
from news.policy import MOST_IN_FLIGHT_EACH
from news.sealing import unseal
from tests.news.hooks import an_endpoint, happen
from tests.news.receiving import Received, Receiver, answers, drops

pytestmark = pytest.mark.usefixtures("transactional_db")


class Clock:
    """An instant that the test moves."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def send(clock: Clock) -> int:
    """Call until nothing is due by the test's clock."""
    return send_due(seconds=30, idle=0, clock=clock)


def ids_of(receiver: Receiver) -> list[UUID]:
    return [UUID(call.id) for call in receiver.received]


def test_an_event_arrives_signed_as_the_receivers_library_reads_it(receiver: Receiver, clock: Clock) -> None:
    endpoint = an_endpoint(receiver.url)
    event = happen(endpoint, at=clock.at)
    assert send(clock) == 1
    [call] = receiver.received
    shown = Webhook(unseal(endpoint.secret)).verify(call.body, call.headers)
    assert (shown["id"], shown["type"], shown["seq"]) == (str(event.pk), "order.placed", 1)
    assert call.headers["webhook-id"] == str(event.pk)
    assert call.headers["content-type"] == "application/json"


def test_what_arrived_is_not_sent_again(receiver: Receiver, clock: Clock) -> None:
    happen(an_endpoint(receiver.url), at=clock.at)
    assert [send(clock), send(clock)] == [1, 0]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.answer_status) == ("delivered", 1, 204)


def test_a_call_stays_on_record_with_what_was_sent_and_answered(receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = answers(500, b"out of order", X_Trace="t1")
    happen(an_endpoint(receiver.url), at=clock.at)
    send(clock)
    call = Attempt.objects.get()
    assert call.request_body == receiver.received[0].body.decode()
    # Every header, also those that are nobody's but the line's.
    sent = {name.lower(): value for name, value in call.request_headers.items()}
    assert sent == receiver.received[0].headers
    assert {"host", "user-agent", "content-type", "content-length", "webhook-signature"} <= set(sent)
    assert (call.answer_status, call.answer_body) == (500, "out of order")
    assert call.answer_headers["X-Trace"] == "t1"


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_nothing_but_a_2xx_is_success(receiver: Receiver, clock: Clock, status: int) -> None:
    receiver.behaviour = answers(status, Location="http://127.0.0.1:1/elsewhere")
    happen(an_endpoint(receiver.url), at=clock.at)
    send(clock)
    assert (Delivery.objects.get().state, len(receiver.received)) == ("waiting", 1)
    receiver.behaviour = answers(200)
    clock.forward(seconds=10, hours=1)
    send(clock)
    assert Delivery.objects.get().state == "delivered"
    assert len(set(ids_of(receiver))) == 1


def test_a_dropped_connection_is_tried_again(receiver: Receiver, clock: Clock) -> None:
    receiver.behaviour = drops
    event = happen(an_endpoint(receiver.url), at=clock.at)
    send(clock)
    assert Attempt.objects.get().error == "dropped"
    receiver.behaviour = answers(204)
    clock.forward(seconds=10)
    send(clock)
    assert ids_of(receiver) == [event.pk, event.pk]


def test_of_one_aggregate_the_next_waits_until_the_one_before_has_arrived(
    receiver: Receiver, clock: Clock
) -> None:
    """The third event of one order fails for two minutes."""
    endpoint, order = an_endpoint(receiver.url), uuid7()
    events = [happen(endpoint, aggregate_id=order, at=clock.at) for _ in range(6)]
    failing, until = str(events[2].pk), clock.at + timedelta(minutes=2)

    def behave(call: Received, handler: Any) -> None:
        answers(500 if call.id == failing and clock.at < until else 204)(call, handler)

    receiver.behaviour = behave
    others = [happen(endpoint, at=clock.at) for _ in range(5)]
    send(clock)
    assert set(ids_of(receiver)) == {*(each.pk for each in (*events[:3], *others))}
    for _ in range(12):
        clock.forward(minutes=1)
        send(clock)
    taken = [pk for pk in dict.fromkeys(ids_of(receiver)) if pk in {each.pk for each in events}]
    assert taken == [each.pk for each in events]
    assert ids_of(receiver).count(events[2].pk) >= 2
    assert all(ids_of(receiver).count(each.pk) == 1 for each in (*events[:2], *events[3:], *others))
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_those_who_wait_behind_another_are_not_looked_at_again_and_again(
    receiver: Receiver, clock: Clock
) -> None:
    receiver.behaviour = answers(500)
    endpoint, order = an_endpoint(receiver.url), uuid7()
    for _ in range(4):
        happen(endpoint, aggregate_id=order, at=clock.at)
    for _ in range(3):
        send(clock)
        clock.forward(seconds=61)
    first, *behind = Delivery.objects.order_by("seq")
    assert first.attempts == 2
    assert [each.due_at for each in behind] == [first.due_at] * 3


def test_those_who_hang_delay_nobody_else(new_receiver: Callable[[], Receiver], clock: Clock) -> None:
    """Three answer only when everybody else has heard all: whoever waited for them would wait for ever."""
    slow, healthy, all_heard = new_receiver(), new_receiver(), Event()

    def wait(call: Received, handler: Any) -> None:
        all_heard.wait()
        answers(204)(call, handler)

    def count(call: Received, handler: Any) -> None:
        most_in_flight.append(len(slow.received))
        if len(healthy.received) == 40:
            all_heard.set()
        answers(204)(call, handler)

    most_in_flight: list[int] = []
    slow.behaviour, healthy.behaviour = wait, count
    hanging = [an_endpoint(slow.url) for _ in range(3)]
    for _ in range(20):
        happen(*hanging, at=clock.at)
    well = an_endpoint(healthy.url)
    events = [happen(well, at=clock.at) for _ in range(40)]
    send(clock)
    assert set(ids_of(healthy)) == {each.pk for each in events}
    assert not Attempt.objects.exclude(error="").exists()
    assert max(most_in_flight) <= 3 * MOST_IN_FLIGHT_EACH


def test_a_second_sender_of_the_same_lane_does_nothing(receiver: Receiver, clock: Clock) -> None:
    happen(an_endpoint(receiver.url), at=clock.at)
    found: list[int] = []

    def meanwhile(call: Received, handler: Any) -> None:
        found.append(send(clock))
        answers(204)(call, handler)

    receiver.behaviour = meanwhile
    assert send(clock) == 1
    assert found == [0]


def test_every_lane_is_served(receiver: Receiver, clock: Clock) -> None:
    events = [happen(an_endpoint(receiver.url), at=clock.at) for _ in range(8)]
    taken = news.operations.sending._take_lane

    for lane in range(3):
        news.operations.sending._take_lane = lambda lanes, lane=lane: lane  # type: ignore[misc]
        try:
            send_due(seconds=30, idle=0, lanes=3, clock=clock)
        finally:
            news.operations.sending._take_lane = taken
    assert sorted(ids_of(receiver)) == sorted(each.pk for each in events)


def test_nothing_is_sent_to_an_endpoint_that_is_off_until_it_is_on(receiver: Receiver, clock: Clock) -> None:
    endpoint = an_endpoint(receiver.url)
    event = happen(endpoint, at=clock.at)
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    rows.update(status="disabled")
    assert send(clock) == 0
    rows.update(status="enabled")
    send(clock)
    assert ids_of(receiver) == [event.pk]


def test_a_call_that_cannot_be_made_keeps_no_other_from_being_made(receiver: Receiver, clock: Clock) -> None:
    unreadable, too_large, fine = (an_endpoint(receiver.url) for _ in range(3))
    Endpoint.objects.filter(pk=unreadable.pk).update(secret="sealed under a key that was lost")
    happen(unreadable, at=clock.at)
    large = happen(too_large, at=clock.at)
    type(large).objects.filter(pk=large.pk).update(told={"text": "x" * 30_000})
    event = happen(fine, at=clock.at)
    send(clock)
    assert ids_of(receiver) == [event.pk]
    assert sorted(Attempt.objects.exclude(error="").values_list("error", flat=True)) == [
        "secret",
        "unwritable",
    ]


def test_a_fault_of_ours_is_a_failure_like_any_other(
    receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("news.calling.Caller.post", fail)
    happen(an_endpoint(receiver.url), at=clock.at)
    send(clock)
    assert (Delivery.objects.get().state, Attempt.objects.get().error) == ("waiting", "fault")

"""What becomes of calls, and of endpoints that do nothing but fail?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.operations.organising import add_member, found_organisation
from accounts.operations.twinning import twin_of_person
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.letters import Letter
from kit.moves import move_many
from news.endpoint_letters import endpoint_switched_off
from news.models import Attempt, Delivery, Endpoint, Event
from news.operations.claiming import Work, claim
from news.operations.forgetting import forget_log
from news.operations.giving_up import give_up_waiting
from news.operations.marking import Result, mark
from news.operations.subscribing import rotate_secret
from news.policy import FORGET_BATCH, LEASE, MOST_IN_FLIGHT_EACH
from tests.news.hooks import AT, an_endpoint, happen

pytestmark = pytest.mark.usefixtures("db")
URL = "https://erp.example.com/"


def take(at: datetime = AT) -> list[Work]:
    return claim(at=at, most=100)


def answered(work: Work, status: int | None, at: datetime = AT, **more: Any) -> Result:
    return Result(work, at=at, duration_ms=5, request_headers={}, status=status, **more)


def answer(status: int | None, at: datetime = AT, **more: Any) -> None:
    """Call whatever is due, and be answered this."""
    mark([answered(each, status, at, **more) for each in take(at)], at=at)


# ---- who calls --------------------------------------------------------------------------


def test_a_call_is_counted_before_it_is_made() -> None:
    happen(an_endpoint(URL))
    take()
    assert Delivery.objects.get().attempts == 1


def test_what_somebody_has_taken_is_nobody_elses_until_the_lease_ends() -> None:
    happen(an_endpoint(URL))
    assert [len(take(AT + passed)) for passed in (timedelta(0), LEASE / 2, LEASE)] == [1, 0, 1]


def test_who_comes_back_after_the_lease_says_nothing_about_it_any_more() -> None:
    happen(an_endpoint(URL))
    [late] = take()
    [present] = take(AT + LEASE)
    assert mark([answered(late, 500)], at=AT + LEASE) == 0
    assert Delivery.objects.get().leased_until is not None
    assert mark([answered(present, 204)], at=AT + LEASE) == 1
    assert mark([answered(late, 500)], at=AT + LEASE) == 0
    assert Delivery.objects.get().state == "delivered"
    # Both calls were made, and are on record.
    assert Attempt.objects.count() == 3


def test_of_one_endpoint_so_many_are_called_at_once_and_no_more() -> None:
    one, other = an_endpoint(URL), an_endpoint(URL)
    for _ in range(20):
        happen(one)
    happen(other)
    first = take()
    assert len(first) == MOST_IN_FLIGHT_EACH + 1
    assert take() == []
    ended = [each for each in first if each.endpoint_id == one.pk][:2]
    mark([answered(each, 204) for each in ended], at=AT)
    assert len(take()) == 2


def test_where_not_all_can_be_taken_every_endpoint_has_its_turn() -> None:
    busy, quiet = an_endpoint(URL), an_endpoint(URL)
    for _ in range(10):
        happen(busy)
    happen(quiet, at=AT + timedelta(seconds=1))
    taken = claim(at=AT + timedelta(seconds=1), most=2)
    assert {each.endpoint_id for each in taken} == {busy.pk, quiet.pk}


def test_claiming_takes_the_same_queries_however_many_wait(django_assert_num_queries: Any) -> None:
    endpoints = [an_endpoint(URL) for _ in range(10)]
    for _ in range(5):
        happen(*endpoints)
    with django_assert_num_queries(3):
        assert len(take()) == 50


def test_marking_takes_the_same_queries_however_many_were_made(django_assert_num_queries: Any) -> None:
    endpoints = [an_endpoint(URL) for _ in range(10)]
    happen(*endpoints)
    work = take()
    with django_assert_num_queries(5):
        mark([answered(each, 204 if place % 2 else 500) for place, each in enumerate(work)], at=AT)


def test_while_a_secret_is_exchanged_a_call_has_both(db: None) -> None:
    endpoint = an_endpoint(URL)
    rotate_secret(endpoint=endpoint, at=AT)
    happen(endpoint)
    assert len(take()[0].secrets) == 2
    assert len(take(AT + timedelta(hours=24))[0].secrets) == 1


# ---- what comes of it -------------------------------------------------------------------


def test_each_is_called_at_least_once_however_late() -> None:
    happen(an_endpoint(URL))
    late = AT + timedelta(days=9)
    answer(500, late)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.done_at) == ("dead", 1, late)


def test_what_is_given_up_lets_the_next_go(db: None) -> None:
    endpoint, order = an_endpoint(URL), uuid7()
    first = happen(endpoint, aggregate_id=order)
    second = happen(endpoint, aggregate_id=order, at=AT + timedelta(days=2))
    end = AT + timedelta(days=3)
    answer(500, end)
    assert Delivery.objects.get(event=first).state == "dead"
    assert [each.event_id for each in take(end)] == [second.pk]


def test_who_asks_to_be_left_in_peace_is() -> None:
    endpoint = an_endpoint(URL)
    happen(endpoint)
    answer(429, retry_after=timedelta(minutes=10))
    happen(endpoint)
    assert take(AT + timedelta(minutes=9)) == []
    assert len(take(AT + timedelta(minutes=11))) == 1


def test_only_those_who_are_overloaded_may_ask_for_it() -> None:
    happen(an_endpoint(URL))
    answer(500, retry_after=timedelta(minutes=10))
    assert Delivery.objects.get().due_at < AT + timedelta(minutes=1)


def test_an_endpoint_that_only_fails_rests_between_calls_the_longer_the_more() -> None:
    endpoint = an_endpoint(URL)
    for _ in range(20):
        happen(endpoint)
    answer(500)
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.rests_until) == (AT, AT)
    later = AT + timedelta(minutes=8)
    answer(500, later)
    endpoint.refresh_from_db()
    assert endpoint.rests_until == later + timedelta(minutes=1)
    assert take(later + timedelta(seconds=59)) == []
    # It is tried by one call at a time.
    assert len(take(later + timedelta(minutes=1))) == 1


def test_one_success_and_all_is_well() -> None:
    endpoint = an_endpoint(URL)
    happen(endpoint)
    answer(500)
    answer(204, AT + timedelta(minutes=1))
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.rests_until) == (None, None)


# ---- switched off -----------------------------------------------------------------------


@pytest.fixture
def owned(make_user: Callable[..., User]) -> tuple[Endpoint, User]:
    """An endpoint of an organisation, and its owner."""
    owner, clerk = make_user(), make_user()
    with transaction.atomic():
        firm = found_organisation(kind="seller", name="Mills", at=AT)
        add_member(user=owner, organisation=firm, role="owner", at=AT)
        add_member(user=clerk, organisation=firm, role="warehouse", at=AT)
    return an_endpoint(URL, reader=firm.pk), owner


def test_after_a_week_of_failure_it_is_switched_off_and_its_owner_told(
    owned: tuple[Endpoint, User], posted: list[Letter]
) -> None:
    endpoint, owner = owned
    for day in range(8):
        happen(endpoint, at=AT + timedelta(days=day))
        answer(500, AT + timedelta(days=day))
        endpoint.refresh_from_db()
        assert (endpoint.status == "disabled") is (day == 7)
    assert endpoint.disabled_reason == "failing_for_a_week"
    assert endpoint.moves.get().by_kind == "system"
    assert Event.objects.filter(type="webhook_endpoint.disabled", aggregate_id=endpoint.pk).exists()
    [letter] = posted
    assert (letter.kind, letter.user_id) == ("webhook.disabled", owner.pk)
    written = endpoint_switched_off(letter.facts)
    assert ("Address", URL) in written.facts
    assert "7 days" in written.paragraphs[1]


def test_who_says_that_it_is_gone_is_switched_off_at_once(
    owned: tuple[Endpoint, User], posted: list[Letter]
) -> None:
    happen(owned[0])
    answer(410)
    owned[0].refresh_from_db()
    assert (owned[0].status, owned[0].disabled_reason) == ("disabled", "gone")
    assert "410" in endpoint_switched_off(posted[0].facts).paragraphs[1]


def test_what_happens_while_it_is_off_is_not_due_there() -> None:
    endpoint = an_endpoint(URL)
    move_many([endpoint.pk], model=Endpoint, was="enabled", to="disabled", at=AT, by=SYSTEM)
    happen(endpoint)
    assert not Delivery.objects.exists()


def test_what_waits_for_one_that_stays_off_is_given_up_after_three_days() -> None:
    off, on = an_endpoint(URL), an_endpoint(URL)
    happen(off, on)
    move_many([off.pk], model=Endpoint, was="enabled", to="disabled", at=AT, by=SYSTEM)
    assert give_up_waiting(at=AT + timedelta(days=2)) == 0
    assert give_up_waiting(at=AT + timedelta(days=4)) == 1
    given_up = Delivery.objects.get(state="dead")
    assert (given_up.endpoint_id, given_up.error) == (off.pk, "endpoint_off")


def test_what_waits_for_one_that_was_deleted_is_given_up_at_once() -> None:
    deleted, on = an_endpoint(URL), an_endpoint(URL)
    happen(deleted, on)
    move_many([deleted.pk], model=Endpoint, was="enabled", to="deleted", at=AT, by=SYSTEM)
    assert give_up_waiting(at=AT) == 1
    assert Delivery.objects.get(state="dead").endpoint_id == deleted.pk


@pytest.mark.parametrize("is_twin", [False, True], ids=["themselves", "their twin"])
def test_who_may_sign_in_no_more_is_called_no_more(make_user: Callable[..., User], is_twin: bool) -> None:
    person = make_user()
    with transaction.atomic():
        twin = twin_of_person(user=person, at=AT)
    endpoint = an_endpoint(URL, reader=twin.pk if is_twin else person.pk)
    happen(endpoint)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert take() == []
    assert give_up_waiting(at=AT + timedelta(days=2)) == 0
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert len(take()) == 1
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert give_up_waiting(at=AT + timedelta(days=4)) == 1


# ---- forgotten --------------------------------------------------------------------------


def test_calls_are_forgotten_after_a_month_and_what_waits_is_not() -> None:
    endpoint = an_endpoint(URL)
    happen(endpoint)
    answer(204)
    happen(endpoint)
    assert forget_log(at=AT + timedelta(days=30)) == 0
    assert forget_log(at=AT + timedelta(days=31)) == 2
    assert [each.state for each in Delivery.objects.all()] == ["waiting"]
    assert not Attempt.objects.exists()


def test_so_much_is_forgotten_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FORGET_BATCH
    monkeypatch.setattr("news.operations.forgetting.FORGET_BATCH", 2)
    endpoint = an_endpoint(URL)
    for _ in range(3):
        happen(endpoint)
    answer(204)
    counts = [forget_log(at=AT + timedelta(days=31)) for _ in range(4)]
    assert sum(counts) == 6
    assert max(counts) <= 4

"""Do staff see what was told of an event, and to how many?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from kit.ids import uuid7
from news.models import Event, FeedEntry
from tests import desks
from tests.news.feeds import AT, hand_on, happen, orders_concern

READERS = [uuid7(), uuid7()]


@pytest.fixture
def desk(client: Client, make_user: Callable[..., User]) -> Client:
    """Somebody who may see everything."""
    boss = make_user("boss@example.com", staff=True)
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    boss.refresh_from_db()
    desks.sign_in(client, boss)
    return client


def page(desk: Client, event: Event) -> str:
    answer: Any = desk.get(reverse("admin:news_event_change", args=[event.pk]))
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def shown(text: str, label: str) -> str:
    """What stands beside a label."""
    return text.split(label, 1)[1][:600]


def test_an_event_page_shows_what_was_told_and_to_how_many(desk: Client) -> None:
    with orders_concern(READERS):
        happen("placed")
        hand_on()
    text = page(desk, Event.objects.get())
    assert escape('"type": "order.placed"') in text
    assert escape('"number": 1') in text
    assert ">2<" in "".join(shown(text, "Heard by").split())


def test_of_what_is_ours_alone_it_says_that_nobody_heard(desk: Client) -> None:
    with orders_concern([]):
        happen("placed")
        hand_on()
    assert "nobody outside" in page(desk, Event.objects.get())


def test_what_was_forgotten_is_not_called_unheard(desk: Client) -> None:
    with orders_concern(READERS):
        happen("placed")
        hand_on()
    FeedEntry.objects.all().delete()
    assert "too long ago to say" in page(desk, Event.objects.get())


def test_the_list_counts_readers_in_the_queries_of_one_event(
    desk: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with orders_concern(READERS):
        for _ in range(10):
            happen("placed")
        hand_on()
    address = reverse("admin:news_event_changelist")
    desk.get(address)
    with django_assert_max_num_queries(15):
        assert desk.get(address).status_code == 200
    assert Event.objects.filter(dispatched_at=AT).count() == 10

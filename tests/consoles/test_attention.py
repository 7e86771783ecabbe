"""Do our people hear in the morning what waits for them, and at once what can't wait?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Seller
from consoles.attention import _PILES, morning_letters, of_lost_trains, waiting
from consoles.letters import PILES
from consoles.tasks import tell_staff
from kit.ids import uuid7
from kit.letters import Letter
from kit.transactions import owns_transaction
from news.telling import Happened
from orders.models import Order
from orders.operations import cancelling
from shipping.models import Departure, Shipment
from shipping.operations import cancelling as trains
from shipping.operations.rolling import roll_departure
from tests import desks
from tests.conftest import Jobs
from tests.letters import LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import STAFF, Market, Shopper


@pytest.fixture
def wang(market: Market) -> Shopper:
    return market.buyer("wang")


@pytest.fixture
def order(wang: Shopper, jobs: Jobs) -> Order:
    """A paid order that stands on a train."""
    return wang.buy_and_pay(jobs.drain, (wang.market.listing(wang.market.seller()), 2))


def person(market: Market, *groups: str) -> User:
    user = market.user("-".join(groups) or "nobody")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return user


def told(letters: list[Letter]) -> dict[UUID | None, list[Any]]:
    piles: dict[UUID | None, Any] = {letter.user_id: letter.facts["piles"] for letter in letters}
    return {user_id: [(each["what"], each["count"]) for each in found] for user_id, found in piles.items()}


def apply(market: Market) -> None:
    seller = market.seller("KZ09", "490440000271")
    Seller.objects.filter(pk=seller.pk).update(status="applied")


def test_each_hears_of_what_is_their_work(market: Market, order: Order, wang: Shopper) -> None:
    clerk, banker = person(market, "onboarding"), person(market, "finance")
    both, viewer = person(market, "onboarding", "finance"), person(market, "viewer")
    outsider = person(market)
    apply(market)
    owns_transaction(cancelling.cancel_order)(order=order, reason="", at=market.at, by=wang.actor)
    found = told(morning_letters(at=market.at))
    assert found == {
        clerk.pk: [("sellers", 1)],
        banker.pk: [("refunds", 1)],
        both.pk: [("sellers", 1), ("refunds", 1)],
    }
    assert not {viewer.pk, outsider.pk} & set(found)


def test_nobody_hears_that_nothing_waits(market: Market) -> None:
    for group in _PILES:
        person(market, group)
    assert morning_letters(at=market.at) == []


def test_the_oldest_is_told_by_its_day_at_home(market: Market) -> None:
    person(market, "onboarding")
    apply(market)
    [letter] = morning_letters(at=market.at + timedelta(days=3))
    [link] = written(letter).links
    assert link.words == "Applications of sellers: 1, the oldest since 23 November 2026"


def test_a_morning_is_told_once_however_often_the_job_runs(market: Market, letterbox: Letterbox) -> None:
    person(market, "onboarding")
    apply(market)
    for _ in range(2):
        tell_staff()
    assert [each.kind for each in letterbox.letters] == ["attention.list"]


def test_whoever_left_hears_nothing(market: Market) -> None:
    apply(market)
    User.objects.filter(pk=person(market, "onboarding").pk).update(is_active=False)
    assert morning_letters(at=market.at) == []


@pytest.mark.parametrize("what", sorted(PILES))
def test_every_pile_leads_to_a_page_and_is_told_in_every_language(market: Market, what: str) -> None:
    facts = {"piles": [{"what": what, "count": 5, "since": market.at.isoformat()}]}
    letter = Letter("attention.list", "1", facts)
    boss = Client()
    desks.sign_in(boss, User.objects.create_superuser("boss@example.com"))
    [link] = written(letter).links
    path = "/" + link.url.split("/", 3)[3]
    assert boss.get(path).status_code == 200
    for language in set(LANGUAGES) - {"en"}:
        assert foreign_words(written(letter, language)) == []
    assert written(letter, "ru").subject == "Вас ждут 5 дел"


def test_every_pile_is_somebodys_work(market: Market) -> None:
    assert set(PILES) == {name for names in _PILES.values() for name in names} == set(waiting(at=market.at))


def test_what_waits_is_asked_in_few_queries(
    market: Market, order: Order, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        person(market, "onboarding") if not number else market.user(f"staff{number}")
    apply(market)
    with django_assert_num_queries(20):
        morning_letters(at=market.at)


def test_goods_that_lost_their_train_are_told_to_dispatchers_at_once(
    market: Market, order: Order, letterbox: Letterbox, jobs: Jobs
) -> None:
    dispatcher, banker = person(market, "dispatch"), person(market, "finance")
    shipment = Shipment.objects.get()
    train = shipment.assignments.get(released_at__isnull=True).slot.departure
    Departure.objects.exclude(pk=train.pk).update(runs_through=False)
    owns_transaction(trains.cancel_departure)(departure_id=train.pk, reason="snow", at=market.at, by=STAFF)
    roll_departure(departure_id=train.pk, at=market.at, by=STAFF)
    letterbox.hand_on(market.at)
    assert letterbox.to(dispatcher.pk) == ["attention.lost_train"]
    assert letterbox.to(banker.pk) == []
    letter = letterbox.last("attention.lost_train")
    assert (letter.key, letter.facts["shipments"]) == (str(train.pk), 1)
    link = written(letter).link
    assert link is not None
    assert link.url.endswith(reverse("admin:departures_board_train", args=(train.pk,)))
    for language in LANGUAGES:
        assert train.service.code in text_of(written(letter, language))
        if language != "en":
            assert foreign_words(written(letter, language)) == []


@pytest.mark.parametrize(
    ("departure_id", "why_not"),
    [("0197b2a4-0000-7000-8000-000000000001", ""), (None, "not_yet_asked"), (None, "on_hold")],
)
def test_what_has_another_train_or_is_still_asked_for_calls_nobody(
    departure_id: str | None, why_not: str, django_assert_num_queries: Any, market: Market
) -> None:
    payload = {"from_departure_id": str(uuid7()), "departure_id": departure_id, "why_not": why_not}
    event = Happened(uuid7(), "shipment", uuid7(), 1, "shipment.rerouted", payload, market.at)
    with django_assert_num_queries(0):
        assert of_lost_trains([event]) == []

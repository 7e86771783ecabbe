"""Do buyers hear where their goods are, stage by stage, and of nothing that is not theirs?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from catalog.models import Product
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.saying import day_of
from kit.transactions import owns_transaction
from news.models import Event
from news.telling import Happened
from orders.models import Order, OrderShipment
from orders.queries.writing_of_journeys import OF_JOURNEYS
from shipping.models import Departure, Shipment
from shipping.operations import cancelling, delaying, reporting, rolling
from shipping.operations.assigning import try_assign
from tests.conftest import Jobs
from tests.letters import GOODS, LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import STAFF, Market, Shopper
from tests.orders.riding import STAGES, hand_in, report

HOUR = timedelta(hours=1)
QUERIES = 5


def order_of(market: Market, shopper: Shopper, jobs: Jobs, *, quantity: int = 2) -> Order:
    listing = market.listing(market.seller())
    Product.objects.update(names=GOODS)
    return shopper.buy_and_pay(jobs.drain, (listing, quantity))


def shipment_of(order: Order) -> Shipment:
    return Shipment.objects.get(pk=order.shipments.get().shipment_id)


def train_of(order: Order) -> Departure:
    assignment = shipment_of(order).assignments.get(released_at__isnull=True)
    return assignment.slot.departure


def test_an_order_is_told_from_checkout_to_delivered(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    letterbox.hand_on(market.at)
    hand_in(order, market.at + HOUR)
    letterbox.hand_on(market.at + HOUR)
    for number, stage in enumerate(STAGES, start=2):
        report(order, stage, market.at + number * HOUR)
        letterbox.hand_on(market.at + number * HOUR)
    assert letterbox.to(wang.actor.user_id) == [
        "order.placed",
        "payment.received",
        "order.accepted",
        "shipment.departed",
        "shipment.at_border",
        "shipment.arrived",
        "shipment.delivered",
    ]
    for letter in letterbox.letters:
        if letter.user_id == wang.actor.user_id:
            _is_told_in_every_language(letter)


def _is_told_in_every_language(letter: Any) -> None:
    for language in LANGUAGES:
        content = written(letter, language)
        # The day's mail is made of subjects alone.
        assert (letter.facts.get("order") or letter.facts["orders"][0]) in content.subject
        assert GOODS[language] in "".join(content.goods)
        if language != "en":
            assert foreign_words(content, ["Mill"]) == [], (letter.kind, language)


def test_the_change_of_gauge_is_told_with_the_place_in_the_readers_words(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    hand_in(order, market.at)
    for stage in STAGES[:2]:
        report(order, stage, market.at + HOUR)
    letterbox.hand_on(market.at + HOUR)
    letter = letterbox.last("shipment.at_border")
    border: Any = letter.facts["border"]
    for language, place in border.items():
        text = text_of(written(letter, language))
        assert place in text
        assert "1520" in text
        assert "1435" in text


def test_the_button_leads_to_the_page_of_the_journey(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox, client: Any
) -> None:
    order = order_of(market, wang, jobs)
    hand_in(order, market.at)
    report(order, "departed", market.at + HOUR)
    letterbox.hand_on(market.at + HOUR)
    link = written(letterbox.last("shipment.departed"), "zh-Hans").link
    assert link is not None
    page = client.get(link.url.removeprefix(settings.PUBLIC_URL))
    assert page.status_code == 200
    assert page.headers["Content-Language"] == "zh-Hans"


def test_stages_that_come_all_at_once_are_told_by_the_last(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    hand_in(order, market.at)
    for stage in STAGES:
        report(order, stage, market.at + HOUR)
    letterbox.hand_on(market.at + HOUR)
    told = [kind for kind in letterbox.to(wang.actor.user_id) if kind.startswith("shipment.")]
    assert told == ["shipment.delivered"]


def test_each_shipment_of_an_order_tells_of_its_own_goods(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    listing = market.listing(market.seller(), units=1)
    market.stock(listing.variant, 5, age_days=11, warehouse="KZ-ALMATY-CFS")
    order = wang.buy_and_pay(jobs.drain, (listing, 6))
    for carried in order.shipments.order_by("shipment_id"):
        owns_transaction(reporting.report_stage)(
            shipment_id=carried.shipment_id, kind="departed", at=market.at + HOUR, by=STAFF
        )
    letterbox.hand_on(market.at + HOUR)
    told = [each for each in letterbox.letters if each.kind == "shipment.departed"]
    assert sorted(written(each).goods[0].split()[0] for each in told) == ["1", "5"]


def test_another_day_is_told_with_both_days_and_why(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    train = train_of(order)
    before = shipment_of(order).eta_at
    owns_transaction(cancelling.cancel_departure)(
        departure_id=train.pk, reason="secret of staff", at=market.at, by=STAFF
    )
    rolling.roll_departure(departure_id=train.pk, at=market.at, by=STAFF)
    jobs.drain()
    letterbox.hand_on(market.at)
    letter = letterbox.last("shipment.rolled")
    assert before is not None
    assert letter.facts["was_at"] == before.isoformat()
    why: Any = letter.facts["why"]
    for language in LANGUAGES:
        content = written(letter, language)
        assert why[language] in text_of(content)
        assert "secret of staff" not in text_of(content)
        if language != "en":
            assert foreign_words(content) == []


def test_another_train_on_the_same_day_is_no_news(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    train = train_of(order)
    letterbox.hand_on(market.at)
    owns_transaction(delaying.delay)(
        departure_id=train.pk, position=None, minutes=2, reason="snow", at=market.at, by=STAFF
    )
    rolling.roll_departure(departure_id=train.pk, at=market.at, by=STAFF)
    assert Event.objects.filter(type="shipment.eta_changed", dispatched_at=None).exists()
    assert letterbox.hand_on(market.at) == []


def test_a_train_that_comes_days_later_is_told(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    train = train_of(order)
    letterbox.hand_on(market.at)
    owns_transaction(delaying.delay)(
        departure_id=train.pk, position=None, minutes=3 * 24 * 60, reason="snow", at=market.at, by=STAFF
    )
    rolling.roll_departure(departure_id=train.pk, at=market.at, by=STAFF)
    assert letterbox.hand_on(market.at) == ["shipment.rolled"]
    [letter] = [each for each in letterbox.letters if each.kind == "shipment.rolled"]
    told: Any = letter.facts
    day = day_of(datetime.fromisoformat(told["eta_at"]), told["zone"])
    content = written(letter)
    assert content.subject == f"Order {order.number}: your goods come later, on {day}"


@pytest.mark.parametrize("words", ["We are sorry", "still holds"])
def test_a_promise_is_told_to_hold_or_not(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox, words: str
) -> None:
    order = order_of(market, wang, jobs)
    days = {"We are sorry": 1, "still holds": 90}[words]
    Shipment.objects.update(promised_at=market.at + timedelta(days=days))
    train = train_of(order)
    owns_transaction(delaying.delay)(
        departure_id=train.pk, position=None, minutes=3 * 24 * 60, reason="snow", at=market.at, by=STAFF
    )
    rolling.roll_departure(departure_id=train.pk, at=market.at, by=STAFF)
    letterbox.hand_on(market.at)
    assert words in text_of(written(letterbox.last("shipment.rolled")))


def test_what_waited_for_another_train_is_told_once_it_has_one(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = order_of(market, wang, jobs)
    letterbox.hand_on(market.at)
    train = train_of(order)
    shipment = Shipment.objects.get(pk=shipment_of(order).pk)
    others = Departure.objects.exclude(pk=train.pk).filter(status="open")
    was = dict(others.values_list("pk", "cfs_cutoff_at"))
    Departure.objects.filter(pk__in=was).update(runs_through=False)
    owns_transaction(rolling.roll_shipment)(shipment_id=shipment.pk, reason="x", at=market.at, by=STAFF)
    assert letterbox.hand_on(market.at) == ["shipment.waits"]
    Departure.objects.filter(pk__in=was).update(runs_through=True)
    Departure.objects.filter(pk=train.pk).update(runs_through=False)
    assert try_assign(shipment_id=shipment.pk, at=market.at + HOUR, by=SYSTEM)
    assert letterbox.hand_on(market.at + HOUR) == ["shipment.rolled"]


def test_a_first_train_is_no_news(market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox) -> None:
    order_of(market, wang, jobs)
    assert Event.objects.filter(type="shipment.assigned").exists()
    assert [kind for kind in letterbox.hand_on(market.at) if kind.startswith("shipment.")] == []


def test_goods_that_are_no_order_are_told_to_nobody(market: Market, letterbox: Letterbox) -> None:
    for kind, clerk in OF_JOURNEYS.items():
        payload = {"cause": "cut", "departure_id": None, "why_not": "", "old_eta_at": None, "eta_at": None}
        assert clerk([Happened(uuid7(), "shipment", uuid7(), 1, kind, payload, market.at)]) == []


@pytest.mark.parametrize("kind", sorted(OF_JOURNEYS))
def test_a_batch_is_answered_in_the_same_number_of_queries_however_large(
    market: Market, wang: Shopper, jobs: Jobs, kind: str, django_assert_max_num_queries: Any
) -> None:
    listing = market.listing(market.seller(), units=500)
    # One more than the queries that are allowed: a query for each would be noticed.
    for _ in range(QUERIES + 1):
        wang.buy_and_pay(jobs.drain, (listing, 1))
    payload = {
        "cause": "cut",
        "departure_id": str(uuid7()),
        "why_not": "",
        "old_eta_at": None,
        "eta_at": (market.at + 400 * HOUR).isoformat(),
    }
    events = [
        Happened(uuid7(), "shipment", pk, 1, kind, payload, market.at)
        for pk in OrderShipment.objects.values_list("shipment_id", flat=True)
    ]
    assert len(events) == QUERIES + 1
    for batch in (events[:1], events):
        with django_assert_max_num_queries(QUERIES):
            letters = OF_JOURNEYS[kind](batch)
        assert len(letters) == (0 if kind == "shipment.assigned" else len(batch))

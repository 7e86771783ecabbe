import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consoles import dashboard, invariants
from consoles.invariants import last_check
from consoles.queries import overview, start_of_day
from kit.actors import SYSTEM
from kit.invariants import Invariant
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import cancelling
from shipping.models import Container, Departure, DepartureLeg, Discrepancy, Shipment
from tests import desks
from tests.conftest import Jobs
from tests.orders.conftest import NOW
from tests.orders.market import Market, Shopper
from tests.shipping.plans import an_applied_run

MOST_QUERIES = 25
_SETTLED: dict[str, Any] = {"settled_at": NOW, "settled_note": "It was ours."}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """The state of the invariants is asked anew by each test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def wang(market: Market) -> Shopper:
    """A buyer in an open shop."""
    return market.buyer("wang")


@pytest.fixture
def order(wang: Shopper, jobs: Jobs) -> Order:
    """A paid order that stands on a train."""
    return wang.buy_and_pay(jobs.drain, (wang.market.listing(wang.market.seller()), 2))


@pytest.fixture
def boss(db: None) -> Client:
    """A browser in which a superuser is signed in."""
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def page_of(boss: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """The dashboard at the market's own hour."""
    monkeypatch.setattr(dashboard, "now", lambda: NOW)
    response = boss.get("/admin/")
    assert response.status_code == 200
    return response.content.decode()


def addresses(page: str) -> set[str]:
    """Where the links of the dashboard lead."""
    return {address.replace("&amp;", "&") for address in re.findall(r'href="(/admin/[^"]+)"', page)}


def test_today_begins_at_midnight_in_almaty() -> None:
    assert start_of_day(datetime(2026, 11, 23, 18, 59, tzinfo=UTC)) == datetime(2026, 11, 22, 19, tzinfo=UTC)
    assert start_of_day(datetime(2026, 11, 23, 19, 0, tzinfo=UTC)) == datetime(2026, 11, 23, 19, tzinfo=UTC)


def test_orders_of_today_are_counted_with_their_value(order: Order, wang: Shopper) -> None:
    other = wang.buy((order.lines.get().listing, 1)).orders.get()
    Order.objects.filter(pk=other.pk).update(placed_at=NOW - timedelta(days=1))
    [placed] = overview(at=NOW).placed
    assert (placed.status, placed.count, placed.value.minor) == ("placed", 1, order.total_minor)


def test_a_refund_due_is_counted(order: Order) -> None:
    owns_transaction(cancelling.cancel_order)(order=order, reason="No.", at=NOW, by=SYSTEM)
    found = overview(at=NOW)
    assert found.money.refunds_due == 1
    assert [(each.status, each.count) for each in found.placed] == [("cancelled", 1)]


def test_waiting_shipments_are_counted_by_their_reason(wang: Shopper, jobs: Jobs) -> None:
    listing = wang.market.listing(wang.market.seller())
    group = wang.buy((listing, 2))
    Departure.objects.filter(status="open").update(status="closed")
    wang.pay(group)
    jobs.drain()
    shipment = Shipment.objects.get()
    assert overview(at=NOW).waiting.by_reason == [(shipment.waiting_reason, 1)]
    assert overview(at=NOW).waiting.oldest_at == shipment.requested_at
    assert shipment.waiting_reason


def test_shipments_that_need_a_person_are_counted(order: Order) -> None:
    Shipment.objects.update(attention_at=NOW, attention_reason="Nobody knows why.")
    assert overview(at=NOW).waiting.need_attention == 1


def test_a_train_shows_how_full_each_leg_is(order: Order) -> None:
    [train] = overview(at=NOW).booked
    assert (train.slots, train.shipments) == (1, 1)
    assert len(train.legs) == 3
    assert {leg.gauge_mm for leg in train.legs} == {1520, None, 1435}
    for leg in train.legs:
        assert leg.places_percent == 100 // leg.places


def test_the_next_trains_are_those_that_leave_first(order: Order) -> None:
    trains = overview(at=NOW).trains
    ahead = Departure.objects.filter(departs_at__gte=NOW).order_by("departs_at", "id")
    assert [train.id for train in trains] == list(ahead.values_list("pk", flat=True)[: len(trains)])
    assert len(trains) == 5


def test_each_number_leads_to_its_rows(order: Order, boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = addresses(page_of(boss, monkeypatch))
    lists = {address for address in found if "?" in address}
    assert len(lists) >= 7
    for address in lists:
        assert boss.get(address).status_code == 200
    [today] = [address for address in lists if "status__exact=placed" in address]
    assert order.number in boss.get(today).content.decode()
    train = order.shipments.get().shipment.assignments.get().slot.departure
    assert f"/admin/shipping/departure/{train.pk}/change/" in found


def test_the_page_needs_few_queries_however_much_there_is(
    order: Order, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CaptureQueriesContext(connection) as queries:
        page_of(boss, monkeypatch)
    assert len(queries) <= MOST_QUERIES


def test_a_broken_invariant_is_named(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [Invariant("all is well", "SELECT 1 WHERE false"), Invariant("two is one", "SELECT 1")]
    monkeypatch.setattr(invariants, "INVARIANTS", rules)
    page = page_of(boss, monkeypatch)
    assert "1 broken" in page
    assert "two is one" in page
    assert "all is well" not in page


def test_whole_invariants_are_said_to_hold(
    order: Order, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whether they hold is asked here, not how fast a busy machine finds out.
    monkeypatch.setattr(invariants, "INVARIANTS_PATIENCE", timedelta(minutes=5))
    assert "all hold" in page_of(boss, monkeypatch)


def test_a_slow_check_holds_no_page_up(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        # A check that is slow, which is cut off long before its end.
        invariants,
        "INVARIANTS",
        [Invariant("slow", "SELECT 1 WHERE pg_sleep(30) IS NOT NULL")],
    )
    monkeypatch.setattr(invariants, "INVARIANTS_PATIENCE", timedelta(milliseconds=50))
    assert "too slow to check here" in page_of(boss, monkeypatch)


def test_a_check_is_kept_for_a_moment(db: None) -> None:
    first = last_check(at=NOW)
    assert last_check(at=NOW + timedelta(seconds=5)) == first
    cache.clear()
    assert last_check(at=NOW + timedelta(seconds=5)).at == NOW + timedelta(seconds=5)


def test_nobody_sees_it_without_signing_in(db: None) -> None:
    response = Client().get("/admin/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


def test_train_changes_that_nobody_worked_out_are_an_alarm(order: Order) -> None:
    first, second, third = Departure.objects.order_by("departs_at", "id")[:3]
    Departure.objects.filter(pk=first.pk).update(follow_up_at=NOW - timedelta(hours=1))
    Departure.objects.filter(pk=second.pk).update(follow_up_at=NOW)
    assert overview(at=NOW).stuck_changes == 1
    DepartureLeg.objects.filter(departure=third, position=1).update(cut_to_mteu=0, cut_to_gross_g=0)
    found = overview(at=NOW)
    assert found.stuck_changes == 2
    [card] = [card for card in dashboard._cards(found) if card.title == "Train changes not worked out"]
    assert (card.value, card.colour) == ("2", dashboard._ALARM)


def test_discrepancies_that_nobody_has_settled_are_an_alarm_that_leads_to_them(
    order: Order, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = Container.objects.get()
    for sscc, settled in (("395210000000123459", {}), ("395210000000123466", _SETTLED)):
        Discrepancy.objects.create(
            container=container,
            stage="stuffing",
            kind="extra",
            sscc=sscc,
            found_at=NOW,
            by_kind="staff",
            created_at=NOW,
            **settled,
        )
    found = overview(at=NOW)
    assert found.open_discrepancies == 1
    [card] = [card for card in dashboard._cards(found) if card.title == "Open discrepancies"]
    assert (card.value, card.colour) == ("1", dashboard._ALARM)
    assert card.address in addresses(page_of(boss, monkeypatch))
    listed = boss.get(card.address).content.decode()
    assert ("395210000000123459" in listed, "395210000000123466" in listed) == (True, False)


def test_hours_without_a_plan_are_an_alarm_that_leads_to_the_runs(
    order: Order, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_applied_run(NOW - timedelta(hours=6))
    [card] = [card for card in dashboard._cards(overview(at=NOW)) if card.title == "Hours without a plan"]
    assert (card.value, card.colour) == ("6", dashboard._ALARM)
    assert card.address in addresses(page_of(boss, monkeypatch))
    an_applied_run(NOW - timedelta(hours=1))
    assert overview(at=NOW).hours_without_plan == 0

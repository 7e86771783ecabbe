"""Does a dry run tell what would follow, write nothing, and cancel only when it is meant?"""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consoles import what_if
from shipping.models import Departure, DepartureLeg, Shipment
from tests.conftest import Jobs
from tests.consoles.full_board import fill_trains
from tests.consoles.test_board import BOARD, desk_of, page
from tests.consoles.test_full_board import all_asked
from tests.shipping.railway import DAY, FULL, HOUR, NOW, assigned, broken, fresh, make_train, train_of

COUNTS = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lives at the railway's own hour."""
    monkeypatch.setattr(what_if, "now", lambda: NOW)


@pytest.fixture
def dispatcher(rails: datetime) -> Client:
    return desk_of("dispatch")


def address_of(train: Departure) -> str:
    return f"{BOARD}trains/{train.pk}/what-if/"


def written() -> int:
    """How many rows of any table have ever been written, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(COUNTS)
        return int(cursor.fetchone()[0])


def test_each_shipment_is_told_its_next_train_and_what_becomes_of_its_promise(dispatcher: Client) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    late, fine = assigned(promised_at=train.arrives_at), assigned(promised_at=later.arrives_at)
    seen = page(dispatcher, address_of(train))
    assert seen.count(f"<td>{later}</td>") == 2
    assert "<b>2</b> would get another place" in seen
    assert "<b>1</b> promise broken" in seen
    assert seen.index(late.number) < seen.index(fine.number)
    assert seen.count('<span class="mark bad">broken</span>') == 1


def test_who_finds_no_place_is_told_why(dispatcher: Client) -> None:
    train = make_train()
    shipment = assigned()
    seen = page(dispatcher, address_of(train))
    assert "<b>1</b> would find no place" in seen
    assert "No other train" in seen
    assert shipment.number in seen


def test_one_leg_is_asked_alone(dispatcher: Client) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    assigned()
    seen = page(dispatcher, address_of(train), position=3)
    assert "its container changes trains on this leg" in seen
    assert str(later) in seen


def test_a_leg_or_a_train_that_does_not_exist_is_not_found(dispatcher: Client) -> None:
    train = make_train()
    assert dispatcher.get(address_of(train), {"position": "9"}).status_code == 404
    assert dispatcher.get(address_of(Departure(pk=uuid4()))).status_code == 404


def test_a_long_list_is_shown_by_pages(dispatcher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "FATES_SHOWN", 2)
    train = make_train()
    for _ in range(3):
        assigned()
    address = address_of(train)
    first, second = page(dispatcher, address), page(dispatcher, address, page=2)
    assert (first.count("no place</span>"), second.count("no place</span>")) == (2, 1)
    assert f"{address}?page=2" in first


def test_the_dry_run_writes_not_one_row(real_rails: datetime) -> None:
    train = make_train()
    make_train(NOW + 12 * DAY)
    for _ in range(3):
        assigned(**FULL)
    dispatcher = desk_of("dispatch")
    page(dispatcher, address_of(train))
    before = written()
    with CaptureQueriesContext(connection) as queries:
        assert "<b>3</b> shipments touched" in page(dispatcher, address_of(train))
        page(dispatcher, address_of(train), position=3)
    assert written() == before > 0
    assert sum("READ ONLY" in query["sql"] for query in queries) == 2
    assert fresh(Shipment.objects.all()[0]).status == "assigned"


def test_a_train_is_cancelled_really_with_a_reason(dispatcher: Client, jobs: Jobs) -> None:
    train, later = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    refused = dispatcher.post(address_of(train), {"reason": " "})
    assert (refused.status_code, "Give a reason." in refused.content.decode()) == (400, True)
    answer = dispatcher.post(address_of(train), {"reason": "snow"})
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"{BOARD}?train={train.pk}#train-{train.pk}",
    )
    jobs.drain()
    assert Departure.objects.get(pk=train.pk).status == "cancelled"
    assert train_of(shipment) == later
    assert broken() == []
    again = dispatcher.post(address_of(train), {"reason": "snow"})
    assert again.status_code == 409


def test_one_leg_is_cancelled_really(dispatcher: Client, jobs: Jobs) -> None:
    train = make_train()
    make_train(NOW + 12 * DAY)
    shipment = assigned()
    assert dispatcher.post(address_of(train), {"reason": "snow", "position": "3"}).status_code == 302
    jobs.drain()
    legs = DepartureLeg.objects.filter(departure=train)
    assert [leg.cancelled_at is not None for leg in legs.order_by("position")] == [False, False, True]
    assert train_of(shipment) == train
    assert broken() == []


def test_others_of_the_staff_may_ask_and_not_cancel(rails: datetime) -> None:
    train = make_train()
    looker = desk_of("viewer")
    assert "Cancel it really" not in page(looker, address_of(train))
    assert looker.post(address_of(train), {"reason": "snow"}).status_code == 403
    assert Departure.objects.get(pk=train.pk).status == "open"


def test_a_full_train_among_sixty_is_foreseen_and_cancelled_in_few_queries(dispatcher: Client) -> None:
    trains = fill_trains(at=NOW, trains=60, slots=50, first_at=NOW + 3 * DAY, every=6 * HOUR)
    for words in ({}, {"position": 3}):
        with all_asked(f"the dry run {words}"):
            assert "<b>50</b> shipments touched" in page(dispatcher, address_of(trains[0]), **words)
    with all_asked("what has no reason"):
        assert dispatcher.post(address_of(trains[0])).status_code == 400
    for given in ({"position": "3"}, {}):
        with all_asked(f"the cancellation {given}"):
            assert dispatcher.post(address_of(trains[0]), {"reason": "snow", **given}).status_code == 302
    with all_asked("what is cancelled already"):
        assert dispatcher.post(address_of(trains[0]), {"reason": "snow"}).status_code == 409

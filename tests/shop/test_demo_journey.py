from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from kit.ids import uuid7
from orders.models import Address, Order
from shipping.models import Shipment, TransportEvent
from shop import journey as journeys
from shop.credentials import read_credentials
from shop.journey import STAGES, Journey, JourneyFailed
from shop.wsgi import application
from tests.conftest import Jobs


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """The shop, spoken to over HTTP without a network, inside the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    transport = httpx.WSGITransport(app=application)
    with httpx.Client(transport=transport, base_url="http://testserver") as client:
        yield client
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to be waited for long."""
    monkeypatch.setattr(journeys, "POLLS", 2)


def walk(http: httpx.Client, credentials: Path, rest: Callable[[], object]) -> list[journeys.Step]:
    known = read_credentials(credentials)
    return list(Journey(http=http, credentials=known, rest=lambda: void(rest())).walk())


def void(_: object) -> None:
    """Forget an answer."""


def test_the_journey_ends_delivered_however_often_it_is_walked(
    http: httpx.Client, demo: Path, jobs: Jobs
) -> None:
    first = walk(http, demo, jobs.drain)
    second = walk(http, demo, jobs.drain)
    for steps in (first, second):
        assert steps[-1].result == "accepted, paid, delivered"
        assert all(step.status < 300 for step in steps)
        [cost] = [step.result for step in steps if step.what == "Get the landed cost"]
        assert cost.endswith("(90%)")
    # The address of the first time is used again.
    assert [step.what for step in first if "address" in step.what] == ["Add an address"]
    assert [step.what for step in second if "address" in step.what] == ["Find an address"]
    assert list(Shipment.objects.values_list("status", "simulated")) == [("delivered", True)] * 2
    assert Order.objects.filter(status="accepted", handed_in_at__isnull=False).count() == 2


def test_addresses_that_somebody_else_left_elsewhere_are_passed_over(
    http: httpx.Client, demo: Path, jobs: Jobs
) -> None:
    walk(http, demo, jobs.drain)
    elsewhere = Address.objects.get()
    elsewhere.pk, elsewhere.country = uuid7(), "KZ"
    elsewhere.save(force_insert=True)
    steps = walk(http, demo, jobs.drain)
    assert steps[-1].result == "accepted, paid, delivered"
    assert [step.what for step in steps if "address" in step.what] == ["Find an address"]


def test_every_stage_is_reported_by_the_carriers_key(http: httpx.Client, demo: Path, jobs: Jobs) -> None:
    walk(http, demo, jobs.drain)
    reports = TransportEvent.objects.filter(by_kind="partner", simulated=True).order_by("id")
    assert tuple(reports.values_list("kind", flat=True)) == STAGES
    assert TransportEvent.objects.get(kind="handed_in").by_kind == "seller"


def test_without_workers_the_journey_says_what_it_waited_for(
    http: httpx.Client, demo: Path, quick: None
) -> None:
    with pytest.raises(JourneyFailed, match="was not captured: is the worker of payments at work"):
        walk(http, demo, lambda: None)


def test_a_refused_step_is_named_with_its_problem(
    http: httpx.Client, demo: Path, jobs: Jobs, quick: None
) -> None:
    known = read_credentials(demo)
    for seller in known["sellers"]:
        seller["api_key"] = "sck_unknown"
    steps = Journey(http=http, credentials=known, rest=lambda: void(jobs.drain())).walk()
    with pytest.raises(JourneyFailed, match=r"could not accept the order: POST .* answered 401 auth\."):
        list(steps)


def test_a_shop_that_does_not_answer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.write_text('{"buyers": [], "sellers": [], "partner": {"api_key": ""}}')
    with pytest.raises(CommandError, match=r"http://127\.0\.0\.1:1/api/v1/products does not answer"):
        call_command("demo_journey", base_url="http://127.0.0.1:1", credentials=path, stdout=StringIO())


def test_a_missing_file_of_sign_ins_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no demo sign-ins: run load_demo first"):
        call_command("demo_journey", base_url="http://127.0.0.1:1", credentials=tmp_path / "none.json")

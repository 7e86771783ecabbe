"""Do probes tell the truth, also when something is away?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from accounts.operations.twinning import twin_of_person
from news.models import Delivery, Event
from shop import health
from tests.news.hooks import AT, an_endpoint, happen


@pytest.fixture(autouse=True)
def _unknown_schema() -> Iterator[None]:
    """No test knows yet whether the schema is complete."""
    health._Schema.complete = False
    yield
    health._Schema.complete = False


@contextmanager
def lost_database() -> Iterator[None]:
    """PostgreSQL doesn't answer."""

    def fail(*_: object) -> None:
        raise OperationalError("gone")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("ensure_connection", "cursor"):
            patch.setattr(connection, name, fail)
        patch.setattr(connection, "close", lambda: None)
        yield


def test_a_process_is_alive_without_a_database(client: Client) -> None:
    assert client.get("/livez").status_code == 200


def test_a_complete_schema_is_ready_and_costs_one_query_from_then_on(
    client: Client, db: None, django_assert_num_queries: Any
) -> None:
    assert client.get("/readyz").content == b"ready\n"
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_redis_is_not_asked(client: Client, db: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/readyz").status_code == 200


def test_without_a_database_nothing_is_ready(client: Client, db: None) -> None:
    with lost_database():
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database is away\n")
    assert client.get("/readyz").status_code == 200


def test_an_incomplete_schema_is_not_ready(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["0099_later"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations are missing\n")


def test_probes_need_no_known_host_and_are_not_redirected(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/livez", headers={"host": "10.1.2.3"}).status_code == 200


def test_metrics_are_counted_where_the_truth_is(client: Client, db: None) -> None:
    before = client.get("/metrics").content.decode()
    assert "steel_camel_events_undispatched 0.0" in before
    Event.objects.create(
        aggregate="order",
        aggregate_id="019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001",
        seq=1,
        type="order.placed",
        payload={},
        occurred_at="2026-11-24T09:00Z",
    )
    assert "steel_camel_events_undispatched 1.0" in client.get("/metrics").content.decode()


def test_the_oldest_event_that_waits_is_measured_by_the_clock_that_wrote_it(client: Client, db: None) -> None:
    # Written on the first of October 2025, in whichever year it happened.
    written = 1_759_276_800_000
    Event.objects.create(
        id=UUID(int=written << 80),
        aggregate="order",
        aggregate_id=UUID(int=1),
        seq=1,
        type="order.placed",
        payload={},
        occurred_at="2031-11-24T09:00Z",
    )
    shown = client.get("/metrics").content.decode()
    _, waited = shown.split("\nsteel_camel_events_undispatched_oldest_seconds ", 1)
    assert float(waited.split("\n")[0]) > timedelta(days=365).total_seconds()


def test_calls_given_up_in_the_test_world_alarm_nobody(client: Client, make_user: Any) -> None:
    person = make_user()
    with transaction.atomic():
        twin = twin_of_person(user=person, at=AT)
    endpoints = [an_endpoint("https://erp.example.com/", reader=each.pk) for each in (person, twin)]
    happen(*endpoints)
    Delivery.objects.update(state="dead", done_at=AT)
    assert "steel_camel_webhooks_dead 1.0" in client.get("/metrics").content.decode()


def test_every_gauge_is_shown(client: Client, db: None) -> None:
    shown = client.get("/metrics").content.decode()
    assert all(f"\n{name} " in shown for name in health.GAUGES)


@pytest.mark.parametrize("where", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_strangers_do_not_see_metrics(client: Client, db: None, where: dict[str, Any]) -> None:
    assert client.get("/metrics", **where).status_code == 404


def test_a_token_replaces_the_neighbourhood(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "let-me-measure"
    assert client.get("/metrics").status_code == 404
    for token, status in (("let-me-measure", 200), ("ключ", 404)):
        answer = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {token}", REMOTE_ADDR="203.0.113.9")
        assert answer.status_code == status


def test_metrics_without_a_database_are_a_503(client: Client, db: None) -> None:
    with lost_database():
        assert client.get("/metrics").status_code == 503
    assert client.get("/metrics").status_code == 200

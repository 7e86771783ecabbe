"""Is this installation alive, ready, well?"""

import hmac
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from shop.verification import METRIC, measure

Next = Callable[[HttpRequest], HttpResponse]

# What is counted where the truth is, so that every web process says the same.
GAUGES: dict[str, tuple[str, str]] = {
    "steel_camel_events_undispatched": (
        "Outbox events that nobody has been handed yet.",
        "SELECT count(*) FROM news_event WHERE dispatched_at IS NULL",
    ),
    # By the clock of the process that wrote it, which its id begins with: when it happened may be long ago.
    "steel_camel_events_undispatched_oldest_seconds": (
        "For how long the oldest of them has waited; more than ten minutes is a fault.",
        """SELECT coalesce((SELECT extract(epoch FROM now())
                                 - ('x' || replace(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0
                            FROM news_event WHERE dispatched_at IS NULL ORDER BY id LIMIT 1), 0)""",
    ),
    "steel_camel_mails_waiting": (
        "Mails that are due, or wait for the mail server.",
        "SELECT count(*) FROM news_mail WHERE state = 'waiting'",
    ),
    "steel_camel_mails_waiting_oldest_seconds": (
        "For how long the oldest of them has waited.",
        """SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
             FROM news_mail WHERE state = 'waiting'""",
    ),
    "steel_camel_mails_failed": (
        "Mails that could not be written or sent.",
        "SELECT count(*) FROM news_mail WHERE state = 'failed'",
    ),
    "steel_camel_webhooks_waiting": (
        "Events that wait to be sent to webhook endpoints, those of endpoints that fail included.",
        "SELECT count(*) FROM news_delivery WHERE state = 'waiting'",
    ),
    "steel_camel_webhooks_due_oldest_seconds": (
        "For how long the oldest has been due at an endpoint that is well; more than a minute is a fault.",
        """SELECT coalesce(extract(epoch FROM now() - min(first.due_at)), 0) FROM news_endpoint AS endpoint
             CROSS JOIN LATERAL (SELECT due_at FROM news_delivery WHERE endpoint_id = endpoint.id
                                        AND state = 'waiting' AND due_at <= now()
                                 ORDER BY due_at LIMIT 1) AS first
             WHERE status = 'enabled' AND failing_since IS NULL""",
    ),
    "steel_camel_webhooks_dead": (
        "Events of the last thirty days that were given up, tests left out.",
        """SELECT count(*) FROM news_delivery JOIN news_endpoint AS endpoint ON endpoint.id = endpoint_id
            WHERE state = 'dead' AND NOT EXISTS (
                  SELECT 1 FROM accounts_user WHERE id = endpoint.reader_id AND sandbox
                  UNION ALL SELECT 1 FROM accounts_organisation WHERE id = endpoint.reader_id AND sandbox)""",
    ),
    "steel_camel_shipments_waiting": (
        "Shipments that wait for a slot.",
        "SELECT count(*) FROM shipping_shipment WHERE status = 'waiting' AND NOT sandbox",
    ),
    "steel_camel_shipments_waiting_oldest_seconds": (
        "For how long the oldest of them has waited.",
        """SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
             FROM shipping_shipment WHERE status = 'waiting' AND NOT sandbox""",
    ),
    "steel_camel_plan_applied_seconds_ago": (
        "For how long no plan of the trains has been put into effect; 0 before the first run.",
        """SELECT coalesce(extract(epoch FROM now() - coalesce(
                  max(ended_at) FILTER (WHERE state = 'applied'), min(started_at))), 0)
             FROM shipping_planrun""",
    ),
    "steel_camel_plan_runs_in_vain": (
        "Runs of the planner that were refused, failed or lost since one was put into effect.",
        """SELECT count(*) FROM shipping_planrun WHERE state IN ('refused', 'failed', 'superseded')
              AND started_at > coalesce((SELECT max(started_at) FROM shipping_planrun
                                          WHERE state = 'applied'), '-infinity')""",
    ),
    "steel_camel_exchange_rate_age_days": (
        "How old the newest rate is of that pair which has had none for longest; more than five is a fault.",
        """SELECT coalesce(current_date - min(newest), 0)
             FROM (SELECT max(date) AS newest FROM payments_fxrate GROUP BY base, quote) AS pair""",
    ),
    "steel_camel_orders_placed": (
        "Orders that nobody has accepted yet.",
        """SELECT count(*) FROM orders_order JOIN orders_ordergroup AS bought ON bought.id = group_id
            WHERE status = 'placed' AND NOT bought.sandbox""",
    ),
}


class ProbeMiddleware:
    """Answers probes before anything can redirect, throttle or refuse them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.probes = {"/livez": _alive, "/readyz": _ready, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or let the request through."""
        probe = self.probes.get(request.path)
        return probe(request) if probe is not None else self.get_response(request)


def _alive(request: HttpRequest) -> HttpResponse:
    """The process answers: restarting it would help nobody."""
    return _plain("alive")


def _ready(request: HttpRequest) -> HttpResponse:
    """PostgreSQL answers and its schema is ours; Redis is not asked, orders don't need it."""
    try:
        connection.ensure_connection()
        if _Schema.behind():
            return _plain("migrations are missing", status=503)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return _plain("the database is away", status=503)
    return _plain("ready")


def _metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus, for who holds METRICS_TOKEN or asks from this very machine."""
    if not _may_measure(request):
        return _plain("not found", status=404)
    registry = CollectorRegistry()
    try:
        with connection.cursor() as cursor:
            for name, (words, sql) in GAUGES.items():
                cursor.execute(sql)
                Gauge(name, words, registry=registry).set(float(cursor.fetchone()[0]))
        rules = Gauge(METRIC, "Whether a rule of the database is broken.", ["name"], registry=registry)
        for name, is_broken in measure():
            rules.labels(name).set(is_broken)
    except DatabaseError:
        connection.close()
        return _plain("the database is away", status=503)
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4")


class _Schema:
    """Remembers that the schema was found complete: it doesn't become less so by itself."""

    complete = False

    @classmethod
    def behind(cls) -> bool:
        """Whether a migration of this code hasn't been applied."""
        if not cls.complete:
            executor = MigrationExecutor(connection)
            cls.complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return not cls.complete


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        asked = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(asked.encode(), settings.METRICS_TOKEN.encode())
    local = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return local and "X-Forwarded-For" not in request.headers


def _plain(text: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        text + "\n",
        status=status,
        content_type="text/plain",
        headers={"Cache-Control": "no-store"},
    )

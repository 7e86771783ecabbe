"""Is a statement that is asked again planned once, and read as any other?"""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kit.compiled import prepared_cursor

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 5, 4, 12, 30, 15, 250_001, tzinfo=UTC)
COUNTED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%told_once%%'"


class Taken(Exception):
    """Somebody else was there first."""


def planned() -> int:
    """How many plans the connection keeps of the statement below."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        [(count,)] = cursor.fetchall()
    return int(count)


def ask(number: int) -> int:
    """The same words with another value."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT %s::int AS told_once", [number])
        [(told,)] = cursor.fetchall()
    return int(told)


@pytest.mark.django_db
def test_a_statement_asked_with_other_values_is_planned_once() -> None:
    before = planned()
    assert [ask(number) for number in range(5)] == [0, 1, 2, 3, 4]
    assert (before, planned()) == (0, 1)


@pytest.mark.django_db
def test_what_else_is_asked_meanwhile_keeps_no_statement_from_being_planned_once() -> None:
    for number in range(3):
        ask(number)
        with connection.cursor() as cursor:
            for other in range(120):
                cursor.execute("SELECT %s::int AS another", [1_000 * number + other])
    assert planned() == 1


@pytest.mark.django_db
def test_a_statement_is_asked_as_before_after_a_rollback() -> None:
    [ask(number) for number in range(5)]
    with suppress(Taken), transaction.atomic():
        ask(5)
        raise Taken
    assert [ask(number) for number in range(6, 11)] == [6, 7, 8, 9, 10]
    assert planned() == 1


@pytest.mark.django_db
def test_the_statements_of_the_orm_are_not_prepared() -> None:
    for number in range(5):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int AS told_once", [number])
    assert planned() == 0


@pytest.mark.django_db
def test_what_was_asked_is_told_with_its_values_each_time() -> None:
    with CaptureQueriesContext(connection) as queries:
        for number in range(5):
            ask(number)
    told = [f"SELECT {number}::int AS told_once" for number in range(5)]
    assert [each["sql"] for each in queries] == told


@pytest.mark.django_db
def test_times_are_read_to_the_microsecond_in_the_zone_of_the_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s::timestamptz, NULL::timestamptz", [NOON, "1850-01-01 08:00:00+08"])
        [(read, old, none)] = cursor.fetchall()
    assert (read, read.tzinfo, none) == (NOON, UTC, None)
    assert old == datetime(1850, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_rows_of_a_prepared_statement_are_read_as_those_of_any_other() -> None:
    asked = "SELECT %s::timestamptz, %s::jsonb, %s::numeric, %s::text[], %s::date, %s::interval"
    values: list[Any] = [NOON, '{"a": [1, 2.50]}', "1.20", ["x", "面粉"], NOON.date(), timedelta(hours=3)]
    found = []
    for cursor in (connection.cursor(), prepared_cursor()):
        with cursor:
            cursor.execute(asked, values)
            found += cursor.fetchall()
    assert found[0] == found[1]
    assert found[1][0].tzinfo is UTC


def test_an_old_pooler_is_spared_prepared_statements() -> None:
    asked = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from kit.compiled import prepared_cursor\n"
        "with prepared_cursor() as cursor:\n"
        "    for number in range(5):\n"
        "        cursor.execute('SELECT %s::int', [number])\n"
        "    cursor.execute('SELECT count(*) FROM pg_prepared_statements')\n"
        "    print(cursor.fetchone()[0])\n"
    )
    told = {
        switch: subprocess.run(
            [sys.executable, "-c", asked],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "shop.settings", "PREPARED_STATEMENTS": switch},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for switch in ("0", "1")
    }
    assert told == {"0": "0", "1": "1"}

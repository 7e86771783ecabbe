"""Does the database itself keep the books in balance, whoever types into it?"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import errors

from kit.database import as_owner
from kit.ids import uuid7
from payments.models import LedgerEntry, LedgerTransaction

_ACCOUNT = """
    INSERT INTO payments_ledgeraccount
        (id, version, created_at, kind, owner_id, party, currency, sandbox)
    VALUES (%s, 1, now(), %s, NULL, '', %s, %s)
"""
_HEAD = """
    INSERT INTO payments_ledgertransaction
        (id, version, created_at, kind, key, reference, occurred_at, posted_at, by_kind, sandbox)
    VALUES (%s, 1, now(), 'sale', %s, 'SC-1', now(), now(), 'system', %s)
"""
_LINE = """
    INSERT INTO payments_ledgerentry (transaction_id, account_id, amount_minor, purpose, reference, posted_at)
    VALUES (%s, %s, %s, 'goods', 'SC-1', now())
"""
_BANK, _DEPOSITS, _TENGE, _TEST_BANK = (UUID(int=number) for number in range(1, 5))


@pytest.fixture
def psql(transactional_db: None) -> Iterator["psycopg.Connection[Any]"]:
    """A session of somebody who types SQL as the application's role, beside four accounts."""
    known = connection.settings_dict
    address = psycopg.conninfo.make_conninfo(
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        user=known["USER"],
        password=known["PASSWORD"] or None,
        dbname=known["NAME"],
    )
    with closing(psycopg.connect(address)) as session:
        for pk, kind, currency, is_test in (
            (_BANK, "bank", "CNY", False),
            (_DEPOSITS, "deposits", "CNY", False),
            (_TENGE, "bank", "KZT", False),
            (_TEST_BANK, "bank", "CNY", True),
        ):
            session.execute(_ACCOUNT, (pk, kind, currency, is_test))
        session.commit()
        yield session


def begin(psql: "psycopg.Connection[Any]", *, sandbox: bool = False) -> UUID:
    """A transaction of the ledger without lines."""
    pk = uuid7()
    psql.execute(_HEAD, (pk, str(pk), sandbox))
    return pk


def write(psql: "psycopg.Connection[Any]", *lines: tuple[UUID, int], sandbox: bool = False) -> UUID:
    """A transaction of the ledger with some lines."""
    pk = begin(psql, sandbox=sandbox)
    for account, minor in lines:
        psql.execute(_LINE, (pk, account, minor))
    return pk


def test_what_balances_is_kept(psql: "psycopg.Connection[Any]") -> None:
    pk = write(psql, (_BANK, 500), (_DEPOSITS, -500))
    psql.commit()
    assert LedgerEntry.objects.filter(transaction=pk).count() == 2


@pytest.mark.parametrize(
    "lines",
    [
        [(_BANK, 500), (_DEPOSITS, -499)],
        [(_BANK, 500)],
        [(_BANK, 500), (_TENGE, -500)],
        [],
    ],
    ids=["a unit too little", "one side", "two currencies", "no lines"],
)
def test_what_does_not_balance_fails_at_commit(
    psql: "psycopg.Connection[Any]", lines: list[tuple[UUID, int]]
) -> None:
    write(psql, *lines)
    with pytest.raises(errors.CheckViolation, match="ledger"):
        psql.commit()
    assert LedgerTransaction.objects.count() == 0


def test_lines_added_after_a_check_in_between_are_checked_too(psql: "psycopg.Connection[Any]") -> None:
    pk = write(psql, (_BANK, 500), (_DEPOSITS, -500))
    psql.execute("SET CONSTRAINTS ALL IMMEDIATE")
    psql.execute("SET CONSTRAINTS ALL DEFERRED")
    psql.execute(_LINE, (pk, _BANK, 1))
    with pytest.raises(errors.CheckViolation):
        psql.commit()


def test_the_two_worlds_share_no_transaction(psql: "psycopg.Connection[Any]") -> None:
    write(psql, (_TEST_BANK, 500), (_DEPOSITS, -500))
    with pytest.raises(errors.CheckViolation, match="world"):
        psql.commit()


def test_nothing_is_added_to_what_was_committed(psql: "psycopg.Connection[Any]") -> None:
    pk = write(psql, (_BANK, 500), (_DEPOSITS, -500))
    psql.commit()
    with pytest.raises(errors.RestrictViolation):
        psql.execute(_LINE, (pk, _BANK, 1))


def test_nobody_says_in_advance_when_a_transaction_may_be_added_to(psql: "psycopg.Connection[Any]") -> None:
    pk = uuid7()
    forged = _HEAD.replace("sandbox)", "sandbox, made_in)").replace("%s)", "%s, '999999999999')")
    psql.execute(forged, (pk, str(pk), False))
    for account, minor in ((_BANK, 5), (_DEPOSITS, -5)):
        psql.execute(_LINE, (pk, account, minor))
    psql.commit()
    made = psql.execute(
        "SELECT made_in::text FROM payments_ledgertransaction WHERE id = %s", (pk,)
    ).fetchone()
    assert made != ("999999999999",)


def test_a_line_is_of_the_day_of_its_transaction(psql: "psycopg.Connection[Any]") -> None:
    pk = begin(psql)
    for account, minor in ((_BANK, 5), (_DEPOSITS, -5)):
        psql.execute(_LINE.replace("now())", "now() - interval '1 year')"), (pk, account, minor))
    psql.commit()
    made = LedgerTransaction.objects.get(pk=pk)
    assert {line.posted_at for line in made.entries.all()} == {made.posted_at}


def test_a_temporary_table_deceives_no_check(psql: "psycopg.Connection[Any]") -> None:
    psql.execute("CREATE TEMPORARY TABLE payments_ledgerentry (transaction_id uuid, account_id uuid)")
    pk = begin(psql)
    psql.execute(_LINE.replace("INTO payments", "INTO public.payments"), (pk, _BANK, 500))
    with pytest.raises(errors.CheckViolation):
        psql.commit()


@pytest.mark.parametrize("setting", ["pgtrigger.ignore", "session_replication_role"])
def test_no_setting_of_the_session_switches_the_check_off(
    psql: "psycopg.Connection[Any]", setting: str
) -> None:
    if setting == "session_replication_role":
        with pytest.raises(errors.InsufficientPrivilege):
            psql.execute("SET session_replication_role = replica")
        return
    psql.execute("SET pgtrigger.ignore = '{payments_ledgerentry:balanced,payments_ledgerentry:all}'")
    write(psql, (_BANK, 500))
    with pytest.raises(errors.CheckViolation):
        psql.commit()


_TABLES = ("payments_ledgeraccount", "payments_ledgertransaction", "payments_ledgerentry")


@pytest.mark.parametrize("table", _TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_changes_nothing(psql: "psycopg.Connection[Any]", table: str, change: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        psql.execute(change.format(table))


@pytest.mark.parametrize("table", _TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_owner_of_the_tables_changes_nothing_either(
    psql: "psycopg.Connection[Any]", table: str, change: str
) -> None:
    write(psql, (_BANK, 500), (_DEPOSITS, -500))
    psql.commit()
    with (
        as_owner(),
        pytest.raises(IntegrityError, match="only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))

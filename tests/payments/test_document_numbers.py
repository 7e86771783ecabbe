"""Are documents numbered without gaps whoever issues them at once, and does nobody change them?"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg import errors
from psycopg.types.json import Jsonb

from kit.database import as_owner
from kit.transactions import owns_transaction
from payments.documents import Party
from payments.models import DocumentCounter, InvoiceBalance, IssuedDocument
from payments.operations import documenting
from tests.payments.money import AtOnce, broken_rules
from tests.payments.papers import AT, MILL, credit, draft, issue, service


class _Thrown(Exception):
    """Somebody's transaction fails after it had a number."""


def numbers() -> list[str]:
    return sorted(IssuedDocument.objects.values_list("number", flat=True))


def issue_and_maybe_fail(number: int) -> Callable[[], str]:
    def call() -> str:
        with transaction.atomic():
            made = documenting.issue_invoice(draft=draft(f"goods:SC-{number}"), at=AT)
            assert made is not None
            if number % 3 == 0:
                raise _Thrown
            return made.number

    return call


def test_twenty_who_issue_at_once_and_some_who_fail_leave_no_gap(at_once: AtOnce) -> None:
    came = at_once([issue_and_maybe_fail(number) for number in range(20)])
    # 0, 3, 6 … 18 fail: seven of twenty.
    assert len([each for each in came if isinstance(each, _Thrown)]) == 7
    assert numbers() == [f"INV-2026-{serial:06}" for serial in range(1, 14)]
    assert sorted(each for each in came if isinstance(each, str)) == numbers()
    assert broken_rules() == []


def test_the_same_fact_told_by_many_at_once_is_one_document(at_once: AtOnce) -> None:
    def call() -> IssuedDocument | None:
        return owns_transaction(documenting.issue_invoice)(draft=draft(), at=AT)

    came = at_once([call] * 8)
    assert len([each for each in came if isinstance(each, IssuedDocument)]) == 1
    assert [each for each in came if isinstance(each, Exception)] == []
    assert (numbers(), DocumentCounter.objects.get().last) == (["INV-2026-000001"], 1)


def test_parts_of_an_invoice_that_are_credited_at_once_never_exceed_it(at_once: AtOnce) -> None:
    invoice = issue(draft())
    came = at_once([lambda n=n: credit(invoice, 20_00, fact=f"goods:refunded:{n}") for n in range(6)])  # type: ignore[misc]
    # Of 50.00 two whole parts and one of 10.00, or whatever the database let through; the rest is refused.
    assert all(isinstance(each, IssuedDocument | IntegrityError | None) for each in came)
    balance = InvoiceBalance.objects.get()
    assert balance.credited_minor <= balance.total_minor == 50_00
    assert broken_rules() == []


def test_each_legal_entity_kind_world_and_year_counts_for_itself(db: None) -> None:
    other = Party("Other Mill", "KZ", tax_id="990140000385", tax_id_kind="BIN")
    next_year = datetime(2027, 3, 1, tzinfo=UTC)
    issued = [
        issue(draft("goods:SC-1")),
        issue(draft("goods:SC-2")),
        issue(draft("goods:SC-3", issuer=other)),
        issue(draft("goods:SC-4", sandbox=True)),
        issue(draft("goods:SC-5"), at=next_year),
    ]
    assert [(each.year, each.serial) for each in issued] == [
        *((2026, 1), (2026, 2), (2026, 1), (2026, 1), (2027, 1))
    ]
    note = credit(issued[0])
    assert note is not None
    assert note.number == "CRN-2026-000001"
    assert broken_rules() == []


def test_the_year_is_that_of_the_issuers_clocks(db: None) -> None:
    # 19:30 in Greenwich is half past midnight in Almaty, and past three in Shanghai.
    eve = datetime(2026, 12, 31, 19, 30, tzinfo=UTC)
    made = issue(draft(), at=eve)
    assert (made.number, made.issue_date) == ("INV-2027-000001", date(2027, 1, 1))
    before = issue(draft("goods:SC-2"), at=datetime(2026, 12, 31, 18, 30, tzinfo=UTC))
    assert (before.number, before.issue_date) == ("INV-2026-000001", date(2026, 12, 31))


def test_a_document_keeps_who_was_who_and_what_was_sold(db: None) -> None:
    made = issue(draft())
    made.refresh_from_db()
    assert made.content["issuer"]["local_name"] == MILL.local_name
    assert made.content["lines"][0]["names"]["kk"] == "Бидай ұны"
    assert made.content["vat"] == [{"percent": "0", "net_minor": 50_00, "vat_minor": 0}]
    assert (made.net_minor, made.vat_minor, made.total_minor) == (50_00, 0, 50_00)


def test_a_credit_note_has_the_parties_of_its_invoice_and_names_it(db: None) -> None:
    invoice = issue(service())
    note = credit(invoice, fact="commission:ended:SC-1")
    assert note is not None
    assert note.content["corrects"] == {"number": "INV-2026-000001", "issue_date": "2026-11-23"}
    assert (note.net_minor, note.vat_minor, note.corrects_id) == (5_00, 80, invoice.pk)
    assert note.content["issuer"] == invoice.content["issuer"]
    assert credit(invoice, fact="commission:ended:again") is None


def test_a_fact_is_credited_once(db: None) -> None:
    invoice = issue(draft())
    assert credit(invoice, 10_00) is not None
    assert credit(invoice, 10_00) is None
    assert InvoiceBalance.objects.get().credited_minor == 10_00


def test_more_than_is_left_is_credited_as_what_is_left(db: None) -> None:
    invoice = issue(draft())
    credit(invoice, 30_00, fact="a")
    note = credit(invoice, 30_00, fact="b")
    assert note is not None
    assert note.total_minor == 20_00


@pytest.fixture
def psql(transactional_db: None) -> Iterator["psycopg.Connection[Any]"]:
    """A session of somebody who types SQL as the schema's owner, where one invoice was issued."""
    issue(draft())
    with as_owner():
        known = dict(connection.settings_dict)
    address = psycopg.conninfo.make_conninfo(
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        user=known["USER"],
        password=known["PASSWORD"] or None,
        dbname=known["NAME"],
    )
    with closing(psycopg.connect(address)) as session:
        yield session


_COPY = """
    INSERT INTO payments_issueddocument
    SELECT (jsonb_populate_record(made, jsonb_build_object('id', gen_random_uuid(), 'fact', 'typed') || %s)).*
    FROM payments_issueddocument AS made WHERE made.kind = 'invoice'
"""
_BEGIN = "INSERT INTO payments_documentcounter (issuer_tax_id, sandbox, kind, year, last) "
_MOVE = "UPDATE payments_documentcounter SET last = last + 1"


def typed(psql: "psycopg.Connection[Any]", **said: object) -> None:
    """A copy of the invoice, with some other columns."""
    psql.execute(_COPY, (Jsonb(said),))


@pytest.mark.parametrize("serial", [1, 2, 3])
def test_nobody_types_a_number_that_no_counter_gave(psql: "psycopg.Connection[Any]", serial: int) -> None:
    with pytest.raises(errors.RestrictViolation, match="out of turn"):
        typed(psql, serial=serial)


def test_a_counter_that_moved_without_a_document_fails_at_commit(psql: "psycopg.Connection[Any]") -> None:
    psql.execute(_MOVE)
    with pytest.raises(errors.CheckViolation, match="has no document"):
        psql.commit()


def test_a_number_of_the_counter_with_its_document_is_kept(psql: "psycopg.Connection[Any]") -> None:
    psql.execute(_MOVE)
    typed(psql, serial=2, number="INV-2026-000002")
    psql.commit()
    assert IssuedDocument.objects.count() == 2


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE payments_documentcounter SET last = last + 2",
        "UPDATE payments_documentcounter SET last = 0",
        "UPDATE payments_documentcounter SET last = last + 1, year = 2027",
        "DELETE FROM payments_documentcounter",
        _BEGIN + "VALUES ('1', false, 'invoice', 2026, 5)",
    ],
)
def test_a_counter_only_moves_by_one(psql: "psycopg.Connection[Any]", how: str) -> None:
    with pytest.raises(errors.RestrictViolation, match="counter"):
        psql.execute(how)


@pytest.mark.parametrize(
    "how", ["UPDATE payments_issueddocument SET net_minor = 1", "DELETE FROM payments_issueddocument"]
)
def test_nobody_changes_an_issued_document(psql: "psycopg.Connection[Any]", how: str) -> None:
    with pytest.raises(errors.RestrictViolation, match="only added"):
        psql.execute(how)


def test_a_document_of_another_year_than_its_day_is_refused(psql: "psycopg.Connection[Any]") -> None:
    psql.execute(_MOVE)
    with pytest.raises(errors.CheckViolation, match="year"):
        typed(psql, serial=2, issue_date="2027-01-01")


def credit_typed(psql: "psycopg.Connection[Any]", **said: object) -> None:
    """A credit note of the invoice, with its counter."""
    psql.execute(_BEGIN + "VALUES (%s, false, 'credit_note', 2026, 0)", (MILL.tax_id,))
    psql.execute(_MOVE + " WHERE kind = 'credit_note'")
    invoice = IssuedDocument.objects.get()
    typed(psql, kind="credit_note", corrects_id=str(invoice.pk), **said)


def test_the_database_refuses_to_credit_more_than_was_invoiced(psql: "psycopg.Connection[Any]") -> None:
    with pytest.raises(errors.CheckViolation, match="not_credited_beyond"):
        credit_typed(psql, net_minor=50_01, total_minor=50_01)


@pytest.mark.parametrize("other", [{"subject": "commission"}, {"currency": "KZT"}, {"reference": "SC-9"}])
def test_a_credit_note_is_of_the_kind_of_its_invoice(
    psql: "psycopg.Connection[Any]", other: dict[str, object]
) -> None:
    with pytest.raises(psycopg.Error, match="corrects no invoice"):
        credit_typed(psql, **other)


@pytest.mark.parametrize("table", ["payments_issueddocument", "payments_invoicebalance"])
def test_the_application_has_no_right_to_change_them(db: None, table: str) -> None:
    with pytest.raises(ProgrammingError, match="denied"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")

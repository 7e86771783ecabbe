"""Does every change leave a record that names who, and that nobody can rewrite?"""

from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation
from kit.audit import remember
from kit.database import as_owner
from tests.kit.conftest import make_seller

Audit: Any = apps.get_model("accounts", "OrganisationAudit")


@pytest.fixture
def organisation(db: None) -> Organisation:
    """An organisation whose making is on record."""
    organisation: Organisation = make_seller().organisation
    return organisation


def test_making_changing_and_deleting_are_recorded(db: None) -> None:
    from_shell = Organisation.objects.create(kind="carrier", name="Rail", created_at="2026-11-24T00:00Z")
    Organisation.objects.filter(pk=from_shell.pk).update(name="Railways")
    Organisation.objects.filter(pk=from_shell.pk).delete()
    labels = Audit.objects.filter(pgh_obj_id=from_shell.pk).order_by("pgh_id")
    assert list(labels.values_list("pgh_label", "name")) == [
        ("insert", "Rail"),
        ("update", "Railways"),
        ("delete", "Railways"),
    ]


def test_plain_sql_is_seen_too(organisation: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = 'by hand' WHERE id = %s", [organisation.pk])
    assert Audit.objects.filter(pgh_obj_id=organisation.pk, name="by hand").count() == 1


def test_an_update_that_changes_nothing_is_no_change(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(name=organisation.name)
    assert Audit.objects.filter(pgh_obj_id=organisation.pk, pgh_label="update").count() == 0


def test_the_record_holds_its_context_itself(organisation: Organisation) -> None:
    with pghistory.context(request="r-1"):
        remember(user="u-1", key=None)
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(name="first")
        Organisation.objects.filter(pk=organisation.pk).update(name="second")
    told = dict(Audit.objects.filter(pgh_label="update").values_list("name", "pgh_context"))
    assert told["first"] == told["second"] == {"request": "r-1", "user": "u-1"}


def test_the_context_ends_with_its_transaction(transactional_db: None) -> None:
    with transaction.atomic():
        organisation = make_seller().organisation
    with pghistory.context(request="r-1"):
        Organisation.objects.filter(pk=organisation.pk).update(name="first")
    Organisation.objects.filter(pk=organisation.pk).update(name="second")
    told = dict(Audit.objects.filter(pgh_label="update").values_list("name", "pgh_context"))
    assert told == {"first": {"request": "r-1"}, "second": None}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_organisationaudit SET name = 'never'",
        "DELETE FROM accounts_organisationaudit",
        "TRUNCATE accounts_organisationaudit",
        "ALTER TABLE accounts_organisation DISABLE TRIGGER ALL",
        "DROP TABLE accounts_organisationaudit",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_can_neither_rewrite_nor_silence_the_record(
    organisation: Organisation, statement: str
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_records_are_many_and_hold_no_secrets() -> None:
    assert Audit._meta.pk.get_internal_type() == "BigAutoField"
    assert "password" not in {field.name for field in apps.get_model("accounts", "UserAudit")._meta.fields}


def test_the_owner_is_somebody_else(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        application = cursor.fetchone()[0]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'accounts_user'")
        owner, owner_of_table = cursor.fetchone()
    assert owner == owner_of_table != application

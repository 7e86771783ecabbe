"""Who may change what in PostgreSQL?"""

import threading
from collections.abc import Callable
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.models import F

from accounts.models import Organisation
from catalog.models import ImportMapping, Seller
from kit.clock import now
from kit.database import (
    AmongTexts,
    as_owner,
    held_together,
    insert_as_json,
    insert_together,
    new_row,
    update_returning,
)
from kit.schema import CreateSerial, GrantApplicationRole, ProtectHistory
from tests.kit.conftest import make_seller


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_only_this_thread_signs_in_as_the_owner(transactional_db: None, settings: Any) -> None:
    others = []

    def ask() -> None:
        others.append(current_role())
        connections.close_all()

    with as_owner():
        assert current_role() == settings.OWNER_DATABASE["USER"]
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert others == [settings.APPLICATION_ROLE]
    assert current_role() == settings.APPLICATION_ROLE


def test_nobody_becomes_the_owner_inside_a_transaction(db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"), as_owner():
        pass


@pytest.mark.parametrize("command", ["migrate", "flush"])
def test_without_the_owners_url_a_command_refuses_in_one_sentence(
    transactional_db: None, settings: Any, command: str
) -> None:
    settings.OWNER_DATABASE = None
    with pytest.raises(ImproperlyConfigured), as_owner():
        pass
    with pytest.raises(CommandError, match=r"^DATABASE_OWNER_URL is not set: .*\.$"):
        call_command(command, interactive=False, stdout=StringIO())


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (id int)", "ALTER TABLE accounts_user ADD mine int", "TRUNCATE news_event"],
)
def test_the_application_cannot_change_the_schema(db: None, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_update_returns_what_it_changed(db: None) -> None:
    one, other = make_seller(), make_seller()
    Seller.objects.filter(pk=other.pk).update(version=5)
    changed = update_returning(
        Seller.objects.filter(pk__in=[one.pk, other.pk]),
        {"version": F("version") + 1, "city": "Aktobe"},
        "id",
        "version",
    )
    assert sorted(changed) == sorted([(one.pk, 2), (other.pk, 6)])
    assert set(Seller.objects.values_list("city", flat=True)) == {"Aktobe"}


def test_an_update_of_nothing_returns_nothing(db: None) -> None:
    assert update_returning(Seller.objects.filter(city="Nowhere"), {"city": "x"}, "id") == []


def test_rows_of_several_tables_are_inserted_in_one_statement(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    known = make_seller()
    firms = [Organisation(kind="seller", name=name, created_at=now()) for name in ("Dala", "Jer")]
    columns = {name: getattr(known, name) for name in ("legal_name", "country", "city", "origin_code")}
    # The column that names another row is Postgres' to check when we commit.
    seller = Seller(
        **columns,
        organisation=firms[1],
        code="jer",
        tax_id="7",
        tax_id_kind="BIN",
        applied_at=now(),
        created_at=now(),
    )
    with django_assert_num_queries(1):
        insert_together(seller, *firms)
    assert Seller.objects.get(code="jer").organisation.name == "Jer"
    assert Organisation.objects.filter(name="Dala").count() == 1
    seller.city = "Taraz"
    seller.save()
    assert Seller.objects.get(code="jer").city == "Taraz"


def test_rows_are_inserted_together_with_a_change_of_others(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    known = make_seller()
    firm = Organisation(kind="seller", name="Dala", created_at=now())
    with django_assert_num_queries(1):
        insert_together(firm, besides=(Seller.objects.filter(pk=known.pk), {"version": F("version") + 1}))
    assert Organisation.objects.filter(name="Dala").count() == 1
    assert Seller.objects.get(pk=known.pk).version == known.version + 1


def test_rows_that_are_held_together_keep_out_only_who_changes_them(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]],
) -> None:
    with transaction.atomic():
        seller = make_seller()
    rows = Seller.objects.select_related("organisation").filter(pk=seller.pk)
    both = Barrier(2)

    def hold() -> str:
        with transaction.atomic():
            [held] = held_together(rows)
            both.wait(timeout=30)
            return held.organisation.name

    def change() -> int:
        with transaction.atomic():
            return len(Seller.objects.select_for_update(nowait=True).filter(pk=seller.pk))

    assert at_once([hold, hold]) == ["Dala Flour"] * 2
    with transaction.atomic():
        held_together(rows)
        [refused] = at_once([change])
    assert isinstance(refused, OperationalError)


def test_names_in_schema_operations_are_quoted(settings: Any) -> None:
    settings.APPLICATION_ROLE = 'shop"app'
    assert CreateSerial('a"b').forwards() == ['CREATE SEQUENCE "a""b"']
    assert ProtectHistory("t").forwards() == ['REVOKE UPDATE, DELETE, TRUNCATE ON "t" FROM "shop""app"']
    assert all('"shop""app"' in each for each in GrantApplicationRole().forwards())


def test_schema_operations_undo_themselves() -> None:
    assert CreateSerial("s").backwards() == ['DROP SEQUENCE "s"']
    assert "GRANT UPDATE, DELETE" in ProtectHistory("t").backwards()[0]
    assert all(each.split()[0] in {"REVOKE", "ALTER"} for each in GrantApplicationRole().backwards())


def test_a_new_row_is_as_its_model_makes_it(db: None) -> None:
    seller = make_seller()
    told: dict[str, Any] = {"seller": seller, "format": "yml", "created_at": seller.created_at}
    row, made = new_row(ImportMapping, **told), ImportMapping(**told)
    columns = [field.attname for field in ImportMapping._meta.concrete_fields if field.name != "id"]
    assert [getattr(row, name) for name in columns] == [getattr(made, name) for name in columns]
    assert (row.seller, row._state.adding, row.books is made.books) == (seller, True, False)
    insert_as_json([row])
    assert ImportMapping.objects.get().seller == seller
    with pytest.raises(TypeError, match="no colour"):
        new_row(ImportMapping, colour="red")


def test_texts_of_any_kind_are_found_by_one_parameter(db: None) -> None:
    names = ['a "b", c', "d\\e", "{f}", "", "NULL", "ы"]
    for name in names:
        Seller.objects.filter(pk=make_seller().pk).update(local_name=name)
    wanted = [name for name in names if name != "ы"]
    found = Seller.objects.filter(AmongTexts(F("local_name"), wanted)).values_list("local_name", flat=True)
    assert sorted(found) == sorted(wanted)
    assert not Seller.objects.filter(AmongTexts(F("local_name"), [])).exists()

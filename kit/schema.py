"""Which database objects do migrations make that Django has no name for?"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _SqlOperation(Operation):
    """An operation that runs statements and leaves Django's model state alone."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model: these objects are PostgreSQL's only."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the statements."""
        _run(schema_editor, self.forwards())

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Run the opposite statements."""
        _run(schema_editor, self.backwards())

    def forwards(self) -> list[str]:
        """The statements."""
        raise NotImplementedError

    def backwards(self) -> list[str]:
        """Their opposites."""
        raise NotImplementedError


class CreateSerial(_SqlOperation):
    """`CreateSerial("orders_order_serial")` makes a sequence for `kit.ids.next_serial`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def forwards(self) -> list[str]:
        """Create the sequence."""
        return [f"CREATE SEQUENCE {_quoted(self.name)}"]

    def backwards(self) -> list[str]:
        """Drop the sequence."""
        return [f"DROP SEQUENCE {_quoted(self.name)}"]

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return f"Create the sequence {self.name}"


class ProtectHistory(_SqlOperation):
    """`ProtectHistory("orders_ordermove", …)` leaves the application INSERT and SELECT alone."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def forwards(self) -> list[str]:
        """Revoke what could change history."""
        role = _quoted(settings.APPLICATION_ROLE)
        return [f"REVOKE UPDATE, DELETE, TRUNCATE ON {_quoted(t)} FROM {role}" for t in self.tables]

    def backwards(self) -> list[str]:
        """Grant it again."""
        role = _quoted(settings.APPLICATION_ROLE)
        return [f"GRANT UPDATE, DELETE ON {_quoted(table)} TO {role}" for table in self.tables]

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return f"Protect the history in {', '.join(self.tables)}"


class KeepRows(_SqlOperation):
    """
    `KeepRows("payments_payment", …)` lets the application delete none of the rows.

    `changing` are the only columns that it may change then, of all tables named; without it any.
    """

    def __init__(self, *tables: str, changing: Sequence[str] = ()) -> None:
        self.tables, self.changing = tables, tuple(changing)

    def forwards(self) -> list[str]:
        """Revoke what could take rows away, or change what they say."""
        role = _quoted(settings.APPLICATION_ROLE)
        told = []
        for table in map(_quoted, self.tables):
            told.append(f"REVOKE DELETE, TRUNCATE ON {table} FROM {role}")
            if self.changing:
                columns = ", ".join(map(_quoted, self.changing))
                told.append(f"REVOKE UPDATE ON {table} FROM {role}")
                told.append(f"GRANT UPDATE ({columns}) ON {table} TO {role}")
        return told

    def backwards(self) -> list[str]:
        """Grant it again."""
        role = _quoted(settings.APPLICATION_ROLE)
        return [f"GRANT UPDATE, DELETE ON {_quoted(table)} TO {role}" for table in self.tables]

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return f"Keep the rows of {', '.join(self.tables)}"


_COUNT = """
CREATE FUNCTION kit_count_edition() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Never met again, neither after a rollback nor after an older state was restored.
    INSERT INTO kit_edition VALUES (TG_TABLE_NAME, gen_random_uuid())
    ON CONFLICT (name) DO UPDATE SET number = EXCLUDED.number;
    RETURN NULL;
END
$$
"""


class MakeEditions(_SqlOperation):
    """Make the one table of `kit.editions`, and the function that `CountEditions` calls."""

    def forwards(self) -> list[str]:
        """Create them."""
        return [
            "CREATE TABLE kit_edition (name text PRIMARY KEY, number uuid NOT NULL)",
            _COUNT,
        ]

    def backwards(self) -> list[str]:
        """Drop them."""
        return [
            "DROP FUNCTION kit_count_edition",
            "DROP TABLE kit_edition",
        ]

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return "Make the editions of tables whose rows are held"


class CountEditions(_SqlOperation):
    """`CountEditions("shipping_location", …)` gives a table another edition with each statement on it."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def forwards(self) -> list[str]:
        """Count from now on, beginning with one."""
        made = []
        for table in self.tables:
            made.append(
                "CREATE TRIGGER edition_counts AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
                f" ON {_quoted(table)} FOR EACH STATEMENT EXECUTE FUNCTION kit_count_edition()"
            )
            made.append(
                f"INSERT INTO kit_edition VALUES ({_text(table)}, gen_random_uuid())"  # noqa: S608
            )
        return made

    def backwards(self) -> list[str]:
        """Count no more, and hold nothing."""
        undone = []
        for table in self.tables:
            undone.append(f"DROP TRIGGER edition_counts ON {_quoted(table)}")
            undone.append(f"DELETE FROM kit_edition WHERE name = {_text(table)}")  # noqa: S608
        return undone

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return f"Count the editions of {', '.join(self.tables)}"


class GrantApplicationRole(_SqlOperation):
    """Let the application's role read and write every table made from here on, and none alter."""

    def forwards(self) -> list[str]:
        """Grant on what is there and on what will come."""
        role = _quoted(settings.APPLICATION_ROLE)
        rights = "SELECT, INSERT, UPDATE, DELETE"
        default = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
        return [
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"{default} {rights} ON TABLES TO {role}",
            f"{default} USAGE, SELECT ON SEQUENCES TO {role}",
            # What was migrated is the owner's knowledge; the application may read it.
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        ]

    def backwards(self) -> list[str]:
        """Take the rights back."""
        role = _quoted(settings.APPLICATION_ROLE)
        default = "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON"
        return [
            f"{default} TABLES FROM {role}",
            f"{default} SEQUENCES FROM {role}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        ]

    def describe(self) -> str:
        """What `migrate --plan` shows."""
        return "Grant the application's role its rights"


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if schema_editor.connection.alias == DEFAULT_DB_ALIAS:
        for statement in statements:
            schema_editor.execute(statement)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"

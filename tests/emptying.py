"""How does the database become empty again after a test that committed?"""

import functools

from django.db import connection, transaction

from kit.database import as_owner

# What `migrate` fills, and no test changes.
_KEPT = ("django_migrations", "django_content_type", "auth_permission", "kit_edition")


def empty() -> None:
    """
    Take out all rows, as the schema's owner.

    Django would truncate every table: with all their indexes some thousand files made anew,
    which takes longer than most tests. Few tables have rows, and few rows.
    """
    with as_owner():
        filled = _filled()
        if filled:
            _empty(filled)


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (TABLE {each})" for each in _tables())
        )
        return [name for (name,) in cursor.fetchall()]


@functools.cache
def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        found = set(connection.introspection.table_names(cursor)) - set(_KEPT)
    return tuple(connection.ops.quote_name(each) for each in sorted(found))


def _empty(tables: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # What the shop never deletes is guarded by triggers, which can't come back before keys are checked.
        cursor.execute("; ".join(f"ALTER TABLE {each} DISABLE TRIGGER USER" for each in tables))
        cursor.execute("; ".join(f"DELETE FROM {each}" for each in tables))
        # Rows went without their triggers: whoever held some has to hear of it.
        cursor.execute("UPDATE kit_edition SET number = gen_random_uuid()")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("; ".join(f"ALTER TABLE {each} ENABLE TRIGGER USER" for each in tables))

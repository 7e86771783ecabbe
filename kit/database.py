"""How do we talk to PostgreSQL where Django's ORM has no words?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import UpdateQuery

_WHO_AND_WHERE = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
OWNER_MISSING = "DATABASE_OWNER_URL is not set: only the owner's role may change the schema."
SAME_ROLE = "DATABASE_URL and DATABASE_OWNER_URL name the same role: it could rewrite its own history."


@contextmanager
def as_owner(connection: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """
    Run the body with this connection signed in as the schema's owner.

    The application's role can neither migrate nor truncate. Other threads keep
    their own connection and role.

    :raises ImproperlyConfigured: when DATABASE_OWNER_URL is not set, or names the application.
    """
    connection = default_connection if connection is None else connection
    assert connection is not None
    owner = settings.OWNER_DATABASE
    if owner is None:
        raise ImproperlyConfigured(OWNER_MISSING)
    if owner["USER"] == settings.APPLICATION_ROLE:
        raise ImproperlyConfigured(SAME_ROLE)
    if connection.in_atomic_block:
        raise RuntimeError("the role can't change inside a transaction")
    ours = connection.settings_dict
    connection.close()
    # A dictionary of its own: Django shares settings_dict between threads.
    connection.settings_dict = {**ours, **{key: owner[key] for key in _WHO_AND_WHERE}}
    try:
        yield
    finally:
        connection.close()
        ours["NAME"] = connection.settings_dict["NAME"]
        connection.settings_dict = ours


def update_returning(
    rows: "models.QuerySet[Any]", values: dict[str, object], *columns: str
) -> list[tuple[Any, ...]]:
    """
    `rows.update(**values)` that also returns `columns` of the rows it changed.

    `rows` must be filtered by conditions on its own table alone. Values may be
    expressions such as `F("version") + 1`.
    """
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    sql, params = query.get_compiler(connection=default_connection).as_sql()
    quote = default_connection.ops.quote_name
    fields = [rows.model._meta.get_field(name) for name in columns]
    returning = ", ".join(quote(str(field.column)) for field in fields)
    with default_connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {returning}", params)
        return list(cursor.fetchall())

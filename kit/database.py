"""How do we talk to PostgreSQL where Django's ORM has no words?"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup
from django.db.models.sql import InsertQuery, UpdateQuery

from kit.compiled import Given

M = TypeVar("M", bound=models.Model)

# Some rows, and the values that their columns get.
Change = tuple["models.QuerySet[Any]", Mapping[str, object]]

_WHO_AND_WHERE = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
OWNER_MISSING = "DATABASE_OWNER_URL is not set: only the owner's role may change the schema."
SAME_ROLE = "DATABASE_URL and DATABASE_OWNER_URL name the same role: it could rewrite its own history."


class Among(Lookup):
    """
    `filter(Among(F("variant__product_id"), ids))`: what `__in` says, with one parameter for all values.

    Thousands of parameters take longer to put into a statement than PostgreSQL takes to answer it.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """`column = ANY(ids)`."""
        column, params = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, Given):
            return f"{column} = ANY(%s)", [*params, self.rhs]
        return f"{column} = ANY(%s)", [*params, "{" + ",".join([each.hex for each in self.rhs]) + "}"]


class AmongTexts(Among):
    """The same of a column of texts."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """`column = ANY(texts)`."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, array_literal(self.rhs)]


def array_literal(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL reads an array of them; quicker than adapting a list of thousands."""
    found = list(texts)
    if not found:
        return "{}"
    # No text has this character in it.
    joined = "\0".join(found)
    quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{quoted}"}}'


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
    rows: "models.QuerySet[Any]", values: Mapping[str, object], *columns: str
) -> list[tuple[Any, ...]]:
    """
    `rows.update(**values)` that also returns `columns` of the rows it changed.

    `rows` must be filtered by conditions on its own table alone. Values may be
    expressions such as `F("version") + 1`.
    """
    sql, params = _update(rows, values)
    with default_connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {_names(rows.model, columns)}", params)
        return list(cursor.fetchall())


def update_recorded(
    rows: "models.QuerySet[Any]",
    values: Mapping[str, object],
    *,
    history: type[models.Model],
    said: Mapping[str, Any],
    steps: Sequence[Mapping[str, str]],
) -> list[tuple[Any, int]]:
    """
    The same with rows of `history` for each row that it changed, one for each step, in one statement.

    A history row names its row, has the columns of `said`, and those of its step,
    which are texts. Returns ids and versions, in id order.
    """
    sql, params = _update(rows, values)
    table = default_connection.ops.quote_name(history._meta.db_table)
    texts = list(steps[0])
    lists = ", ".join(["%s::text[]"] * len(texts))
    both = f"""
        WITH changed AS ({sql} RETURNING {_names(rows.model, ("id", "version"))}),
        recorded AS (INSERT INTO {table} ({_names(history, ("row", *said))}, {_names(history, texts)})
            SELECT id{", %s" * len(said)}, {", ".join(f"step.{name}" for name in texts)} FROM changed,
            unnest({lists}) WITH ORDINALITY AS step ({", ".join(texts)}, nth) ORDER BY id, nth)
        SELECT id, version FROM changed ORDER BY id
    """  # noqa: S608
    given = [[step[name] for step in steps] for name in texts]
    with default_connection.cursor() as cursor:
        cursor.execute(both, [*params, *said.values(), *given])
        return list(cursor.fetchall())


def insert_together(*rows: models.Model, besides: Change | None = None) -> None:
    """
    Insert some rows, those of one table after the other, in one statement.

    What names another row may come before it: foreign keys are looked at when we commit.
    `besides` is an update of other rows, such as what the new ones take from them.
    """
    of_table: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        of_table.setdefault(type(row), []).append(row)
    inserts = [_insert(model, some) for model, some in of_table.items()]
    if besides is not None:
        inserts.insert(0, _update(*besides))
    *before, (last, _) = inserts
    parts = ", ".join(f"part_{number} AS ({sql})" for number, (sql, _) in enumerate(before))
    with default_connection.cursor() as cursor:
        cursor.execute(
            f"WITH {parts} {last}" if before else last, [value for _, params in inserts for value in params]
        )
    for row in rows:
        row._state.adding = False  # noqa: SLF001 as bulk_create leaves them


def new_row(model: type[M], **columns: Any) -> M:
    """
    A row to be inserted, as `model(**columns)` makes it, in a third of the time, where thousands are made.

    A row that a foreign key names is told by the key's name, and stays beside it.
    """
    named = {name: value for name, value in columns.items() if isinstance(value, models.Model)}
    keys = {f"{name}_id": value.pk for name, value in named.items()}
    given = {**columns, **keys}
    fields = model._meta.concrete_fields
    row = model(*(given[f.attname] if f.attname in given else f.get_default() for f in fields))
    row._state.fields_cache.update(named)  # noqa: SLF001 as the key's descriptor keeps them
    if wrong := given.keys() - {f.attname for f in fields} - named.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(wrong))}")
    return row


def insert_as_json(rows: Sequence[models.Model]) -> None:
    """
    Insert many rows of one table in one statement, as one text that PostgreSQL takes apart.

    What `bulk_create` does, in half the time of ours: parameters, of which a row has dozens, cost most.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    said = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    quote = default_connection.ops.quote_name
    table, columns = quote(meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    with default_connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 names of our own tables
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            [json.dumps(said, default=str)],
        )
    for row in rows:
        row._state.adding = False  # noqa: SLF001 as bulk_create leaves them


def held_together(rows: "models.QuerySet[M]") -> list[M]:
    """Some rows under a lock that others may have as well, and nobody who changes them (FOR SHARE)."""

    def shared(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(sql.replace(" FOR UPDATE OF ", " FOR SHARE OF "), params, many, context)

    with default_connection.execute_wrapper(shared):
        return list(rows.select_for_update(of=("self",)))


def _update(rows: "models.QuerySet[Any]", values: Mapping[str, object]) -> tuple[str, Sequence[Any]]:
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    sql, params = query.get_compiler(connection=default_connection).as_sql()
    return sql, params


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> tuple[str, Sequence[Any]]:
    query: Any = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows)
    [(sql, params)] = query.get_compiler(connection=default_connection).as_sql()
    return sql, params


def _names(model: type[models.Model], fields: Sequence[str]) -> str:
    quote = default_connection.ops.quote_name
    return ", ".join(quote(str(model._meta.get_field(name).column)) for name in fields)  # type: ignore[union-attr]

"""How do our connections differ from Django's?"""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

_MOST_COUNTED = 500
_TIMESTAMPTZ = psycopg.adapters.types["timestamptz"].oid


class PreparedCursor(psycopg.Cursor[Any]):
    """
    One whose statements PostgreSQL plans once for each connection.

    It is for statements that are sent again and again, word by word: most of them take longer to plan than to
    answer. Values travel beside them. They are prepared by the protocol, which PgBouncer follows from 1.22
    on; `PREPARED_STATEMENTS=0` is for older ones. After a rollback psycopg makes them anew.
    """


class DatabaseOperations(operations.DatabaseOperations):
    """Can say what a prepared cursor has asked, too."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """The statement with its values, for logs and counts of queries."""
        if isinstance(cursor, PreparedCursor):
            return psycopg.ClientCursor(cursor.connection).mogrify(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Reads times by psycopg's own compiled reader, which Django replaces by one in Python."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's."""
        made: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        made.adapters.register_loader("timestamptz", _reader(self.timezone))
        # So many statements are counted, those of Django too, though they are never prepared.
        made.prepared_max = _MOST_COUNTED
        return made

    def prepared_cursor(self) -> CursorWrapper:
        """Like `cursor()`, with statements that are prepared."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor: Any = PreparedCursor(self.connection)
            return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)


@lru_cache
def _reader(zone: tzinfo | None) -> type[Loader]:
    """Reads `timestamptz` as Django does, in the zone of the connection."""
    compiled: Any = psycopg.adapters.get_loader(_TIMESTAMPTZ, Format.TEXT)
    assert compiled is not None

    class Reader(Loader):
        # Django asks for it, to see whether the zone has changed.
        timezone = zone

        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self._read = compiled(oid, context).load
            if zone is UTC:
                # Our connections speak UTC: what is read has this zone as it is.
                self.load = self._read  # type: ignore[method-assign]

        def load(self, data: Buffer) -> datetime:
            read: datetime = self._read(data)
            return read.replace(tzinfo=zone)

    return Reader

"""What do many tests start from, laid once for all that follow each other?"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from kit.clock import now
from kit.database import as_owner

# A stage laid longer ago, by the clock of the test, is laid anew: its trains would have left.
KEEPS = timedelta(hours=1)
_COMMITTING = {"transactional_db", "live_server"}
# So many dead rows in a table would slow down whoever reads past them.
_TOO_MANY_DEAD = 5_000
# Since which version PostgreSQL forgets on demand how large a table was.
_FORGETS = 180_000
_LAYERS: dict[str, Callable[[], object]] = {}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back; the shop's own transactions open as in any test."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    with whole:
        yield
        transaction.set_rollback(True)


def lays(fixture: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """
    Let a function lay what the tests that ask for `fixture` start from.

        @lays("rails")
        def _lay_rails() -> None: ...

        @pytest.fixture
        def rails(db: None) -> datetime: ...

    What it writes stays in a transaction of its own, and each test is undone
    inside of that one. Of two stages that a test asks for the one registered
    last counts, which must lay the other, too.
    """

    def register(lay: Callable[[], object]) -> Callable[[], object]:
        _LAYERS[fixture] = lay
        return lay

    return register


def sweep() -> None:
    """Take out dead rows, which nobody else does here, while no rows stand that aren't committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > %s", [_TOO_MANY_DEAD])
        found = [name for (name,) in cursor.fetchall()]
    tables = [connection.ops.quote_name(name) for name in found]
    if tables and not connection.in_atomic_block:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(tables)}")
            if connection.pg_version >= _FORGETS:  # type: ignore[attr-defined]
                # Else the planner knew of these tables alone that they are empty, and read them whole.
                cursor.execute(
                    "SELECT pg_clear_relation_stats('public', name) FROM unnest(%s::text[]) AS name", [found]
                )


class Stages:
    """The one stage that stands, if any."""

    def __init__(self) -> None:
        self.unblocked: Callable[[], AbstractContextManager[Any]] = nullcontext
        self._name = ""
        self._laid_at: datetime | None = None
        self._open = ExitStack()

    def leave_for(self, item: pytest.Item) -> None:
        """Let a test that starts from something else, or commits, find the database empty."""
        if self._name and _asks_database(item) and _wanted(item) != self._name:
            self.leave()

    def put_together(self, items: list[pytest.Item]) -> None:
        """Sort tests by folder and stage, each where its first one stood; else they keep their order."""
        places: dict[object, int] = {}
        for item in items:
            places.setdefault(item.path.parent, len(places))
            places.setdefault((item.path.parent, _wanted(item)), len(places))
        items.sort(key=lambda item: (places[item.path.parent], places[(item.path.parent, _wanted(item))]))

    def enter(self, item: pytest.Item) -> None:
        """Lay what the test starts from, unless it stands."""
        name = _wanted(item)
        if self._name and (name != self._name or self._is_stale()):
            self.leave()
        if not name or self._name:
            return
        with self.unblocked():
            self._open.enter_context(undone())
            self._name, self._laid_at = name, now()
            _LAYERS[name]()
            # Asked once here, not at the end of each test; what was to follow a commit never will.
            connection.check_constraints()
            connection.run_on_commit.clear()

    def leave(self) -> None:
        """Undo the stage."""
        with self.unblocked():
            self._name = ""
            self._open.close()
            sweep()

    def _is_stale(self) -> bool:
        return self._laid_at is None or abs(now() - self._laid_at) > KEEPS


def _asks_database(item: pytest.Item) -> bool:
    return bool(_fixtures(item) & {"db", *_COMMITTING}) or item.get_closest_marker("django_db") is not None


def _wanted(item: pytest.Item) -> str:
    asked = _fixtures(item)
    mark = item.get_closest_marker("django_db")
    if asked & _COMMITTING or (mark is not None and mark.kwargs.get("transaction")):
        return ""
    return next((name for name in reversed(_LAYERS) if name in asked), "")


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


STAGES = Stages()

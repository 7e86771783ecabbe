"""How is the whole window made again?"""

import gc
import os
from collections.abc import Callable, Collection
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Self
from uuid import UUID

from django.db import connection, connections, reset_queries
from django.db.models import F

from catalog.queries.displaying import listing_ids_on_sale
from kit.database import Among
from kit.transactions import inside_transaction, owns_transaction
from storefront.models import Shelf
from storefront.operations.refreshing import show
from storefront.policy import REBUILD_BATCH


def _silent(done: int) -> None:
    """Nobody wants to hear how far it is."""


def rebuild(
    *, at: datetime, batch: int = REBUILD_BATCH, processes: int = 1, told: Callable[[int], None] = _silent
) -> int:
    """
    Go once through all listings on sale in the order of their ids; how many there were.

    Each batch is a transaction, so this is called outside of one. Readers keep reading
    meanwhile: rows that are right already aren't written. Memory is that of a few batches
    in each process, however many listings there are. `told` hears how many are done.

    What fails in a process is raised here: batches that were committed before are whole, others untouched.
    """
    done, after = 0, None
    with _Crew(processes) as crew:
        while True:
            ids = listing_ids_on_sale(after=after, limit=batch)
            last = ids[-1] if ids else None
            crew.do(partial(_replace, ids, after, last, at))
            if last is None:
                return done
            after, done = last, done + len(ids)
            told(done)


def cores() -> int:
    """How many cores this process may use."""
    # Not every system tells which cores are ours.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@inside_transaction
def _replace(ids: Collection[UUID], after: UUID | None, last: UUID | None, at: datetime) -> None:
    """Show these; take down what stands between the last one before them and the last of them."""
    with connection.cursor() as cursor:
        # Beside others of this pass, each of which has its own part of the listings, but of nobody else.
        # What a crash would undo is made again by the next pass; nobody waits for the disk meanwhile.
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtext('storefront.refreshing')),"
            " set_config('synchronous_commit', 'off', true)"
        )
    stale = Shelf.objects.exclude(Among(F("listing_id"), ids))
    if after is not None:
        stale = stale.filter(listing_id__gt=after)
    if last is not None:
        stale = stale.filter(listing_id__lte=last)
    show([*ids, *stale.values_list("listing_id", flat=True)], at)


def _settle_in() -> None:
    """What was loaded is never garbage; looking through it for some would copy it, and take long."""
    gc.freeze()
    gc.set_threshold(50_000)


def _work(work: Callable[[], None]) -> None:
    owns_transaction(work)()
    # While Django debugs it keeps every statement, which are large ones here.
    reset_queries()


class _Crew:
    """Some processes, each with its own connection, or none where one is asked for: then the caller works."""

    def __init__(self, processes: int) -> None:
        # Children share what is loaded already, and begin at once.
        self._pool = (
            ProcessPoolExecutor(processes, get_context("fork"), _settle_in) if processes > 1 else None
        )
        self._busy: set[Future[None]] = set()
        self._most = 2 * processes

    def __enter__(self) -> Self:
        if self._pool is not None:
            # Nobody may inherit an open connection: all are born now, by the first piece of work.
            connections.close_all()
            self._pool.submit(os.getpid).result()
        return self

    def do(self, work: Callable[[], None]) -> None:
        """Have some work done in a transaction of its own, soon; what failed before is raised here."""
        if self._pool is None:
            _work(work)
            return
        if len(self._busy) >= self._most:
            self._settle(FIRST_COMPLETED)
        self._busy.add(self._pool.submit(_work, work))

    def __exit__(self, *failure: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=failure[0] is not None)
            self._settle(ALL_COMPLETED)

    def _settle(self, when: str) -> None:
        # Nobody ever wakes those who wait for what was cancelled.
        wanted = {each for each in self._busy if not each.cancelled()}
        done, self._busy = wait(wanted, return_when=when)
        for each in done:
            each.result()

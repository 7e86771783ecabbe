"""How are the endpoints called, many at once, none of them delaying another?"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import connection

from kit.clock import now
from kit.transactions import owns_transaction
from news.calling import Answer, Caller
from news.guarding import Guard
from news.operations.claiming import Work, claim
from news.operations.marking import Result, mark
from news.policy import LANES, MOST_IN_FLIGHT, SEND_FOR, SEND_IDLE, SEND_TICK
from news.signing import headers_of

log = logging.getLogger(__name__)

R = TypeVar("R")


def send_due(
    *,
    seconds: float = SEND_FOR.total_seconds(),
    idle: float = SEND_IDLE.total_seconds(),
    lanes: int = LANES,
    clock: Callable[[], datetime] = now,
) -> int:
    """
    Call endpoints for so many seconds, or until nothing has been due for `idle`; how many calls.

    Endpoints are dealt out among lanes, each served by one sender at a time, here or
    on another machine: this takes the first lane that is free, or does nothing.
    No transaction is open while somebody is called.
    """
    # One thread of its own talks to the database, so that the loop never waits for it.
    with ThreadPoolExecutor(1, thread_name_prefix="webhooks") as database:
        lane = database.submit(_take_lane, lanes).result()
        if lane is None:
            database.submit(_hang_up).result()
            return 0
        sender = Sender(database, lane=lane, lanes=lanes, clock=clock)
        try:
            return asyncio.run(sender.run(seconds=seconds, idle=idle))
        finally:
            # Should the lane still be taken, its lock goes with the connection.
            database.submit(_hang_up).result()


def _leave(lane: int) -> None:
    """Let another have the lane."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('news.sending'), %s)", [lane])


def _hang_up() -> None:
    """Close the connection of the thread that this runs in."""
    connection.close()


def _take_lane(lanes: int) -> int | None:
    with connection.cursor() as cursor:
        for lane in range(lanes):
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('news.sending'), %s)", [lane])
            if cursor.fetchone()[0]:
                return lane
    return None


class Sender:
    """One lane: claims what is due, calls, and writes down what came of it, many at a time."""

    def __init__(
        self, database: ThreadPoolExecutor, *, lane: int, lanes: int, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._lane, self._lanes, self._clock = lane, lanes, clock
        self._caller = Caller(Guard.of(settings.WEBHOOK_ALLOWED_NETWORKS))
        self._calls: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._made = 0

    async def run(self, *, seconds: float, idle: float) -> int:
        """
        Until the time is over, or nothing has been due for a while; how many calls.

        Then another may have the lane, before the last calls have ended: those who
        hang must not keep the next sender waiting.
        """
        began = last = time.monotonic()
        async with self._caller.opened():
            while time.monotonic() - began < seconds:
                await self._write_down()
                round_began = time.monotonic()
                taken = await self._take()
                ended = time.monotonic()
                if taken or self._calls or self._results:
                    last = ended
                elif ended - last >= idle:
                    break
                # Results gather meanwhile: one statement writes many. Longer where claiming takes long.
                await asyncio.sleep(max(SEND_TICK.total_seconds(), ended - round_began))
            await self._ask(partial(_leave, self._lane))
            while self._calls or self._results:
                await self._write_down()
                await asyncio.sleep(SEND_TICK.total_seconds())
        return self._made

    async def _take(self) -> int:
        room = MOST_IN_FLIGHT - len(self._calls)
        if room <= 0:
            return 0
        at = self._clock()
        work = await self._ask(
            lambda: owns_transaction(claim)(at=at, most=room, lane=self._lane, lanes=self._lanes)
        )
        for each in work:
            call = asyncio.create_task(self._call(each))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        return len(work)

    async def _call(self, work: Work) -> None:
        at, headers = self._clock(), {}
        try:
            if missing := "secret" if not work.secrets else "unwritable" if not work.body else "":
                answer = Answer(0, error=missing)
            else:
                headers = headers_of(
                    message_id=str(work.event_id), body=work.body, secrets=work.secrets, at=at
                )
                answer = await self._caller.post(work.url, work.body, headers)
        except Exception:
            # Whatever it was, the call has failed like any other: untold, it would be made for ever.
            log.exception("calling %s for %s failed", work.url, work.id)
            answer = Answer(0, error="fault")
        self._made += 1
        self._results.append(
            Result(
                work,
                at=at,
                duration_ms=answer.duration_ms,
                request_headers=dict(answer.sent) or headers,
                status=answer.status,
                headers=dict(answer.headers),
                answer=answer.body or answer.detail,
                error=answer.error,
                retry_after=answer.retry_after,
            )
        )

    async def _write_down(self) -> None:
        results, self._results = self._results, []
        if results:
            at = self._clock()
            await self._ask(lambda: owns_transaction(mark)(results, at=at))

    async def _ask(self, question: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._database, question)

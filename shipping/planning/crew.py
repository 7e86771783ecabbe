"""Who searches in which process, and what is the best that has come back?"""

import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np

from shipping.planning.book import Book
from shipping.planning.improving import Improver
from shipping.planning.laden import Found, Laden, Standing
from shipping.planning.measuring import memory_kb

# How often the clock, and whoever may say stop, are asked while nothing comes.
_LOOK_S = 0.25
_MEASURE_S = 0.5
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Job:
    """What is planned apart from everything else."""

    book: Book
    standing: Sequence[Standing]
    begun: Sequence[Laden] = ()

    @property
    def weight(self) -> float:
        """How much time it wants, beside others."""
        return float(len(self.book.train) + len(self.book.kg) + 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the best plans of all parts cost after so many seconds; None while a part has none."""

    seconds: float
    cost: float | None


@dataclass(slots=True)
class _Share:
    """Which jobs one process does, one after the other, for how much of the time."""

    jobs: list[int] = field(default_factory=list)
    weight: float = 0.0


class Crew:
    """Processes that plan jobs, each as long as its share of the time; the best plan of each job wins."""

    def __init__(self, jobs: Sequence[Job], *, seed: int, workers: int, steps: int = 0) -> None:
        self._jobs, self._seed, self._steps = jobs, seed, steps
        self._shares = self._split(workers)
        self._best: list[Found | None] = [None] * len(jobs)
        self.peak_kb = 0
        self._measured = 0.0

    def run(
        self,
        began: float,
        ends: float,
        tell: Callable[[Progress], None],
        is_stopped: Callable[[], bool],
    ) -> Sequence[Found | None]:
        """
        The best plan of each job when the time is over, or all are done; None where none came.

        :param began: and `ends`: instants of `time.monotonic`.
        """
        context = multiprocessing.get_context("fork")
        ears: dict[Connection[Any, Any], BaseProcess] = {}
        for number, share in enumerate(self._shares):
            ear, mouth = context.Pipe(duplex=False)
            process = context.Process(target=self._work, args=(share, mouth, ends, number), daemon=True)
            process.start()
            mouth.close()
            ears[ear] = process
        try:
            while ears and (left := ends - time.monotonic()) > 0 and not is_stopped():
                for ear in _ready(ears, min(left, _LOOK_S)):
                    if not self._hear(ear):
                        del ears[ear]
                tell(Progress(time.monotonic() - began, self._cost()))
                self._measure(ears.values())
            for ear in _ready(ears, 0):
                self._hear(ear)
        finally:
            for each in ears.values():
                each.kill()
            for each in ears.values():
                each.join()
        return self._best

    def _measure(self, processes: Iterable[BaseProcess]) -> None:
        """Note the most memory that we had together; a look costs milliseconds, so not at each turn."""
        if time.monotonic() - self._measured > _MEASURE_S:
            self._measured = time.monotonic()
            pids = [each.pid for each in processes if each.pid]
            self.peak_kb = max(self.peak_kb, memory_kb([os.getpid(), *pids]))

    def _split(self, workers: int) -> list[_Share]:
        """Jobs to whoever has the least to do; who has none does the largest again, by other chance."""
        shares = [_Share() for _ in range(workers)]
        order = sorted(range(len(self._jobs)), key=lambda job: -self._jobs[job].weight)
        for job in order:
            least = min(shares, key=lambda share: share.weight)
            least.jobs.append(job)
            least.weight += self._jobs[job].weight
        idle = [each for each in shares if not each.jobs]
        for number, share in enumerate(idle):
            if order:
                share.jobs.append(order[number % len(order)])
                share.weight += self._jobs[share.jobs[0]].weight
        return [share for share in shares if share.jobs]

    def _cost(self) -> float | None:
        return sum(each.cost for each in self._best if each) if all(self._best) else None

    def _hear(self, ear: "Connection[Any, Any]") -> bool:
        """Take what came; False if that process says no more."""
        try:
            job, found = ear.recv()
        except (EOFError, OSError):
            return False
        self._keep(job, found)
        return True

    def _keep(self, job: int, found: Found) -> Found:
        """The better of this plan and the best so far, which it is from then on."""
        best = self._best[job]
        if best is None or found.cost <= best.cost:
            best = self._best[job] = found
        return best

    def _work(self, share: _Share, mouth: "Connection[Any, Any]", ends: float, number: int) -> None:
        """In the process: plan one job after the other, and tell each better plan."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _die_with_parent()
        weight = share.weight
        for job in share.jobs:
            left, own = ends - time.monotonic(), self._jobs[job].weight
            seconds = max(0.05, left * own / weight)
            weight -= own
            seed = int(np.random.SeedSequence([self._seed, job, number]).generate_state(1)[0])

            def tell(found: Found, job: int = job) -> None:
                mouth.send((job, found))

            each = self._jobs[job]
            Improver(
                each.book,
                each.standing,
                seconds=seconds,
                seed=seed,
                tell=tell,
                steps=self._steps,
                begun=each.begun,
            ).run()
        mouth.close()


def _ready(ears: Mapping["Connection[Any, Any]", object], seconds: float) -> "list[Connection[Any, Any]]":
    return [each for each in wait(list(ears), timeout=seconds) if isinstance(each, Connection)]


def _die_with_parent() -> None:
    """Whoever is killed can't end its children; on Linux the kernel does."""
    parent = os.getppid()
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(1)

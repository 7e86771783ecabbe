"""How are the started processes kept alive and recorded until somebody asks them to stop?"""

import time
from dataclasses import dataclass

from devtools.checkout import Checkout
from devtools.problems import Problem
from devtools.processes import Running, Service, reap, start, stop
from devtools.record import Record
from devtools.stopping import Stopper

QUICK_DEATH_S = 10.0
MOST_QUICK_DEATHS = 5
RESTART_AFTER_S = 0.5
# The servers come back a little later, so that their absence can be seen and is never flapping.
SERVERS = ("redis", "postgres")
RESTART_SERVER_AFTER_S = 3.0
TICK_S = 0.25


@dataclass
class Watched:
    """A service with its present process, or with the time at which it gets the next one."""

    running: Running
    quick_deaths: int = 0
    due_s: float | None = None

    @property
    def service(self) -> Service:
        """What runs."""
        return self.running.service


class Supervisor:
    """Owns every process that this launcher started."""

    def __init__(self, checkout: Checkout, record: Record, stopper: Stopper) -> None:
        self.checkout = checkout
        self.record = record
        self.stopper = stopper
        self._watched: dict[str, Watched] = {}

    @property
    def held(self) -> set[str]:
        """Names that somebody stopped on purpose."""
        folder = self.checkout.state / "held"
        return {path.name for path in folder.glob("*")} if folder.exists() else set()

    def start(self, service: Service) -> Running:
        """Start a service and watch it from now on."""
        with self.stopper.shielded():
            running = start(service)
            self.watch(running)
        return running

    def watch(self, running: Running) -> None:
        """Watch a process, in place of an earlier one of the same name, and note it on disk."""
        self._watched[running.service.name] = Watched(running)
        self._note()

    def forget(self, name: str) -> None:
        """Collect an ended process that is not to be started again."""
        reap(self._watched.pop(name).running)
        self._note()

    def check(self) -> None:
        """
        See that all live, while they start.

        :raises Problem: telling how the first dead one ended.
        """
        for watched in self._watched.values():
            if watched.running.has_ended:
                reap(watched.running)
                raise Problem(watched.running.obituary())

    def tend(self) -> None:
        """
        Give each service that died a new process.

        :raises Problem: if one dies again and again right after its start.
        """
        held = self.held
        for watched in self._watched.values():
            if watched.due_s is None:
                if watched.running.has_ended:
                    self._bury(watched, held=watched.service.name in held)
            elif time.monotonic() >= watched.due_s and watched.service.name not in held:
                self._revive(watched)

    def stop_all(self) -> None:
        """End everything, the servers after those who use them."""
        runnings = [watched.running for watched in self._watched.values()]
        stop([running for running in runnings if running.service.name not in SERVERS])
        stop([running for running in runnings if running.service.name in SERVERS])
        self._watched.clear()

    def _bury(self, watched: Watched, *, held: bool) -> None:
        reap(watched.running)
        watched.due_s = 0.0
        self._note()
        if held:
            return
        lived_s = time.monotonic() - watched.running.started_s
        watched.quick_deaths = watched.quick_deaths + 1 if lived_s < QUICK_DEATH_S else 0
        if watched.quick_deaths >= MOST_QUICK_DEATHS:
            raise Problem(watched.running.obituary())
        print(f"dev: {watched.running.obituary()}; it is started again.", flush=True)
        wait_s = RESTART_SERVER_AFTER_S if watched.service.name in SERVERS else RESTART_AFTER_S
        watched.due_s = time.monotonic() + wait_s

    def _revive(self, watched: Watched) -> None:
        with self.stopper.shielded():
            watched.running = start(watched.service)
            watched.due_s = None
            self._note()

    def _note(self) -> None:
        self.record.processes = {
            name: watched.running.target() for name, watched in self._watched.items() if watched.due_s is None
        }
        self.record.write(self.checkout.running)

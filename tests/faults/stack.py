"""How does a scenario get a whole shop of its own, whose parts it may kill?"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import redis

from devtools.checkout import Checkout, locked, this_checkout
from devtools.environment import shop_environment
from devtools.files import write_private
from devtools.home import Home, throwaway_home
from devtools.identity import session_members
from devtools.install import ensure_installed
from devtools.ports import LOOPBACK, free_port, listen_for_web
from devtools.processes import Running, Service, reap, start, stop
from devtools.record import new_record
from devtools.servers import Embedded, Servers
from devtools.shop_services import beat, web, workers
from devtools.starting import ask
from devtools.supervisor import SERVERS
from devtools.throwaway import NOTHING_OUTSIDE, clear_stale
from devtools.words import new_secret_words

PATIENCE_S = 120.0
# So long between two looks at what is waited for.
PAUSE_S = 0.02
# One scenario at a time: two would share the processors and the seconds would mean nothing.
QUEUE_S = 3600.0
# What the shop may learn of whoever runs the scenario.
INHERITED = ("PATH", "HOME", "TMPDIR", "LANG")
# Django first, so that the shopkeeper may import models as every module does.
AS_SHOPKEEPER = """
import runpy, django
django.setup()
runpy.run_module("tests.faults.shopkeeper", run_name="__main__")
"""


class Violated(Exception):
    """A promise was not kept; the message says which."""


@dataclass(frozen=True)
class Elsewhere(Checkout):
    """This checkout's source, with its state in another folder."""

    elsewhere: Path

    @property
    def state(self) -> Path:
        """The scenario's own folder."""
        return self.elsewhere


class Stack:
    """
    PostgreSQL, Redis, web, the workers and beat, all durable and all ours.

    `kill`, `end` and `start` take the names of `./dev up`: postgres, redis, web,
    slots, work, beat. The web server's socket stays open while it is dead, as it
    would behind a proxy that waits.
    """

    def __init__(self, checkout: Checkout, home: Home, *, on_change: Callable[[], None]) -> None:
        state = home.folder / "state"
        self._checkout = Elsewhere(checkout.root, state)
        self._home = home
        self._on_change = on_change
        self._services: dict[str, Service] = {}
        self.running: dict[str, Running] = {}
        self.urls: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self.base_url = ""

    # ---- what scenarios use ----------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start dead parts again; the servers are waited for, the others come up by themselves."""
        for name in names:
            self._note(start(self._services[name]))
            if name == "postgres":
                self.wait("PostgreSQL answers", self._postgres_answers)
            if name == "redis":
                self.wait("Redis answers", self._redis_answers)

    def end(self, name: str, *, by: signal.Signals = signal.SIGTERM) -> None:
        """Ask one part to stop and wait until it is dead; PostgreSQL is stopped fast by SIGINT."""
        running = self.running[name]
        os.kill(running.popen.pid, by)
        self.wait(f"{running.service.title} has ended", lambda: running.has_ended)
        self._bury(name)

    def kill(self, name: str) -> None:
        """Kill one part's whole process group, and whatever else its session holds, with -9."""
        running = self.running[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.popen.pid, signal.SIGKILL)
        self._bury(name)

    def freeze(self, name: str, *, thaw: bool = False) -> None:
        """Stop one part where it stands: its connections stay open and say nothing; `thaw` lets it go on."""
        for pid in self.members(name):
            os.kill(pid, signal.SIGCONT if thaw else signal.SIGSTOP)

    def members(self, name: str) -> list[int]:
        """The process ids of one part, its leader first."""
        pid = self.running[name].popen.pid
        return [pid, *session_members(pid)]

    def marks(self) -> dict[str, str]:
        """Which process each part is: equal marks mean that nothing was started again."""
        return {
            name: f"{running.popen.pid}:{running.mark}"
            for name, running in self.running.items()
            if not running.has_ended
        }

    def wait(self, what: str, until: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> float:
        """
        Wait for something; the seconds that it took.

        :raises Violated: if it doesn't come.
        """
        began_s = time.monotonic()
        while not until():
            if time.monotonic() - began_s > patience_s:
                raise Violated(f"waited {patience_s:.0f} s in vain: {what}")
            time.sleep(PAUSE_S)
        return time.monotonic() - began_s

    def wait_until_ready(self) -> float:
        """Wait for /readyz."""
        return self.wait("/readyz says 200", lambda: ask(f"{self.base_url}/readyz") == "200")

    def keep(self, *verb: str) -> Any:
        """Let the shopkeeper do something through the real operations; what it says as JSON."""
        answer = self._python("-c", AS_SHOPKEEPER, *verb)
        return json.loads(answer.splitlines()[-1])

    def verify(self) -> None:
        """
        Check every invariant.

        :raises Violated: if one is broken.
        """
        self.manage("verify")

    def manage(self, *words: str) -> str:
        """Run a management command; what it printed."""
        return self._python("manage.py", *words)

    def log_of(self, name: str) -> str:
        """All that a part has written so far."""
        return (self._checkout.logs / f"{name}.log").read_text(errors="replace")

    # ---- coming up, going down -------------------------------------------------------

    def come_up(self) -> None:
        """Start everything, on free ports, with reference data and nobody in the shop."""
        self._checkout.state.mkdir(mode=0o700)
        self._checkout.make_state()
        words = new_secret_words()
        servers = Servers()
        embedded = Embedded(self._checkout.venv, self._home, words, logs=self._checkout.logs, durable=True)
        embedded.start_into(servers, instead=NOTHING_OUTSIDE, started=self._note)
        self.urls = servers.urls
        with listen_for_web(str(free_port())) as listener:
            self.base_url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
            said = {name: os.environ[name] for name in INHERITED if name in os.environ}
            self.environment = shop_environment(
                self._checkout, said, words=words, urls=self.urls, base_url=self.base_url, demo=True
            )
            self.environment["DJANGO_SETTINGS_MODULE"] = "shop.settings"
            self.manage("migrate", "--noinput", "--verbosity=0")
            self.manage("load_reference")
            web_service = web(self._checkout, self.environment, listener=listener.detach())
        parts = [
            web_service,
            *workers(self._checkout, self.environment),
            beat(self._checkout, self.environment),
        ]
        self._services |= {service.name: service for service in parts}
        self.start(*(service.name for service in parts))
        self.wait_until_ready()

    def go_down(self) -> None:
        """End everything, the servers last."""
        alive = list(self.running.values())
        stop([running for running in alive if running.service.name not in SERVERS])
        stop([running for running in alive if running.service.name in SERVERS])

    def _note(self, running: Running) -> None:
        self._services[running.service.name] = running.service
        self.running[running.service.name] = running
        self._on_change()

    def _bury(self, name: str) -> None:
        reap(self.running.pop(name))
        self._on_change()

    def _postgres_answers(self) -> bool:
        try:
            psycopg.connect(self.urls["DATABASE_URL"], connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _redis_answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.urls["REDIS_URL"], socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _python(self, *words: str) -> str:
        answer = subprocess.run(
            [str(self._checkout.python), *words],
            cwd=self._checkout.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            said = (answer.stderr.strip() or answer.stdout.strip())[-2000:]
            raise Violated(f"{' '.join(words[-2:])} failed: {said}")
        return answer.stdout


@contextlib.contextmanager
def own_stack(*, keep_logs: bool = False) -> Iterator[Stack]:
    """
    A running shop for as long as the block runs; nothing of it is left afterwards.

    Its processes are noted on disk by id and start time, so that the next run
    ends what a killed one left.
    """
    checkout = this_checkout()
    ensure_installed(checkout)
    with locked(checkout.state / "faults.lock", patience_s=QUEUE_S, excuse="Another scenario runs."):
        clear_stale(checkout)
        record = new_record()
        note = checkout.state / "throwaway" / f"{secrets.token_hex(6)}.json"
        home = throwaway_home()
        record.home = str(home.folder)
        record.write(note)

        def remember() -> None:
            record.processes = {name: running.target() for name, running in stack.running.items()}
            record.write(note)

        stack = Stack(checkout, home, on_change=remember)
        signal.signal(signal.SIGTERM, _leave)
        try:
            stack.come_up()
            yield stack
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            stack.go_down()
            if keep_logs:
                _keep_logs(stack, checkout)
            home.remove()
            note.unlink(missing_ok=True)


def _keep_logs(stack: Stack, checkout: Checkout) -> None:
    folder = checkout.logs / "faults"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in (*SERVERS, "web", "slots", "window", "work", "beat"):
        with contextlib.suppress(OSError):
            write_private(folder / f"{name}.log", stack.log_of(name))
    print(f"The logs are kept in {folder}", flush=True)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)

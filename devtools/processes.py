"""How is a process started in a session of its own, and ended with all its children?"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools.account import Account
from devtools.identity import fingerprint, session_members
from devtools.problems import Problem, last_words

PAUSE_S = 0.05


@dataclass(frozen=True)
class Service:
    """A long-running program and how to say goodbye to it."""

    name: str
    title: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    account: Account | None = None
    inherited: Sequence[int] = ()
    # Signals in turn, each with the seconds to wait for the end; SIGKILL to the whole session comes last.
    goodbyes: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10.0),)


@dataclass
class Running:
    """A started service."""

    service: Service
    popen: "subprocess.Popen[bytes]"
    mark: str
    started_s: float = field(default_factory=time.monotonic)

    @property
    def has_ended(self) -> bool:
        """True once the leader is dead; it is left unreaped, so that its id cannot be given to another."""
        if self.popen.returncode is not None:
            return True
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.popen.pid, flags) is not None

    def target(self) -> "Target":
        """What is needed to end it."""
        return Target(self.service.title, self.popen.pid, self.mark, self.service.goodbyes)

    def obituary(self) -> str:
        """How it ended, in one sentence. Call it after ``end_children``."""
        code, log = self.popen.returncode, self.service.log
        if code and code < 0:
            return f"{self.service.title} was killed by signal {-code} (see {log})"
        return f"{self.service.title} ended with exit code {code}: {last_words(log)} (see {log})"


@dataclass(frozen=True)
class Target:
    """A process to end: its id counts only together with its fingerprint."""

    title: str
    pid: int
    mark: str
    goodbyes: Sequence[tuple[signal.Signals, float]]

    @property
    def is_alive(self) -> bool:
        """False for a dead process and for a stranger with a recycled id."""
        return fingerprint(self.pid) == self.mark

    def ask_to_end(self) -> None:
        """Send the first goodbye and wait for nothing."""
        if self.is_alive:
            _send(self.pid, self.goodbyes[0][0])


def start(service: Service) -> Running:
    """
    Start a service in a session of its own, its output appended to its log.

    :raises Problem: if the program cannot be run at all.
    """
    account = service.account
    with service.log.open("ab") as log:
        try:
            popen = subprocess.Popen(
                list(service.argv),
                cwd=service.folder,
                env=dict(service.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=tuple(service.inherited),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        except OSError as error:
            raise Problem(f"{service.title} cannot be started: {error}.") from error
    return Running(service, popen, fingerprint(popen.pid) or "dead at once")


def end(targets: Iterable[Target]) -> None:
    """End processes side by side, politely first, then their whole sessions for good."""
    waiting = [(target, list(target.goodbyes), 0.0) for target in targets]
    while waiting:
        waiting = [step for step in map(_take_leave, waiting) if step is not None]
        time.sleep(PAUSE_S)


_Leave = tuple[Target, list[tuple[signal.Signals, float]], float]


def _take_leave(leave: _Leave) -> _Leave | None:
    target, goodbyes, deadline = leave
    if not target.is_alive:
        end_children(target)
        return None
    if time.monotonic() < deadline:
        return leave
    if not goodbyes:
        _send(target.pid, signal.SIGKILL)
        end_children(target)
        return target, [], time.monotonic() + 1.0
    signal_number, patience_s = goodbyes[0]
    _send(target.pid, signal_number)
    return target, goodbyes[1:], time.monotonic() + patience_s


def end_children(target: Target) -> None:
    """Kill what is left of a dead leader's session, unless its id leads a stranger's session by now."""
    if fingerprint(target.pid) not in {None, target.mark}:
        return
    for pid in session_members(target.pid):
        _send(pid, signal.SIGKILL)


def reap(running: Running) -> None:
    """Collect a dead child's exit code, after which its id may be used again."""
    end_children(running.target())
    running.popen.wait()


def stop(runnings: Iterable[Running]) -> None:
    """End our own children and collect them."""
    runnings = list(runnings)
    end([running.target() for running in runnings if not running.has_ended])
    for running in runnings:
        reap(running)


def _send(pid: int, signal_number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal_number)

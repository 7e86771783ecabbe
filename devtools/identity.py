"""Is a process id still the process that we started?"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessStat:
    """The facts of one line of ``/proc/<pid>/stat`` that tell processes apart."""

    state: str
    session: int
    started_ticks: int


def read_stat(pid: int) -> ProcessStat | None:
    """The kernel's facts on a process; None without such a process."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return ProcessStat(state=fields[0], session=int(fields[3]), started_ticks=int(fields[19]))


def fingerprint(pid: int) -> str | None:
    """When this process started, as text that no later process of the same id shares; None if it is dead."""
    if PROC.joinpath("self", "stat").exists():
        stat = read_stat(pid)
        return f"{_boot_id()}:{stat.started_ticks}" if stat and stat.state not in "ZX" else None
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def session_members(leader: int) -> list[int]:
    """
    Who lives on in the session that a process opened, the leader left out.

    Empty when the id now leads another session than the one asked for cannot be told: callers check the
    leader's fingerprint first.
    """
    members = []
    for folder in PROC.glob("[0-9]*"):
        pid = int(folder.name)
        stat = read_stat(pid)
        if stat and stat.session == leader and pid != leader and stat.state not in "ZX":
            members.append(pid)
    return members


def _boot_id() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return os.uname().nodename

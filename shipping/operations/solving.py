"""How is the planner, a process of its own, asked for a plan?"""

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shipping
from shipping.policy import PLANNER_OVERRUN

# The planner needs no key of the shop, no address of its database.
_KNOWN_TO_IT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "STATE_DIR")
_PEAK = re.compile(r"peak memory (\d+) MB")
_ROOT = Path(shipping.__file__).resolve().parents[1]
_TOLD = 400


class PlannerFailed(Exception):
    """The planner has no answer: it broke, ran out of time or memory, or wrote nonsense."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a planner gets: seconds, processes, MB of address space for each of them."""

    seconds: int
    workers: int
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan in the format of docs/planning.md, and the most memory that it took."""

    plan: Mapping[str, Any]
    peak_kb: int


def ask_planner(document: Mapping[str, Any], *, seed: int, limits: Limits) -> Answer:
    """
    Let the planner work on an instance; never inside a transaction.

    It runs in a session of its own: what overruns its time is ended with all its children.
    If we are killed, it ends by its own deadline, and nobody reads what it wrote.

    :raises PlannerFailed: if there is no plan, saying why.
    """
    with TemporaryDirectory(prefix="plan-") as folder:
        instance, out = Path(folder, "instance.json"), Path(folder, "plan.json")
        instance.write_text(json.dumps(document), encoding="utf-8")
        said = _run(_command(instance, out, seed, limits), limits)
        peak = _PEAK.search(said)
        try:
            plan = json.loads(out.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PlannerFailed(f"no plan was written: {error}") from error
    return Answer(plan, int(peak[1]) * 1024 if peak else 0)


def begin_compiling() -> "subprocess.Popen[bytes]":
    """Have the planner compiled aside, so that the first plan finds it done: it takes half a minute."""
    return subprocess.Popen(
        [sys.executable, "-m", "shipping.planning.compiling"],
        cwd=_ROOT,
        env=_known(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _known() -> dict[str, str]:
    return {name: value for name in _KNOWN_TO_IT if (value := os.environ.get(name)) is not None}


def _command(instance: Path, out: Path, seed: int, limits: Limits) -> list[str]:
    return [
        *(sys.executable, "-m", "shipping.planning", str(instance)),
        *("--seconds", str(limits.seconds), "--out", str(out)),
        *("--seed", str(seed), "--workers", str(limits.workers)),
    ]


def _run(command: list[str], limits: Limits) -> str:
    """What the planner says."""
    with subprocess.Popen(
        command,
        cwd=_ROOT,
        env=_known(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as planner:
        most = limits.memory_mb * 1024 * 1024
        try:
            resource.prlimit(planner.pid, resource.RLIMIT_AS, (most, most))
            said, complained = planner.communicate(timeout=limits.seconds + PLANNER_OVERRUN.total_seconds())
        except subprocess.TimeoutExpired:
            raise PlannerFailed(f"no plan after {limits.seconds} s: the planner was ended") from None
        finally:
            _end(planner)
    if planner.returncode:
        why = complained.strip()[-_TOLD:] or f"it ended with {planner.returncode}"
        raise PlannerFailed(why)
    return said


def _end(planner: "subprocess.Popen[str]") -> None:
    """All of its session, of which something may be left whether or not it answered."""
    try:
        os.killpg(planner.pid, signal.SIGKILL)
    except ProcessLookupError:
        return

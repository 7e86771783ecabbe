"""Are the promises kept while servers die? Each scenario is a command of its own; see its module."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.faults
@pytest.mark.parametrize(
    "scenario",
    [
        "sold_out",
        "opposite_carts",
        "killed_worker",
        "redis_away",
        "redis_away --frozen",
        "postgres_away",
        "crash_safe",
        "bad_input",
    ],
)
def test_the_promise_is_kept(scenario: str) -> None:
    name, *options = scenario.split()
    command = [sys.executable, "-m", f"tests.faults.{name}", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stderr[-2000:]

"""Does the launcher end exactly what it started?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devtools.checkout import Checkout
from devtools.ending import clear_leftovers
from devtools.identity import fingerprint, session_members
from devtools.problems import Problem
from devtools.processes import Running, Service, Target, end, reap, start, stop
from devtools.record import Record, new_record, read_record
from devtools.stopping import Stop, Stopper
from devtools.supervisor import Supervisor

# Lives until somebody ends it; no test waits for its end.
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A leader with a child that both close their ears to the polite signal.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout whose path has a space in it."""
    root = tmp_path / "steel camel"
    root.mkdir()
    made = Checkout(root)
    made.make_state()
    return made


@pytest.fixture
def runnings() -> Iterator[list[Running]]:
    """Whatever a test starts is gone after it."""
    started: list[Running] = []
    yield started
    stop(started)


def service(checkout: Checkout, argv: list[str], **more: object) -> Service:
    return Service(
        name="web",
        title="The web server",
        argv=argv,
        environment=dict(os.environ),
        folder=checkout.root,
        log=checkout.logs / "web.log",
        **more,  # type: ignore[arg-type]
    )


def tend_for(supervisor: Supervisor, *, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        supervisor.tend()


def wait_for(what: Callable[[], bool]) -> None:
    """Look again and again: of another process's end, or of its words in a file, nobody tells."""
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def wait_for_line(log: Path) -> str:
    wait_for(lambda: log.exists() and log.read_text().endswith("\n"))
    return log.read_text().strip()


def test_a_fingerprint_names_a_living_process_only() -> None:
    process = subprocess.Popen(SLEEP)
    mark = fingerprint(process.pid)
    assert mark
    assert mark == fingerprint(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert fingerprint(process.pid) is None, "a zombie is dead"
    process.wait()
    assert fingerprint(process.pid) is None


def test_a_stranger_with_a_recycled_id_is_never_killed() -> None:
    stranger = subprocess.Popen(SLEEP, start_new_session=True)
    try:
        end([Target("the web server", stranger.pid, "another time", ((signal.SIGKILL, 0.1),))])
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_stubborn_process_is_killed_with_its_children(checkout: Checkout, runnings: list[Running]) -> None:
    stubborn = service(checkout, [sys.executable, "-c", STUBBORN], goodbyes=((signal.SIGTERM, 0.2),))
    runnings.append(start(stubborn))
    child = int(wait_for_line(checkout.logs / "web.log"))
    assert session_members(runnings[0].popen.pid) == [child]
    stop(runnings)
    assert runnings[0].popen.returncode == -signal.SIGKILL
    wait_for(lambda: fingerprint(child) is None)


def test_children_of_a_leader_that_died_are_killed_when_it_is_collected(
    checkout: Checkout, runnings: list[Running]
) -> None:
    runnings.append(start(service(checkout, [sys.executable, "-c", STUBBORN])))
    child = int(wait_for_line(checkout.logs / "web.log"))
    os.kill(runnings[0].popen.pid, signal.SIGKILL)
    os.waitid(os.P_PID, runnings[0].popen.pid, os.WEXITED | os.WNOWAIT)
    reap(runnings[0])
    wait_for(lambda: fingerprint(child) is None)


def test_a_program_that_is_not_there_gives_one_sentence(checkout: Checkout) -> None:
    with pytest.raises(Problem, match="The web server cannot be started"):
        start(service(checkout, ["/nowhere/gunicorn"]))


def test_the_record_survives_the_way_to_disk_and_back(checkout: Checkout) -> None:
    record = new_record()
    record.processes["web"] = Target("The web server", 7, "mark", ((signal.SIGTERM, 2.0),))
    record.write(checkout.running)
    assert read_record(checkout.running) == record
    assert checkout.running.stat().st_mode & 0o077 == 0
    checkout.running.write_text("{broken")
    assert read_record(checkout.running) is None


def test_what_a_killed_launcher_left_is_cleared(checkout: Checkout, runnings: list[Running]) -> None:
    runnings.append(start(service(checkout, SLEEP)))
    dead = Record(launcher=Target("the launcher", 2**22 + 1, "mark", ()))
    dead.processes["web"] = runnings[0].target()
    dead.write(checkout.running)
    assert clear_leftovers(checkout)
    assert runnings[0].has_ended
    assert not checkout.running.exists()
    assert not clear_leftovers(checkout)


def test_a_dead_process_stops_the_start_with_a_sentence(checkout: Checkout) -> None:
    supervisor = Supervisor(checkout, new_record(), Stopper())
    running = supervisor.start(service(checkout, [sys.executable, "-c", "raise SystemExit('no database')"]))
    os.waitid(os.P_PID, running.popen.pid, os.WEXITED | os.WNOWAIT)
    with pytest.raises(Problem, match="The web server ended with exit code 1: no database"):
        supervisor.check()


def test_a_process_that_dies_gets_a_successor_unless_it_is_held(checkout: Checkout) -> None:
    supervisor = Supervisor(checkout, new_record(), Stopper())
    first = supervisor.start(service(checkout, SLEEP))
    held = checkout.state / "held" / "web"
    held.parent.mkdir()
    held.touch()
    try:
        os.kill(first.popen.pid, signal.SIGKILL)
        os.waitid(os.P_PID, first.popen.pid, os.WEXITED | os.WNOWAIT)
        supervisor.tend()
        supervisor.tend()
        assert supervisor.record.processes == {}
        held.unlink()
        supervisor.tend()
        assert supervisor.record.processes["web"].is_alive
        assert supervisor.record.processes["web"].pid != first.popen.pid
    finally:
        supervisor.stop_all()


def test_a_process_that_keeps_dying_is_given_up(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devtools.supervisor.RESTART_AFTER_S", 0.0)
    supervisor = Supervisor(checkout, new_record(), Stopper())
    supervisor.start(service(checkout, ["/bin/false"]))
    with pytest.raises(Problem, match="ended with exit code 1"):
        tend_for(supervisor, patience_s=10)


def test_a_request_to_stop_waits_for_the_end_of_a_shielded_block() -> None:
    stopper = Stopper()
    before = signal.getsignal(signal.SIGTERM)
    done = []

    def ask_in_the_middle() -> None:
        with stopper.shielded():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("the rest of the block")

    try:
        signal.signal(signal.SIGTERM, stopper._handle)
        with pytest.raises(Stop):
            ask_in_the_middle()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done

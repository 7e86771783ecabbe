"""What does a person ask of ./dev?"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools.asking import logs, manage, print_information, psql
from devtools.benching import bench
from devtools.checkout import Checkout, this_checkout
from devtools.ending import down, reset
from devtools.install import compile_planner, compile_sources, ensure_installed
from devtools.problems import Problem
from devtools.record import living_record
from devtools.shop_services import WORKER_QUEUES
from devtools.starting import Start
from devtools.stopping import Stop, Stopper
from devtools.testing import test

HELP = """\
Steel Camel on this machine. Usage: ./dev COMMAND

  up [--empty] [--detach]   install what is missing, start everything, walk the demo journey, show the logs
                            (--empty: no demo data, nor sign-ins: manage createsuperuser makes the first;
                            --detach: return when ready)
  down                      stop everything
  reset                     stop everything and forget all data: the next up starts over
  setup                     install and compile only, for up and test, so that both work offline from then on
  test [--system] [ARGS]    all checks, then pytest, on throwaway servers (--system: what needs Chromium too);
                            with ARGS for pytest, the schema and pytest alone
  bench [NAME ...]          measurements of bench/, on durable throwaway servers; options go to the last named
  manage ARGS               a management command in the shop's environment
  info [--json]             addresses, demo sign-ins or how to make the first, process ids
  logs [--follow]           the end of each log
  psql [--owner] [ARGS]     PostgreSQL's terminal
  stop NAME, start NAME     keep one process down, bring it back (postgres, redis, web, slots, window, news,
                            work, beat)

PORT chooses the web server's port. DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL, from the environment or
.env, replace the servers that come along.
"""
DETACHED = "STEEL_CAMEL_DETACHED"
PROCESS_NAMES = ("postgres", "redis", "web", *WORKER_QUEUES, "beat")


def main(words: Sequence[str]) -> int:
    """Run one command; returns the exit code. Every failure is one sentence on standard error."""
    stopper = Stopper()
    stopper.install()
    try:
        return _run(words, stopper)
    except Problem as problem:
        print(f"dev: {problem}", file=sys.stderr)
        return 1
    except Stop:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        print(f"dev: {error.filename or 'the system'}: {error.strerror or error}", file=sys.stderr)
        return 1


def _run(words: Sequence[str], stopper: Stopper) -> int:
    if not words or words[0] in {"help", "--help", "-h"}:
        print(HELP, end="")
        return 0 if words else 2
    checkout = this_checkout()
    command, rest = words[0], list(words[1:])
    commands: dict[str, Callable[[], int]] = {
        "up": lambda: _up(checkout, stopper, rest),
        "down": lambda: _down(checkout, rest),
        "reset": lambda: _reset(checkout, rest),
        "setup": lambda: _setup(checkout, rest),
        "test": lambda: test(
            checkout, system="--system" in rest, pytest_words=_without(rest, "--system", "--")
        ),
        "bench": lambda: bench(checkout, rest),
        "manage": lambda: manage(checkout, stopper, rest),
        "info": lambda: _info(checkout, rest),
        "logs": lambda: _logs(checkout, rest),
        "psql": lambda: psql(checkout, stopper, rest),
        "stop": lambda: _hold(checkout, rest, held=True),
        "start": lambda: _hold(checkout, rest, held=False),
    }
    if command not in commands:
        raise Problem(f"There is no command {command!r}: ./dev help lists them.")
    if command not in {"down", "info", "logs", "stop", "start"}:
        checkout.make_state()
    return commands[command]()


def _up(checkout: Checkout, stopper: Stopper, flags: Sequence[str]) -> int:
    _refuse_unknown(flags, "--empty", "--detach")
    if _is_running_already(checkout):
        return 0
    if "--detach" in flags:
        return _detach(checkout, _without(flags, "--detach"))
    try:
        Start(checkout, stopper, empty="--empty" in flags, follow=DETACHED not in os.environ).run()
    except Stop:
        return 0
    return 0


def _is_running_already(checkout: Checkout) -> bool:
    """Wait for an earlier ``up`` to become ready, and say where it is."""
    record = living_record(checkout)
    while record and not record.ready:
        time.sleep(0.2)
        record = living_record(checkout)
    if record:
        print(f"Steel Camel is running already at {record.base_url}/ (stop it with ./dev down).")
    return record is not None


def _detach(checkout: Checkout, flags: Sequence[str]) -> int:
    """Leave the launcher in the background, and show what it says until it is ready."""
    log = checkout.logs / "launcher.log"
    with log.open("wb") as stream:
        launcher = subprocess.Popen(
            [sys.executable, str(checkout.root / "dev"), "up", *flags],
            env={**os.environ, DETACHED: "1"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with log.open() as said:
            return _relay(checkout, launcher, said.read)
    except Stop:
        launcher.terminate()
        launcher.wait()
        raise


def _relay(checkout: Checkout, launcher: "subprocess.Popen[bytes]", news: Callable[[], str]) -> int:
    while launcher.poll() is None:
        record = living_record(checkout)
        ready = record is not None and record.ready
        print(news(), end="", flush=True)
        if ready:
            # The launcher lives on as a process of its own; nobody here waits for its end.
            launcher.returncode = 0
            return 0
        time.sleep(0.1)
    print(news(), end="", flush=True)
    return launcher.returncode


def _down(checkout: Checkout, flags: Sequence[str]) -> int:
    _refuse_unknown(flags)
    print("Stopped." if down(checkout) else "Nothing was running.")
    return 0


def _reset(checkout: Checkout, flags: Sequence[str]) -> int:
    _refuse_unknown(flags)
    reset(checkout)
    print("All data of this checkout is gone; ./dev up starts over.")
    return 0


def _setup(checkout: Checkout, flags: Sequence[str]) -> int:
    _refuse_unknown(flags)
    done = ensure_installed(checkout, development=True)
    compile_sources(checkout)
    compile_planner(checkout)
    print("Installed." if done else "Everything is installed already.")
    return 0


def _info(checkout: Checkout, flags: Sequence[str]) -> int:
    _refuse_unknown(flags, "--json")
    print_information(checkout, as_json="--json" in flags)
    return 0


def _logs(checkout: Checkout, flags: Sequence[str]) -> int:
    _refuse_unknown(flags, "--follow", "-f")
    logs(checkout, follow=bool(flags))
    return 0


def _hold(checkout: Checkout, names: Sequence[str], *, held: bool) -> int:
    """Stop one process and keep it down, or let the launcher start it again."""
    record = living_record(checkout)
    if record is None:
        raise Problem("Steel Camel is not running: start it with ./dev up.")
    if len(names) != 1 or names[0] not in PROCESS_NAMES:
        raise Problem(f"Name one of {', '.join(PROCESS_NAMES)}.")
    _note_held(checkout.state / "held" / names[0], held=held)
    if held and names[0] in record.processes:
        record.processes[names[0]].ask_to_end()
    print(f"{names[0]} {'stops and stays down until ./dev start' if held else 'starts'}.")
    return 0


def _note_held(note: Path, *, held: bool) -> None:
    if held:
        note.parent.mkdir(mode=0o700, exist_ok=True)
        note.touch()
    else:
        note.unlink(missing_ok=True)


def _without(words: Sequence[str], *unwanted: str) -> list[str]:
    return [word for word in words if word not in unwanted]


def _refuse_unknown(flags: Sequence[str], *known: str) -> None:
    unknown = _without(flags, *known)
    if unknown:
        raise Problem(f"{unknown[0]!r} is not understood here: ./dev help lists what is.")

"""How is planning told from the command line, and what does it say?"""

import argparse
import gc
import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from shipping.planning.crew import Progress
from shipping.planning.instance import Instance, read_instance
from shipping.planning.plan import document_of
from shipping.planning.reading import Malformed
from shipping.planning.solving import Solved, plain, solve
from shipping.refereeing import Referee, Verdict

_NOT_ALLOWED, _CANT_READ = 1, 2
_MOST_WORKERS = 64
_MOST_TOLD = 20
# To load what planning needs takes half of that.
_LEAST_SECONDS = 2
# What reading, judging and writing take of the time, with 100,000 shipments.
_ASIDE_S, _ASIDE_PER_SHIPMENT_S = 0.4, 4e-5


def main(argv: Sequence[str] | None = None, *, began: float | None = None) -> int:
    """
    Plan as told.

    :return: 0 if there is a plan, 2 if what was told can't be read or written, 1 if the plan breaks a rule.
    """
    began = time.monotonic() if began is None else began
    told = _arguments().parse_args(argv)
    out = Path(told.out)
    try:
        instance = read_instance(_read(told.instance))
        _check_out(out, Path(told.instance))
        solved, peak_kb = _solve(instance, told, began)
        answer = document_of(solved.plan, instance, solved.prices)
        _write(out, answer)
        verdict = Referee(_read(told.instance)).judge(answer)
        if verdict.errors:
            # Never seen to happen; a plain plan that is allowed is worth more than a good one that isn't.
            faults, verdict, solved = verdict.errors, *_plainly(instance, told, solved)
            for fault in faults[:_MOST_TOLD]:
                _say(f"searched, and not allowed: {fault}")
    except (OSError, ValueError) as error:
        _say(f"{told.instance}: {error}" if isinstance(error, ValueError) else str(error))
        return _CANT_READ
    with suppress(BrokenPipeError):
        sys.stdout.write(_line(verdict, solved, time.monotonic() - began, peak_kb) + "\n")
        sys.stdout.flush()
    for fault in verdict.errors[:_MOST_TOLD]:
        _say(f"not allowed: {fault}")
    return _NOT_ALLOWED if verdict.errors else 0


def _check_out(out: Path, instance: Path) -> None:
    """
    Nobody waits for minutes to hear that the plan has nowhere to go.

    :raises OSError: saying why it can't be written.
    """
    folder = out.absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(f"{out}: there is no such folder")
    if out.is_dir():
        raise IsADirectoryError(f"{out}: is a folder")
    if out.is_symlink() or (out.exists() and not out.is_file()):
        # It would be replaced by a file: a device, say, for everybody.
        raise FileExistsError(f"{out}: is no plain file")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{out}: its folder can't be written")
    if out.exists() and out.samefile(instance):
        raise FileExistsError(f"{out}: is the instance itself")


def _plainly(instance: Instance, told: argparse.Namespace, solved: Solved) -> tuple[Verdict, Solved]:
    """A plan without a search in the place of one that isn't allowed."""
    other = replace(solved, plan=plain(instance), is_plain=True)
    answer = document_of(other.plan, instance, other.prices)
    _write(Path(told.out), answer)
    return Referee(_read(told.instance)).judge(answer), other


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m shipping.planning",
        description="Put shipments on trains at the least cost. Interrupted, it writes the best plan so far.",
    )
    add = parser.add_argument
    add("instance", metavar="INSTANCE.json", help="what there is to be planned: docs/planning.md")
    add("--seconds", metavar="S", type=_seconds, required=True, help="by when the plan is there, from 2 on")
    add("--out", metavar="SOLUTION.json", required=True, help="where it is written")
    add(
        "--seed",
        metavar="N",
        type=_whole(0, 2**63 - 1),
        default=0,
        help="the same one looks in the same places",
    )
    cores = min(os.cpu_count() or 1, _MOST_WORKERS)
    add(
        "--workers",
        metavar="N",
        type=_whole(1, _MOST_WORKERS),
        default=cores,
        help="how many processes search; never more than there are cores",
    )
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not _LEAST_SECONDS <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"must be a number from {_LEAST_SECONDS} to 86400, a day")
    return seconds


def _whole(least: int, most: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
        return int(text)

    return whole


def _read(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise Malformed(f"line {error.lineno}", error.msg) from None
    except UnicodeDecodeError as error:
        raise Malformed(f"byte {error.start}", "is not UTF-8") from None
    except RecursionError:
        raise Malformed("", "is nested too deep") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise Malformed(doubled, "is there twice in one object")
    return members


def _solve(instance: Instance, told: argparse.Namespace, began: float) -> tuple[Solved, int]:
    """The plan, and the most memory in kB that all processes had together, what they share counted once."""
    stopped = [False]

    def stop(*_: object) -> None:
        stopped[0] = True

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    # Reading left a million small objects behind, which processes to come would copy.
    gc.collect()
    gc.freeze()
    aside = _ASIDE_S + _ASIDE_PER_SHIPMENT_S * len(instance.shipments)
    try:
        solved = solve(
            instance,
            seconds=told.seconds - aside - (time.monotonic() - began),
            seed=told.seed,
            workers=min(told.workers, os.cpu_count() or 1),
            tell=_show if sys.stderr.isatty() else _say_nothing,
            is_stopped=lambda: stopped[0],
        )
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if sys.stderr.isatty():
            _say("\r\x1b[K", end="")
    return solved, max(solved.peak_kb, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _show(progress: Progress) -> None:
    cost = "no plan yet" if progress.cost is None else f"{progress.cost:,.0f}"
    _say(f"\r\x1b[K{progress.seconds:6.1f} s  {cost}", end="")


def _say(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


def _say_nothing(progress: Progress) -> None:
    pass


def _write(path: Path, answer: Any) -> None:
    """All of it or nothing."""
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(f"{path}: can't be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(answer, file, separators=(",", ":"))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def _line(verdict: Verdict, solved: Solved, seconds: float, peak_kb: int) -> str:
    said = (
        f"objective {verdict.objective:.0f}, refused {verdict.refused}, late {verdict.late},"
        f" containers {verdict.containers}, moves {verdict.moved}, peak memory {peak_kb // 1024} MB,"
        f" {seconds:.1f} s"
    )
    if solved.was_cold:
        return f"{said}, planned plainly: nothing was compiled yet (python -m shipping.planning.compiling)"
    return f"{said}, planned plainly: there was no time to search" if solved.is_plain else said

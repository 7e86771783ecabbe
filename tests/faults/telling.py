"""How does a scenario tell its figures, and how does it end?"""

import argparse
import collections
import sys
import time
from collections.abc import Callable, Iterable

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Answer, Refused
from tests.faults.stack import Stack, Violated, own_stack


def tell(words: str) -> None:
    """Print a line at once."""
    print(f"  {words}", flush=True)


def insist(kept: bool, words: str) -> None:
    """
    Hold the shop to a promise.

    :raises Violated: saying what was found instead.
    """
    if not kept:
        raise Violated(words)


def by_status(answers: Iterable[Answer]) -> dict[str, int]:
    """How many answers of each status and code."""
    counted = collections.Counter(f"{answer.status} {answer.code}".strip() for answer in answers)
    return dict(sorted(counted.items()))


def options(about: str) -> argparse.ArgumentParser:
    """The options that every scenario has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--keep-logs", action="store_true", help="keep the logs of the shop's processes")
    return parser


def run(
    name: str, scenario: Callable[[Stack, Ledger, argparse.Namespace], None], asked: argparse.Namespace
) -> int:
    """Run a scenario in a shop of its own, then check every invariant; the exit code."""
    began_s = time.monotonic()
    print(f"{name}: bringing up a shop of its own", flush=True)
    try:
        with own_stack(keep_logs=asked.keep_logs) as stack:
            tell(f"ready after {time.monotonic() - began_s:.1f} s")
            scenario(stack, Ledger(stack.urls["DATABASE_URL"]), asked)
            stack.verify()
            tell("verify: every invariant holds")
    except (Violated, Refused) as violated:
        print(f"{name}: VIOLATED: {violated}", file=sys.stderr, flush=True)
        return 1
    print(f"{name}: kept, {time.monotonic() - began_s:.0f} s", flush=True)
    return 0

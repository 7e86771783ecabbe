"""Which checks must hold besides the tests, and which of them fail?"""

import concurrent.futures
import difflib
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.checkout import Checkout

DOCUMENT = "openapi.yaml"
AT_ONCE = 2
LONGEST_COMPLAINT = 150


@dataclass(frozen=True)
class Verdict:
    """What one check said."""

    title: str
    passed: bool
    words: str
    lasted_s: float


@dataclass(frozen=True)
class Check:
    """One check: a title and what decides it."""

    title: str
    decide: Callable[[], tuple[bool, str]]

    def run(self) -> Verdict:
        """Decide it, and take the time."""
        began_s = time.monotonic()
        passed, words = self.decide()
        return Verdict(self.title, passed, words, time.monotonic() - began_s)


def all_checks(
    checkout: Checkout, environment: Mapping[str, str], production: Mapping[str, str]
) -> list[Check]:
    """
    Every check, in the order in which they are told.

    What says at once what is wrong comes first, then the longest, so that in the end none runs alone.
    """
    tools = checkout.venv / "bin"
    python = str(checkout.python)

    def command(*words: str, under: Mapping[str, str] = environment) -> Callable[[], tuple[bool, str]]:
        return lambda: _run(words, under, checkout.root)

    deployed = (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return [
        Check("ruff check", command(str(tools / "ruff"), "check", "--output-format", "concise", ".")),
        Check(
            "ruff format",
            command(str(tools / "ruff"), "format", "--check", "--output-format", "concise", "."),
        ),
        Check("mypy", command(python, "-m", "mypy")),
        schema_check(checkout, environment),
        planner_check(checkout, environment),
        Check("OpenAPI document", lambda: _same_document(checkout, environment)),
        Check("import contracts", command(str(tools / "lint-imports"), "--no-cache", "--no-logo")),
        Check("migrations", command(python, "manage.py", "makemigrations", "--check", "--dry-run")),
        Check("deployment", command(*deployed, under=production)),
    ]


def schema_check(checkout: Checkout, environment: Mapping[str, str]) -> Check:
    """Do the migrations run? Afterwards the database can be copied for tests."""
    words = (str(checkout.python), "manage.py", "migrate", "--noinput", "--verbosity", "0")
    return Check("schema", lambda: _run(words, environment, checkout.root))


def planner_check(checkout: Checkout, environment: Mapping[str, str]) -> Check:
    """Does the planner's search compile? Afterwards tests plan without waiting for that."""
    words = (str(checkout.python), "-m", "shipping.planning.compiling")
    return Check("planner", lambda: _run(words, environment, checkout.root))


def run_checks(checks: Sequence[Check], tell: Callable[[Verdict], None]) -> list[Verdict]:
    """Run them side by side and tell each as soon as it and those before it are decided."""
    verdicts = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for verdict in pool.map(Check.run, checks):
            tell(verdict)
            verdicts.append(verdict)
    return verdicts


def _run(words: Sequence[str], environment: Mapping[str, str], folder: Path) -> tuple[bool, str]:
    try:
        answer = subprocess.run(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        return False, f"{words[0]} cannot be run: {error}"
    return answer.returncode == 0, answer.stdout


def _same_document(checkout: Checkout, environment: Mapping[str, str]) -> tuple[bool, str]:
    """Whether the committed OpenAPI document is the one that the code makes."""
    made = checkout.state / "openapi-made.yaml"
    words = [
        str(checkout.python),
        "manage.py",
        "spectacular",
        "--validate",
        "--fail-on-warn",
        "--file",
        str(made),
    ]
    passed, said = _run(words, environment, checkout.root)
    if not passed:
        return False, said
    committed = checkout.root / DOCUMENT
    if not committed.exists():
        return False, f"{DOCUMENT} is missing. Make it: ./dev manage spectacular --file {DOCUMENT}"
    before, now = committed.read_text(), made.read_text()
    if before == now:
        return True, ""
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), DOCUMENT, "made by the code", lineterm=""
    )
    difference = "\n".join(lines)
    return False, f"{difference}\nAccept it: ./dev manage spectacular --file {DOCUMENT}"


def shortened(words: str) -> str:
    """A complaint's beginning and end, when it is longer than anyone reads."""
    lines = words.rstrip().splitlines()
    left_out = len(lines) - LONGEST_COMPLAINT
    if left_out <= 0:
        return "\n".join(lines)
    half = LONGEST_COMPLAINT // 2
    return "\n".join([*lines[:half], f"… {left_out} lines left out …", *lines[-half:]])

"""Does this checkout pass its checks and tests, on servers of its own?"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from devtools.checkout import Checkout
from devtools.checks import Verdict, all_checks, planner_check, run_checks, schema_check, shortened
from devtools.environment import FOREIGN, production_environment
from devtools.install import ensure_installed
from devtools.problems import Problem
from devtools.throwaway import throwaway_servers
from devtools.words import new_secret_words

PROCESSES = "2"
# What the system tests need from the system, under any of these names.
SYSTEM_PROGRAMS = {"Chromium": ("chromium", "chromium-browser", "google-chrome")}
PLAIN = "not system and not faults"
WITH_SYSTEM = "not faults"


def test(checkout: Checkout, *, system: bool, pytest_words: Sequence[str]) -> int:
    """
    Run the checks, then pytest; with words for it only schema and planner. Returns the exit code.

    pytest's closing line is the last one on standard output.

    :raises Problem: if a system program is missing or the servers cannot be started.
    """
    ensure_installed(checkout, development=True)
    if system:
        refuse_missing_programs()
    with throwaway_servers(checkout) as urls:
        environment = test_environment(checkout, urls)
        verdicts = _check(checkout, environment, urls, alone=bool(pytest_words))
        # The schema was made once, by a check, and is copied for each process that tests.
        made = {"TEST_TEMPLATE": urlsplit(urls["DATABASE_OWNER_URL"]).path.strip("/")}
        code = _run_pytest(checkout, {**environment, **made}, _marked(system=system), pytest_words)
    return code or (1 if any(not verdict.passed for verdict in verdicts) else 0)


def refuse_missing_programs() -> None:
    """
    See that the system tests can run at all.

    :raises Problem: naming each program that is missing.
    """
    missing = [title for title, names in SYSTEM_PROGRAMS.items() if not any(map(shutil.which, names))]
    for title in missing:
        print(f"Missing: {title} (looked for {', '.join(SYSTEM_PROGRAMS[title])})", file=sys.stderr)
    if missing:
        raise Problem(f"The system tests cannot run without {' and '.join(missing)}.")


def _marked(*, system: bool) -> str:
    return WITH_SYSTEM if system else PLAIN


def test_environment(checkout: Checkout, urls: Mapping[str, str]) -> dict[str, str]:
    """What the shop's settings read while it is tested or measured on these servers."""
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return inherited | {
        "SECRET_KEY": new_secret_words().secret_key,
        "DEBUG": "1",
        "DEMO": "0",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "STATE_DIR": str(checkout.state),
        "LC_ALL": "C.UTF-8",
        **urls,
    }


def _check(
    checkout: Checkout, environment: Mapping[str, str], urls: Mapping[str, str], *, alone: bool
) -> list[Verdict]:
    production = production_environment(urls, secret_key=new_secret_words().secret_key)
    schema = [schema_check(checkout, environment), planner_check(checkout, environment)]
    verdicts = run_checks(schema if alone else all_checks(checkout, environment, production), _tell)
    failed = [verdict.title for verdict in verdicts if not verdict.passed]
    print(f"Checks: {len(verdicts) - len(failed)} passed, failed: {', '.join(failed) or 'none'}", flush=True)
    return verdicts


def _tell(verdict: Verdict) -> None:
    print(
        f"{'ok    ' if verdict.passed else 'FAILED'} {verdict.title} ({verdict.lasted_s:.1f} s)", flush=True
    )
    if not verdict.passed:
        print(shortened(verdict.words), flush=True)


def _run_pytest(
    checkout: Checkout, environment: Mapping[str, str], marked: str, pytest_words: Sequence[str]
) -> int:
    words = [str(checkout.python), "-m", "pytest", "-n", PROCESSES, "-m", marked, *pytest_words]
    return subprocess.run(words, cwd=checkout.root, env=environment, check=False).returncode

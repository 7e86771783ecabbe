"""How do the requirement files with reasons become files with exact versions, hashes and the same reasons?"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from devtools.checkout import this_checkout
from devtools.problems import Problem

HEADER = "# Made by `python -m devtools.pins` from {source}: change that file instead.\n"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
OUTPUT = ("--generate-hashes", "--no-header", "--annotation-style", "line")
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^#]*#\s*(?P<reason>.+)$")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==")
PULLED_IN_BY = re.compile(r"^\s+# via (?P<names>.+)$")


def reasons_in(text: str) -> dict[str, str]:
    """
    The reason beside each requirement.

    :raises Problem: naming a line without one.
    """
    reasons = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        found = REQUIREMENT.match(line)
        if not found:
            raise Problem(f"This requirement says no reason: {line}")
        reasons[found["name"].lower()] = found["reason"].strip()
    return reasons


def with_reasons(pinned: str, reasons: dict[str, str], *, source: str) -> str:
    """The pinned text, in which each direct requirement's annotation is our reason instead of a file name."""
    lines = [HEADER.format(source=source).rstrip()]
    name = ""
    for line in pinned.splitlines():
        package = PINNED.match(line)
        annotation = PULLED_IN_BY.match(line)
        if package:
            name = package["name"].lower()
        if annotation:
            names = annotation["names"].split(", ")
            pullers = [puller for puller in names if not puller.startswith(("-r ", "-c "))]
            if name in reasons:
                lines.append(f"    # why: {reasons[name]}")
            if pullers:
                lines.append(f"    # for: {', '.join(pullers)}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def compile_pins(root: Path, *, upgrade: bool) -> None:
    """
    Write ``requirements.txt`` and ``requirements-dev.txt``; versions stay unless an upgrade is asked for.

    :raises Problem: if uv is missing or finds no solution.
    """
    uv = shutil.which("uv", path=f"{root / '.venv' / 'bin'}:{os.environ.get('PATH', '')}")
    if uv is None:
        raise Problem("uv is needed to pin versions: python -m pip install uv.")
    for name, constraints in (("requirements", []), ("requirements-dev", ["-c", "requirements.txt"])):
        source, target = f"{name}.in", f"{name}.txt"
        more = ["--upgrade"] if upgrade else []
        answer = subprocess.run(
            [uv, *COMPILE, *OUTPUT, *more, *constraints, source, "--output-file", target],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise Problem(f"{source} has no solution: {answer.stderr.strip()}")
        reasons = reasons_in((root / source).read_text())
        (root / target).write_text(with_reasons((root / target).read_text(), reasons, source=source))


if __name__ == "__main__":
    try:
        compile_pins(this_checkout().root, upgrade="--upgrade" in sys.argv[1:])
    except Problem as problem:
        sys.exit(f"pins: {problem}")

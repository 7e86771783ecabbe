"""Does a failing check show, and does the run go on?"""

import os
import sys
from pathlib import Path

import pytest

from devtools.checkout import Checkout
from devtools.checks import LONGEST_COMPLAINT, Check, Verdict, all_checks, run_checks, shortened
from devtools.problems import Problem
from devtools.testing import refuse_missing_programs

# Stands in for the shop's: writes the document where it is told to.
MANAGE = "import sys; open(sys.argv[sys.argv.index('--file') + 1], 'w').write('paths: {}\\n')"


@pytest.fixture
def document_check(tmp_path: Path) -> Check:
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    checkout = Checkout(tmp_path)
    checkout.make_state()
    checks = {check.title: check for check in all_checks(checkout, dict(os.environ), {})}
    return checks["OpenAPI document"]


def test_every_check_is_told_in_order_and_a_failure_stops_none() -> None:
    told: list[Verdict] = []
    checks = [Check("one", lambda: (False, "why")), Check("two", lambda: (True, ""))]
    assert run_checks(checks, told.append) == told
    assert [(verdict.title, verdict.passed, verdict.words) for verdict in told] == [
        ("one", False, "why"),
        ("two", True, ""),
    ]


def test_the_document_must_be_the_one_that_the_code_makes(tmp_path: Path, document_check: Check) -> None:
    assert "openapi.yaml is missing" in document_check.run().words
    (tmp_path / "openapi.yaml").write_text("paths: {}\n")
    assert document_check.run().passed
    (tmp_path / "openapi.yaml").write_text("paths: {/old: {}}\n")
    verdict = document_check.run()
    assert not verdict.passed
    assert "-paths: {/old: {}}\n+paths: {}" in verdict.words


def test_a_tool_that_is_not_there_fails_its_check(tmp_path: Path) -> None:
    checks = all_checks(Checkout(tmp_path), {}, {})
    assert [check.title for check in checks if check.run().passed] == []


def test_a_long_complaint_keeps_its_beginning_and_its_end() -> None:
    lines = [str(number) for number in range(LONGEST_COMPLAINT + 1)]
    assert shortened("\n".join(lines[:-1]) + "\n").splitlines() == lines[:-1]
    kept = shortened("\n".join(lines)).splitlines()
    assert (kept[0], kept[-1]) == (lines[0], lines[-1])
    assert "… 1 lines left out …" in kept


def test_each_missing_system_program_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Problem, match="cannot run without Chromium"):
        refuse_missing_programs()
    assert "Missing: Chromium (looked for chromium," in capsys.readouterr().err

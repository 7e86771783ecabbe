"""Does the command line take and write what it says, and say plainly what is wrong?"""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shipping.planning import commanding, solving
from shipping.planning.commanding import main
from shipping.planning.plan import Plan
from shipping.refereeing import Referee
from tests.planning.made import made
from tests.planning.small import goods, instance

LINE = re.compile(
    r"objective (\d+), refused (\d+), late (\d+), containers (\d+), moves (\d+), peak memory (\d+) MB,"
)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A made instance in a file."""
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(made(1)))
    return path


def command(given: Path, *more: str) -> list[str]:
    """The command, whose plan goes beside the instance."""
    out = str(given.with_name("plan.json"))
    return [sys.executable, "-m", "shipping.planning", str(given), "--out", out, *more]


def test_a_plan_is_written_and_told_in_one_line(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = given.with_name("plan.json")
    assert main([str(given), "--seconds", "5", "--out", str(out), "--seed", "3", "--workers", "1"]) == 0
    said = capsys.readouterr()
    verdict = Referee(json.loads(given.read_text())).judge(json.loads(out.read_text()))
    assert verdict.is_allowed
    found = LINE.match(said.out)
    assert found is not None
    told = [int(each) for each in found.groups()[:5]]
    counted = [verdict.refused, verdict.late, verdict.containers, verdict.moved]
    assert told == [round(verdict.objective), *counted]
    # Standard error is no terminal here, so no progress stands in it.
    assert said.err == ""
    assert list(given.parent.glob(".plan*")) == []


def test_what_a_plan_was_bound_by_stands_in_it_again(given: Path) -> None:
    bound = instance(previous={"0": "T2"}, frozen=[0])
    given.write_text(json.dumps(bound))
    out = given.with_name("plan.json")
    assert main([str(given), "--seconds", "2", "--out", str(out)]) == 0
    answer = json.loads(out.read_text())
    assert (answer["previous"], answer["frozen"]) == ({"0": "T2"}, [0])
    assert set(answer["prices"]) == {"T1", "T2"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1: Expecting property name"),
        ("[]", "the document: must be an object"),
        (json.dumps(instance(shipments=[goods(0), goods(1, kg=-1)])), "shipments[1].kg: must be more than 0"),
        (json.dumps(instance(shipments=[goods(0, fcl="45HC")])), "shipments[0].fcl: there is no type '45HC'"),
        (
            json.dumps(instance(shipments=[goods(0, kg=10**400)])),
            "shipments[0].kg: must be a number of at most",
        ),
        ("[" * 100_000, "the document: is nested too deep"),
        ('{"shipments": [], "shipments": []}', "shipments: is there twice in one object"),
        (
            json.dumps(
                instance(
                    previous={"0": "T1"},
                    frozen=[0],
                    fixed=[{"departure": "T2", "type": "40HC", "o": "ALA", "d": "LYG", "shipments": [0]}],
                )
            ),
            "fixed[0]: shipment 0 is frozen on T1",
        ),
    ],
    ids=["no-json", "no-object", "bad-number", "unknown-type", "huge", "nested", "doubled", "contradiction"],
)
def test_a_malformed_instance_is_refused_by_row_and_field(
    given: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given.write_text(text)
    assert main([str(given), "--seconds", "2", "--out", str(given.with_name("plan.json"))]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
    assert not given.with_name("plan.json").exists()


def test_what_is_no_text_is_refused(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given.write_bytes(b'{"types\xff')
    assert main([str(given), "--seconds", "2", "--out", str(given.with_name("plan.json"))]) == 2
    assert "byte 7: is not UTF-8" in capsys.readouterr().err


def test_a_plan_never_takes_the_place_of_what_is_no_plain_file(
    given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, link = given.with_name("pipe"), given.with_name("link")
    os.mkfifo(pipe)
    link.symlink_to(given)
    for out in (pipe, link):
        assert main([str(given), "--seconds", "2", "--out", str(out)]) == 2
        assert "is no plain file" in capsys.readouterr().err
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_files_that_are_not_there_are_named(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = given.parent / "nowhere"
    assert main([str(nowhere), "--seconds", "2", "--out", str(given)]) == 2
    assert str(nowhere) in capsys.readouterr().err
    assert main([str(given), "--seconds", "2", "--out", str(nowhere / "plan.json")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main([str(given), "--seconds", "2", "--out", str(given.parent)]) == 2
    assert "is a folder" in capsys.readouterr().err
    before = given.read_text()
    assert main([str(given), "--seconds", "2", "--out", str(given)]) == 2
    assert "is the instance itself" in capsys.readouterr().err
    assert given.read_text() == before


@pytest.mark.parametrize(
    "bad",
    [
        ["--seconds", "1"],
        ["--seconds", "nan"],
        ["--seconds", "soon"],
        ["--seconds", "2", "--workers", "0"],
        [],
    ],
)
def test_numbers_that_make_no_sense_are_refused(given: Path, bad: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([str(given), "--out", str(given.with_name("plan.json")), *bad])
    assert left.value.code == 2


def test_no_more_processes_search_than_there_are_cores(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def noting(instance: Any, **told: Any) -> Any:
        asked.append(told["workers"])
        return solving.solve(instance, **told)

    monkeypatch.setattr(commanding, "solve", noting)
    out = str(given.with_name("plan.json"))
    assert main([str(given), "--seconds", "2", "--out", out, "--workers", "64"]) == 0
    assert asked == [min(64, os.cpu_count() or 1)]


def test_interrupted_it_writes_the_best_plan_so_far_and_leaves_no_process(given: Path) -> None:
    with subprocess.Popen(
        command(given, "--seconds", "600"), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        _wait_for_child(running.pid)
        running.terminate()
        line, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    assert LINE.match(line)
    answer = json.loads(given.with_name("plan.json").read_text())
    assert Referee(json.loads(given.read_text())).judge(answer).is_allowed
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


def test_killed_it_leaves_no_process_either(given: Path) -> None:
    with subprocess.Popen(command(given, "--seconds", "600"), start_new_session=True) as running:
        children = _wait_for_child(running.pid)
        running.kill()
        running.wait()
    for child in children:
        # Ends as soon as the kernel has told it; a process that stays would hold this test up for good.
        while _lives(child):
            os.sched_yield()


def test_without_compiled_code_it_answers_plainly_and_says_so(given: Path, tmp_path: Path) -> None:
    cold = os.environ | {"STATE_DIR": str(tmp_path / "cold")}
    done = subprocess.run(
        command(given, "--seconds", "2"), env=cold, capture_output=True, text=True, check=True, timeout=120
    )
    assert "planned plainly: nothing was compiled yet" in done.stdout
    answer = json.loads(given.with_name("plan.json").read_text())
    verdict = Referee(json.loads(given.read_text())).judge(answer)
    assert verdict.is_allowed
    assert verdict.refused < len(made(1)["shipments"])


def test_solvers_that_cannot_share_a_process_are_never_asked_to() -> None:
    """OR-Tools and highspy bring two copies of one library; SciPy's own copy gets along with everybody."""
    code = (
        "import json, sys\n"
        "from shipping.planning.instance import read_instance\n"
        "from shipping.planning.solving import solve\n"
        "from tests.planning.made import made\n"
        "assert solve(read_instance(made(1)), seconds=2).plan.containers\n"
        "print(json.dumps(sorted({'highspy', 'ortools', 'scipy', 'numba'} & set(sys.modules))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert json.loads(done.stdout) == ["numba", "scipy"]


def test_neither_the_web_nor_a_worker_loads_what_planning_needs() -> None:
    """They are many processes, and each would hold 150 MB more."""
    code = (
        "import sys, django\n"
        "django.setup()\n"
        "import shop.celery, shop.urls, shop.wsgi\n"
        "shop.celery.app.loader.import_default_modules()\n"
        "print(sorted({'numba', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


def _wait_for_child(pid: int) -> list[int]:
    """Until it has begun to search; its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    while not (found := children.read_text().split()):
        os.sched_yield()
    return [int(each) for each in found]


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_signals_are_given_back(given: Path) -> None:
    before: Any = signal.getsignal(signal.SIGTERM)
    main([str(given), "--seconds", "2", "--out", str(given.with_name("plan.json"))])
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_plan_that_the_referee_refuses_is_replaced_by_the_plain_one(
    given: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def reckless(*args: Any, **more: Any) -> Any:
        solved = solving.solve(*args, **more)
        first, *others = solved.plan.containers
        return replace(solved, plan=Plan([replace(first, train="W0"), *others]))

    monkeypatch.setattr(commanding, "solve", reckless)
    out = given.with_name("plan.json")
    assert main([str(given), "--seconds", "3", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "searched, and not allowed: container C0: W0 doesn't go from ALA to LYG" in said.err
    assert "planned plainly" in said.out
    assert Referee(json.loads(given.read_text())).judge(json.loads(out.read_text())).is_allowed

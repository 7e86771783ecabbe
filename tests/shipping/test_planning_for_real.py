"""Does the real planner, in its own process, plan the live book, and as the command line does?"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from shipping.exporting import export
from shipping.models import PlanRun, Slot
from shipping.operations import solving
from shipping.operations.replanning import snapshot
from shipping.operations.solving import Limits, PlannerFailed, ask_planner
from shipping.refereeing import Referee
from tests.shipping.planner import LIMITS, planned
from tests.shipping.railway import DAY, FLOUR, KUMYS, NOW, SHAMPOO, assigned, book, broken, fresh, make_train

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 6


@pytest.fixture
def scattered(real_rails: Any) -> list[Any]:
    """Parcels of three kinds that came one by one, on trains that came one by one, and some that wait."""
    goods = []
    for day in (16, 14, 12):
        make_train(NOW + day * DAY)
        for kind in (FLOUR, SHAMPOO, KUMYS):
            goods += [assigned(**kind, gross_g=900_000, volume_cm3=3_000_000 + 500_000 * n) for n in range(2)]
    return goods + [book(**FLOUR, gross_g=400_000, volume_cm3=1_000_000) for _ in range(3)]


def objective(document: dict[str, Any], plan: dict[str, Any]) -> float:
    verdict = Referee(document).judge(plan)
    assert verdict.errors == []
    return verdict.objective


def test_the_command_line_and_the_clock_plan_alike(scattered: list[Any], tmp_path: Path) -> None:
    exported = export(snapshot(at=NOW))
    instance, out = tmp_path / "book.json", tmp_path / "plan.json"
    instance.write_text(json.dumps(exported.document))
    command = [*(sys.executable, "-m", "shipping.planning", str(instance)), "--seconds", str(SECONDS)]
    subprocess.run(
        [*command, "--seed", "7", "--out", str(out)], cwd=ROOT, check=True, capture_output=True, timeout=60
    )
    by_hand = objective(exported.document, json.loads(out.read_text()))
    run = planned(seed=7, limits=Limits(SECONDS, 2, 4_000))
    assert (run.state, run.error) == ("applied", "")
    assert run.after_cents == pytest.approx(by_hand * 100, rel=0.005)
    assert run.book == exported.digest


def test_what_was_scattered_stands_together_and_what_waited_has_a_place(scattered: list[Any]) -> None:
    before = Slot.objects.filter(status="open").count()
    run = planned(limits=Limits(SECONDS, 2, 4_000))
    assert (run.state, run.error, run.waiting) == ("applied", "", 0)
    assert run.placed == 3
    assert run.moved > 0
    assert Slot.objects.filter(status="open").count() < before
    assert {fresh(each).status for each in scattered} == {"assigned"}
    assert run.before_cents is not None
    assert run.after_cents is not None
    assert run.after_cents < run.before_cents
    assert broken() == []
    # Nothing is left to be gained: what stands stays.
    again = planned(limits=Limits(SECONDS, 2, 4_000))
    assert (again.moved, again.placed) == (0, 0)


def test_the_command_tells_what_it_did(scattered: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plan_now", "--seconds", str(SECONDS), "--seed", "1")
    told = capsys.readouterr().out
    assert "3 placed" in told
    assert re.search(r"The plan costs [\d,.]+ USD instead of [\d,.]+: [\d,.]+ USD saved\.", told)
    assert f"It had 5 of {SECONDS} seconds" in told
    assert PlanRun.objects.get().trigger == "staff"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--seconds", "61"), "from 2 to 60"),
        (("--seconds", "1"), "from 2 to 60"),
        (("--seed", "-5"), "--seed must be from 0 to 2147483647"),
        (("--seed", "2147483648"), "--seed must be from 0 to 2147483647"),
    ],
)
def test_numbers_that_make_no_sense_begin_no_run(db: None, words: tuple[str, str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("plan_now", f"{words[0]}={words[1]}")
    assert not PlanRun.objects.exists()


def runs(pid: int) -> bool:
    """Whether a process is there, and not only its name, which its last parent has yet to read."""
    try:
        # The state is the third word, behind a name that may have blanks.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_planner_that_overruns_is_ended_with_all_its_children(
    scattered: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    child = f"echo $$ > {pid}; exec sleep 600"
    monkeypatch.setattr(solving, "_command", lambda *_: ["sh", "-c", f"(sh -c '{child}') & wait"])
    monkeypatch.setattr(solving, "PLANNER_OVERRUN", 0 * DAY)
    run = planned(limits=Limits(1, 1, 4_000))
    assert run.state == "failed"
    assert "no plan after 1 s" in run.error
    assert not runs(int(pid.read_text()))


def test_a_planner_without_memory_ends_its_run_with_why(scattered: list[Any]) -> None:
    run = planned(limits=Limits(1, 1, 20))
    assert run.state == "failed"
    assert run.error
    assert {fresh(each).status for each in scattered} == {"assigned", "waiting"}


def test_a_planner_gets_no_secret_of_the_shop(
    scattered: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "environment"
    monkeypatch.setattr(solving, "_command", lambda *_: ["sh", "-c", f"env > {seen}"])
    with pytest.raises(PlannerFailed, match="no plan was written"):
        ask_planner({}, seed=1, limits=LIMITS)
    names = {line.partition("=")[0] for line in seen.read_text().splitlines()}
    assert names.isdisjoint({"SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"})

"""Does the house keep the rules that no linter knows?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from celery import current_app
from django.conf import settings

from kit.errors import Problem
from shop.problems import known_problems, problems_page
from shop.wiring import WIRING

ROOT = Path(__file__).resolve().parents[2]
LAYERS = (
    *("kit", "accounts", "news", "catalog", "shipping", "payments", "orders", "storefront"),
    *("channels", "consoles", "shop"),
)
NEIGHBOURS = {"catalog", "shipping", "payments"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
WORKERS = {"storefront", "slots", "planning", "default", "payments", "imports", "news", "mail", "webhooks"}


def sources(*folders: str) -> list[Path]:
    """The modules of some folders, migrations left out."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module's path with its syntax tree."""
    for path in sources(*folders):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*LAYERS, "devtools", "tests")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees(*LAYERS, "devtools")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_which_question_it_answers() -> None:
    silent = [
        path
        for path, tree in trees(*LAYERS, "devtools")
        if tree.body and not path.endswith("__init__.py") and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_only_moves_write_a_status() -> None:
    written = [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in trees(*LAYERS)
        if path != "kit/moves.py"
        for node in ast.walk(tree)
        if _writes_status(node)
    ]
    assert written == []


def _writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in node.targets)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("update", "bulk_update")
        and any(keyword.arg == "status" for keyword in node.keywords)
    )


def jobs_named() -> Iterator[tuple[str, str]]:
    """Every literal job name handed to `enqueue`, with the app that hands it."""
    for path, tree in trees(*LAYERS):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "enqueue":
                yield path.split("/")[0], str(node.args[0].value)


def test_every_named_job_exists() -> None:
    current_app.loader.import_default_modules()
    named = {job for _, job in jobs_named()}
    wired = {job for jobs in WIRING.values() for job in jobs}
    beaten = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named
    assert (named | wired | beaten) - set(current_app.tasks) == set()


def test_no_app_names_a_job_above_it() -> None:
    above = [
        (app, job)
        for app, job in jobs_named()
        if app != job.split(".")[0]
        and (LAYERS.index(job.split(".")[0]) > LAYERS.index(app) or {app, job.split(".")[0]} <= NEIGHBOURS)
    ]
    assert above == []


def test_every_jobs_queue_has_a_worker() -> None:
    current_app.loader.import_default_modules()
    queues = {
        job: str(current_app.amqp.router.route({}, job)["queue"].name)
        for job in current_app.tasks
        if not job.startswith("celery.")
    }
    assert {job for job, queue in queues.items() if queue not in WORKERS} == set()
    assert queues["shipping.assign_slot"] == "slots"


def test_every_migration_has_a_human_name() -> None:
    names = [path.stem for app in LAYERS for path in (ROOT / app).glob("migrations/0*.py")]
    assert names
    assert [name for name in names if re.search(r"_auto_|^\d+_initial$|_and_more$", name)] == []


def test_every_problem_code_is_documented() -> None:
    assert (ROOT / "docs" / "problems.md").read_text(encoding="utf-8") == problems_page()


def test_one_code_means_one_thing() -> None:
    codes = [problem.code for problem in known_problems()]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_every_reason_to_say_no_is_given_somewhere() -> None:
    used = {
        name
        for path, tree in trees(*LAYERS)
        for node in ast.walk(tree)
        if (name := getattr(node, "id", "") or getattr(node, "attr", ""))
    }
    kinds = set(Problem.__subclasses__())
    idle = [p.__name__ for p in known_problems() if p not in kinds and p.__name__ not in used]
    assert idle == []

"""Does what a worker does stay on record under the task's name?"""

from types import SimpleNamespace
from typing import Any

import pytest
from celery import shared_task

import shop.celery
from accounts.models import Organisation
from accounts.operations.organising import found_organisation
from kit.clock import now
from shop.celery import app


@shared_task(name="tests.found")
def found(name: str, *, fail: bool = False) -> None:
    found_organisation(kind="carrier", name=name, at=now())
    if fail:
        raise LookupError


def context_of(name: str) -> Any:
    record: Any = Organisation.objects.get(name=name).audit.get()  # type: ignore[attr-defined]
    return record.pgh_context


def test_a_change_by_a_task_names_the_task(db: None) -> None:
    found.apply(kwargs={"name": "Rail"}, task_id="task-1", throw=True)
    assert context_of("Rail") == {"task": "tests.found", "task_id": "task-1"}


def test_a_failed_task_leaves_no_context_behind(db: None) -> None:
    with pytest.raises(LookupError):
        found.apply(kwargs={"name": "Rail", "fail": True}, task_id="task-1", throw=True)
    found.apply(kwargs={"name": "Road"}, task_id="task-2", throw=True)
    assert context_of("Road") == {"task": "tests.found", "task_id": "task-2"}


def test_a_message_is_only_a_hint_that_may_come_twice() -> None:
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.task_ignore_result
    assert conf.accept_content == ["json"]
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]


def test_a_half_open_connection_is_noticed() -> None:
    options = app.conf.broker_transport_options
    assert 0 < options["socket_timeout"] <= 10
    assert 0 < options["health_check_interval"] <= 10


@pytest.mark.parametrize(
    ("queue", "every_min", "compiles"), [("planning", 30, True), ("planning", 0, False), ("slots", 30, False)]
)
def test_the_worker_that_plans_has_the_planner_compiled(
    queue: str, every_min: int, compiles: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(shop.celery, "begin_compiling", lambda: begun.append(True))
    settings.PLANNING_EVERY_MIN = every_min
    worker = SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace())))
    worker.app.amqp.queues.consume_from = {queue: None}
    shop.celery._compile_planner(sender=worker)
    assert bool(begun) is compiles

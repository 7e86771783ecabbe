"""How do workers start?"""

import os
from typing import Any

import pghistory
from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_process_init, worker_ready
from django.conf import settings
from django.db import connections

from shipping.operations.solving import begin_compiling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("steel_camel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_contexts: dict[str, pghistory.context] = {}


@task_prerun.connect
def _enter_audit_context(task_id: str, task: Any, **_: object) -> None:
    """Let the audit rows that a task causes name the task."""
    context = pghistory.context(task=task.name, task_id=task_id)
    context.__enter__()  # type: ignore[no-untyped-call]
    _contexts[task_id] = context


@task_postrun.connect
def _leave_audit_context(task_id: str, **_: object) -> None:
    """Leave it, also after a failure."""
    context = _contexts.pop(task_id, None)
    if context is not None:
        context.__exit__(None, None, None)  # type: ignore[no-untyped-call]


@worker_ready.connect
def _compile_planner(sender: Any, **_: object) -> None:
    """A worker that plans has the planner compiled before the first plan is due."""
    if settings.PLANNING_EVERY_MIN and "planning" in sender.app.amqp.queues.consume_from:
        begin_compiling()


@worker_process_init.connect
def _plain_connections(**_: object) -> None:
    """Workers keep no connection between tasks: a pool or an old one goes stale behind forks."""
    for name in connections:
        settings.DATABASES[name]["CONN_MAX_AGE"] = 0
        connections[name].settings_dict["CONN_MAX_AGE"] = 0

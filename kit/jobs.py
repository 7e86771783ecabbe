"""How is background work nudged, without the request ever waiting for a broker?"""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

Fact = str | int | bool | None | UUID | Sequence[str] | Sequence[int] | Sequence[UUID]

# After a failed publish nobody tries again for a while: every queued row is found by its sweep.
REST_S = 5.0


class _State:
    """Process-wide: the table of topics, and until when the broker is left in peace."""

    wiring: Mapping[str, Sequence[str]] = {}
    closed_until = 0.0


def hand_in_wiring(wiring: Mapping[str, Sequence[str]]) -> None:
    """Say which jobs hear which topic; called once by the app that knows everyone."""
    _State.wiring = wiring


def enqueue(name: str, **kwargs: Fact) -> None:
    """
    Nudge the job `name` once the open transaction has committed.

    The message is only a hint: without a broker nothing fails, and the row
    that says what is due waits for its sweep.

    :raises TypeError: if an argument has no JSON form.
    """
    plain = json.loads(json.dumps(kwargs, default=_id_as_text))
    transaction.on_commit(partial(_publish, name, plain), robust=True)


def announce(topic: str, **facts: Fact) -> None:
    """
    Tell whoever is wired to `topic` that something happened below them.

    :raises LookupError: if the topic isn't in the table.
    """
    if topic not in _State.wiring:
        raise LookupError(f"no such topic: {topic}")
    for name in _State.wiring[topic]:
        enqueue(name, **facts)


def send(name: str, kwargs: Mapping[str, object]) -> None:
    """Hand one message to the broker, now."""
    task = current_app.tasks.get(name)
    if task is not None:
        task.apply_async(kwargs=dict(kwargs))
    else:
        current_app.send_task(name, kwargs=dict(kwargs))


# Tests put a list's `append` here and run the jobs themselves.
sender: Callable[[str, Mapping[str, object]], None] = send


def forget_failures() -> None:
    """Try the broker again at once."""
    _State.closed_until = 0.0


def _publish(name: str, kwargs: Mapping[str, object]) -> None:
    if time.monotonic() < _State.closed_until:
        return
    try:
        sender(name, kwargs)
    except Exception as error:  # noqa: BLE001 whatever a broker does, the order stands
        _State.closed_until = time.monotonic() + REST_S
        log.warning("job %s was not sent, its sweep will find it: %s", name, error)


def _id_as_text(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a job's arguments")

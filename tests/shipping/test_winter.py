"""Does every rule hold, whatever happens in whichever order?"""

import os
from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from shipping import tasks
from tests.conftest import Jobs
from tests.shipping.small_railway import rules_at_hand
from tests.shipping.winter import Winter

# More examples, in another order each time, for whoever hunts: WINTER_EXAMPLES=200.
EXAMPLES = int(os.environ.get("WINTER_EXAMPLES", "0"))


def test_every_rule_holds_whatever_happens(
    rails: datetime, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[None] = []

    def fail(*_: object) -> None:
        # What a sweep only logs is a bug here.
        raise  # noqa: PLE0704

    monkeypatch.setattr(tasks.log, "exception", fail)
    monkeypatch.setattr(Winter, "jobs", jobs, raising=False)
    monkeypatch.setattr(Winter, "ended", lambda _: ended.append(None), raising=False)
    monkeypatch.setattr(
        Winter,
        "tell_time",
        lambda _, at: monkeypatch.setattr(tasks, "now", lambda: at),
        raising=False,
    )
    with rules_at_hand():
        run_state_machine_as_test(
            Winter,
            settings=settings(
                max_examples=EXAMPLES or 25,
                stateful_step_count=40 if EXAMPLES else 30,
                derandomize=not EXAMPLES,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                # A hunter over many examples sees the first failure as it came, sooner than the shortest.
                phases=[Phase.generate] if EXAMPLES else list(Phase),
            ),
        )
    assert len(ended) >= (EXAMPLES or 25)

"""What do the tests of news share?"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
import time_machine

import kit.letters
import news.writing
from kit.letters import Letter
from news.writing import hand_in_writers
from tests.conftest import Jobs
from tests.news.postbox import WRITERS
from tests.news.receiving import LOOPBACK, Receiver
from tests.news.story import Story
from tests.orders.conftest import NOW, market, wang
from tests.orders.market import Market

__all__ = ["market", "wang"]


@pytest.fixture
def monday() -> Iterator[None]:
    """The market's own Monday, for the jobs that ask what time it is."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def story(monday: None, market: Market, jobs: Jobs) -> Story:
    """One of each thing of which those outside are told, and who may hear of it."""
    return Story.tell(market, jobs.drain)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Somebody on this machine who takes what they are sent."""
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with Receiver().listening() as listening:
        yield listening


@pytest.fixture
def new_receiver(settings: Any) -> Iterator[Callable[[], Receiver]]:
    """Make one more of them."""
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Receiver().listening())


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """The letters that are left to be sent."""
    letters: list[Letter] = []

    def post(some: Any, *, at: datetime) -> int:
        letters.extend(some)
        return len(some)

    monkeypatch.setattr(kit.letters._Handed, "post", staticmethod(post))
    return letters


@pytest.fixture
def writers() -> Iterator[None]:
    """Beside the shop's letters there are those of these tests."""
    before = news.writing._Handed.writers
    hand_in_writers({**before, **WRITERS})
    yield
    hand_in_writers(before)

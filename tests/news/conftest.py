"""What do the tests of news share?"""

from collections.abc import Iterator

import pytest
import time_machine

from tests.conftest import Jobs
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

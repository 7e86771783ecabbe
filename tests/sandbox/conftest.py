"""What do the tests of the two worlds share?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.operations import touching
from tests.conftest import Jobs
from tests.openapi.world import Side, TestSide, World, opened_world
from tests.stages import STAGES, undone


@dataclass
class Worlds:
    """The same kinds of rows in both worlds: `live` people, and their twins."""

    live: Side
    twin: TestSide
    whole: World

    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.live, self.twin


@pytest.fixture(scope="module")
def laid_worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[Worlds]:
    """The worlds of all tests of a module; their laying takes longer than any of them."""
    STAGES.leave()
    with pytest.MonkeyPatch.context() as patch:
        # However slow the machine is, a key's last use is written down once, not by some test or other.
        patch.setattr(touching, "LAST_USE_GRAIN", timedelta(days=1))
        with django_db_blocker.unblock(), opened_world() as whole:
            twin = whole.east.twin()
            assert twin.unpaid_group
            assert twin.paid_order
            assert twin.delivered_order
            connection.run_on_commit.clear()
            yield Worlds(whole.east, twin, whole)
            STAGES.leave()


@pytest.fixture
def worlds(laid_worlds: Worlds, jobs: Jobs, settings: Any) -> Iterator[Worlds]:
    """The module's worlds, as they were before this test."""
    settings.DEMO = True
    laid_worlds.whole.jobs = jobs
    with undone():
        yield laid_worlds

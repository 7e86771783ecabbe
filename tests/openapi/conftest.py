"""What do the tests of the API document share?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.operations import touching
from tests.conftest import Jobs
from tests.openapi.client import Generated, generate
from tests.openapi.world import World, opened_world
from tests.stages import STAGES, undone


@pytest.fixture(scope="module")
def one_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of all tests of a module; its building takes longer than any of them."""
    STAGES.leave()
    with pytest.MonkeyPatch.context() as patch:
        # However slow the machine is, a key's last use is written down once, not by some test or other.
        patch.setattr(touching, "LAST_USE_GRAIN", timedelta(days=1))
        with django_db_blocker.unblock(), opened_world() as world:
            yield world
            STAGES.leave()


@pytest.fixture
def world(one_world: World, jobs: Jobs, settings: Any) -> Iterator[World]:
    """The module's world, as it was before this test; the demo provider is open."""
    settings.DEMO = True
    one_world.jobs = jobs
    with undone():
        yield one_world


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """The Python client that the committed document makes."""
    folder: Path = tmp_path_factory.mktemp("generated")
    return generate(folder)

"""What do the tests of the shop share?"""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Path:
    """The demonstration, loaded; the file of its sign-ins."""
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    call_command("load_demo", credentials=tmp_path / "credentials.json", verbosity=0)
    return tmp_path / "credentials.json"

"""What do the tests of the shop share?"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from pytest_django import Settings

from tests.stages import lays

_FILE = "credentials.json"
# What the loading of the stage that stands kept.
_sign_ins: list[str] = []


@lays("demo")
def _lay_demo() -> None:
    with TemporaryDirectory() as folder, override_settings(DEMO=True):
        file = Path(folder) / _FILE
        call_command("load_reference", verbosity=0)
        call_command("load_demo", credentials=file, verbosity=0)
        _sign_ins[:] = [file.read_text(encoding="utf-8")]


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Path:
    """The demonstration, loaded; the file of its sign-ins, alone in its folder."""
    settings.DEMO = True
    file = tmp_path / "state" / _FILE
    file.parent.mkdir()
    file.write_text(_sign_ins[0], encoding="utf-8")
    return file

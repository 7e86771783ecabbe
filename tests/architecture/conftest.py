"""What do tests of all apps together stand on?"""

import pytest
from django.template.response import SimpleTemplateResponse

# Says how the stage is laid.
import tests.architecture.full_house  # noqa: F401
from accounts.sites import StaffSite


@pytest.fixture
def full_house(db: None) -> None:
    """A shop in which much has happened; filled once for all tests that follow each other here."""


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are answered without being drawn, and without a menu: for tests of who gets in."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(StaffSite, "get_app_list", lambda *_: [])

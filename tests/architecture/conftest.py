"""What do tests of all apps together stand on?"""

import pytest

# Says how the stage is laid.
import tests.architecture.full_house  # noqa: F401


@pytest.fixture
def full_house(db: None) -> None:
    """A shop in which much has happened; filled once for all tests that follow each other here."""

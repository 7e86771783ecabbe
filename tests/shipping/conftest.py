"""Which rails do these tests run on?"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from accounts.models import Organisation
from shipping.operations.loading import allow_reports, load_reference
from tests.shipping.railway import NOW


@pytest.fixture
def rails(db: None) -> datetime:
    """The reference data is loaded; no train runs yet. The instant at which the tests live."""
    with transaction.atomic():
        load_reference(at=NOW)
    return NOW


@pytest.fixture
def real_rails(transactional_db: None) -> datetime:
    """The same where threads can see it."""
    with transaction.atomic():
        load_reference(at=NOW)
    return NOW


@pytest.fixture
def make_organisation(db: None) -> Callable[..., Organisation]:
    """Make an organisation of a kind, that reports from some places."""

    def make(kind: str = "terminal", *places: str) -> Organisation:
        organisation = Organisation.objects.create(kind=kind, name=f"A {kind}", created_at=NOW)
        with transaction.atomic():
            allow_reports(organisation_id=organisation.pk, location_codes=places, at=NOW)
        return organisation

    return make

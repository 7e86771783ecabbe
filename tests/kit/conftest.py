"""What do the tests of the ground floor move about?"""

import pytest

from accounts.models import Organisation
from accounts.operations.organising import found_organisation
from catalog.models import Seller
from kit.clock import now
from kit.ids import uuid7


def make_seller() -> Seller:
    """A seller who applied: kit has no rows of its own, so it borrows one with a lifecycle."""
    at, code = now(), uuid7().hex[-12:]
    organisation = found_organisation(kind=Organisation.Kind.SELLER, name="Dala Flour", at=at)
    return Seller.objects.create(
        organisation=organisation,
        code=code,
        legal_name="Dala Flour LLP",
        country="KZ",
        city="Almaty",
        origin_code="KZ-ALMATY",
        tax_id=code,
        tax_id_kind="BIN",
        applied_at=at,
        created_at=at,
    )


@pytest.fixture
def seller(db: None) -> Seller:
    """A seller who applied."""
    return make_seller()

"""What does a seller's twin in the test world start with?"""

from datetime import datetime

from django.db.models import F

from accounts.models import Organisation
from catalog.models import Seller
from catalog.operations.verifying import approve_seller
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.transactions import inside_transaction

_LONGEST_CODE = 16
_COPIED = (
    *("legal_name", "local_name", "descriptions", "country", "city", "origin_code", "tax_id"),
    *("tax_id_kind", "handling_days"),
)


@inside_transaction
def mirror_seller(*, twin: Organisation, original: Organisation, at: datetime) -> None:
    """
    Let the twin of a seller's organisation sell: the same firm, verified, without any goods.

    Once is enough; a firm whose application is still to come applies with a test key.
    Whatever code or number testers have given themselves, a twin finds room beside them.
    """
    firm = Seller.objects.filter(organisation=original).first()
    if firm is None or Seller.objects.filter(organisation=twin).exists():
        return
    seller = Seller.objects.create(
        organisation=twin,
        code=_code_of_twin(firm),
        sandbox=True,
        applied_at=at,
        created_at=at,
        **{name: getattr(firm, name) for name in _COPIED},
    )
    approve_seller(seller=seller, at=at, by=SYSTEM)


def _code_of_twin(firm: Seller) -> str:
    """Its original's behind T-, as far as that is free and short enough; else one that nobody can foresee."""
    code = f"T-{firm.code}"
    is_good = len(code) <= _LONGEST_CODE and not Seller.objects.filter(code=code).exists()
    return code if is_good else _unforeseen_code()


def _unforeseen_code() -> str:
    return f"T-{uuid7().hex[-12:].upper()}"


@inside_transaction
def rename_in_test_world(code: str) -> None:
    """Free a code for the live world."""
    for seller in Seller.objects.select_for_update().filter(code=code, sandbox=True):
        Seller.objects.filter(pk=seller.pk).update(code=_unforeseen_code(), version=F("version") + 1)

"""Which lot is meant by what somebody scanned?"""

from uuid import UUID

from django.db.models import Q, QuerySet

from catalog.errors import ScanAmbiguous, UnknownReference
from catalog.models import Lot
from catalog.policy import SCANNED_LOTS_NAMED
from kit.errors import FieldProblem
from kit.words import say


def lot_scanned(*, seller_id: UUID, warehouse_id: UUID, code: str) -> Lot:
    """
    The seller's lot of that number; else the one lot in the warehouse of goods with that GTIN or SKU.

    Two queries at most.

    :raises UnknownReference: if there is none.
    :raises ScanAmbiguous: if several are meant, naming their numbers: only that on the goods tells which.
    """
    rows = Lot.objects.filter(variant__seller=seller_id).select_related("variant__product")
    lies_there = Q(levels__warehouse=warehouse_id, levels__on_hand__gt=0)
    found = _few(rows.filter(code=code))
    if len(found) > 1:
        # Numbers are given by makers, for each of their goods anew.
        found = _few(rows.filter(lies_there, code=code)) or found
    if not found:
        found = _few(rows.filter(lies_there, Q(variant__gtin13=_gtin13(code)) | Q(variant__sku=code)))
    if not found:
        why = say("No lot of yours that lies there is called “%(code)s”.", code=code)
        raise UnknownReference(why, fields=[FieldProblem("/code", "field.unknown_reference", why)])
    if len(found) > 1:
        lots = [f"{lot.variant.sku} {lot.code}" for lot in found[:SCANNED_LOTS_NAMED]]
        why = say("“%(code)s” may be %(lots)s: give the number of the lot.", code=code, lots=", ".join(lots))
        raise ScanAmbiguous(
            why,
            fields=[FieldProblem("/code", "field.ambiguous", why)],
            lots=[{"lot_id": str(lot.pk), "sku": lot.variant.sku, "lot_code": lot.code} for lot in found],
        )
    return found[0]


def _few(rows: QuerySet[Lot]) -> list[Lot]:
    return list(rows.order_by("code", "id")[:SCANNED_LOTS_NAMED])


def _gtin13(code: str) -> str:
    """A GTIN as it is kept: scanners tell it with 12, 13 or 14 digits, filled with zeros."""
    digits = code.lstrip("0").rjust(13, "0") if code.isascii() and code.isdigit() else ""
    return digits if len(digits) == 13 else code

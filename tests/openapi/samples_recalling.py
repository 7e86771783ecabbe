"""With which request does each operation on bad lots succeed, for one side?"""

from collections.abc import Mapping

from catalog.models import Lot
from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.world import Side, good


def _lot(side: Side) -> str:
    return str(Lot.objects.filter(variant=side.flour.variant)[0].pk)


def quarantine(side: Side) -> Sample:
    return Sample(side.seller, f"/seller/lots/{_lot(side)}/quarantine", REASON)


def release(side: Side) -> Sample:
    lot = _lot(side)
    good(side.seller.post(f"/seller/lots/{lot}/quarantine", REASON))
    return Sample(side.seller, f"/seller/lots/{lot}/release")


def recall(side: Side) -> Sample:
    return Sample(side.seller, "/seller/recalls", {"lot_id": _lot(side), **REASON})


def _made(side: Side, of: str = "") -> Sample:
    made = good(side.seller.post("/seller/recalls", recall(side).body))
    return Sample(side.seller, f"/seller/recalls/{made['id']}{of}")


def list_recalls(side: Side) -> Sample:
    _made(side)
    return Sample(side.seller, "/seller/recalls")


RECALLING: Mapping[str, Recipe] = {
    "quarantineLot": quarantine,
    "releaseLot": release,
    "recallLot": recall,
    "listRecalls": list_recalls,
    "showRecall": _made,
    "listRecalledOrders": lambda side: _made(side, "/orders"),
}

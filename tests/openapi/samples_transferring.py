"""With which request does each operation on transfers between warehouses succeed, for one side?"""

from collections.abc import Mapping
from typing import Any

from catalog.models import Lot
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, good, new_key

TRANSFERS = "/seller/transfers"


def _lot(side: Side) -> Lot:
    return Lot.objects.filter(variant=side.flour.variant)[0]


def _body(side: Side) -> dict[str, Any]:
    return {
        "origin": "KZ-KOSTANAY-WH",
        "destination": "KZ-KHORGOS-WH",
        "note": "Truck 123 ABC 10.",
        "lines": [{"lot_id": str(_lot(side).pk), "quantity": 3}],
    }


def _open(side: Side) -> str:
    """The path of a transfer with three bags in it."""
    return f"{TRANSFERS}/{good(side.seller.post(TRANSFERS, _body(side)))['id']}"


def _sent(side: Side) -> str:
    """One that is on its way."""
    path = _open(side)
    good(side.seller.post(f"{path}/send", {}, key=new_key()))
    return path


def scan(side: Side) -> Sample:
    return Sample(side.seller, f"{_open(side)}/scan", {"code": _lot(side).code, "quantity": 2})


def arrive(side: Side) -> Sample:
    line = {"lot_id": str(_lot(side).pk), "arrived": 2, "reason": "One is torn."}
    return Sample(side.seller, f"{_sent(side)}/arrive", {"lines": [line]})


TRANSFERRING: Mapping[str, Recipe] = {
    "listStockTransfers": lambda side: Sample(side.seller, _open(side).rpartition("/")[0]),
    "openStockTransfer": lambda side: Sample(side.seller, TRANSFERS, _body(side)),
    "showStockTransfer": lambda side: Sample(side.seller, _open(side)),
    "putStockTransferLine": lambda side: Sample(
        side.seller, f"{_open(side)}/lines", {"lot_id": str(_lot(side).pk), "quantity": 5}
    ),
    "scanIntoStockTransfer": scan,
    "sendStockTransfer": lambda side: Sample(side.seller, f"{_open(side)}/send"),
    "arriveStockTransfer": arrive,
    "callStockTransferBack": lambda side: Sample(
        side.seller, f"{_sent(side)}/call-back", {"reason": "The road is closed."}
    ),
    "cancelStockTransfer": lambda side: Sample(side.seller, f"{_open(side)}/cancel"),
}

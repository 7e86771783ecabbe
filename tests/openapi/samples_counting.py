"""With which request does each operation on counts of a warehouse succeed, for one side?"""

from collections.abc import Mapping

from catalog.models import Lot
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, good

COUNTS = "/seller/stock-counts"
PLACE = {"warehouse": "KZ-KOSTANAY-WH"}


def _lot(side: Side) -> str:
    return str(Lot.objects.filter(variant=side.flour.variant)[0].pk)


def _open(side: Side) -> str:
    """The path of an open count; a warehouse has one at a time."""
    known = good(side.seller.get(f"{COUNTS}?status=open&warehouse={PLACE['warehouse']}"))["items"]
    count = known[0] if known else good(side.seller.post(COUNTS, PLACE))
    return f"{COUNTS}/{count['id']}"


def _counted(side: Side) -> str:
    """One in which a lot is counted."""
    path = _open(side)
    good(side.seller.post(f"{path}/count", {"lot_id": _lot(side), "counted": 95}))
    return path


def scan(side: Side) -> Sample:
    code = Lot.objects.get(pk=_lot(side)).code
    return Sample(side.seller, f"{_open(side)}/scan", {"code": code, "quantity": 2})


COUNTING: Mapping[str, Recipe] = {
    "listStockCounts": lambda side: Sample(side.seller, _open(side).rpartition("/")[0]),
    "openStockCount": lambda side: Sample(
        side.seller, COUNTS, {"warehouse": "KZ-ALMATY-CFS", "note": "End of the year."}
    ),
    "showStockCount": lambda side: Sample(side.seller, _counted(side)),
    "listStockCountLines": lambda side: Sample(side.seller, f"{_counted(side)}/lines"),
    "listUncountedStock": lambda side: Sample(side.seller, f"{_open(side)}/uncounted"),
    "countLot": lambda side: Sample(
        side.seller, f"{_open(side)}/count", {"lot_id": _lot(side), "counted": 95}
    ),
    "scanCounted": scan,
    "leaveOutOfCount": lambda side: Sample(
        side.seller, f"{_counted(side)}/leave-out", {"lot_id": _lot(side)}
    ),
    "closeStockCount": lambda side: Sample(side.seller, f"{_counted(side)}/close", {"reason": "Torn bags."}),
    "cancelStockCount": lambda side: Sample(side.seller, f"{_open(side)}/cancel"),
}

"""With which request does each operation of the sandbox succeed, on behalf of one side's twins?"""

from collections.abc import Mapping

from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, TestSide


def _twin(side: Side) -> TestSide:
    return side if isinstance(side, TestSide) else side.twin()


def advance(side: Side) -> Sample:
    twin = _twin(side)
    return Sample(twin.buyer, "/sandbox/advance", {"shipment": twin.paid_order["shipments"][0]["id"]})


def settle(side: Side) -> Sample:
    twin = _twin(side)
    payment = twin.payment(twin.unpaid_group)
    return Sample(twin.buyer, "/sandbox/payment", {"payment": payment["id"], "outcome": "captured"})


SANDBOX: Mapping[str, Recipe] = {"advanceShipment": advance, "settleTestPayment": settle}

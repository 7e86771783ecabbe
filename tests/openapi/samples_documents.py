"""With which request does each operation about invoices and bills succeed, on behalf of one side?"""

from collections.abc import Mapping
from typing import Any

from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, good


def _accepted(side: Side) -> dict[str, Any]:
    """An order whose seller took it, with its invoice."""
    order = side.sold("accept")
    side.world.jobs.drain()
    return order


def _of_order(side: Side) -> str:
    """Where the documents of such an order are."""
    return f"/orders/{_accepted(side)['id']}/documents"


def show_of_order(side: Side) -> Sample:
    path = _of_order(side)
    [item] = good(side.buyer.get(path))["items"]
    return Sample(side.buyer, f"{path}/{item['id']}")


def list_of_seller(side: Side) -> Sample:
    _accepted(side)
    return Sample(side.seller, "/seller/documents")


def show_of_seller(side: Side) -> Sample:
    item = good(side.seller.get(list_of_seller(side).path))["items"][0]
    return Sample(side.seller, f"/seller/documents/{item['id']}")


def bill(side: Side) -> Sample:
    payment = side.payment(side.group())
    return Sample(side.buyer, f"/payments/{payment['id']}/bill")


DOCUMENTS: Mapping[str, Recipe] = {
    "listOrderDocuments": lambda side: Sample(side.buyer, _of_order(side)),
    "showOrderDocument": show_of_order,
    "listSellerDocuments": list_of_seller,
    "showSellerDocument": show_of_seller,
    "showBill": bill,
}

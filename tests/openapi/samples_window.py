"""With which request does each operation of the shop window succeed, on behalf of one side?"""

from typing import Any

from kit.clock import now
from storefront.operations.refreshing import fill_window
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, caller, good


def _wish(side: Side) -> dict[str, Any]:
    price = {"amount": "1.00", "currency": "CNY"}
    return {"listing_id": str(side.flour.pk), "kind": "price", "price": price}


def _waiting(side: Side) -> str:
    """The path of something that the side's buyer waits for."""
    there = good(side.buyer.get("/me/notices?status=waiting"))["items"]
    notice = there[0] if there else good(side.buyer.post("/me/notices", _wish(side)))
    return f"/me/notices/{notice['id']}"


def _notices(side: Side) -> Sample:
    """Two of them, one of which has ended."""
    good(side.buyer.post(f"{_waiting(side)}/cancel"))
    _waiting(side)
    return Sample(side.buyer, "/me/notices")


def _shown(side: Side) -> str:
    fill_window(at=now())
    return str(side.flour.pk)


WINDOW: dict[str, Recipe] = {
    "listProducts": lambda side: Sample(caller(), "/products?market=CN&in_stock=true&facets=true"),
    "showProduct": lambda side: Sample(caller(), f"/products/{_shown(side)}"),
    "suggestProducts": lambda side: Sample(caller(), "/products/suggestions?q=whe&market=CN"),
    "listNotices": _notices,
    "createNotice": lambda side: Sample(side.buyer, "/me/notices", _wish(side)),
    "showNotice": lambda side: Sample(side.buyer, _waiting(side)),
    "cancelNotice": lambda side: Sample(side.buyer, f"{_waiting(side)}/cancel"),
}
